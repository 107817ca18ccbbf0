/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "configz/base64.h"

#include <stdint.h>

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

/** Bits of one digit, and of a byte. */
enum {
	DIGIT_BITS = 6,
	BYTE_BITS = 8,
	/** Digits that stand together, filled up with `=`. */
	GROUP = 4
};

/** Digits on their way to bytes. */
struct decoder {
	uint8_t *at; /* of the next byte */
	uint32_t bits;
	unsigned count;  /* of bits that are left */
	size_t digits;   /* `=` among them */
	size_t fillings; /* `=` */
};

/** @return the value of a digit; -1 if it is none */
static int digit_value(char c)
{
	static const char digits[] =
		"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
	const char *at = c == '\0' ? NULL : strchr(digits, c);

	return at == NULL ? -1 : (int)(at - digits);
}

/** Take one character. @return false if it cannot stand there */
static bool take(struct decoder *decoder, char c)
{
	int value = digit_value(c);

	if (c == ' ' || c == '\t' || c == '\r' || c == '\n') {
		return true;
	}
	decoder->digits++;
	if (c == '=') {
		decoder->fillings++;
		return true;
	}
	if (value < 0 || decoder->fillings > 0) {
		return false;
	}
	decoder->bits = (decoder->bits << DIGIT_BITS) | (uint32_t)value;
	decoder->count += DIGIT_BITS;
	if (decoder->count >= BYTE_BITS) {
		decoder->count -= BYTE_BITS;
		*decoder->at++ = (uint8_t)(decoder->bits >> decoder->count);
		decoder->bits &= (1U << decoder->count) - 1;
	}
	return true;
}

/** Whether what was taken is whole. */
static bool is_whole(const struct decoder *decoder)
{
	return decoder->digits % GROUP == 0 && decoder->fillings < GROUP - 1 &&
	       decoder->count < DIGIT_BITS && decoder->bits == 0;
}

enum kp_status kp_base64_decode(const char *text, size_t len, struct kp_buffer *ret_bytes,
				struct kp_error *reterr)
{
	uint8_t *bytes = malloc(len + 1);
	struct decoder decoder = { .at = bytes };
	bool is_right = true;

	if (bytes == NULL) {
		return kp_fail(reterr, KP_ERR_NOMEM, "out of memory");
	}
	for (size_t i = 0; is_right && i < len; i++) {
		is_right = take(&decoder, text[i]);
	}
	if (!is_right || !is_whole(&decoder)) {
		free(bytes);
		return kp_fail(reterr, KP_ERR_SYNTAX, "no base64");
	}
	*decoder.at = '\0';
	*ret_bytes = (struct kp_buffer){ bytes, (size_t)(decoder.at - bytes) };
	return KP_OK;
}
