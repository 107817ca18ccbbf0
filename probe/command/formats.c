/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "command/formats.h"

#include <string.h>

#include "command/json.h"
#include "command/junit.h"
#include "command/sarif.h"
#include "command/terminal.h"

static const struct kp_format formats[] = {
	{ "text", kp_terminal_write },
	{ "json", kp_json_write },
	{ "junit", kp_junit_write },
	{ "sarif", kp_sarif_write },
};

const struct kp_format *kp_formats_find(const char *name)
{
	for (size_t i = 0; i < sizeof(formats) / sizeof(formats[0]); i++) {
		if (strcmp(formats[i].name, name) == 0) {
			return &formats[i];
		}
	}
	return NULL;
}
