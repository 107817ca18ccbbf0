/* SPDX-License-Identifier: LGPL-2.1-or-later */
/**
 * @file
 * The kubelets that systemd would start: at the next boot, or when their unit is started again.
 *
 * A unit counts whether it is enabled or not, since it takes one command to start it. A masked one
 * cannot be started.
 */
#ifndef KP_NODE_SERVICES_H
#define KP_NODE_SERVICES_H

#include <stdbool.h>

#include "base/status.h"
#include "files/ctx.h"
#include "node/instances.h"
#include "node/query.h"
#include "systemd/units.h"

/**
 * Find every service unit below the root directory that starts a kubelet, and work that kubelet out
 * from what is on disk.
 * A unit that starts one with arguments that cannot be known (a shell, a program that makes them up)
 * is a kubelet with kp_kubelet_argv_error(). A unit that cannot be read at all makes the collection
 * incomplete (kp_kubelets_incomplete()).
 * @param[in] ctx root directory and limits
 * @param[out] ret_kubelets caller-owned, free with kp_kubelets_free(); untouched on failure
 * @return KP_OK, also when there is none; KP_ERR_NOMEM; KP_ERR_LIMIT; the errno of reading the
 *         directories of units as a status
 */
enum kp_status kp_services_collect(const struct kp_query *query, const struct kp_ctx *ctx,
				   struct kp_kubelets **ret_kubelets, struct kp_error *reterr)
	__attribute__((warn_unused_result));

/**
 * Whether a service starts a component, or may do so. A masked one does not.
 * @param[out] ret_starts untouched on failure
 * @return KP_OK; KP_ERR_NOMEM
 */
enum kp_status kp_service_starts(const struct kp_component *component, const struct kp_units *units,
				 const char *name, bool *ret_starts, struct kp_error *reterr)
	__attribute__((warn_unused_result));

/**
 * The kubelet that the unit of a running one would start.
 * @param[in] ctx its root_fd is the root directory of the process
 * @param[in] unit that the process belongs to; NULL if none is known
 * @param[out] ret_kubelet caller-owned, free with kp_kubelet_free(); untouched on failure
 * @return KP_OK; KP_ERR_NOENT when it belongs to no service unit, or to one that is not on disk;
 *         KP_ERR_UNSUPPORTED when that unit starts no kubelet, as far as can be told; KP_ERR_NOMEM
 */
enum kp_status kp_service_of(const struct kp_query *query, const struct kp_ctx *ctx,
			     const char *unit, struct kp_kubelet **ret_kubelet,
			     struct kp_error *reterr) __attribute__((warn_unused_result));

/**
 * Do as kp_service_of() among services that were found before. All files are read as they are now, or as
 * the ctx of the units says now.
 * @param[out] ret_kubelet caller-owned, free with kp_kubelet_free(); untouched on failure
 * @return as kp_service_of()
 */
enum kp_status kp_service_in(const struct kp_query *query, const struct kp_units *units,
			     const char *unit, struct kp_kubelet **ret_kubelet,
			     struct kp_error *reterr) __attribute__((warn_unused_result));

#endif
