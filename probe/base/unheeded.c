/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "base/unheeded.h"

#include <stdlib.h>

#include "base/cleanup.h"
#include "base/text.h"

void kp_unheeded_done(struct kp_unheeded_list *list)
{
	for (size_t i = 0; i < list->count; i++) {
		free(list->items[i].path);
		free(list->items[i].what);
	}
	free(list->items);
	*list = (struct kp_unheeded_list){ 0 };
}

enum kp_status kp_unheeded_add(struct kp_unheeded_list *list, const struct kp_unheeded_kind *kind,
			       const char *path, long line, const char *what,
			       struct kp_error *reterr)
{
	KP_CLEANUP(kp_freep) char *path_copy = NULL;
	KP_CLEANUP(kp_freep) char *what_copy = NULL;
	enum kp_status status = kp_text_dup(path, &path_copy, reterr);

	if (status == KP_OK) {
		status = kp_text_dup(what, &what_copy, reterr);
	}
	if (status == KP_OK) {
		status = kp_array_reserve(&list->items, list->count, &list->size,
					  sizeof(*list->items), reterr);
	}
	if (status != KP_OK) {
		return status;
	}
	list->items[list->count++] = (struct kp_unheeded){
		.kind = kind,
		.path = kp_steal(&path_copy),
		.line = line,
		.what = kp_steal(&what_copy),
	};
	return KP_OK;
}
