/* SPDX-License-Identifier: LGPL-2.1-or-later */
/**
 * @file
 * What the reply of a kubelet tells of its settings, without what only looks as if it did.
 */
#ifndef KP_CONFIGZ_RUNNING_H
#define KP_CONFIGZ_RUNNING_H

#include "configz/reply.h"
#include "node/instance.h"

/**
 * kp_configz_reply_setting() of a kubelet that is known. Two things it shows otherwise than they are
 * (cmd/kubelet/app/server.go of 1.22 to 1.37): `--seccomp-default` is no part of what it shows, so that
 * false may be true; and the pair that it makes itself in --cert-dir, where nothing says another, looks as
 * if tlsCertFile and tlsPrivateKeyFile said it.
 * @param[in] kubelet that gave the reply
 * @return as it; KP_ERR_UNSUPPORTED also for those two where its arguments do not tell what is so
 */
enum kp_status kp_configz_running_setting(const struct kp_configz_reply *reply,
					  const struct kp_kubelet *kubelet, const char *name,
					  struct kp_setting **ret_setting, struct kp_error *reterr)
	__attribute__((warn_unused_result));

#endif
