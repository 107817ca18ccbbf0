/* SPDX-License-Identifier: LGPL-2.1-or-later */
/**
 * @file
 * The services of a running node that are to run a component, although none runs at the moment: one
 * that fails and is started again, waits, or is being stopped and started.
 *
 * What systemd thinks of a unit only systemd can say. Seen here is what it leaves in files: links in
 * .wants and .requires directories (`systemctl enable`), links with the ids of invocations, and control
 * groups.
 */
#ifndef KP_NODE_STOPPED_H
#define KP_NODE_STOPPED_H

#include "base/status.h"
#include "component/component.h"
#include "files/ctx.h"

/**
 * Look for a service that is to run a component, on a node where none was found running. A unit that
 * is masked, or that nothing wants and systemd has not started, is none: its package may be installed
 * without being used. Where systemd is not running (sd_booted(3)) there is none.
 * @param[in] ctx root directory and limits
 * @param[out] stopped why a component is missing, naming the first such unit, or why that cannot be
 *             told; untouched if there is none
 * @return KP_OK; KP_ERR_NOMEM
 */
enum kp_status kp_stopped_find(const struct kp_component *component, const struct kp_ctx *ctx,
			       struct kp_error *stopped, struct kp_error *reterr)
	__attribute__((warn_unused_result));

#endif
