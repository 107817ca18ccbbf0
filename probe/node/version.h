/* SPDX-License-Identifier: LGPL-2.1-or-later */
/**
 * @file
 * The version of a kubelet, where it can be learnt without running anything.
 */
#ifndef KP_NODE_VERSION_H
#define KP_NODE_VERSION_H

#include <stdbool.h>

#include "base/status.h"
#include "node/package.h"
#include "node/query.h"
#include "process/process.h"

/**
 * Read OSCAP_KUBELET_VERSION, in which the operator says the version of all kubelets.
 * @param[in] value of the variable; NULL if it is not set. An empty one says nothing
 * @param[out] ret_minor N of 1.N, 0 if not said (struct kp_query); untouched on failure
 * @return KP_OK; KP_ERR_INVAL if it is no version
 */
enum kp_status kp_version_parse_variable(const char *value, int *ret_minor, struct kp_error *reterr)
	__attribute__((warn_unused_result));

/** A version, and what told it. */
struct kp_version {
	int minor;            /**< N of 1.N; 0 if it cannot be learnt, or is not proven */
	const char *evidence; /**< as messages say it, static */
	bool accepts_gates;   /**< a vendor's, by files of the system (component.gate_files) */
};

/**
 * Learn the version of a process: from the operator (struct kp_query); from a directory of its
 * executable's path that is named as a version, as RKE2 and minikube do; from the package database.
 * @param[in,out] package fresh; what that says, be it proven or not; release with kp_package_done()
 */
struct kp_version kp_version_of(const struct kp_query *query, const struct kp_process *process,
				struct kp_package *package);

#endif
