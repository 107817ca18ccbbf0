/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include <stddef.h>

#include <string.h>

#include "fake.h"

/* A protected function is bound within its library, as all are in some builds of libopenscap. */
#ifdef FAKE_PROTECTED
#define HOOKED __attribute__((visibility("protected")))
#else
#define HOOKED
#endif

static const char *const names[FAKE_TYPES + 1] = { "unknown", "one", "two", "three" };

static bool is_known(int subtype)
{
	return subtype > 0 && subtype <= FAKE_TYPES;
}

/* Any address will do: nobody calls it. */
static void *some_function(int subtype)
{
	static char functions[FAKE_TYPES + 1];

	return is_known(subtype) ? &functions[subtype] : NULL;
}

HOOKED void *probe_table_get_main_function(int subtype)
{
	return some_function(subtype);
}

HOOKED void *probe_table_get_init_function(int subtype)
{
	return some_function(subtype);
}

HOOKED void *probe_table_get_fini_function(int subtype)
{
	return some_function(subtype);
}

HOOKED void *probe_table_get_offline_mode_function(int subtype)
{
	return some_function(subtype);
}

HOOKED bool probe_table_exists(int subtype)
{
	return is_known(subtype);
}

HOOKED int probe_table_size(void)
{
	return FAKE_TYPES;
}

#ifndef FAKE_HOOKLESS
HOOKED int probe_table_at_index(int index)
{
	return is_known(index + 1) ? index + 1 : 0;
}
#endif

HOOKED void probe_table_list(FILE *output)
{
	for (int i = 1; i <= FAKE_TYPES; i++)
		(void)fprintf(output, "%-14s%-29sprobe_%s\n", "linux", names[i], names[i]);
}

HOOKED const char *oval_subtype_get_text(int subtype)
{
	return is_known(subtype) ? names[subtype] : NULL;
}

HOOKED const char *oval_subtype_to_str(int subtype)
{
	return is_known(subtype) ? names[subtype] : NULL;
}

HOOKED int oval_subtype_from_str(const char *family, const char *name)
{
	(void)family;
	for (int i = 1; i <= FAKE_TYPES; i++) {
		if (strcmp(names[i], name) == 0)
			return i;
	}
	return 0;
}

HOOKED void *oval_definition_model_import_source(void *source)
{
	return source;
}

HOOKED void *xccdf_tailoring_import_source(void *source, void *benchmark)
{
	(void)benchmark;
	return source;
}
