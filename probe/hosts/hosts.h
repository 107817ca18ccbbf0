/* SPDX-License-Identifier: LGPL-2.1-or-later */
/**
 * @file
 * The programs that run a component: how each is recognised, and what the component is given.
 *
 * What is not certain is no value. Of one whose arguments are hidden, or of a version that is
 * not known here, all that the node shows is worked out, but only to be told in the error.
 */
#ifndef KP_HOSTS_HOSTS_H
#define KP_HOSTS_HOSTS_H

#include "base/status.h"
#include "files/ctx.h"
#include "hosts/given.h"
#include "process/argv.h"
#include "process/process.h"
#include "process/recognise.h"

struct kp_component;
struct kp_host;

/** @return the programs that are, or contain, a component, for the walk over the processes */
struct kp_programs kp_host_programs(const struct kp_component *component);

/**
 * Which host of a component a process is.
 * @param[in] component its name
 * @param[in] exe file name of its executable; empty if that may not be seen
 * @param[in] argv its own arguments
 * @return a row of the table; NULL if it does not run the component
 */
const struct kp_host *kp_host_find(const char *component, const char *exe,
				   const struct kp_argv *argv);

/**
 * Work out what the component of a process is given.
 * @param[in] process with argv
 * @param[in,out] given empty; release with kp_given_done() also on failure
 * @return KP_OK; KP_ERR_NOMEM; else why the arguments cannot be known
 */
enum kp_status kp_host_give(const struct kp_component *component, const struct kp_ctx *ctx,
			    const struct kp_process *process, struct kp_given *given,
			    struct kp_error *reterr) __attribute__((warn_unused_result));

/** @return the file name of a host's executable; static */
const char *kp_host_name(const struct kp_host *host);

#endif
