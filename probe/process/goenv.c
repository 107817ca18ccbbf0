/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "process/goenv.h"

#include <stdbool.h>
#include <string.h>

const char *kp_goenv_find(const struct kp_goenv *env, const char *name, size_t name_len)
{
	if (env->block == NULL || name_len == 0 || memchr(name, '=', name_len) != NULL) {
		return NULL;
	}
	for (size_t at = 0; at < env->len; at += strlen((const char *)env->block + at) + 1) {
		const char *entry = (const char *)env->block + at;

		if (strncmp(entry, name, name_len) == 0 && entry[name_len] == '=') {
			return entry + name_len + 1;
		}
	}
	return NULL;
}

static bool is_one_of(char c, const char *set)
{
	return c != '\0' && strchr(set, c) != NULL;
}

/** What stands behind a `$`. */
struct reference {
	const char *name;
	size_t name_len; /* 0: there is no name */
	size_t len;      /* bytes behind the `$` that go away with it; 0: the `$` stays */
};

/**
 * Read a name in braces. Without a closing brace only the opening one goes away, and an empty name
 * takes both along.
 */
static struct reference read_braces(const char *text)
{
	const char *end = strchr(text, '}');

	if (end == NULL) {
		return (struct reference){ text, 0, 1 };
	}
	return (struct reference){ text + 1, (size_t)(end - text) - 1, (size_t)(end - text) + 1 };
}

/** Read what stands behind a `$` (getShellName of Go's os/env.go). */
static struct reference read_reference(const char *text)
{
	static const char special[] = "*#$@!?-0123456789";
	static const char alnum[] = "_0123456789abcdefghijklmnopqrstuvwxyz"
				    "ABCDEFGHIJKLMNOPQRSTUVWXYZ";
	size_t len = strspn(text, alnum);

	if (text[0] == '{') {
		return read_braces(text);
	}
	if (is_one_of(text[0], special)) {
		len = 1;
	}
	return (struct reference){ text, len, len };
}

enum kp_status kp_goenv_expand(const struct kp_goenv *env, const char *text, size_t limit,
			       struct kp_text *out, struct kp_error *reterr)
{
	while (*text != '\0') {
		size_t plain = strcspn(text, "$");
		struct reference reference = { text, 0, 0 };
		const char *value;

		kp_text_add(out, text, plain);
		text += plain;
		if (text[0] == '$' && text[1] != '\0') {
			reference = read_reference(text + 1);
		}
		if (reference.name_len > 0 && env->block == NULL) {
			return kp_fail(reterr, KP_ERR_UNSUPPORTED,
				       "the environment, which $%.*s is taken from, cannot be read",
				       (int)(reference.name_len < 100 ? reference.name_len : 100),
				       reference.name);
		}
		value = kp_goenv_find(env, reference.name, reference.name_len);
		kp_text_add_str(out, value == NULL ? "" : value);
		if (text[0] == '$' && reference.len == 0) {
			kp_text_add_char(out, '$');
		}
		text += text[0] == '$' ? 1 + reference.len : 0;
		if (out->len > limit) {
			return kp_fail(reterr, KP_ERR_LIMIT,
				       "the text has more than the limit of %zu bytes", limit);
		}
	}
	return KP_OK;
}
