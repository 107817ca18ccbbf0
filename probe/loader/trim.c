/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "loader/trim.h"

#include <string.h>
#include <strings.h>

#include "loader/keys.h"
#include "loader/markup.h"

#define XSD        "http://www.w3.org/2001/XMLSchema"
#define ANNOTATION "xsd:annotation"
#define ELEMENT    "xsd:element"

/* How a schema is gone through. What stays is moved to where it belongs at once. */
struct trim {
	const struct kp_trim_use *use;
	const struct kp_keys *keys; /**< NULL if there are none to take out */
	size_t depth;               /**< of elements that are open */
	char *to;
	const char *kept; /**< behind what has been moved */
};

/** Whether the prefix is declared in a text. Colons are sought: memmem() looks at each byte. */
static bool has_declaration(const char *text, const char *end)
{
	static const char before[] = "xmlns";
	static const char behind[] = "xsd";
	const size_t length = sizeof(before) - 1;
	const char *at = text;

	while ((at = memchr(at, ':', (size_t)(end - at))) != NULL) {
		if ((size_t)(at - text) >= length && memcmp(at - length, before, length) == 0 &&
		    (size_t)(end - at) >= sizeof(behind) &&
		    memcmp(at + 1, behind, sizeof(behind) - 1) == 0) {
			return true;
		}
		at++;
	}
	return false;
}

/** Whether the first tag is that of a schema in UTF-8 whose prefix is the one that is looked for. A NUL, which
 * no XML has, would end a name before its length does. */
static bool is_known(const char *text, size_t size, const struct kp_tag *root)
{
	const char *declared = memmem(text, (size_t)(root->all.text - text), "encoding", 8);
	struct kp_span xsd;

	return size > 0 && text[0] == '<' && memchr(text, '\0', size) == NULL &&
	       kp_span_is(root->name, "xsd:schema") &&
	       (declared == NULL ||
		(declared[8] == '=' && strncasecmp(declared + 10, "utf-8", 5) == 0)) &&
	       kp_tag_attribute(root, "xmlns:xsd", &xsd) && kp_span_is(xsd, XSD) &&
	       !has_declaration(xsd.text, text + size);
}

/** Go behind an annotation: the first end that comes. If that is not its own one, as within a comment,
 * what is left is not well-formed. */
static bool skip_annotation(struct kp_markup *markup, const struct kp_tag *tag)
{
	return tag->is_empty || kp_markup_pass(markup, "</" ANNOTATION ">");
}

/** Whether an element is declared here that the document does not have. */
static bool is_unused(const struct trim *trim, const struct kp_tag *tag)
{
	struct kp_span name;

	return trim->use->is_family && trim->depth == 1 && kp_span_is(tag->name, ELEMENT) &&
	       kp_tag_attribute(tag, "name", &name) &&
	       !kp_names_have(trim->use->elements, name.text, name.length);
}

/** Keep what stands before a text. */
static void keep(struct trim *trim, const char *end)
{
	size_t length = (size_t)(end - trim->kept);

	memmove(trim->to, trim->kept, length);
	trim->to += length;
	trim->kept = end;
}

/** Whether there is nothing but blanks between what stays and a tag: a schema has no texts. */
static bool is_gap(const struct trim *trim, const char *end)
{
	const char *at = trim->kept;

	while (at < end && (*at == ' ' || *at == '\t' || *at == '\r' || *at == '\n')) {
		at++;
	}
	return at == end;
}

/** Look at a tag, and take out the element that it begins, if it is one to take out.
 * @return false if the text ends before the element does */
static bool look(struct trim *trim, struct kp_markup *markup, const struct kp_tag *tag)
{
	bool is_annotation = kp_span_is(tag->name, ANNOTATION);

	if (is_gap(trim, tag->all.text)) {
		trim->kept = tag->all.text;
	}
	keep(trim, tag->all.text);
	if (tag->is_end || (!is_annotation && !is_unused(trim, tag) &&
			    !kp_keys_are_met(trim->keys, tag->all.text))) {
		if (tag->is_end) {
			trim->depth -= trim->depth > 0;
		} else {
			trim->depth += !tag->is_empty;
		}
		keep(trim, markup->at);
		return true;
	}
	if (!(is_annotation ? skip_annotation(markup, tag) : kp_markup_skip(markup, tag))) {
		return false;
	}
	trim->kept = markup->at;
	return true;
}

/** Go through a schema behind its first tag. @return the size of what is left */
static size_t go(struct trim *trim, struct kp_markup *markup, const struct kp_tag *root)
{
	const char *text = trim->to;
	struct kp_tag tag;

	trim->depth = root->is_empty ? 0 : 1;
	while (kp_markup_next(markup, &tag) && look(trim, markup, &tag)) {
	}
	/* What ends too early is kept, for the parser to find. */
	keep(trim, markup->end);
	return (size_t)(trim->to - text);
}

size_t kp_trim_schema(char *text, size_t size, const struct kp_trim_use *use)
{
	struct kp_markup markup = { .at = text, .end = text + size };
	struct kp_keys *keys = NULL;
	struct kp_tag root;

	if (!kp_markup_next(&markup, &root) || !is_known(text, size, &root)) {
		return size;
	}
	if (use->has_keys) {
		keys = kp_keys_new(text, size, use->document, use->elements);
	}
	size = go(&(struct trim){ .use = use, .keys = keys, .to = text, .kept = text }, &markup,
		  &root);
	kp_keys_free(keys);
	return size;
}
