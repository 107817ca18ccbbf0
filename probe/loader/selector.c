/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "loader/selector.h"

#include <stdint.h>

#include <stdio.h>
#include <string.h>

static bool is_text(struct kp_span span, const xmlChar *text)
{
	return text != NULL && strncmp((const char *)text, span.text, span.length) == 0 &&
	       text[span.length] == '\0';
}

/** Take blanks from both ends. */
static struct kp_span strip(struct kp_span span)
{
	while (span.length > 0 && strchr(" \t\r\n", span.text[0]) != NULL) {
		span.text++;
		span.length--;
	}
	while (span.length > 0 && strchr(" \t\r\n", span.text[span.length - 1]) != NULL) {
		span.length--;
	}
	return span;
}

/** Take what stands before a character, or all, off the front. */
static struct kp_span take(struct kp_span *rest, char until)
{
	const char *found = memchr(rest->text, until, rest->length);
	struct kp_span taken = *rest;

	if (found == NULL) {
		rest->text += rest->length;
		rest->length = 0;
		return taken;
	}
	taken.length = (size_t)(found - rest->text);
	rest->text = found + 1;
	rest->length -= taken.length + 1;
	return taken;
}

static bool is_name(struct kp_span span)
{
	for (size_t i = 0; i < span.length; i++) {
		if (strchr(".:@()[]* \t\r\n", span.text[i]) != NULL) {
			return false;
		}
	}
	return span.length > 0;
}

static bool parse_step(struct kp_span text, const struct kp_tag *root, struct kp_step *ret_step)
{
	char declared[64];
	struct kp_span prefix;

	ret_step->name = text;
	ret_step->is_star = kp_span_is(text, "*");
	if (ret_step->is_star) {
		return true;
	}
	if (memchr(text.text, ':', text.length) == NULL) {
		return false;
	}
	prefix = take(&ret_step->name, ':');
	return is_name(prefix) && is_name(ret_step->name) && prefix.length < 32 &&
	       snprintf(declared, sizeof(declared), "xmlns:%.*s", (int)prefix.length, prefix.text) >
		       0 &&
	       kp_tag_attribute(root, declared, &ret_step->space);
}

static bool parse_path(struct kp_span text, const struct kp_tag *root, struct kp_path *ret_path)
{
	text = strip(text);
	ret_path->is_deep = text.length > 3 && memcmp(text.text, ".//", 3) == 0;
	if (ret_path->is_deep) {
		text.text += 3;
		text.length -= 3;
	} else if (text.length > 2 && memcmp(text.text, "./", 2) == 0) {
		text.text += 2;
		text.length -= 2;
	}
	ret_path->count = 0;
	do {
		if (ret_path->count == KP_SELECTOR_STEPS ||
		    !parse_step(take(&text, '/'), root, &ret_path->steps[ret_path->count++])) {
			return false;
		}
	} while (text.length > 0);
	return true;
}

/** Note what the name of an element begins with that is the last step of a path. */
static void note_begin(struct kp_selector *selector, const struct kp_step *last)
{
	if (last->is_star) {
		memset(selector->begins, true, sizeof(selector->begins));
	} else {
		selector->begins[(unsigned char)last->name.text[0]] = true;
	}
}

bool kp_selector_parse(struct kp_span xpath, const struct kp_tag *root,
		       struct kp_selector *ret_selector)
{
	*ret_selector = (struct kp_selector){ .count = 0 };
	do {
		struct kp_path *path = &ret_selector->paths[ret_selector->count];

		if (ret_selector->count == KP_SELECTOR_PATHS ||
		    !parse_path(take(&xpath, '|'), root, path)) {
			return false;
		}
		ret_selector->count++;
		note_begin(ret_selector, &path->steps[path->count - 1]);
		if (path->is_deep) {
			ret_selector->depth = SIZE_MAX;
		} else if (path->count > ret_selector->depth) {
			ret_selector->depth = path->count;
		}
	} while (xpath.length > 0);
	return true;
}

bool kp_selector_may_find(const struct kp_selector *selector, const struct kp_names *names)
{
	for (size_t i = 0; i < selector->count; i++) {
		const struct kp_path *path = &selector->paths[i];
		const struct kp_step *last = &path->steps[path->count - 1];

		if (last->is_star || kp_names_have(names, last->name.text, last->name.length)) {
			return true;
		}
	}
	return false;
}

static bool is_step(const struct kp_step *step, const xmlNode *element)
{
	return step->is_star || (element->name[0] == (xmlChar)step->name.text[0] &&
				 is_text(step->name, element->name) && element->ns != NULL &&
				 is_text(step->space, element->ns->href));
}

static bool is_path(const struct kp_path *path, const xmlNode *scope, const xmlNode *element)
{
	for (size_t left = path->count; left > 0; left--) {
		if (element == scope || element == NULL || element->type != XML_ELEMENT_NODE ||
		    !is_step(&path->steps[left - 1], element)) {
			return false;
		}
		element = element->parent;
	}
	return path->is_deep || element == scope;
}

bool kp_selector_finds(const struct kp_selector *selector, const xmlNode *scope,
		       const xmlNode *element)
{
	for (size_t i = 0; selector->begins[element->name[0]] && i < selector->count; i++) {
		if (is_path(&selector->paths[i], scope, element)) {
			return true;
		}
	}
	return false;
}

bool kp_field_is_known(struct kp_span xpath)
{
	struct kp_span name = { .text = xpath.text + 1, .length = xpath.length - 1 };

	return kp_span_is(xpath, ".") ||
	       (xpath.length > 1 && xpath.text[0] == '@' && is_name(name));
}

/** Whether no type makes another text of it than it is: none of its blanks are more than one. */
static bool is_plain(const char *text)
{
	size_t length = strlen(text);

	return length > 0 && text[0] != ' ' && text[length - 1] != ' ' &&
	       strstr(text, "  ") == NULL && strpbrk(text, "\t\r\n") == NULL;
}

/** The text that is all of the content. */
static enum kp_selector_field content_of(const xmlNode *content, const char **ret_text)
{
	if (content == NULL || content->next != NULL || content->type != XML_TEXT_NODE ||
	    content->content == NULL || !is_plain((const char *)content->content)) {
		return KP_FIELD_UNKNOWN;
	}
	*ret_text = (const char *)content->content;
	return KP_FIELD_FOUND;
}

enum kp_selector_field kp_field_of(struct kp_span xpath, const xmlNode *element,
				   const char **ret_text)
{
	struct kp_span name = { .text = xpath.text + 1, .length = xpath.length - 1 };

	/* No other that is known is so short. */
	if (xpath.length == 1) {
		return content_of(element->children, ret_text);
	}
	for (const xmlAttr *attribute = element->properties; attribute != NULL;
	     attribute = attribute->next) {
		if (attribute->ns == NULL && attribute->name[0] == (xmlChar)name.text[0] &&
		    is_text(name, attribute->name)) {
			return content_of(attribute->children, ret_text);
		}
	}
	return KP_FIELD_ABSENT;
}
