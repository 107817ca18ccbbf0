/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "oval/entity.h"

#include "core/cleanup.h"
#include "core/quote.h"
#include "oval/item.h"

/** ((ACTION (("state") ENTITY))) @return a reference to be freed */
static SEXP_t *new_filter(SEXP_t *entity, oval_filter_action_t filter_action)
{
	SEXP_t *action = SEXP_number_newu_32(filter_action);
	SEXP_t *name = SEXP_string_new("state", 5);
	SEXP_t *names = SEXP_list_new(name, NULL);
	SEXP_t *state = SEXP_list_new(names, entity, NULL);
	SEXP_t *filter = SEXP_list_new(action, state, NULL);
	SEXP_t *filters = SEXP_list_new(filter, NULL);

	SEXP_free(filter);
	SEXP_free(state);
	SEXP_free(names);
	SEXP_free(name);
	SEXP_free(action);
	return filters;
}

/** Whether a filter made of an entity removes an item. */
static bool is_removed(const SEXP_t *item, SEXP_t *entity, oval_filter_action_t action)
{
	SEXP_t *filters = new_filter(entity, action);
	bool removed = probe_item_filtered(item, filters);

	SEXP_free(filters);
	return removed;
}

enum kp_match kp_entity_match(oval_subtype_t subtype, SEXP_t *entity, const char *name,
			      const char *value)
{
	KP_CLEANUP(kp_freep) char *string = NULL;
	struct kp_text text = { 0 };
	enum kp_match match = KP_MATCH_ERROR;
	SEXP_t *item;

	kp_quote_text(&text, value);
	if (kp_text_finish(&text, &string, NULL) != KP_OK) {
		return KP_MATCH_ERROR;
	}
	item = probe_item_create(subtype, NULL, NULL);
	kp_item_add_plain(item, name, string);
	if (is_removed(item, entity, OVAL_FILTER_ACTION_EXCLUDE)) {
		match = KP_MATCH_YES;
	} else if (is_removed(item, entity, OVAL_FILTER_ACTION_INCLUDE)) {
		match = KP_MATCH_NO;
	}
	SEXP_free(item);
	return match;
}
