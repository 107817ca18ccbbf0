/* SPDX-License-Identifier: LGPL-2.1-or-later */
/**
 * @file
 * The functions of libopenscap that the plugin takes the place of.
 *
 * Each knows our types and hands everything else to the function it replaced. They are bound one
 * call at a time, so that there is no state to guard: libopenscap calls them from many threads.
 */
#ifndef KP_LOADER_HOOKS_H
#define KP_LOADER_HOOKS_H

#include <stddef.h>
#include <stdint.h>

#include <stdbool.h>
#include <stdio.h>

#include "loader/hook.h"
#include "oval/openscap_abi.h"

/** @return the name of a hook, a static text; NULL past the last */
const char *kp_hooks_name(size_t index);

/** @return the address of our function of that index; NULL past the last */
const void *kp_hooks_address(size_t index);

enum kp_hook_kind {
	KP_HOOK_INSIDE, /**< libopenscap itself calls it */
	KP_HOOK_OUTSIDE, /**< only programs such as oscap do, so that nothing in libopenscap shows it */
	KP_HOOK_OPTIONAL, /**< only makes things faster: where it is not called all is as without it */
};

enum kp_hook_kind kp_hooks_kind(size_t index);

/** Let the hooks know our types. Until then they hand everything to libopenscap. To be called while
 * the process still has one thread.
 * @param[in] sexp_is_trusted whether libopenscap's checks of S-expressions are off */
void kp_hooks_activate(bool sexp_is_trusted);

/* As in libopenscap's own headers; those of the first group are not installed. */
KP_EXPORT probe_main_function_t probe_table_get_main_function(oval_subtype_t subtype);
KP_EXPORT probe_init_function_t probe_table_get_init_function(oval_subtype_t subtype);
KP_EXPORT probe_fini_function_t probe_table_get_fini_function(oval_subtype_t subtype);
KP_EXPORT probe_offline_mode_function_t
probe_table_get_offline_mode_function(oval_subtype_t subtype);
KP_EXPORT bool probe_table_exists(oval_subtype_t subtype);
KP_EXPORT int probe_table_size(void);
KP_EXPORT oval_subtype_t probe_table_at_index(int index);
KP_EXPORT void probe_table_list(FILE *output);

KP_EXPORT const char *oval_subtype_get_text(oval_subtype_t subtype);
KP_EXPORT const char *oval_subtype_to_str(oval_subtype_t subtype);
KP_EXPORT oval_subtype_t oval_subtype_from_str(const char *family, const char *name);
KP_EXPORT struct oval_definition_model *
oval_definition_model_import_source(struct oscap_source *source);

/* Not in a header that is installed. NOLINTNEXTLINE(bugprone-reserved-identifier) */
KP_EXPORT void __SEXP_VALIDATE(const SEXP_t *expression, const char *file, uint32_t line,
			       const char *function);

#endif
