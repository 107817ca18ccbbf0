/* SPDX-License-Identifier: LGPL-2.1-or-later */
/**
 * @file
 * How a value and the keys before it are written in YAML and JSON.
 */
#ifndef KP_FIX_EDIT_WRITE_H
#define KP_FIX_EDIT_WRITE_H

#include <stddef.h>

#include <stdbool.h>

#include "base/text.h"
#include "document/document.h"
#include "fix/edit/value.h"

/** What the surroundings ask for. */
struct kp_form {
	bool is_json;
	bool is_flow;           /**< within brackets; JSON always is */
	bool is_compact;        /**< no blanks behind colons and commas */
	enum kp_style style;    /**< of what is replaced; KP_STYLE_PLAIN where nothing is */
	const char *line_break; /**< a static text */
	const char *indent;     /**< what lines begin with; NULL: all stays in one line */
	size_t indent_len;
	const char *step; /**< by how much more what is inside is indented */
	size_t step_len;
	size_t depth; /**< by how many steps all is further in */
};

/** Write one string, in the quotes of form->style where it has some and the string allows them. */
void kp_write_string(struct kp_text *text, const char *string, const struct kp_form *form);

/** Write a value in one line. */
void kp_write_value(struct kp_text *text, const struct kp_new_value *value,
		    const struct kp_form *form);

/**
 * Write the members of a list that is there already.
 * @param[in] separator what stands between two
 */
void kp_write_items(struct kp_text *text, const struct kp_new_value *value, const char *separator,
		    size_t separator_len, const struct kp_form *form);

/** Write keys inside each other, and the value of the last, in brackets. @param[in] path not "" */
void kp_write_flow(struct kp_text *text, const char *path, const struct kp_new_value *value,
		   const struct kp_form *form);

/**
 * Write keys inside each other, and the value of the last, as lines. The first begins, and the last
 * ends, without a line end.
 * @param[in] path not ""
 */
void kp_write_lines(struct kp_text *text, const char *path, const struct kp_new_value *value,
		    const struct kp_form *form);

#endif
