/* SPDX-License-Identifier: LGPL-2.1-or-later */
/**
 * @file
 * The programs that run a kubelet: how each is recognised, and what its kubelet is given.
 *
 * What is not certain is no value. Of a kubelet whose arguments are hidden, or of a version that is
 * not known here, all that the node shows is worked out, but only to be told in the error.
 */
#ifndef KP_HOSTS_H
#define KP_HOSTS_H

#include <stdbool.h>

#include "argv.h"
#include "ctx.h"
#include "process.h"
#include "status.h"

struct kp_host;

/** What a kubelet is given. Start as `{ 0 }`. */
struct kp_given {
	struct kp_argv *argv;  /**< its arguments; those that it has at least, if they are hidden */
	char *file;            /**< that they were read from; NULL if none was */
	bool is_hidden;        /**< whether the host shows none of them */
	bool changed;          /**< whether what they were read from changed since the start */
	struct kp_error doubt; /**< why nothing that follows is certain; KP_OK if it is */
};

/** Release what a kubelet is given. */
void kp_given_done(struct kp_given *given);

/** Whether a program can run a kubelet, by the file name of its executable. */
bool kp_host_is_named(const char *exe);

/**
 * Which host a process is.
 * @param[in] exe file name of its executable; empty if that may not be seen
 * @param[in] argv its own arguments
 * @return a row of the table; NULL if it runs no kubelet
 */
const struct kp_host *kp_host_find(const char *exe, const struct kp_argv *argv);

/** @return the name of the program, a static text */
const char *kp_host_name(const struct kp_host *host);

/**
 * Work out what the kubelet of a process is given.
 * @param[in] process with argv
 * @param[in,out] given empty; release with kp_given_done() also on failure
 * @return KP_OK; KP_ERR_NOMEM; else why the arguments cannot be known
 */
enum kp_status kp_host_give(const struct kp_ctx *ctx, const struct kp_process *process,
			    struct kp_given *given, struct kp_error *reterr)
	__attribute__((warn_unused_result));

#endif
