/* SPDX-License-Identifier: LGPL-2.1-or-later */
/**
 * @file
 * The version of a kubelet, where it can be learnt without running anything.
 */
#ifndef KP_VERSION_H
#define KP_VERSION_H

#include <stdbool.h>

#include "process.h"

/**
 * Read a version as Kubernetes writes it: `v1.31.2`, `1.31`, `v1.30.4-eks-a737599`.
 * @param[out] ret_minor N of 1.N; untouched if the text is no version
 */
bool kp_version_parse(const char *text, int *ret_minor);

/**
 * Learn the version of a process: from the operator (struct kp_ctx); from a directory of its
 * executable's path that is named as a version, as RKE2 and minikube do; for /usr/bin/kubelet from
 * the dpkg database below its root, unless the file was replaced since the process started.
 * @return N of 1.N; 0 if it cannot be learnt
 */
int kp_version_of(const struct kp_ctx *ctx, const struct kp_process *process);

#endif
