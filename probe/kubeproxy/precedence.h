/* SPDX-License-Identifier: LGPL-2.1-or-later */
/**
 * @file
 * In which order a kube-proxy takes its settings from flags, files and defaults, and what it makes of
 * them.
 *
 * The order (cmd/kube-proxy/app/options.go Complete, 1.20 to 1.37): without --config, flags over
 * defaults; with it the file over defaults, whatever flags say of the configuration. Only the name of
 * the node (--hostname-override) and, since 1.28, what is logged are set by a flag all the same. The
 * flags are parsed in either case, and a bad one ends it.
 */
#ifndef KP_KUBEPROXY_PRECEDENCE_H
#define KP_KUBEPROXY_PRECEDENCE_H

#include "component/load.h"

/** kube-proxy's kp_component.load. */
enum kp_status kp_kubeproxy_load(struct kp_load *load, struct kp_error *reterr)
	__attribute__((warn_unused_result));

/** kube-proxy's kp_component.find_default: addresses of the family of bindAddress, which a file says. */
enum kp_status kp_kubeproxy_find_default(const struct kp_view *view, const struct kp_field *field,
					 struct kp_value *value, struct kp_error *reterr)
	__attribute__((warn_unused_result));

/** kube-proxy's kp_component.finish: ports of addresses, and the node's name as it is compared. */
enum kp_status kp_kubeproxy_finish(const struct kp_view *view, const struct kp_field *field,
				   struct kp_finding *finding, struct kp_error *reterr)
	__attribute__((warn_unused_result));

#endif
