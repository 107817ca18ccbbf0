/* SPDX-License-Identifier: LGPL-2.1-or-later */
/**
 * @file
 * A call of a verb, as the program gives it to the verb.
 */
#ifndef KP_COMMAND_COMMAND_H
#define KP_COMMAND_COMMAND_H

#include "base/status.h"

/** Exit status for anything that went wrong, as that of oscap. */
#define KP_COMMAND_FAILED 1

/** A call of a verb. */
struct kp_command {
	const char *wrapper;  /**< the file of the command oscap-kubelet, absolute */
	const char *plugin;   /**< the file of the plugin, absolute */
	const char *stream;   /**< the file of the data stream, absolute; it may be missing */
	const char *summary;  /**< the directory of the program that sums up results, absolute */
	const char *version;  /**< of this package */
	const char *examples; /**< a command that scans example nodes; NULL: there is none here */
	int argc;
	char **argv; /**< argv[0] is the verb; NULL at its end */
};

/** Say on standard error why this verb cannot be done. @return KP_COMMAND_FAILED */
int kp_command_fail(const struct kp_command *command, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

/** Write a text to standard output. @return KP_OK; KP_ERR_IO and the like */
enum kp_status kp_command_print(const char *text, struct kp_error *reterr)
	__attribute__((warn_unused_result));

#endif
