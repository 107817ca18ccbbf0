/* SPDX-License-Identifier: LGPL-2.1-or-later */
/**
 * @file
 * The arguments of `oscap-kubelet scan`.
 */
#ifndef KP_COMMAND_SCAN_OPTIONS_H
#define KP_COMMAND_SCAN_OPTIONS_H

#include <stddef.h>

#include <stdbool.h>

#include "base/status.h"
#include "command/formats.h"

/** Texts are borrowed from the arguments. */
struct kp_scan_options {
	const char *profile; /**< NULL for the one of the tailoring file, or the default */
	const char *tailoring;
	const char *evidence; /**< NULL for what the profile says */
	const char *root;     /**< NULL for this node */
	const char *output;
	const char *suffix; /**< behind the names of the files */
	const struct kp_format *format;
	const char **rules; /**< to be judged alone; none: all of the profile */
	size_t count;
	size_t size;
	bool is_help;
};

/** What `--help` prints. */
extern const char kp_scan_usage[];

void kp_scan_options_done(struct kp_scan_options *options);

/**
 * Read the arguments behind the verb.
 * @param[out] ret_options caller-owned, release with kp_scan_options_done(); untouched on failure
 * @return KP_OK; KP_ERR_INVAL, with the argument; KP_ERR_NOMEM
 */
enum kp_status kp_scan_options_read(char *const arguments[], struct kp_scan_options *ret_options,
				    struct kp_error *reterr) __attribute__((warn_unused_result));

#endif
