/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "component/field.h"

#include <string.h>

#include "base/fold.h"

static bool is_in(const struct kp_field *field, int minor)
{
	return minor >= field->since && minor <= field->until;
}

/** @return the first row whose path does not sort before another */
static size_t lower_bound(const struct kp_config_type *type, const char *path)
{
	size_t low = 0;
	size_t high = type->count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (strcmp(type->rows[middle].path, path) < 0) {
			low = middle + 1;
		} else {
			high = middle;
		}
	}
	return low;
}

/** kp_field_find() from the first row on that does not sort before the path. */
static const struct kp_field *find_from(const struct kp_config_type *type, size_t first,
					const char *path, int minor)
{
	for (size_t i = first; i < type->count; i++) {
		if (strcmp(type->rows[i].path, path) != 0) {
			break;
		}
		if (is_in(&type->rows[i], minor)) {
			return &type->rows[i];
		}
	}
	return NULL;
}

/** Whether a path is an object, likewise. */
static bool is_object_from(const struct kp_config_type *type, size_t first, const char *path,
			   int minor)
{
	size_t len = strlen(path);

	/* A dot sorts before all that keys are made of. */
	for (size_t i = first; i < type->count; i++) {
		if (strncmp(type->rows[i].path, path, len) != 0 || type->rows[i].path[len] != '.') {
			break;
		}
		if (is_in(&type->rows[i], minor)) {
			return true;
		}
	}
	return false;
}

const struct kp_field *kp_field_find(const struct kp_config_type *type, const char *path, int minor)
{
	return find_from(type, lower_bound(type, path), path, minor);
}

const struct kp_field *kp_field_look(const struct kp_config_type *type, const char *path, int minor,
				     bool *ret_is_object)
{
	size_t first = lower_bound(type, path);
	const struct kp_field *field = find_from(type, first, path, minor);

	*ret_is_object = field == NULL && is_object_from(type, first, path, minor);
	return field;
}

/** Whether a row has to do with a path, with letters of any case. */
typedef bool matches_fn(const struct kp_field *row, const char *path);

static bool is_path(const struct kp_field *row, const char *path)
{
	return kp_fold_is_same(row->path, path);
}

/** Whether the path is an object that the field lies in. */
static bool is_above(const struct kp_field *row, const char *path)
{
	const char *rest = kp_fold_skip(row->path, path, strlen(path));

	return rest != NULL && *rest == '.';
}

/** Look through the rows that begin with a letter: there are many unknown keys, or none. */
static const struct kp_field *find_at(const struct kp_config_type *type, char letter,
				      const char *path, int minor, matches_fn *matches)
{
	const char begin[] = { letter, '\0' };

	for (size_t i = lower_bound(type, begin);
	     i < type->count && type->rows[i].path[0] == letter; i++) {
		if (is_in(&type->rows[i], minor) && matches(&type->rows[i], path)) {
			return &type->rows[i];
		}
	}
	return NULL;
}

/** Look through the rows that begin with the letter of a path, in both cases. */
static const struct kp_field *find_folded(const struct kp_config_type *type, const char *path,
					  int minor, matches_fn *matches)
{
	char letter = kp_fold_first(path);
	const struct kp_field *field = find_at(type, letter, path, minor, matches);

	return field == NULL && letter >= 'a' && letter <= 'z'
		       ? find_at(type, (char)(letter - 'a' + 'A'), path, minor, matches)
		       : field;
}

const struct kp_field *kp_field_find_fold(const struct kp_config_type *type, const char *path,
					  int minor)
{
	/* Most keys are in the right case, and found in a few steps. */
	const struct kp_field *field = kp_field_find(type, path, minor);

	return field == NULL ? find_folded(type, path, minor, is_path) : field;
}

const struct kp_field *kp_field_find_internal(const struct kp_config_type *type, const char *path,
					      int minor)
{
	for (size_t i = 0; i < type->internal_name_count; i++) {
		const struct kp_field_name *other = &type->internal_names[i];

		if (kp_fold_is_same(path, other->name)) {
			return kp_field_find(type, other->path, minor);
		}
		if (kp_fold_is_same(path, other->path)) {
			return NULL;
		}
	}
	return kp_field_find_fold(type, path, minor);
}

bool kp_field_is_object_fold(const struct kp_config_type *type, const char *path, int minor)
{
	return find_folded(type, path, minor, is_above) != NULL;
}

size_t kp_field_index(const struct kp_config_type *type, const struct kp_field *field)
{
	return (size_t)(field - type->rows);
}

const struct kp_field *kp_field_find_map(const struct kp_config_type *type, const char *name,
					 int minor, const char **ret_key)
{
	for (const char *dot = strchr(name, '.'); dot != NULL; dot = strchr(dot + 1, '.')) {
		char path[64];
		const struct kp_field *field;
		size_t len = (size_t)(dot - name);

		if (len >= sizeof(path)) {
			return NULL;
		}
		memcpy(path, name, len);
		path[len] = '\0';
		field = kp_field_find(type, path, minor);
		if (field != NULL && kp_field_is_map(field)) {
			*ret_key = dot + 1;
			return field;
		}
	}
	return NULL;
}

bool kp_field_is_map(const struct kp_field *field)
{
	return field->type == KP_FIELD_STRING_MAP || field->type == KP_FIELD_BOOL_MAP ||
	       field->type == KP_FIELD_LIST_MAP;
}

bool kp_field_is_path(const struct kp_config_type *type, const struct kp_field *field)
{
	for (size_t i = 0; i < type->path_count; i++) {
		if (strcmp(field->path, type->paths[i]) == 0) {
			return true;
		}
	}
	return false;
}

bool kp_field_find_element(const struct kp_config_type *type, const struct kp_field *field,
			   const char *key, enum kp_field_type *ret_type)
{
	for (size_t i = 0; i < type->element_count; i++) {
		if (strcmp(type->elements[i].path, field->path) == 0 &&
		    strcmp(type->elements[i].key, key) == 0) {
			*ret_type = type->elements[i].type;
			return true;
		}
	}
	return false;
}
