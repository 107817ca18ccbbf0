/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include <pthread.h>
#include <stdio.h>
#include <string.h>

#include "loader/platform.h"
#include "table.h"

/* More than are remembered. */
#define MANY 100

struct name_row {
	const char *name;
	const char *text;
	bool wanted;
};

static struct name_row name_rows[] = {
	{ "name: a URI", "cpe:/o:debian:debian_linux:12", true },
	{ "name: a URI in upper case", "CPE:/O:debian:debian_linux:12", true },
	{ "name: a formatted string", "cpe:2.3:o:debian:debian_linux:12:*:*:*:*:*:*:*", true },
	{ "name: well-formed", "wfn:[part=\"o\"]", true },
	{ "name: well-formed, in upper case", "WFN:[part=\"o\"]", true },
	{ "name: seems to be one", "cpe:x", true },
	{ "name: its begin alone", "cpe:", true },
	{ "no name: a reference", "#kubelet_node", false },
	{ "no name: a reference that looks like one", "#cpe:/o:debian:debian_linux:12", false },
	{ "no name: a reference without #", "kubelet_node", false },
	{ "no name: a blank before it", " cpe:/o:debian:debian_linux:12", false },
	{ "no name: a line before it", "\ncpe:/o:debian:debian_linux:12", false },
	{ "no name: less than its begin", "cpe", false },
	{ "no name: empty", "", false },
	{ "no name: NULL", NULL, false },
};

static void test_name(void **state)
{
	const struct name_row *row = *state;

	assert_int_equal(kp_platform_can_be_name(row->text), row->wanted);
}

struct remember_row {
	const char *name;
	const char *text;
	cpe_format_t format;
	bool wanted;
};

/* The longest that is remembered has 79 characters. */
#define LONGEST                                    \
	"cpe:/a:23456789012345678901234567890123:" \
	"012345678901234567890123456789012345678"

static struct remember_row remember_rows[] = {
	{ "remember: a URI", "cpe:/a:u", CPE_FORMAT_URI, true },
	{ "remember: a formatted string", "cpe:2.3:a", CPE_FORMAT_STRING, true },
	{ "remember: a well-formed name", "wfn:[a]", CPE_FORMAT_WFN, true },
	{ "remember: what is none may be one for which there was no memory", "cpe:/a:n",
	  CPE_FORMAT_UNKNOWN, false },
	{ "remember: the longest", LONGEST, CPE_FORMAT_URI, true },
	{ "remember: longer", LONGEST "9", CPE_FORMAT_URI, false },
	{ "remember: empty", "", CPE_FORMAT_URI, false },
	{ "remember: NULL", NULL, CPE_FORMAT_URI, false },
};

static void test_remember(void **state)
{
	const struct remember_row *row = *state;
	cpe_format_t format = (cpe_format_t)-1;

	assert_false(kp_platform_recall(row->text, &format));
	kp_platform_remember(row->text, row->format);
	assert_int_equal(kp_platform_recall(row->text, &format), row->wanted);
	assert_int_equal(format, row->wanted ? row->format : (cpe_format_t)-1);
}

static const char *numbered(size_t number, char *ret_text, size_t size)
{
	(void)snprintf(ret_text, size, "cpe:/a:numbered:%zu", number);
	return ret_text;
}

static cpe_format_t format_of(size_t number)
{
	return number % 2 == 0 ? CPE_FORMAT_URI : CPE_FORMAT_STRING;
}

/* Of any number of names the last ones are known, each as what was told of it. */
static void *remember_many(void *user)
{
	size_t *ret_known = user;
	cpe_format_t format = CPE_FORMAT_UNKNOWN;
	char text[64];

	for (size_t i = 0; i < MANY; i++) {
		kp_platform_remember(numbered(i, text, sizeof(text)), format_of(i));
	}
	for (size_t i = 0; i < MANY; i++) {
		if (kp_platform_recall(numbered(i, text, sizeof(text)), &format)) {
			assert_int_equal(format, format_of(i));
			*ret_known += 1;
		}
	}
	assert_true(kp_platform_recall(numbered(MANY - 1, text, sizeof(text)), &format));
	return NULL;
}

static void test_many(void **state)
{
	size_t known = 0;

	(void)state;
	(void)remember_many(&known);
	assert_true(known >= 8 && known < MANY);
}

/* What another thread was told is none of this one's. */
static void test_threads(void **state)
{
	cpe_format_t format = CPE_FORMAT_UNKNOWN;
	size_t known = 0;
	pthread_t thread;
	char text[64];

	(void)state;
	for (size_t i = 0; i < MANY; i++) {
		kp_platform_remember(numbered(MANY + i, text, sizeof(text)), CPE_FORMAT_WFN);
	}
	assert_int_equal(pthread_create(&thread, NULL, remember_many, &known), 0);
	assert_int_equal(pthread_join(thread, NULL), 0);
	assert_true(known >= 8);
	assert_false(kp_platform_recall(numbered(MANY - 1, text, sizeof(text)), &format));
	assert_true(kp_platform_recall(numbered(2 * MANY - 1, text, sizeof(text)), &format));
}

int main(void)
{
	static const struct table tables[] = {
		TABLE_ROWS(test_name, name_rows),
		TABLE_ROWS(test_remember, remember_rows),
		TABLE_ONE(test_many),
		TABLE_ONE(test_threads),
	};

	return TABLE_MAIN(tables);
}
