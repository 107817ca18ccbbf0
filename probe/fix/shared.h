/* SPDX-License-Identifier: LGPL-2.1-or-later */
/**
 * @file
 * Files of a kubelet's unit that other services are started with, too.
 */
#ifndef KP_FIX_SHARED_H
#define KP_FIX_SHARED_H

#include "base/status.h"
#include "node/query.h"
#include "systemd/units.h"

/**
 * Make sure that no other service takes its command or its environment from a file, as one of
 * /etc/kubernetes/config that each component of a cluster reads does, or a drop-in file for all
 * services: an argument of the kubelet there can keep the other program from its next start. Other
 * kubelets may. A service whose files cannot be told counts as none of them.
 * @param[in] units of the node
 * @param[in] unit of the kubelet
 * @param[in] path of the file
 * @return KP_OK; KP_ERR_UNSUPPORTED with the other service; KP_ERR_NOMEM; the errno of looking at the
 *         file as a status
 */
enum kp_status kp_shared_check(const struct kp_query *query, const struct kp_units *units,
			       const char *unit, const char *path, struct kp_error *reterr)
	__attribute__((warn_unused_result));

#endif
