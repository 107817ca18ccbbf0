/* SPDX-License-Identifier: LGPL-2.1-or-later */
/**
 * @file
 * Cases that were measured with kubelets of several versions: arguments and files, and what each
 * version makes of them.
 */
#ifndef CASES_H
#define CASES_H

#include <stdbool.h>

#include "base/status.h"

/** Kubernetes 1.20, 1.28, 1.30, 1.36. */
enum {
	CASE_VERSIONS = 4,
	CASE_FILES = 3
};

/** A file below /d. */
struct case_file {
	const char *path; /**< from the root of the tree; NULL ends the files */
	const char *text;
};

struct case_row {
	const char *name;
	const char *argv; /**< for fixture_argv() */
	const char *main; /**< content of /main/kubelet.conf; NULL if there is none */
	struct case_file files[CASE_FILES];
	bool no_alpha; /**< the environment variable that asks for drop-in files is not set */
	/**
	 * `MODE ANONYMOUS PORT`: the values of authorization.mode, authentication.anonymous.enabled
	 * and readOnlyPort; or `refused: ` and a part of the reason. NULL: as the version before.
	 */
	const char *wanted[CASE_VERSIONS];
	enum kp_status status; /**< that a refusal can have besides KP_ERR_SYNTAX; KP_OK if none */
	const char *location;  /**< of authorization.mode in the newest version that starts */
	long line; /**< of the reason, where the newest version refuses; 0 if it has none */
	const char *setting; /**< another setting to look at; NULL if none */
	const char *value;   /**< its value in every version that starts; NULL if nothing is set */
};

/** Check one row, `*state`, with every version. */
void case_test(void **state);

#endif
