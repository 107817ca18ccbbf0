/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "base/place.h"

#include <stdio.h>
#include <string.h>

/** Room for what stands behind a path, or for an argument without one. */
enum {
	TAIL_SIZE = 32
};

const char *kp_source_str(enum kp_source source)
{
	static const char *const names[KP_SOURCE__COUNT] = {
		[KP_SOURCE_FLAG] = "command line",
		[KP_SOURCE_FILE] = "config file",
		[KP_SOURCE_DROPIN] = "drop-in file",
		[KP_SOURCE_DEFAULT] = "built-in default",
		[KP_SOURCE_RUNNING] = "running configuration",
	};

	return names[source];
}

bool kp_said_at_is(const struct kp_said_at *left, const struct kp_said_at *right)
{
	if (left->path == NULL || right->path == NULL) {
		return left->path == right->path && left->index == right->index;
	}
	return left->line == right->line && strcmp(left->path, right->path) == 0;
}

/** @return what is told of a place: its path, if it has one, and this behind it */
static const char *tail_of(const struct kp_said_at *at, char tail[TAIL_SIZE])
{
	tail[0] = '\0';
	if (at->path == NULL) {
		(void)snprintf(tail, TAIL_SIZE, "argv[%zu]", at->index);
	} else if (at->line > 0) {
		(void)snprintf(tail, TAIL_SIZE, ":%ld", at->line);
	}
	return tail;
}

static const char *path_of(const struct kp_said_at *at)
{
	return at->path == NULL ? "" : at->path;
}

void kp_said_at_add(const struct kp_said_at *at, struct kp_text *out)
{
	char tail[TAIL_SIZE];

	kp_text_add_str(out, path_of(at));
	kp_text_add_str(out, tail_of(at, tail));
}

enum kp_status kp_said_at_wrap(const struct kp_said_at *at, enum kp_status status,
			       struct kp_error *reterr)
{
	char tail[TAIL_SIZE];

	return kp_wrap(reterr, status, "%s%s", path_of(at), tail_of(at, tail));
}

void kp_place_print(const struct kp_place *place, long line, char *text, size_t size)
{
	const struct kp_said_at whole = { place->source, place->text, line, 0 };
	const struct kp_said_at *said = place->text == NULL ? place->said : &whole;
	size_t count = place->text == NULL ? place->said_count : 1;
	size_t used = 0;

	text[0] = '\0';
	for (size_t i = 0; i < count && used < size; i++) {
		char tail[TAIL_SIZE];
		int len = snprintf(text + used, size - used, "%s%s%s", i == 0 ? "" : ", ",
				   path_of(&said[i]), tail_of(&said[i], tail));

		used += len < 0 ? size : (size_t)len;
	}
}
