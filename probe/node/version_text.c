/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "node/version_text.h"

#include <stddef.h>
#include <stdint.h>

#include <string.h>

#include "base/govalue.h"

/** What a version is made of, Debian's included. */
static const char version_bytes[] = "0123456789.-+~:_"
				    "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";

bool kp_version_parse(const char *text, int *ret_minor)
{
	char digits[4] = { 0 };
	int64_t minor;
	size_t len;

	text += *text == 'v' ? 1 : 0;
	if (strncmp(text, "1.", 2) != 0) {
		return false;
	}
	text += 2;
	len = strspn(text, "0123456789");
	if (len == 0 || len >= sizeof(digits) ||
	    (text[len] != '\0' && strchr(".-+~", text[len]) == NULL) ||
	    text[len + strspn(text + len, version_bytes)] != '\0') {
		return false;
	}
	memcpy(digits, text, len);
	if (!kp_go_int(digits, 10, 32, &minor)) {
		return false;
	}
	*ret_minor = (int)minor;
	return true;
}
