/* SPDX-License-Identifier: LGPL-2.1-or-later */
/**
 * @file
 * MicroK8s' kubelite, which runs a kubelet with arguments from a file.
 */
#ifndef KP_HOSTS_KUBELITE_H
#define KP_HOSTS_KUBELITE_H

#include "base/status.h"
#include "files/ctx.h"
#include "hosts/given.h"
#include "process/process.h"

/** Work out what the kubelet inside a kubelite is given, as kp_host_give(). */
enum kp_status kp_kubelite_give(const struct kp_ctx *ctx, const struct kp_process *process,
				struct kp_given *given, struct kp_error *reterr)
	__attribute__((warn_unused_result));

/** Work out what the kube-proxy inside a kubelite is given, as kp_host_give(). */
enum kp_status kp_kubelite_give_proxy(const struct kp_ctx *ctx, const struct kp_process *process,
				      struct kp_given *given, struct kp_error *reterr)
	__attribute__((warn_unused_result));

#endif
