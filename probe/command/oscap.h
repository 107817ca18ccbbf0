/* SPDX-License-Identifier: LGPL-2.1-or-later */
/**
 * @file
 * Calls of oscap-kubelet itself.
 */
#ifndef KP_COMMAND_OSCAP_H
#define KP_COMMAND_OSCAP_H

#include <signal.h>
#include <stdbool.h>

#include "base/status.h"

/** A call. */
struct kp_oscap {
	const char *const *argv; /**< argv[0] is the file of oscap-kubelet; NULL at its end */
	const char *root; /**< the root directory of the node to be scanned; NULL for this one */
	bool is_shown;    /**< whether progress is shown on standard error, a terminal */
	bool is_silent;   /**< whether what it says on standard error is left out */
	int signals;      /**< of signalfd(2): what ends this call early, too */
};

/**
 * Run it to its end. What it says on standard error is said on, but for warnings: where a setting is in
 * error, oscap has several about what hangs on it, and no reason. A signal is given on to it.
 * @param[out] ret_code its exit code
 * @param[out] ret_signal a signal that came meanwhile; untouched if none did
 * @return KP_OK; KP_ERR_IO where it could not be started, or was killed; KP_ERR_NOMEM
 */
enum kp_status kp_oscap_run(const struct kp_oscap *oscap, int *ret_code, int *ret_signal,
			    struct kp_error *reterr) __attribute__((warn_unused_result));

#endif
