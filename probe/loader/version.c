/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "loader/version.h"

#include <string.h>

/* Room for two versions of three numbers, such as "5.11.3:1.2.0". */
#define SIZE 48

/* That of a document, and those that it is compared with, such as 5.8 and 5.10. */
#define COUNT 8

/* What this thread was told of; an empty text where nothing is yet. */
static _Thread_local struct {
	char text[SIZE];
	oval_schema_version_t version;
} known[COUNT];

/* The next to be forgotten. */
static _Thread_local size_t oldest;

bool kp_version_recall(const char *text, oval_schema_version_t *ret_version)
{
	for (size_t i = 0; text != NULL && text[0] != '\0' && i < COUNT; i++) {
		if (strcmp(text, known[i].text) == 0) {
			*ret_version = known[i].version;
			return true;
		}
	}
	return false;
}

/* What is no version is not remembered: libopenscap logs it each time. */
void kp_version_remember(const char *text, oval_schema_version_t version)
{
	if (text != NULL && text[0] != '\0' && strlen(text) < SIZE &&
	    version.component[OVAL_SCHEMA_VERSION_CORE_MAJOR] != 0) {
		memcpy(known[oldest].text, text, strlen(text) + 1);
		known[oldest].version = version;
		oldest = (oldest + 1) % COUNT;
	}
}
