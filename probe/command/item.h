/* SPDX-License-Identifier: LGPL-2.1-or-later */
/**
 * @file
 * An item of OVAL, as it is told to a person.
 */
#ifndef KP_COMMAND_ITEM_H
#define KP_COMMAND_ITEM_H

#include "command/evidence.h"

/** Cleanup function for a finding. */
void kp_item_finding_done(struct kp_finding *finding);

/**
 * What an item tells.
 * @param[out] ret_finding release with kp_item_finding_done(); its text is NULL of an item that is told by
 *             its message only; untouched on failure
 * @return KP_OK; KP_ERR_NOMEM
 */
enum kp_status kp_item_tell(const xmlNode *item, const struct kp_leave *leave,
			    struct kp_finding *ret_finding, struct kp_error *reterr)
	__attribute__((warn_unused_result));

#endif
