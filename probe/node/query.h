/* SPDX-License-Identifier: LGPL-2.1-or-later */
/**
 * @file
 * What is asked of the components of a node.
 */
#ifndef KP_NODE_QUERY_H
#define KP_NODE_QUERY_H

#include <stdbool.h>

#include "component/component.h"

/** A question. All but the component may be 0, which asks for no more than the settings. */
struct kp_query {
	const struct kp_component *component; /**< which of them */
	int minor; /**< N of Kubernetes 1.N that the operator says they have; 0 if not said */
	bool with_services; /**< whether each running one is wanted with the one of its service */
	bool with_aside;    /**< whether what is none of the node's (aside.h) is asked for too */
	bool with_named_files; /**< whether the files that settings name are wanted */
	bool with_unit_files;  /**< whether the files of the unit of each are wanted */
	bool judges_start; /**< whether what ends one of a service soon after its start is an error */
};

#endif
