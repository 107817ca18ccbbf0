/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "component/value.h"

#include <stdlib.h>
#include <string.h>

#include "base/cleanup.h"
#include "base/text.h"

void kp_value_done(struct kp_value *value)
{
	free(value->text);
	kp_strings_done(&value->elements);
	value->text = NULL;
}

/** An element on its way through qsort(), which need not keep the order of equal ones. */
struct sorted {
	char *text;
	size_t index;
};

/** Compare the keys of two `key=text` elements. */
static int compare_keys(const char *left, const char *right)
{
	size_t left_len = strcspn(left, "=");
	size_t right_len = strcspn(right, "=");
	int order = memcmp(left, right, left_len < right_len ? left_len : right_len);

	return order != 0 ? order : (left_len > right_len) - (left_len < right_len);
}

static int compare_sorted(const void *left, const void *right)
{
	const struct sorted *l = left;
	const struct sorted *r = right;
	int order = compare_keys(l->text, r->text);

	return order != 0 ? order : (l->index > r->index) - (l->index < r->index);
}

/** Sort elements by key; those of one key stay in their order. */
static enum kp_status sort_elements(struct kp_strings *elements, struct kp_error *reterr)
{
	KP_CLEANUP(kp_freep) struct sorted *sorted = NULL;
	size_t count = elements->count;

	if (count < 2) {
		return KP_OK;
	}
	sorted = calloc(count, sizeof(*sorted));
	if (sorted == NULL) {
		return kp_fail(reterr, KP_ERR_NOMEM, "out of memory");
	}
	for (size_t i = 0; i < count; i++) {
		sorted[i] = (struct sorted){ elements->items[i], i };
	}
	qsort(sorted, count, sizeof(*sorted), compare_sorted);
	for (size_t i = 0; i < count; i++) {
		elements->items[i] = sorted[i].text;
	}
	return KP_OK;
}

/** Keep the last of the elements of each key. */
static void keep_last(struct kp_strings *elements)
{
	size_t kept = 0;

	for (size_t i = 0; i < elements->count; i++) {
		if (kept > 0 && compare_keys(elements->items[kept - 1], elements->items[i]) == 0) {
			free(elements->items[--kept]);
		}
		elements->items[kept++] = elements->items[i];
	}
	elements->count = kept;
}

/** Make one element of a key and its values: `key=["first","second"]`. */
static enum kp_status join_key(char **items, size_t count, struct kp_strings *joined,
			       struct kp_error *reterr)
{
	size_t len = strcspn(items[0], "=");
	KP_CLEANUP(kp_freep) char *element = NULL;
	struct kp_text text = { 0 };
	enum kp_status status;

	kp_text_add(&text, items[0], len);
	for (size_t i = 0; i < count; i++) {
		kp_text_add_str(&text, i == 0 ? "=[" : ",");
		kp_text_add_json(&text, items[i] + len + 1);
	}
	kp_text_add_char(&text, ']');
	status = kp_text_finish(&text, &element, reterr);
	return status == KP_OK ? kp_strings_add(joined, element, strlen(element), reterr) : status;
}

/** Join the elements of each key to one. */
static enum kp_status join_keys(struct kp_strings *elements, struct kp_error *reterr)
{
	struct kp_strings joined = { 0 };
	enum kp_status status = KP_OK;
	size_t end = 0;

	for (size_t at = 0; status == KP_OK && at < elements->count; at = end) {
		for (end = at + 1; end < elements->count; end++) {
			if (compare_keys(elements->items[at], elements->items[end]) != 0) {
				break;
			}
		}
		status = join_key(elements->items + at, end - at, &joined, reterr);
	}
	kp_strings_done(elements);
	*elements = joined;
	return status;
}

enum kp_status kp_value_finish_list(struct kp_value *value, struct kp_error *reterr)
{
	if (value->elements.count == 0) {
		return KP_OK;
	}
	return kp_strings_join(&value->elements, ", ", &value->text, reterr);
}

enum kp_status kp_value_finish_map(struct kp_value *value, struct kp_error *reterr)
{
	enum kp_status status = sort_elements(&value->elements, reterr);

	keep_last(&value->elements);
	return status == KP_OK ? kp_value_finish_list(value, reterr) : status;
}

enum kp_status kp_value_finish_multimap(struct kp_value *value, struct kp_error *reterr)
{
	enum kp_status status = sort_elements(&value->elements, reterr);

	if (status == KP_OK) {
		status = join_keys(&value->elements, reterr);
	}
	return status == KP_OK ? kp_value_finish_list(value, reterr) : status;
}

enum kp_status kp_value_put(struct kp_value *value, const char *key, const char *text,
			    struct kp_error *reterr)
{
	struct kp_text element = { 0 };
	KP_CLEANUP(kp_freep) char *pair = NULL;
	enum kp_status status;

	kp_text_add_str(&element, key);
	kp_text_add_char(&element, '=');
	kp_text_add_str(&element, text);
	status = kp_text_finish(&element, &pair, reterr);
	if (status != KP_OK) {
		return status;
	}
	return kp_strings_add(&value->elements, pair, strlen(pair), reterr);
}

const char *kp_value_find(const struct kp_value *value, const char *key)
{
	size_t len = strlen(key);

	for (size_t i = value->elements.count; i > 0; i--) {
		const char *element = value->elements.items[i - 1];

		if (strncmp(element, key, len) == 0 && element[len] == '=') {
			return element + len + 1;
		}
	}
	return NULL;
}
