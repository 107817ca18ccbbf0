/* SPDX-License-Identifier: LGPL-2.1-or-later */
/**
 * @file
 * The XPath of constraints of XML Schema, as far as the schemas of OpenSCAP need it: `a:b`, `./a:b`,
 * `.//a:b/a:c`, `a:b/` and a star, and several of these with `|` between; and the fields `@a` and `.`.
 */
#ifndef KP_LOADER_SELECTOR_H
#define KP_LOADER_SELECTOR_H

#include <limits.h>
#include <stdbool.h>

#include "loader/markup.h"
#include "loader/names.h"
#include "oval/openscap_abi.h"

#define KP_SELECTOR_PATHS  16
#define KP_SELECTOR_STEPS  3
/* The first bytes that a name can have. */
#define KP_SELECTOR_BEGINS (UCHAR_MAX + 1)

/** A name that an element may have. */
struct kp_step {
	bool is_star; /**< any name */
	struct kp_span name;
	struct kp_span space; /**< the URI of its namespace */
};

struct kp_path {
	struct kp_step steps[KP_SELECTOR_STEPS];
	size_t count;
	bool is_deep; /**< begins with `.//` */
};

struct kp_selector {
	struct kp_path paths[KP_SELECTOR_PATHS];
	size_t count;
	size_t depth;                    /**< so deep below the scope is what it finds at most */
	bool begins[KP_SELECTOR_BEGINS]; /**< what names of elements that it finds begin with */
};

enum kp_selector_field {
	KP_FIELD_FOUND,
	KP_FIELD_ABSENT,
	KP_FIELD_UNKNOWN, /**< what a schema makes of it depends on types */
};

/**
 * Understand the XPath of a selector.
 * @param[in] root the first tag of the schema, which declares the prefixes
 * @return false if it is not one that is known
 */
bool kp_selector_parse(struct kp_span xpath, const struct kp_tag *root,
		       struct kp_selector *ret_selector);

/** Whether any element of some names could be found. @param[in] names local ones */
bool kp_selector_may_find(const struct kp_selector *selector, const struct kp_names *names);

/** Whether a selector finds an element. @param[in] scope an element above it */
bool kp_selector_finds(const struct kp_selector *selector, const xmlNode *scope,
		       const xmlNode *element);

/** Whether a field is one that is known. */
bool kp_field_is_known(struct kp_span xpath);

/**
 * Look for a field.
 * @param[in] xpath a known one
 * @param[out] ret_text borrowed from the element; without blanks that a type could take away
 */
enum kp_selector_field kp_field_of(struct kp_span xpath, const xmlNode *element,
				   const char **ret_text);

#endif
