/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "base/utf8.h"

/** What is known of a UTF-8 sequence from its first byte (RFC 3629). */
struct utf8_class {
	uint8_t first_min;
	uint8_t first_max;
	uint8_t second_min; /* tighter than 0x80..0xBF against overlong forms and surrogates */
	uint8_t second_max;
	uint8_t len;
};

static const struct utf8_class utf8_classes[] = {
	{ 0xC2, 0xDF, 0x80, 0xBF, 2 }, { 0xE0, 0xE0, 0xA0, 0xBF, 3 }, { 0xE1, 0xEC, 0x80, 0xBF, 3 },
	{ 0xED, 0xED, 0x80, 0x9F, 3 }, { 0xEE, 0xEF, 0x80, 0xBF, 3 }, { 0xF0, 0xF0, 0x90, 0xBF, 4 },
	{ 0xF1, 0xF3, 0x80, 0xBF, 4 }, { 0xF4, 0xF4, 0x80, 0x8F, 4 },
};

size_t kp_utf8_len(const uint8_t *bytes, size_t len)
{
	for (size_t i = 0; i < sizeof(utf8_classes) / sizeof(utf8_classes[0]); i++) {
		const struct utf8_class *class = &utf8_classes[i];

		if (bytes[0] < class->first_min || bytes[0] > class->first_max) {
			continue;
		}
		if (len < class->len || bytes[1] < class->second_min ||
		    bytes[1] > class->second_max) {
			return 0;
		}
		for (size_t at = 2; at < class->len; at++) {
			if ((bytes[at] & 0xC0) != 0x80) {
				return 0;
			}
		}
		return class->len;
	}
	return 0;
}

uint32_t kp_utf8_get(const uint8_t *bytes, size_t len)
{
	/* Of the first byte all bits but as many as tell the length, and the zero behind them. */
	uint32_t c = len == 1 ? bytes[0] : bytes[0] & (0x7FU >> len);

	for (size_t i = 1; i < len; i++) {
		c = c << 6 | (bytes[i] & 0x3FU);
	}
	return c;
}

bool kp_utf8_is_noncharacter(uint32_t c)
{
	return (c >= 0xFDD0 && c <= 0xFDEF) || (c & 0xFFFE) == 0xFFFE;
}

void kp_utf8_add(struct kp_text *out, uint32_t c)
{
	if (c < 0x80) {
		kp_text_add_char(out, (char)c);
		return;
	}
	if (c < 0x800) {
		kp_text_add_char(out, (char)(0xC0 | c >> 6));
	} else if (c < 0x10000) {
		kp_text_add_char(out, (char)(0xE0 | c >> 12));
		kp_text_add_char(out, (char)(0x80 | (c >> 6 & 0x3F)));
	} else {
		kp_text_add_char(out, (char)(0xF0 | c >> 18));
		kp_text_add_char(out, (char)(0x80 | (c >> 12 & 0x3F)));
		kp_text_add_char(out, (char)(0x80 | (c >> 6 & 0x3F)));
	}
	kp_text_add_char(out, (char)(0x80 | (c & 0x3F)));
}
