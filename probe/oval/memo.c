/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "oval/memo.h"

#include <search.h>
#include <stdlib.h>
#include <string.h>

struct row {
	const char *question; /* of its own, behind it */
	enum kp_match match;
};

static int compare(const void *a, const void *b)
{
	const struct row *row_a = a;
	const struct row *row_b = b;

	return strcmp(row_a->question, row_b->question);
}

bool kp_memo_find(const struct kp_memo *memo, const char *question, enum kp_match *ret_match)
{
	const struct row key = { .question = question };
	struct row *const *found = tfind(&key, &memo->tree, compare);

	if (found != NULL) {
		*ret_match = (*found)->match;
	}
	return found != NULL;
}

bool kp_memo_add(struct kp_memo *memo, const char *question, enum kp_match match)
{
	size_t size = strlen(question) + 1;
	struct row *row;

	if (memo->count >= KP_MEMO_MAX) {
		return true;
	}
	row = malloc(sizeof(*row) + size);
	if (row == NULL) {
		return false;
	}
	*row = (struct row){ memcpy(row + 1, question, size), match };
	if (tsearch(row, &memo->tree, compare) == NULL) {
		free(row);
		return false;
	}
	memo->count++;
	return true;
}

void kp_memo_done(struct kp_memo *memo)
{
	tdestroy(memo->tree, free);
	*memo = (struct kp_memo){ 0 };
}
