/* SPDX-License-Identifier: LGPL-2.1-or-later */
/**
 * @file
 * An item of OVAL, as it is told to a person.
 */
#ifndef KP_COMMAND_ITEM_H
#define KP_COMMAND_ITEM_H

#include <libxml/tree.h>
#include <stdbool.h>

#include "base/status.h"
#include "command/verdict.h"

/** What of a profile and of a rule makes a difference to what is said of an item. */
struct kp_leave {
	bool text_counts; /**< the audit text of the benchmark, not the value in force, is judged */
	bool default_is_nothing; /**< a built-in default does not count */
	bool argument_is_nothing;
	const char *to_be_said; /**< settings whose built-in default never counts, between commas */
};

/**
 * What an item tells.
 * @param[out] ret_finding release with kp_remark_done(); its text is NULL of an item that is told by
 *             its message only; untouched on failure
 * @return KP_OK; KP_ERR_NOMEM
 */
enum kp_status kp_item_tell(const xmlNode *item, const struct kp_leave *leave,
			    struct kp_remark *ret_finding, struct kp_error *reterr)
	__attribute__((warn_unused_result));

#endif
