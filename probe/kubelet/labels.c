/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "kubelet/labels.h"

#include <stddef.h>

#include <string.h>

static const char lower_digits[] = "abcdefghijklmnopqrstuvwxyz0123456789";
static const char alnum[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

static bool is_one_of(char c, const char *set)
{
	return c != '\0' && strchr(set, c) != NULL;
}

/** Alphanumeric at both ends, and `-`, `_` and `.` in between; at most 63 bytes. */
static bool is_name(const char *text)
{
	size_t len = strlen(text);

	if (len == 0 || len > 63 || !is_one_of(text[0], alnum) ||
	    !is_one_of(text[len - 1], alnum)) {
		return false;
	}
	for (size_t i = 0; i < len; i++) {
		if (!is_one_of(text[i], alnum) && !is_one_of(text[i], "-_.")) {
			return false;
		}
	}
	return true;
}

/** One label of a DNS name: lower case, `-` only inside. */
static bool is_dns_label(const char *text, size_t len)
{
	if (len == 0 || !is_one_of(text[0], lower_digits) ||
	    !is_one_of(text[len - 1], lower_digits)) {
		return false;
	}
	for (size_t i = 0; i < len; i++) {
		if (!is_one_of(text[i], lower_digits) && text[i] != '-') {
			return false;
		}
	}
	return true;
}

/** A DNS subdomain of at most 253 bytes. */
static bool is_subdomain(const char *text, size_t len)
{
	size_t at = 0;

	if (len == 0 || len > 253) {
		return false;
	}
	while (at <= len) {
		size_t label = 0;

		while (at + label < len && text[at + label] != '.') {
			label++;
		}
		if (!is_dns_label(text + at, label)) {
			return false;
		}
		at += label + 1;
	}
	return true;
}

bool kp_label_is_key(const char *text)
{
	const char *slash = strchr(text, '/');

	if (slash == NULL) {
		return is_name(text);
	}
	return is_subdomain(text, (size_t)(slash - text)) && is_name(slash + 1);
}

bool kp_label_is_value(const char *text)
{
	return text[0] == '\0' || is_name(text);
}
