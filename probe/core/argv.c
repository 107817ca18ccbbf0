/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "argv.h"

#include <stdlib.h>
#include <string.h>

#include "cleanup.h"
#include "quote.h"
#include "text.h"

struct kp_argv {
	char *bytes; /* the arguments, each with a NUL */
	size_t len;
	const char **args;
	char **locations; /* where each was written, NULL for argv[N]; NULL if all are */
	size_t count;
};

void kp_argv_free(struct kp_argv *argv)
{
	if (argv == NULL) {
		return;
	}
	for (size_t i = 0; argv->locations != NULL && i < argv->count; i++) {
		free(argv->locations[i]);
	}
	free(argv->locations);
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

enum kp_status kp_argv_set_location(struct kp_argv *argv, size_t index, const char *location,
				    struct kp_error *reterr)
{
	char *copy = NULL;
	enum kp_status status;

	if (argv->locations == NULL) {
		char **locations = calloc(argv->count, sizeof(*locations));

		if (locations == NULL) {
			return kp_fail(reterr, KP_ERR_NOMEM, "out of memory");
		}
		argv->locations = locations;
	}
	status = kp_text_dup(location, &copy, reterr);
	if (status == KP_OK) {
		free(argv->locations[index]);
		argv->locations[index] = copy;
	}
	return status;
}

const char *kp__argv_location(const struct kp_argv *argv, size_t index)
{
	return argv->locations == NULL ? NULL : argv->locations[index];
}

void kp_argv_add_location(const struct kp_argv *argv, size_t index, struct kp_text *out)
{
	if (kp__argv_location(argv, index) == NULL) {
		kp_text_addf(out, "argv[%zu]", index);
	} else {
		kp_text_add_str(out, kp__argv_location(argv, index));
	}
}

enum kp_status kp_argv_wrap(const struct kp_argv *argv, size_t index, enum kp_status status,
			    struct kp_error *reterr)
{
	if (kp__argv_location(argv, index) == NULL) {
		return kp_wrap(reterr, status, "argv[%zu]", index);
	}
	return kp_wrap(reterr, status, "%s", kp__argv_location(argv, index));
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
