/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "systemd/unit_name.h"

#include <string.h>

/** The longest name that systemd takes (unit-name.h UNIT_NAME_MAX). */
enum {
	NAME_MAX_LEN = 255
};

static const char name_chars[] = "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
				 ":-_.\\@";

/** The length of a name without its suffix; 0 if it has none. */
static size_t stem_len(const char *name)
{
	static const size_t suffix_len = sizeof(KP_UNIT_SUFFIX) - 1;
	size_t len = strlen(name);

	if (len <= suffix_len || strcmp(name + len - suffix_len, KP_UNIT_SUFFIX) != 0) {
		return 0;
	}
	return len - suffix_len;
}

enum kp_unit_name_kind kp_unit_name_kind(const char *name)
{
	size_t stem = stem_len(name);
	const char *at = memchr(name, '@', stem);

	if (stem == 0 || strlen(name) > NAME_MAX_LEN || strspn(name, name_chars) < stem ||
	    at == name) {
		return KP_UNIT_NAME_INVALID;
	}
	if (at == NULL) {
		return KP_UNIT_NAME_PLAIN;
	}
	return at == name + stem - 1 ? KP_UNIT_NAME_TEMPLATE : KP_UNIT_NAME_INSTANCE;
}

size_t kp_unit_name_prefix_len(const char *name)
{
	size_t stem = stem_len(name);
	const char *at = memchr(name, '@', stem);

	return at == NULL ? stem : (size_t)(at - name);
}

const char *kp_unit_name_instance(const char *name)
{
	size_t stem = stem_len(name);
	const char *at = memchr(name, '@', stem);

	return at == NULL ? name + stem : at + 1;
}

size_t kp_unit_name_instance_len(const char *name)
{
	return (size_t)(name + stem_len(name) - kp_unit_name_instance(name));
}

enum kp_status kp_unit_name_build(const char *prefix, size_t prefix_len, const char *like,
				  char **ret_name, struct kp_error *reterr)
{
	struct kp_text name = { 0 };

	kp_text_add(&name, prefix, prefix_len);
	if (memchr(like, '@', stem_len(like)) != NULL) {
		kp_text_add_char(&name, '@');
		kp_text_add(&name, kp_unit_name_instance(like), kp_unit_name_instance_len(like));
	}
	kp_text_add_str(&name, KP_UNIT_SUFFIX);
	return kp_text_finish(&name, ret_name, reterr);
}

enum kp_status kp_unit_name_template(const char *name, char **ret_name, struct kp_error *reterr)
{
	return kp_unit_name_build(name, kp_unit_name_prefix_len(name), "x@" KP_UNIT_SUFFIX,
				  ret_name, reterr);
}

size_t kp_unit_name_shorten(const char *prefix, size_t len)
{
	/* The dash at the end is that of the prefix before; one more is part of the name. */
	if (len > 0 && prefix[len - 1] == '-') {
		len--;
	}
	while (len > 0 && prefix[len - 1] != '-') {
		len--;
	}
	return len == 1 ? 0 : len;
}

/** The value of a hexadecimal digit, or -1. */
static int hex_digit(char c)
{
	static const char digits[] = "0123456789abcdef";
	char lower = (char)(c >= 'A' && c <= 'F' ? c - 'A' + 'a' : c);
	const char *found = c == '\0' ? NULL : strchr(digits, lower);

	return found == NULL ? -1 : (int)(found - digits);
}

bool kp_unit_name_unescape(struct kp_text *out, const char *text, size_t len)
{
	for (size_t i = 0; i < len; i++) {
		if (text[i] == '\\' && (len - i < 4 || text[i + 1] != 'x' ||
					hex_digit(text[i + 2]) < 0 || hex_digit(text[i + 3]) < 0)) {
			return false;
		}
		i += text[i] == '\\' ? 3 : 0;
	}
	for (size_t i = 0; i < len; i++) {
		if (text[i] == '\\') {
			kp_text_add_char(
				out, (char)(hex_digit(text[i + 2]) * 16 + hex_digit(text[i + 3])));
			i += 3;
		} else {
			kp_text_add(out, text[i] == '-' ? "/" : text + i, 1);
		}
	}
	return true;
}
