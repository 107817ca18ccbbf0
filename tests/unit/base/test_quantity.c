/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include <stdlib.h>

#include "base/quantity.h"
#include "table.h"

struct row {
	const char *name;   /* the text */
	const char *wanted; /* NULL if it is none */
};

/* clang-format off */
static struct row rows[] = {
	{ "0", "0" },
	{ "0Mi", "0" },
	{ "-0", "0" },
	{ "0.000", "0" },
	{ "1", "1" },
	{ "+1", "1" },
	{ "-1", "-1" },
	{ "1000", "1k" },
	{ "1k", "1k" },
	{ "1500", "1500" },
	{ "1.5k", "1500" },
	{ "12000000", "12M" },
	{ "100000", "100k" },
	{ "0.5", "500m" },
	{ ".5", "500m" },
	{ "5.", "5" },
	{ "0.05", "50m" },
	{ "100m", "100m" },
	{ "1000m", "1" },
	{ "1n", "1n" },
	{ "1000u", "1m" },
	{ "1E", "1E" },
	{ "1024", "1024" },
	{ "1024Ki", "1Mi" },
	{ "1Ki", "1Ki" },
	{ "0.5Ki", "512" },
	{ "1.5Ki", "1536" },
	{ "1.5Gi", "1536Mi" },
	{ "0.3Ki", "307200m" },
	{ "1000Ki", "1000Ki" },
	{ "1024Mi", "1Gi" },
	{ "-2048Ki", "-2Mi" },
	{ "7Ei", "7Ei" },
	{ "1e3", "1e3" },
	{ "1E3", "1e3" },
	{ "12e2", "1200" },
	{ "1e-3", "1e-3" },
	{ "1e0", "1" },
	{ "9223372036854775807", "9223372036854775807" },
	{ "9223372036854775808", "9223372036854775808" },
	{ "99999999999999999999999", "99999999999999999999999" },
	{ "8Ei", "8Ei" },
	{ "0.0000000001", "0.0000000001" },
	{ "1e99", "1e99" },
	{ "1e-2147483648", "1e-2147483648" },

	{ "", NULL },
	{ "-", NULL },
	{ ".", NULL },
	{ "k", NULL },
	{ "1.2.3", NULL },
	{ "1 Mi", NULL },
	{ "1mi", NULL },
	{ "1K", NULL },
	{ "1kB", NULL },
	{ "1e", NULL },
	{ "1e1.5", NULL },
	{ "1e99999999999", NULL },
	{ "0x10", NULL },
	{ "--1", NULL },
};

/* clang-format on */

static void test_row(void **state)
{
	const struct row *row = *state;
	struct kp_text text = { 0 };
	char *string = NULL;

	assert_int_equal(kp_quantity_is(row->name), row->wanted != NULL);
	kp_quantity_format(&text, row->name);
	assert_int_equal(kp_text_finish(&text, &string, NULL), KP_OK);
	assert_string_equal(string, row->wanted == NULL ? row->name : row->wanted);
	free(string);
}

int main(void)
{
	static const struct table tables[] = {
		TABLE_ROWS(test_row, rows),
	};

	return TABLE_MAIN(tables);
}
