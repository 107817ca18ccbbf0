/* SPDX-License-Identifier: LGPL-2.1-or-later */
/**
 * @file
 * Where something was said.
 */
#ifndef KP_BASE_PLACE_H
#define KP_BASE_PLACE_H

#include <stddef.h>

#include <stdbool.h>

#include "base/status.h"
#include "base/text.h"

/** Where an effective value comes from. */
enum kp_source {
	KP_SOURCE_FLAG,    /**< an argument */
	KP_SOURCE_FILE,    /**< the file given by --config */
	KP_SOURCE_DROPIN,  /**< a file below --config-dir */
	KP_SOURCE_DEFAULT, /**< nothing says it: built into the component */
	KP_SOURCE_RUNNING, /**< the running component says so itself */
	KP_SOURCE__COUNT   /**< not a valid value */
};

/**
 * @return `command line`, `config file`, `drop-in file`, `built-in default` or `running configuration`, a
 *         static text
 */
const char *kp_source_str(enum kp_source source);

/** Where something was said, to the line. Borrows its path. */
struct kp_said_at {
	enum kp_source source;
	const char *
		path; /**< of the file, for an argument of the one it is written in; or in words what
			       else says it; NULL: the command line of the process */
	long line;    /**< from 1; 0 where the path is no file's */
	size_t index; /**< of an argument; without a path alone */
};

/** What says something: a file, a set of defaults, or arguments. */
struct kp_place {
	enum kp_source source;
	const char *text;   /**< path of the file, or which defaults; NULL: arguments */
	bool has_two_names; /**< a file whose directory had another path at the start, perhaps */
	const struct kp_said_at *said; /**< those that say it together; borrowed */
	size_t said_count;
};

/** Whether two are the same place: two arguments in a line of a file are. */
bool kp_said_at_is(const struct kp_said_at *left, const struct kp_said_at *right);

/** Add where something was said as people read it: `PATH:LINE`, `argv[N]`, or the words. */
void kp_said_at_add(const struct kp_said_at *at, struct kp_text *out);

/**
 * Put where something was said before the message of an error about it.
 * @param[in] status of the error, handed back
 * @param[in,out] reterr a filled error, or NULL
 */
enum kp_status kp_said_at_wrap(const struct kp_said_at *at, enum kp_status status,
			       struct kp_error *reterr);

/**
 * Write a line of a place, as kp_said_at_add() does, but several arguments with commas between them.
 * @param[in] line 0 where the place has none
 * @param[out] text of that size; what does not fit is cut off
 */
void kp_place_print(const struct kp_place *place, long line, char *text, size_t size);

#endif
