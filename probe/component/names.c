/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "component/names.h"

#include <string.h>

#include "component/component.h"
#include "component/field.h"
#include "component/flag.h"

/** Whether a row is about the same path as the one before: the rows are sorted. */
static bool is_repeated(const struct kp_config_type *type, size_t index)
{
	return index > 0 && strcmp(type->rows[index - 1].path, type->rows[index].path) == 0;
}

const char *kp_names_next(const struct kp_component *component, size_t *position)
{
	const struct kp_config_type *type = component->type;

	while (*position < type->count) {
		size_t index = (*position)++;

		if (!is_repeated(type, index)) {
			return type->rows[index].path;
		}
	}
	while (*position - type->count < component->flags->count) {
		const struct kp_flag *flag = &component->flags->rows[(*position)++ - type->count];

		if (flag->path == NULL && !flag->global) {
			return flag->name;
		}
	}
	return NULL;
}
