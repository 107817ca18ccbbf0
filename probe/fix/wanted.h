/* SPDX-License-Identifier: LGPL-2.1-or-later */
/**
 * @file
 * A setting that a kubelet shall have, and when it is left alone.
 */
#ifndef KP_FIX_WANTED_H
#define KP_FIX_WANTED_H

#include <stdint.h>

#include <regex.h>
#include <stdbool.h>

#include "component/component.h"
#include "component/setting.h"
#include "document/document.h"
#include "node/instance.h"

/** What else than the wanted value will do; the same for all settings of an order. Borrows its texts. */
struct kp_leave {
	bool default_too;      /**< a good built-in default need not be written down */
	bool subset;           /**< of a list, some of the wanted members will do */
	const regex_t *unless; /**< a value that matches this is good; NULL: none */
	bool has_range;
	int64_t min; /**< with has_range: a number from min to max is good */
	int64_t max;
};

struct kp_wanted {
	char *name;
	enum kp_node_kind kind; /**< of the value in a file: KP_NODE_BOOL, _INT, _STRING or _LIST */
	char *value;            /**< NULL: nothing shall say it */
	char **members;         /**< of a list */
	size_t count;
};

/** What is wanted of a kubelet. Borrows all that it points to. */
struct kp_order {
	const struct kp_wanted *wanted; /**< all of them together */
	size_t count;
	const struct kp_leave *leave;
	const struct kp_wanted *instead; /**< a kubelet that has this is left alone; NULL: none */
};

/** Several orders of one kubelet, to be done in one step. Borrows all that it points to. */
struct kp_orders {
	const struct kp_order *const *items;
	size_t count;
};

/** Release what it holds. */
void kp_wanted_done(struct kp_wanted *wanted);

/**
 * Read `SETTING=VALUE`, or `SETTING` alone for one that nothing shall say.
 * @param[in] component whose setting it is
 * @param[in] argument as the operator wrote it; members of a list are separated by commas
 * @param[out] ret_wanted to be released with kp_wanted_done(); untouched on failure
 * @return KP_OK; KP_ERR_INVAL: there is no such setting, or it cannot be set, or a byte of the value
 *         would have to be quoted; KP_ERR_NOMEM
 */
enum kp_status kp_wanted_parse(const struct kp_component *component, const char *argument,
			       struct kp_wanted *ret_wanted, struct kp_error *reterr)
	__attribute__((warn_unused_result));

/** Whether a setting is as it is wanted, or may be left as it is. */
bool kp_wanted_is_met(const struct kp_wanted *wanted, const struct kp_leave *leave,
		      const struct kp_setting *setting);

/**
 * Make the list that a setting shall have, if some members of the one it has are wanted: those.
 * @param[in] setting NULL if it has none
 * @param[out] ret_members borrowed from wanted, its count at most; the caller's array
 * @return how many
 */
size_t kp_wanted_members(const struct kp_wanted *wanted, const struct kp_leave *leave,
			 const struct kp_setting *setting, const char **ret_members);

#endif
