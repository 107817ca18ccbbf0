/* SPDX-License-Identifier: LGPL-2.1-or-later */
/**
 * @file
 * What each hook is written with: a function that knows our types, or saves something, and hands everything
 * else to the function of libopenscap that it replaced.
 */
#ifndef KP_LOADER_HOOK_H
#define KP_LOADER_HOOK_H

#include <stdint.h>

#include <stdbool.h>
#include <stdio.h>

#include "loader/lean.h"
#include "loader/report.h"
#include "oval/openscap_abi.h"

#define KP_EXPORT __attribute__((visibility("default")))

/** A function as dlsym() returns it, as C calls it. */
union kp_function {
	const void *address;
	void *symbol;
	probe_main_function_t (*get_main)(oval_subtype_t subtype);
	probe_init_function_t (*get_init)(oval_subtype_t subtype);
	probe_fini_function_t (*get_fini)(oval_subtype_t subtype);
	probe_offline_mode_function_t (*get_offline_mode)(oval_subtype_t subtype);
	bool (*exists)(oval_subtype_t subtype);
	int (*size)(void);
	oval_subtype_t (*at_index)(int index);
	void (*list)(FILE *output);
	const char *(*text)(oval_subtype_t subtype);
	oval_subtype_t (*from_str)(const char *family, const char *name);
	struct oval_definition_model *(*import_source)(struct oscap_source *source);
	struct xccdf_tailoring *(*import_tailoring)(struct oscap_source *source,
						    struct xccdf_benchmark *benchmark);
	bool (*set_file)(struct xccdf_session *session, const char *path);
	void (*set_kind)(struct xccdf_session *session, bool is_wanted);
	int (*handle)(struct xccdf_session *session);
	struct xccdf_session *(*new_session)(struct oscap_source *source);
	xmlChar *(*read_inner)(xmlTextReaderPtr reader);
	int (*save_as)(struct oscap_source *source, const char *path);
	kp_validate_t validate;
	oval_schema_version_t (*parse_version)(const char *text);
	cpe_format_t (*get_format)(const char *text);
	kp_parse_sheet_t parse_sheet;
	kp_apply_sheet_t apply_sheet;
	kp_free_sheet_t free_sheet;
	void (*dump)(xmlDocPtr document, xmlChar **memory, int *size);
	void (*check)(const SEXP_t *expression, const char *file, uint32_t line,
		      const char *function);
};

/** Let the hooks do what they are for. Until then they hand everything on. To be called while the process still
 * has one thread. */
void kp_hook_activate(void);

/** Whether that was called. */
bool kp_hook_is_active(void);

/** @return the function that a hook took the place of; its symbol is NULL if there is none, which is said */
union kp_function kp_hook_real(const char *name);

/**
 * kp_hook_real() of what is called so often that it is looked for once. Where we are active its library stays.
 * @param[in,out] found one for each name; NULL at first
 */
union kp_function kp_hook_real_once(const char *name, _Atomic(void *) *found);

#endif
