/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "names.h"

#include <string.h>

#include "fields.h"
#include "flags.h"

/** Whether a row is about the same path as the one before: the rows are sorted. */
static bool is_repeated(size_t index)
{
	return index > 0 && strcmp(kp_field_get(index - 1)->path, kp_field_get(index)->path) == 0;
}

const char *kp_names_next(size_t *position)
{
	while (*position < kp_field_count()) {
		size_t index = (*position)++;

		if (!is_repeated(index)) {
			return kp_field_get(index)->path;
		}
	}
	while (*position - kp_field_count() < kp_flag_count()) {
		const struct kp_flag *flag = kp_flag_get((*position)++ - kp_field_count());

		if (flag->path == NULL && !flag->global) {
			return flag->name;
		}
	}
	return NULL;
}
