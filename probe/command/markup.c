/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "command/markup.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "base/cleanup.h"
#include "base/text.h"

/** The elements around a place, by their indices. */
struct stack {
	size_t *items;
	size_t count;
	size_t size;
};

struct reader {
	const struct kp_bytes *document;
	size_t at;
	struct kp_markup markup;
	struct stack open;
};

/** Markup with other rules than a tag: what it begins and ends with. */
static const struct {
	const char *begin;
	const char *end;
} others[] = {
	{ "<!--", "-->" },
	{ "<![CDATA[", "]]>" },
	{ "<?", "?>" },
};

void kp_markup_done(struct kp_markup *markup)
{
	free(markup->elements);
	*markup = (struct kp_markup){ 0 };
}

static enum kp_status fail(const struct reader *reader, struct kp_error *reterr)
{
	return kp_fail(reterr, KP_ERR_UNSUPPORTED, "its markup is not understood at byte %zu",
		       reader->at);
}

static bool begins(const struct reader *reader, const char *text)
{
	size_t len = strlen(text);

	return reader->document->len - reader->at >= len &&
	       memcmp(reader->document->at + reader->at, text, len) == 0;
}

/** Go behind the end of something. @return whether it has one */
static bool skip_to(struct reader *reader, const char *end)
{
	const uint8_t *from = reader->document->at + reader->at;
	const uint8_t *found = memmem(from, reader->document->len - reader->at, end, strlen(end));

	if (found == NULL) {
		return false;
	}
	reader->at += (size_t)(found - from) + strlen(end);
	return true;
}

/** Go behind a tag: to the first `>` that is in no quotes. @param[out] ret_is_empty `<a/>` */
static bool skip_tag(struct reader *reader, bool *ret_is_empty)
{
	const uint8_t *bytes = reader->document->at;
	uint8_t quote = 0;

	for (; reader->at < reader->document->len; reader->at++) {
		uint8_t c = bytes[reader->at];

		if (quote != 0) {
			quote = c == quote ? 0 : quote;
		} else if (c == '"' || c == '\'') {
			quote = c;
		} else if (c == '>') {
			*ret_is_empty = bytes[reader->at - 1] == '/';
			reader->at++;
			return true;
		}
	}
	return false;
}

/** Note a start tag. */
static enum kp_status take_start(struct reader *reader, struct kp_error *reterr)
{
	struct kp_markup *markup = &reader->markup;
	struct stack *open = &reader->open;
	size_t start = reader->at;
	bool is_empty = false;
	enum kp_status status = kp_array_reserve(&markup->elements, markup->count, &markup->size,
						 sizeof(*markup->elements), reterr);

	if (status == KP_OK) {
		status = kp_array_reserve(&open->items, open->count, &open->size,
					  sizeof(*open->items), reterr);
	}
	if (status != KP_OK) {
		return status;
	}
	if (!skip_tag(reader, &is_empty)) {
		return fail(reader, reterr);
	}
	if (!is_empty) {
		open->items[open->count++] = markup->count;
	}
	markup->elements[markup->count++] = (struct kp_span){ start, reader->at };
	return KP_OK;
}

/** Note an end tag. */
static enum kp_status take_end(struct reader *reader, struct kp_error *reterr)
{
	if (reader->open.count == 0 || !skip_to(reader, ">")) {
		return fail(reader, reterr);
	}
	reader->markup.elements[reader->open.items[--reader->open.count]].end = reader->at;
	return KP_OK;
}

/** Take what begins with a `<`. */
static enum kp_status take_markup(struct reader *reader, struct kp_error *reterr)
{
	for (size_t i = 0; i < sizeof(others) / sizeof(others[0]); i++) {
		if (begins(reader, others[i].begin)) {
			reader->at += strlen(others[i].begin);
			return skip_to(reader, others[i].end) ? KP_OK : fail(reader, reterr);
		}
	}
	if (begins(reader, "<!")) {
		return fail(reader, reterr);
	}
	return begins(reader, "</") ? take_end(reader, reterr) : take_start(reader, reterr);
}

enum kp_status kp_markup_read(const struct kp_bytes *document, struct kp_markup *ret_markup,
			      struct kp_error *reterr)
{
	struct reader reader = { .document = document };
	enum kp_status status = KP_OK;

	while (status == KP_OK && reader.at < document->len) {
		const uint8_t *next =
			memchr(document->at + reader.at, '<', document->len - reader.at);

		if (next == NULL) {
			break;
		}
		reader.at = (size_t)(next - document->at);
		status = take_markup(&reader, reterr);
	}
	if (status == KP_OK && reader.open.count != 0) {
		status = fail(&reader, reterr);
	}
	free(reader.open.items);
	if (status != KP_OK) {
		kp_markup_done(&reader.markup);
		return status;
	}
	*ret_markup = reader.markup;
	return KP_OK;
}
