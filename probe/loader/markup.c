/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "loader/markup.h"

#include <string.h>

/* What is no tag, and where it ends. */
static const struct {
	const char *begin;
	const char *end;
} others[] = {
	{ "<!--", "-->" },
	{ "<![CDATA[", "]]>" },
	{ "<?", "?>" },
};

static bool is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

bool kp_span_is(struct kp_span span, const char *text)
{
	return strlen(text) == span.length && memcmp(span.text, text, span.length) == 0;
}

static bool begins(const struct kp_markup *markup, const char *text)
{
	size_t length = strlen(text);

	return (size_t)(markup->end - markup->at) >= length &&
	       memcmp(markup->at, text, length) == 0;
}

/** Go behind a text. @return false if it does not come */
static bool pass(struct kp_markup *markup, const char *text)
{
	const char *found =
		memmem(markup->at, (size_t)(markup->end - markup->at), text, strlen(text));

	markup->at = found != NULL ? found + strlen(text) : markup->end;
	return found != NULL;
}

/** Go behind what is no tag, at a `<`. @return false if it does not end, or is a document type */
static bool pass_other(struct kp_markup *markup)
{
	for (size_t i = 0; i < sizeof(others) / sizeof(others[0]); i++) {
		if (begins(markup, others[i].begin)) {
			/* Its end is not in its beginning, as `<!-->` has it. */
			markup->at += strlen(others[i].begin);
			return pass(markup, others[i].end);
		}
	}
	return false;
}

/** Go to the next tag. @return false as kp_markup_next() */
static bool find_tag(struct kp_markup *markup)
{
	for (;;) {
		const char *found = memchr(markup->at, '<', (size_t)(markup->end - markup->at));

		if (found == NULL || markup->end - found < 2) {
			return false;
		}
		markup->at = found;
		if (found[1] != '!' && found[1] != '?') {
			return true;
		}
		if (!pass_other(markup)) {
			return false;
		}
	}
}

/** @return the `>` of a tag, which is none of its values; NULL if there is none */
static const char *find_end(const char *at, const char *end)
{
	const char *close = memchr(at, '>', (size_t)(end - at));

	while (close != NULL) {
		const char *quote = memchr(at, '"', (size_t)(close - at));
		const char *single = memchr(at, '\'', (size_t)(close - at));

		if (quote == NULL || (single != NULL && single < quote)) {
			quote = single;
		}
		if (quote == NULL) {
			break;
		}
		at = memchr(quote + 1, *quote, (size_t)(end - quote - 1));
		if (at == NULL) {
			return NULL;
		}
		at++;
		if (at > close) {
			close = memchr(at, '>', (size_t)(end - at));
		}
	}
	return close;
}

bool kp_markup_next(struct kp_markup *markup, struct kp_tag *ret_tag)
{
	const char *begin;
	const char *close;
	const char *at;

	if (!find_tag(markup)) {
		return false;
	}
	begin = markup->at;
	ret_tag->is_end = begin[1] == '/';
	at = begin + (ret_tag->is_end ? 2 : 1);
	close = find_end(at, markup->end);
	if (close == NULL) {
		return false;
	}
	ret_tag->name.text = at;
	while (at < close && *at != '/' && !is_blank(*at)) {
		at++;
	}
	ret_tag->name.length = (size_t)(at - ret_tag->name.text);
	ret_tag->is_empty = close[-1] == '/';
	ret_tag->all = (struct kp_span){ .text = begin, .length = (size_t)(close + 1 - begin) };
	markup->at = close + 1;
	return true;
}

/* memmem() looks at each byte, of which there are many more than tags. */
bool kp_markup_pass(struct kp_markup *markup, const char *tag)
{
	size_t length = strlen(tag);
	const char *at = markup->at;

	while ((at = memchr(at, '<', (size_t)(markup->end - at))) != NULL &&
	       (size_t)(markup->end - at) >= length) {
		if (memcmp(at, tag, length) == 0) {
			markup->at = at + length;
			return true;
		}
		at++;
	}
	return false;
}

bool kp_markup_skip(struct kp_markup *markup, const struct kp_tag *tag)
{
	size_t depth = tag->is_empty ? 0 : 1;
	struct kp_tag inner;

	while (depth > 0) {
		if (!kp_markup_next(markup, &inner)) {
			return false;
		}
		if (inner.is_end) {
			depth--;
		} else if (!inner.is_empty) {
			depth++;
		}
	}
	return true;
}

bool kp_tag_attribute(const struct kp_tag *tag, const char *name, struct kp_span *ret_value)
{
	const char *at = tag->name.text + tag->name.length;
	const char *end = tag->all.text + tag->all.length - 1;

	for (;;) {
		struct kp_span found;
		const char *close;

		while (at < end && (is_blank(*at) || *at == '=')) {
			at++;
		}
		found.text = at;
		while (at < end && !is_blank(*at) && *at != '=') {
			at++;
		}
		found.length = (size_t)(at - found.text);
		while (at < end && (is_blank(*at) || *at == '=')) {
			at++;
		}
		if (at >= end || (*at != '"' && *at != '\'')) {
			return false;
		}
		close = memchr(at + 1, *at, (size_t)(end - at - 1));
		if (close == NULL) {
			return false;
		}
		if (kp_span_is(found, name)) {
			ret_value->text = at + 1;
			ret_value->length = (size_t)(close - at - 1);
			return memchr(at + 1, '&', ret_value->length) == NULL;
		}
		at = close + 1;
	}
}
