/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "base/strings.h"

#include <stdlib.h>
#include <string.h>

#include "base/text.h"

void kp_strings_done(struct kp_strings *strings)
{
	for (size_t i = 0; i < strings->count; i++) {
		free(strings->items[i]);
	}
	free(strings->items);
	*strings = (struct kp_strings){ 0 };
}

enum kp_status kp_strings_add(struct kp_strings *strings, const char *bytes, size_t len,
			      struct kp_error *reterr)
{
	char *copy = strndup(bytes, len);

	return copy == NULL ? kp_fail(reterr, KP_ERR_NOMEM, "out of memory")
			    : kp_strings_take(strings, copy, reterr);
}

enum kp_status kp_strings_take(struct kp_strings *strings, char *string, struct kp_error *reterr)
{
	enum kp_status status = kp_array_reserve(&strings->items, strings->count, &strings->size,
						 sizeof(*strings->items), reterr);

	if (status != KP_OK) {
		free(string);
		return status;
	}
	strings->items[strings->count] = string;
	strings->count++;
	return KP_OK;
}

enum kp_status kp_strings_join(const struct kp_strings *strings, const char *separator,
			       char **ret_string, struct kp_error *reterr)
{
	struct kp_text joined = { 0 };

	for (size_t i = 0; i < strings->count; i++) {
		kp_text_add_str(&joined, i == 0 ? "" : separator);
		kp_text_add_str(&joined, strings->items[i]);
	}
	return kp_text_finish(&joined, ret_string, reterr);
}
