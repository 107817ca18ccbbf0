/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "oval/entity.h"

#include "oval/item.h"

/** ((EXCLUDE (("state") ENTITY))) @return a reference to be freed */
static SEXP_t *new_filter(SEXP_t *entity)
{
	SEXP_t *action = SEXP_number_newu_32(OVAL_FILTER_ACTION_EXCLUDE);
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

bool kp_entity_matches(oval_subtype_t subtype, SEXP_t *entity, const char *name, const char *value)
{
	SEXP_t *item = probe_item_create(subtype, NULL, NULL);
	SEXP_t *filters = new_filter(entity);
	bool matches;

	kp_item_add_string(item, name, value);
	matches = probe_item_filtered(item, filters);
	SEXP_free(filters);
	SEXP_free(item);
	return matches;
}
