/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "oval/entity.h"

#include <stdlib.h>
#include <string.h>

#include "base/cleanup.h"
#include "base/quote.h"
#include "oval/item.h"
#include "oval/memo.h"

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

bool kp_entity_is_inverted(const SEXP_t *entity)
{
	SEXP_t *check = probe_ent_getattrval(entity, "var_check");
	int number = check == NULL ? OVAL_CHECK_ALL : SEXP_number_geti_32(check);

	SEXP_free(check);
	return number != OVAL_CHECK_ALL && number != OVAL_CHECK_AT_LEAST_ONE &&
	       number != OVAL_CHECK_ONLY_ONE;
}

/** Whether an entity is one value, or a variable of which it gets one value after the other. */
static bool is_one(const SEXP_t *entity)
{
	SEXP_t *values = NULL;
	bool is = !kp_entity_is_inverted(entity) && (!probe_ent_attrexists(entity, "var_ref") ||
						     probe_ent_getvals(entity, &values) == 1);

	SEXP_free(values);
	return is;
}

/** @return the value of an entity, if it is one string and compared as such; caller-owned, or NULL */
static char *text_of(const SEXP_t *entity)
{
	SEXP_t *value;
	char *text;

	if (!is_one(entity) || probe_ent_getdatatype(entity) != OVAL_DATATYPE_STRING) {
		return NULL;
	}
	value = probe_ent_getval(entity);
	text = value != NULL ? SEXP_string_cstr(value) : NULL;
	SEXP_free(value);
	return text;
}

/** Whether an entity is a variable each of whose values satisfies it: a string that is at least one of them. */
static bool takes_own(const SEXP_t *entity, oval_operation_t operation)
{
	SEXP_t *check = probe_ent_getattrval(entity, "var_check");
	bool takes = check != NULL && SEXP_number_geti_32(check) == OVAL_CHECK_AT_LEAST_ONE;

	SEXP_free(check);
	return takes && operation == OVAL_OPERATION_EQUALS &&
	       probe_ent_attrexists(entity, "var_ref") &&
	       probe_ent_getdatatype(entity) == OVAL_DATATYPE_STRING;
}

bool kp_entity_init(oval_subtype_t subtype, const SEXP_t *object, const char *name,
		    struct kp_memo *memo, struct kp_entity *ret_entity)
{
	*ret_entity = (struct kp_entity){
		.subtype = subtype,
		.name = name,
		.memo = memo,
		.sexp = probe_obj_getent(object, name, 1),
	};
	if (ret_entity->sexp == NULL) {
		return false;
	}
	ret_entity->operation = probe_ent_getoperation(ret_entity->sexp, OVAL_OPERATION_EQUALS);
	ret_entity->text = text_of(ret_entity->sexp);
	ret_entity->takes_own =
		ret_entity->text == NULL && takes_own(ret_entity->sexp, ret_entity->operation);
	return true;
}

void kp_entity_done(struct kp_entity *entity)
{
	SEXP_free(entity->including);
	SEXP_free(entity->excluding);
	SEXP_free(entity->sexp);
	free(entity->text);
}

/** Let libopenscap compare. Most values do not satisfy what they are compared with. */
static enum kp_match compare(struct kp_entity *entity, const char *value)
{
	SEXP_t *item = probe_item_create(entity->subtype, NULL, NULL);
	enum kp_match match = KP_MATCH_ERROR;

	if (entity->including == NULL) {
		entity->including = new_filter(entity->sexp, OVAL_FILTER_ACTION_INCLUDE);
		entity->excluding = new_filter(entity->sexp, OVAL_FILTER_ACTION_EXCLUDE);
	}
	kp_item_add_plain(item, entity->name, value);
	if (probe_item_filtered(item, entity->including)) {
		match = KP_MATCH_NO;
	} else if (probe_item_filtered(item, entity->excluding)) {
		match = KP_MATCH_YES;
	}
	SEXP_free(item);
	return match;
}

/** Compare with an entity that is one string, unless that has been done before. */
static enum kp_match recall(struct kp_entity *entity, const char *value)
{
	KP_CLEANUP(kp_freep) char *question = NULL;
	struct kp_text text = { 0 };
	enum kp_match match;

	kp_text_addf(&text, "%d %zu ", (int)entity->operation, strlen(entity->text));
	kp_text_add_str(&text, entity->text);
	kp_text_add_str(&text, value);
	if (kp_text_finish(&text, &question, NULL) != KP_OK) {
		return KP_MATCH_ERROR;
	}
	if (kp_memo_find(entity->memo, question, &match)) {
		return match;
	}
	match = compare(entity, value);
	return kp_memo_add(entity->memo, question, match) ? match : KP_MATCH_ERROR;
}

/** @param[in] is_own whether the value is one of the entity's own; else as kp_entity_match() */
static enum kp_match match(struct kp_entity *entity, const char *value, bool is_own)
{
	KP_CLEANUP(kp_freep) char *string = NULL;
	struct kp_text text = { 0 };

	kp_quote_text(&text, value);
	if (kp_text_finish(&text, &string, NULL) != KP_OK) {
		return KP_MATCH_ERROR;
	}
	if (is_own && entity->takes_own && strcmp(string, value) == 0) {
		return KP_MATCH_YES;
	}
	if (entity->text == NULL) {
		return compare(entity, string);
	}
	if (entity->operation == OVAL_OPERATION_EQUALS) {
		return strcmp(entity->text, string) == 0 ? KP_MATCH_YES : KP_MATCH_NO;
	}
	return recall(entity, string);
}

enum kp_match kp_entity_match(struct kp_entity *entity, const char *value)
{
	return match(entity, value, false);
}

enum kp_match kp_entity_match_own(struct kp_entity *entity, const char *value)
{
	return match(entity, value, true);
}
