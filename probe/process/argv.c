/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "process/argv.h"

#include <stdlib.h>
#include <string.h>

#include "base/cleanup.h"
#include "base/quote.h"
#include "base/text.h"

/** Where an argument was written. */
struct place {
	char *path; /* owned; this and the others as in struct kp_said_at */
	long line;
	size_t index;
};

struct kp_argv {
	char *bytes; /* the arguments, each with a NUL */
	size_t len;
	const char **args;
	struct place *places; /* of each; NULL if all are on the command line, with their index */
	size_t count;
};

void kp_argv_free(struct kp_argv *argv)
{
	if (argv == NULL) {
		return;
	}
	for (size_t i = 0; argv->places != NULL && i < argv->count; i++) {
		free(argv->places[i].path);
	}
	free(argv->places);
	free(argv->args);
	free(argv->bytes);
	free(argv);
}

void kp_argv_freep(struct kp_argv **argv)
{
	kp_argv_free(*argv);
}

/** Point to the begin of each argument. */
static enum kp_status split(struct kp_argv *argv, size_t len, struct kp_error *reterr)
{
	size_t size = 0;

	for (size_t at = 0; at < len; at += strlen(argv->bytes + at) + 1) {
		enum kp_status status = kp_array_reserve(&argv->args, argv->count, &size,
							 sizeof(*argv->args), reterr);

		if (status != KP_OK) {
			return status;
		}
		argv->args[argv->count++] = argv->bytes + at;
	}
	return KP_OK;
}

enum kp_status kp_argv_parse(const uint8_t *buf, size_t len, struct kp_argv **ret_argv,
			     struct kp_error *reterr)
{
	KP_CLEANUP(kp_argv_freep) struct kp_argv *argv = calloc(1, sizeof(*argv));
	enum kp_status status;

	if (argv == NULL || len + 1 == 0 || (argv->bytes = calloc(len + 1, 1)) == NULL) {
		return kp_fail(reterr, KP_ERR_NOMEM, "out of memory");
	}
	if (len > 0) {
		memcpy(argv->bytes, buf, len);
	}
	argv->len = len;
	status = split(argv, len, reterr);
	if (status != KP_OK) {
		return status;
	}
	*ret_argv = kp_steal(&argv);
	return KP_OK;
}

size_t kp_argv_count(const struct kp_argv *argv)
{
	return argv->count;
}

const char *kp_argv_get(const struct kp_argv *argv, size_t index)
{
	return argv->args[index];
}

bool kp_argv_is_same(const struct kp_argv *left, const struct kp_argv *right)
{
	size_t count = kp_argv_count(left);

	if (count != kp_argv_count(right)) {
		return false;
	}
	for (size_t i = 0; i < count; i++) {
		if (strcmp(kp_argv_get(left, i), kp_argv_get(right, i)) != 0) {
			return false;
		}
	}
	return true;
}

/** Make room for the places: as long as nothing is said, each argument is where it is. */
static enum kp_status make_places(struct kp_argv *argv, struct kp_error *reterr)
{
	argv->places = calloc(argv->count, sizeof(*argv->places));
	if (argv->places == NULL) {
		return kp_fail(reterr, KP_ERR_NOMEM, "out of memory");
	}
	for (size_t i = 0; i < argv->count; i++) {
		argv->places[i].index = i;
	}
	return KP_OK;
}

enum kp_status kp_argv_set_place(struct kp_argv *argv, size_t index, const struct kp_said_at *at,
				 struct kp_error *reterr)
{
	char *path = NULL;
	enum kp_status status = argv->places == NULL ? make_places(argv, reterr) : KP_OK;

	if (status == KP_OK && at->path != NULL) {
		status = kp_text_dup(at->path, &path, reterr);
	}
	if (status == KP_OK) {
		free(argv->places[index].path);
		argv->places[index] = (struct place){ path, at->line, at->index };
	}
	return status;
}

struct kp_said_at kp_argv_place(const struct kp_argv *argv, size_t index)
{
	struct kp_said_at at = { .source = KP_SOURCE_FLAG, .index = index };

	if (argv->places != NULL) {
		at.path = argv->places[index].path;
		at.line = argv->places[index].line;
		at.index = argv->places[index].index;
	}
	return at;
}

enum kp_status kp_argv_wrap(const struct kp_argv *argv, size_t index, enum kp_status status,
			    struct kp_error *reterr)
{
	const struct kp_said_at at = kp_argv_place(argv, index);

	return kp_said_at_wrap(&at, status, reterr);
}

enum kp_status kp_argv_to_shell(const struct kp_argv *argv, size_t first, char **ret_line,
				struct kp_error *reterr)
{
	struct kp_text line = { 0 };

	for (size_t i = first; i < argv->count; i++) {
		if (i > first) {
			kp_text_add_char(&line, ' ');
		}
		kp_quote_shell(&line, argv->args[i]);
	}
	return kp_text_finish(&line, ret_line, reterr);
}
