/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "base/quote.h"

#include <stddef.h>
#include <stdint.h>

#include <string.h>

#include "base/utf8.h"

/** Multibyte characters that XML forbids or that reorder or hide what a reader sees. */
static bool is_unsafe_multibyte(const uint8_t *bytes, size_t len)
{
	if (len == 2) {
		return bytes[0] == 0xC2 && bytes[1] < 0xA0; /* C1 controls */
	}
	if (len != 3) {
		return false;
	}
	return (bytes[0] == 0xEF && bytes[1] == 0xBF && bytes[2] >= 0xBE) /* U+FFFE, U+FFFF */
	       || (bytes[0] == 0xE2 && bytes[1] == 0x80 &&
		   (bytes[2] >= 0xA8 && bytes[2] <= 0xAE)) /* U+2028..U+202E */
	       || (bytes[0] == 0xE2 && bytes[1] == 0x81 &&
		   (bytes[2] >= 0xA6 && bytes[2] <= 0xA9))                    /* U+2066..U+2069 */
	       || (bytes[0] == 0xEF && bytes[1] == 0xBB && bytes[2] == 0xBF); /* U+FEFF */
}

/** @return the length of the plain character at `bytes`; 0 if it is not plain */
static size_t plain_len(const uint8_t *bytes)
{
	size_t len;

	if (bytes[0] < 0x80) {
		return bytes[0] >= 0x20 && bytes[0] != 0x7F ? 1 : 0;
	}
	len = kp_utf8_len(bytes, 4);
	return len != 0 && !is_unsafe_multibyte(bytes, len) ? len : 0;
}

bool kp_quote_is_plain(const char *bytes)
{
	const uint8_t *at = (const uint8_t *)bytes;

	while (*at != '\0') {
		size_t len = plain_len(at);

		if (len == 0) {
			return false;
		}
		at += len;
	}
	return true;
}

/**
 * Add plain characters as they are, with a backslash before some, and other bytes as octal
 * escapes, which end after three digits whatever follows.
 */
static void add_escaped(struct kp_text *out, const char *bytes, const char *special)
{
	const uint8_t *at = (const uint8_t *)bytes;

	while (*at != '\0') {
		size_t len = plain_len(at);

		if (len == 0) {
			kp_text_addf(out, "\\%03o", *at++);
			continue;
		}
		if (strchr(special, *at) != NULL) {
			kp_text_add_char(out, '\\');
		}
		kp_text_add(out, (const char *)at, len);
		at += len;
	}
}

/** Add bytes in $'...'. */
static void add_ansi_c(struct kp_text *out, const char *bytes)
{
	kp_text_add_str(out, "$'");
	add_escaped(out, bytes, "'\\");
	kp_text_add_char(out, '\'');
}

/** Characters that no shell treats specially, anywhere in a word. */
static const char shell_safe[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"
				 "-_=+:,./@%";

void kp_quote_shell(struct kp_text *out, const char *bytes)
{
	if (*bytes != '\0' && bytes[strspn(bytes, shell_safe)] == '\0') {
		kp_text_add_str(out, bytes);
	} else if (kp_quote_is_plain(bytes) && strchr(bytes, '\'') == NULL) {
		kp_text_add_char(out, '\'');
		kp_text_add_str(out, bytes);
		kp_text_add_char(out, '\'');
	} else {
		add_ansi_c(out, bytes);
	}
}

void kp_quote_text(struct kp_text *out, const char *bytes)
{
	if (kp_quote_is_plain(bytes) && strncmp(bytes, "$'", 2) != 0) {
		kp_text_add_str(out, bytes);
	} else {
		add_ansi_c(out, bytes);
	}
}

void kp_quote_message(struct kp_text *out, const char *bytes)
{
	add_escaped(out, bytes, "");
}
