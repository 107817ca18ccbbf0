/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "loader/platform.h"

#include <string.h>
#include <strings.h>

/* Room for what most names take: "cpe:2.3:o:debian:debian_linux:12:*:*:*:*:*:*:*". */
#define SIZE 80

/* OpenSCAP's own dictionary has 13, and a benchmark some ten. */
#define COUNT 32

/* What this thread was told of; an empty text where nothing is yet. */
static _Thread_local struct {
	char text[SIZE];
	cpe_format_t format;
} known[COUNT];

/* The next to be forgotten. */
static _Thread_local size_t oldest;

bool kp_platform_can_be_name(const char *text)
{
	static const char *const begins[] = { "cpe:", "wfn:" };

	for (size_t i = 0; text != NULL && i < sizeof(begins) / sizeof(begins[0]); i++) {
		if (strncasecmp(text, begins[i], strlen(begins[i])) == 0) {
			return true;
		}
	}
	return false;
}

bool kp_platform_recall(const char *text, cpe_format_t *ret_format)
{
	for (size_t i = 0; text != NULL && text[0] != '\0' && i < COUNT; i++) {
		if (strcmp(text, known[i].text) == 0) {
			*ret_format = known[i].format;
			return true;
		}
	}
	return false;
}

/* What is no name is not remembered: libopenscap says so, too, of a name for which it had no memory left. */
void kp_platform_remember(const char *text, cpe_format_t format)
{
	if (text != NULL && text[0] != '\0' && strlen(text) < SIZE &&
	    format != CPE_FORMAT_UNKNOWN) {
		memcpy(known[oldest].text, text, strlen(text) + 1);
		known[oldest].format = format;
		oldest = (oldest + 1) % COUNT;
	}
}
