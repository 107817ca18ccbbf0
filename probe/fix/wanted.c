/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "fix/wanted.h"

#include <stdlib.h>
#include <string.h>

#include "base/cleanup.h"
#include "base/govalue.h"
#include "base/strings.h"
#include "base/text.h"
#include "component/field.h"
#include "component/flag.h"
#include "document/envelope.h"

/** Bytes that mean themselves in units, environment files, YAML and JSON. */
static const char plain_bytes[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"
				  "_./:,=@+-";

void kp_wanted_done(struct kp_wanted *wanted)
{
	for (size_t i = 0; i < wanted->count; i++) {
		free(wanted->members[i]);
	}
	free(wanted->members);
	free(wanted->value);
	free(wanted->name);
	*wanted = (struct kp_wanted){ 0 };
}

/** @return the newest row of a path; NULL if no version has one */
static const struct kp_field *find_field(const struct kp_config_type *type, const char *path)
{
	const struct kp_field *field = NULL;

	for (int minor = KP_MINOR_LAST; field == NULL && minor >= KP_MINOR_FIRST; minor--) {
		field = kp_field_find(type, path, minor);
	}
	return field;
}

/** @return the map that a path is a member of; NULL if it is of none */
static const struct kp_field *find_map(const struct kp_config_type *type, const char *path)
{
	size_t len = strcspn(path, ".");

	for (size_t i = 0; path[len] != '\0' && path[len + 1] != '\0' && i < type->count; i++) {
		const struct kp_field *field = &type->rows[i];

		if (strlen(field->path) == len && strncmp(field->path, path, len) == 0) {
			return kp_field_is_map(field) ? field : NULL;
		}
	}
	return NULL;
}

/** What a value of each type is in a file; KP_NODE_NULL, which is 0, for one that cannot be set. */
static const enum kp_node_kind kinds[KP_FIELD__COUNT] = {
	[KP_FIELD_STRING] = KP_NODE_STRING,   [KP_FIELD_BOOL] = KP_NODE_BOOL,
	[KP_FIELD_INT32] = KP_NODE_INT,       [KP_FIELD_UINT32] = KP_NODE_INT,
	[KP_FIELD_INT64] = KP_NODE_INT,       [KP_FIELD_LIMIT] = KP_NODE_INT,
	[KP_FIELD_DURATION] = KP_NODE_STRING, [KP_FIELD_STRINGS] = KP_NODE_LIST,
};

/** Find out what kind of value a setting has. */
static enum kp_status find_kind(const struct kp_config_type *type, const char *name,
				enum kp_node_kind *ret_kind, struct kp_error *reterr)
{
	const struct kp_field *field = find_field(type, name);

	if (field == NULL && (field = find_map(type, name)) != NULL) {
		*ret_kind = field->type == KP_FIELD_BOOL_MAP ? KP_NODE_BOOL : KP_NODE_STRING;
		return KP_OK;
	}
	if (field == NULL) {
		return kp_fail(reterr, KP_ERR_INVAL, "%s is no field of %s that is known", name,
			       type->envelope->kind);
	}
	if (kinds[field->type] == KP_NODE_NULL) {
		return kp_fail(reterr, KP_ERR_INVAL, "%s cannot be set: set its members", name);
	}
	*ret_kind = kinds[field->type];
	return KP_OK;
}

/** Split a list at its commas. */
static enum kp_status split(struct kp_wanted *wanted, struct kp_error *reterr)
{
	struct kp_strings members = { 0 };
	const char *rest = wanted->value;
	enum kp_status status = KP_OK;

	while (status == KP_OK && rest != NULL) {
		size_t len = strcspn(rest, ",");

		status = kp_strings_add(&members, rest, len, reterr);
		rest = rest[len] == ',' ? rest + len + 1 : NULL;
	}
	wanted->members = members.items;
	wanted->count = members.count;
	return status;
}

/** Read what shall be removed: only what is no field of files can be. */
static enum kp_status parse_removal(const struct kp_component *component,
				    const struct kp_wanted *wanted, struct kp_error *reterr)
{
	for (int minor = KP_MINOR_FIRST; minor <= KP_MINOR_LAST; minor++) {
		const struct kp_flag *flag =
			kp_flag_find(component->flags, wanted->name, strlen(wanted->name), minor);

		if (flag != NULL && flag->path == NULL) {
			return KP_OK;
		}
	}
	return kp_fail(reterr, KP_ERR_INVAL,
		       "%s is no flag that can only be removed: say SETTING=VALUE", wanted->name);
}

/** Read the value of a setting that is in wanted. */
static enum kp_status parse_value(const struct kp_component *component, struct kp_wanted *wanted,
				  struct kp_error *reterr)
{
	enum kp_status status = find_kind(component->type, wanted->name, &wanted->kind, reterr);

	if (status != KP_OK) {
		return status;
	}
	if (wanted->value[0] == '\0' || wanted->value[strspn(wanted->value, plain_bytes)] != '\0') {
		return kp_fail(reterr, KP_ERR_INVAL,
			       "%s: a value consists of letters, digits and _./:,=@+-",
			       wanted->name);
	}
	return wanted->kind == KP_NODE_LIST ? split(wanted, reterr) : KP_OK;
}

enum kp_status kp_wanted_parse(const struct kp_component *component, const char *argument,
			       struct kp_wanted *ret_wanted, struct kp_error *reterr)
{
	KP_CLEANUP(kp_wanted_done) struct kp_wanted wanted = { 0 };
	const char *equals = strchr(argument, '=');
	enum kp_status status;

	wanted.name = strndup(argument, strcspn(argument, "="));
	if (wanted.name == NULL) {
		return kp_fail(reterr, KP_ERR_NOMEM, "out of memory");
	}
	if (equals == NULL) {
		status = parse_removal(component, &wanted, reterr);
	} else {
		status = kp_text_dup(equals + 1, &wanted.value, reterr);
		if (status == KP_OK) {
			status = parse_value(component, &wanted, reterr);
		}
	}
	if (status == KP_OK) {
		*ret_wanted = wanted;
		wanted = (struct kp_wanted){ 0 };
	}
	return status;
}

static bool is_member(const char *text, char *const *list, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		if (strcmp(text, list[i]) == 0) {
			return true;
		}
	}
	return false;
}

/** Whether all of a list's members are in another one. */
static bool is_within(char *const *list, size_t count, char *const *other, size_t other_count)
{
	for (size_t i = 0; i < count; i++) {
		if (!is_member(list[i], other, other_count)) {
			return false;
		}
	}
	return true;
}

/** Whether a list is the wanted one, in whatever order; or enough of it. */
static bool is_list_met(const struct kp_wanted *wanted, const struct kp_leave *leave,
			const struct kp_setting *setting)
{
	char *const *has = setting->elements;
	size_t count = setting->element_count;

	return count > 0 && is_within(has, count, wanted->members, wanted->count) &&
	       (leave->subset || is_within(wanted->members, wanted->count, has, count));
}

/** Whether a value is a number that is good. */
static bool is_in_range(const struct kp_leave *leave, const char *value)
{
	int64_t number = 0;

	return leave->has_range && kp_go_int(value, 10, 64, &number) && number >= leave->min &&
	       number <= leave->max;
}

/** Whether a value is one to be left alone; none is the empty one. */
static bool is_left(const struct kp_leave *leave, const char *value)
{
	return is_in_range(leave, value) ||
	       (leave->unless != NULL && regexec(leave->unless, value, 0, NULL, 0) == 0);
}

bool kp_wanted_is_met(const struct kp_wanted *wanted, const struct kp_leave *leave,
		      const struct kp_setting *setting)
{
	const char *value = setting->value;

	if (wanted->value == NULL) {
		return value == NULL;
	}
	if (setting->source == KP_SOURCE_DEFAULT && !leave->default_too) {
		return false;
	}
	if (wanted->kind == KP_NODE_LIST) {
		return is_list_met(wanted, leave, setting);
	}
	return (value != NULL && strcmp(value, wanted->value) == 0) ||
	       is_left(leave, value == NULL ? "" : value);
}

size_t kp_wanted_members(const struct kp_wanted *wanted, const struct kp_leave *leave,
			 const struct kp_setting *setting, const char **ret_members)
{
	size_t count = 0;

	for (size_t i = 0; leave->subset && setting != NULL && i < wanted->count; i++) {
		if (is_member(wanted->members[i], setting->elements, setting->element_count)) {
			ret_members[count++] = wanted->members[i];
		}
	}
	for (size_t i = 0; count == 0 && i < wanted->count; i++) {
		ret_members[i] = wanted->members[i];
	}
	return count == 0 ? wanted->count : count;
}
