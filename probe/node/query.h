/* SPDX-License-Identifier: LGPL-2.1-or-later */
/**
 * @file
 * What is asked of the components of a node.
 */
#ifndef KP_NODE_QUERY_H
#define KP_NODE_QUERY_H

#include <stdbool.h>

#include "component/component.h"
#include "node/shared_units.h"

/** A question. All but the component may be 0, which asks for no more than the settings. */
struct kp_query {
	const struct kp_component *component; /**< which of them */
	/** Further ones, up to NULL, that are looked for at once, and asked the same but for the files of
	 * units; for kp_kubelets_of(). NULL: none */
	const struct kp_component *const *also;
	int minor; /**< N of Kubernetes 1.N that the operator says they have; 0 if not said */
	bool with_services; /**< whether each running one is wanted with the one of its service */
	bool with_aside;    /**< whether what is none of the node's (aside.h) is asked for too */
	bool with_named_files;         /**< whether the files that settings name are wanted */
	bool with_unit_files;          /**< whether the files of the unit of each are wanted */
	bool with_unheeded;            /**< whether what is written without effect is wanted */
	struct kp_shared_units *units; /**< borrowed; NULL: each looks for the units by itself */
	bool judges_start; /**< whether what ends one of a service soon after its start is an error */
};

#endif
