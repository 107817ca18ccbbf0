/* SPDX-License-Identifier: LGPL-2.1-or-later */
/**
 * @file
 * An imitation of the part of libopenscap that the plugin hooks.
 */
#ifndef FAKE_H
#define FAKE_H

#include <stdbool.h>
#include <stdio.h>

/** How many subtypes the imitation has: 1 to FAKE_TYPES. */
#define FAKE_TYPES 3

/* The hooked functions, as table.c defines them. */
void *probe_table_get_main_function(int subtype);
void *probe_table_get_init_function(int subtype);
void *probe_table_get_fini_function(int subtype);
void *probe_table_get_offline_mode_function(int subtype);
bool probe_table_exists(int subtype);
int probe_table_size(void);
int probe_table_at_index(int index);
void probe_table_list(FILE *output);
const char *oval_subtype_get_text(int subtype);
const char *oval_subtype_to_str(int subtype);
int oval_subtype_from_str(const char *family, const char *name);
void *oval_definition_model_import_source(void *source);
void *xccdf_tailoring_import_source(void *source, void *benchmark);

/** Print what the library itself gets from each of them. */
void fake_call_all(void);

#endif
