/* SPDX-License-Identifier: LGPL-2.1-or-later */
/**
 * @file
 * The tags of an XML text, without parsing it.
 *
 * What is not well-formed is not noticed, but where it says so. Whoever cuts something out by what is
 * told here leaves the rest to a parser.
 */
#ifndef KP_LOADER_MARKUP_H
#define KP_LOADER_MARKUP_H

#include <stddef.h>

#include <stdbool.h>

/** A part of a text, which is borrowed. */
struct kp_span {
	const char *text;
	size_t length;
};

struct kp_markup {
	const char *at;
	const char *end;
};

struct kp_tag {
	struct kp_span all;  /**< from `<` to `>` */
	struct kp_span name; /**< with its prefix */
	bool is_end;
	bool is_empty; /**< ends with a slash */
};

/** Whether a part is a text. */
bool kp_span_is(struct kp_span span, const char *text);

/**
 * Find the next tag, behind comments, processing instructions and CDATA.
 * @return false if there is none, or the text has a document type, or ends within something
 */
bool kp_markup_next(struct kp_markup *markup, struct kp_tag *ret_tag);

/**
 * Go behind the end of an element.
 * @param[in] tag its first one, the last that was found
 * @return false if there is none
 */
bool kp_markup_skip(struct kp_markup *markup, const struct kp_tag *tag);

/**
 * Go behind the first text that is a tag, wherever it stands.
 * @param[in] tag from `<` to `>`
 * @return false if it does not come
 */
bool kp_markup_pass(struct kp_markup *markup, const char *tag);

/**
 * Find an attribute.
 * @return false if there is none, or its value has a reference in it
 */
bool kp_tag_attribute(const struct kp_tag *tag, const char *name, struct kp_span *ret_value);

#endif
