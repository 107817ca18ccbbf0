/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "loader/hooks.h"

#include <dlfcn.h>
#include <stdatomic.h>
#include <string.h>

#include "loader/elf_image.h"
#include "loader/export.h"
#include "loader/lean.h"
#include "loader/model.h"
#include "loader/real.h"
#include "loader/report.h"
#include "loader/tailoring.h"
#include "loader/tree.h"
#include "loader/types.h"
#include "loader/version.h"

/* A function as dlsym() returns it, as C calls it. */
union function {
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
	int (*export_oval)(struct xccdf_session *session);
	int (*save_as)(struct oscap_source *source, const char *path);
	kp_validate_t validate;
	oval_schema_version_t (*parse_version)(const char *text);
	kp_parse_sheet_t parse_sheet;
	kp_apply_sheet_t apply_sheet;
	kp_free_sheet_t free_sheet;
	void (*dump)(xmlDocPtr document, xmlChar **memory, int *size);
	void (*check)(const SEXP_t *expression, const char *file, uint32_t line,
		      const char *function);
};

static const struct hook {
	const char *name;
	union function function;
	enum kp_hook_kind kind;
} hooks[] = {
	{ "probe_table_get_main_function",
	  { .get_main = probe_table_get_main_function },
	  KP_HOOK_INSIDE },
	{ "probe_table_get_init_function",
	  { .get_init = probe_table_get_init_function },
	  KP_HOOK_INSIDE },
	{ "probe_table_get_fini_function",
	  { .get_fini = probe_table_get_fini_function },
	  KP_HOOK_INSIDE },
	{ "probe_table_get_offline_mode_function",
	  { .get_offline_mode = probe_table_get_offline_mode_function },
	  KP_HOOK_INSIDE },
	{ "probe_table_exists", { .exists = probe_table_exists }, KP_HOOK_INSIDE },
	{ "probe_table_size", { .size = probe_table_size }, KP_HOOK_INSIDE },
	{ "probe_table_at_index", { .at_index = probe_table_at_index }, KP_HOOK_INSIDE },
	{ "probe_table_list", { .list = probe_table_list }, KP_HOOK_OUTSIDE },
	{ "oval_subtype_get_text", { .text = oval_subtype_get_text }, KP_HOOK_INSIDE },
	{ "oval_subtype_to_str", { .text = oval_subtype_to_str }, KP_HOOK_INSIDE },
	{ "oval_subtype_from_str", { .from_str = oval_subtype_from_str }, KP_HOOK_INSIDE },
	{ "oval_definition_model_import_source",
	  { .import_source = oval_definition_model_import_source },
	  KP_HOOK_INSIDE },
	{ "xccdf_tailoring_import_source",
	  { .import_tailoring = xccdf_tailoring_import_source },
	  KP_HOOK_INSIDE },
	{ "oscap_source_validate", { .validate = oscap_source_validate }, KP_HOOK_OPTIONAL },
	{ "oval_schema_version_from_cstr",
	  { .parse_version = oval_schema_version_from_cstr },
	  KP_HOOK_OPTIONAL },
	{ "xccdf_session_set_xccdf_export",
	  { .set_file = xccdf_session_set_xccdf_export },
	  KP_HOOK_OPTIONAL },
	{ "xccdf_session_set_xccdf_stig_viewer_export",
	  { .set_file = xccdf_session_set_xccdf_stig_viewer_export },
	  KP_HOOK_OPTIONAL },
	{ "xccdf_session_set_arf_export",
	  { .set_file = xccdf_session_set_arf_export },
	  KP_HOOK_OPTIONAL },
	{ "xccdf_session_set_report_export",
	  { .set_file = xccdf_session_set_report_export },
	  KP_HOOK_OPTIONAL },
	{ "xccdf_session_set_oval_results_export",
	  { .set_kind = xccdf_session_set_oval_results_export },
	  KP_HOOK_OPTIONAL },
	{ "xccdf_session_set_oval_variables_export",
	  { .set_kind = xccdf_session_set_oval_variables_export },
	  KP_HOOK_OPTIONAL },
	{ "xccdf_session_set_check_engine_plugins_results_export",
	  { .set_kind = xccdf_session_set_check_engine_plugins_results_export },
	  KP_HOOK_OPTIONAL },
	{ "xccdf_session_export_oval",
	  { .export_oval = xccdf_session_export_oval },
	  KP_HOOK_OPTIONAL },
	{ "oscap_source_save_as", { .save_as = oscap_source_save_as }, KP_HOOK_OPTIONAL },
	{ "xsltParseStylesheetFile", { .parse_sheet = xsltParseStylesheetFile }, KP_HOOK_OPTIONAL },
	{ "xsltApplyStylesheet", { .apply_sheet = xsltApplyStylesheet }, KP_HOOK_OPTIONAL },
	{ "xsltFreeStylesheet", { .free_sheet = xsltFreeStylesheet }, KP_HOOK_OPTIONAL },
	{ "xmlDocDumpMemory", { .dump = xmlDocDumpMemory }, KP_HOOK_OPTIONAL },
	{ "__SEXP_VALIDATE", { .check = __SEXP_VALIDATE }, KP_HOOK_OPTIONAL },
};

/* Written once by the constructor, before there are threads. */
static bool active;
static bool trusts_sexp;

const char *kp_hooks_name(size_t index)
{
	return index < sizeof(hooks) / sizeof(hooks[0]) ? hooks[index].name : NULL;
}

const void *kp_hooks_address(size_t index)
{
	return index < sizeof(hooks) / sizeof(hooks[0]) ? hooks[index].function.address : NULL;
}

enum kp_hook_kind kp_hooks_kind(size_t index)
{
	return hooks[index].kind;
}

void kp_hooks_activate(bool sexp_is_trusted)
{
	active = true;
	trusts_sexp = sexp_is_trusted;
}

/** @return the row of one of our types; NULL for all others, and while we are not active */
static const struct kp_type *ours(oval_subtype_t subtype)
{
	return active ? kp_types_find(subtype) : NULL;
}

static union function real(const char *name)
{
	return (union function){ .symbol = kp_real(name) };
}

probe_main_function_t probe_table_get_main_function(oval_subtype_t subtype)
{
	const struct kp_type *type = ours(subtype);
	union function next;

	if (type != NULL) {
		return type->main;
	}
	next = real("probe_table_get_main_function");
	return next.symbol != NULL ? next.get_main(subtype) : NULL;
}

probe_init_function_t probe_table_get_init_function(oval_subtype_t subtype)
{
	const struct kp_type *type = ours(subtype);
	union function next;

	if (type != NULL) {
		return type->init;
	}
	next = real("probe_table_get_init_function");
	return next.symbol != NULL ? next.get_init(subtype) : NULL;
}

probe_fini_function_t probe_table_get_fini_function(oval_subtype_t subtype)
{
	const struct kp_type *type = ours(subtype);
	union function next;

	if (type != NULL) {
		return type->fini;
	}
	next = real("probe_table_get_fini_function");
	return next.symbol != NULL ? next.get_fini(subtype) : NULL;
}

probe_offline_mode_function_t probe_table_get_offline_mode_function(oval_subtype_t subtype)
{
	const struct kp_type *type = ours(subtype);
	union function next;

	if (type != NULL) {
		return type->offline_mode;
	}
	next = real("probe_table_get_offline_mode_function");
	return next.symbol != NULL ? next.get_offline_mode(subtype) : NULL;
}

bool probe_table_exists(oval_subtype_t subtype)
{
	union function next;

	if (ours(subtype) != NULL) {
		return true;
	}
	next = real("probe_table_exists");
	return next.symbol != NULL && next.exists(subtype);
}

static int real_size(void)
{
	union function next = real("probe_table_size");

	return next.symbol != NULL ? next.size() : 0;
}

int probe_table_size(void)
{
	return real_size() + (active ? (int)kp_types_count() : 0);
}

oval_subtype_t probe_table_at_index(int index)
{
	int size = real_size();
	const struct kp_type *type = NULL;
	union function next;

	if (active && index >= size) {
		type = kp_types_get((size_t)(index - size));
	}
	if (type != NULL) {
		return type->subtype;
	}
	next = real("probe_table_at_index");
	return next.symbol != NULL ? next.at_index(index) : OVAL_SUBTYPE_UNKNOWN;
}

/* The columns are those of libopenscap's own rows. */
void probe_table_list(FILE *output)
{
	union function next = real("probe_table_list");

	if (next.symbol != NULL) {
		next.list(output);
	}
	for (size_t i = 0; active && i < kp_types_count(); i++) {
		const char *name = kp_types_get(i)->name;

		(void)fprintf(output, "%-14s%-29sprobe_%s\n", KP_TYPES_FAMILY, name, name);
	}
}

const char *oval_subtype_get_text(oval_subtype_t subtype)
{
	const struct kp_type *type = ours(subtype);
	union function next;

	if (type != NULL) {
		return type->name;
	}
	next = real("oval_subtype_get_text");
	return next.symbol != NULL ? next.text(subtype) : NULL;
}

const char *oval_subtype_to_str(oval_subtype_t subtype)
{
	const struct kp_type *type = ours(subtype);
	union function next;

	if (type != NULL) {
		return type->name;
	}
	next = real("oval_subtype_to_str");
	return next.symbol != NULL ? next.text(subtype) : NULL;
}

oval_subtype_t oval_subtype_from_str(const char *family, const char *name)
{
	const struct kp_type *type = NULL;
	union function next;

	if (active && family != NULL && name != NULL && strcmp(family, KP_TYPES_FAMILY) == 0) {
		type = kp_types_find_name(name, strlen(name));
	}
	if (type != NULL) {
		return type->subtype;
	}
	next = real("oval_subtype_from_str");
	return next.symbol != NULL ? next.from_str(family, name) : OVAL_SUBTYPE_UNKNOWN;
}

struct oval_definition_model *oval_definition_model_import_source(struct oscap_source *source)
{
	union function next = real("oval_definition_model_import_source");
	struct oval_definition_model *model = NULL;

	if (next.symbol != NULL) {
		model = next.import_source(source);
	}
	if (active && model != NULL) {
		kp_model_adopt(model, source);
	}
	return model;
}

struct xccdf_tailoring *xccdf_tailoring_import_source(struct oscap_source *source,
						      struct xccdf_benchmark *benchmark)
{
	union function next = real("xccdf_tailoring_import_source");
	struct xccdf_tailoring *tailoring = NULL;

	if (next.symbol != NULL) {
		tailoring = next.import_tailoring(source, benchmark);
	}
	if (active && tailoring != NULL && !kp_tailoring_is_allowed(tailoring, benchmark)) {
		xccdf_tailoring_free(tailoring);
		return NULL;
	}
	return tailoring;
}

int oscap_source_validate(struct oscap_source *source, xml_reporter reporter, void *user)
{
	union function next = real("oscap_source_validate");

	if (next.symbol == NULL) {
		return -1;
	}
	return active ? kp_lean_validate(next.validate, source, reporter, user)
		      : next.validate(source, reporter, user);
}

/* libopenscap 1.3.7 compiles a regular expression for each call, of which there are several for each
 * object, state and entity of an evaluation. */
oval_schema_version_t oval_schema_version_from_cstr(const char *text)
{
	oval_schema_version_t version = { .component = { 0 } };
	union function next;

	if (kp_version_recall(text, &version)) {
		return version;
	}
	next = real("oval_schema_version_from_cstr");
	if (next.symbol != NULL) {
		version = next.parse_version(text);
		kp_version_remember(text, version);
	}
	return version;
}

static bool set_file(const char *name, struct xccdf_session *session, const char *path)
{
	union function next = real(name);

	kp_export_want(path != NULL);
	return next.symbol != NULL && next.set_file(session, path);
}

/** @param[in] is_oval whether it is a kind that is written beside the files that are named */
static void set_kind(const char *name, struct xccdf_session *session, bool is_wanted, bool is_oval)
{
	union function next = real(name);

	if (is_oval) {
		kp_export_want_oval(is_wanted);
	} else {
		kp_export_want(is_wanted);
	}
	if (next.symbol != NULL) {
		next.set_kind(session, is_wanted);
	}
}

bool xccdf_session_set_xccdf_export(struct xccdf_session *session, const char *path)
{
	return set_file("xccdf_session_set_xccdf_export", session, path);
}

bool xccdf_session_set_xccdf_stig_viewer_export(struct xccdf_session *session, const char *path)
{
	return set_file("xccdf_session_set_xccdf_stig_viewer_export", session, path);
}

bool xccdf_session_set_arf_export(struct xccdf_session *session, const char *path)
{
	return set_file("xccdf_session_set_arf_export", session, path);
}

bool xccdf_session_set_report_export(struct xccdf_session *session, const char *path)
{
	return set_file("xccdf_session_set_report_export", session, path);
}

void xccdf_session_set_oval_results_export(struct xccdf_session *session, bool is_wanted)
{
	set_kind("xccdf_session_set_oval_results_export", session, is_wanted, true);
}

void xccdf_session_set_oval_variables_export(struct xccdf_session *session, bool is_wanted)
{
	set_kind("xccdf_session_set_oval_variables_export", session, is_wanted, true);
}

void xccdf_session_set_check_engine_plugins_results_export(struct xccdf_session *session,
							   bool is_wanted)
{
	set_kind("xccdf_session_set_check_engine_plugins_results_export", session, is_wanted,
		 false);
}

/* libopenscap 1.3.7 builds the results of OVAL, writes them to files in a directory of its own, and takes
 * these away in the end, also where neither they nor an ARF or report are asked for. Later ones do not. */
int xccdf_session_export_oval(struct xccdf_session *session)
{
	union function next;
	int result = 1;

	if (active && kp_export_is_idle()) {
		return 0;
	}
	next = real("xccdf_session_export_oval");
	if (next.symbol != NULL) {
		kp_export_begin();
		result = next.export_oval(session);
		kp_export_end();
	}
	return result;
}

/* For an ARF or a report, libopenscap 1.3.7 to 1.4.2 also writes the results of OVAL, of which it goes on
 * with the trees, into that directory. */
int oscap_source_save_as(struct oscap_source *source, const char *path)
{
	union function next;

	if (active && kp_export_is_scratch()) {
		return 0;
	}
	next = real("oscap_source_save_as");
	return next.symbol != NULL ? next.save_as(source, path) : -1;
}

/** Whether libopenscap calls all that is between a stylesheet and its end: the check at the start lets these
 * pass. */
static bool sees_sheets(void)
{
	struct kp_elf_image openscap;
	static const char *const names[] = { "xsltParseStylesheetFile", "xsltApplyStylesheet",
					     "xsltFreeStylesheet" };

	if (!kp_elf_image_find(KP_OPENSCAP_LIBRARY, &openscap)) {
		return false;
	}
	for (size_t i = 0; i < sizeof(hooks) / sizeof(hooks[0]); i++) {
		for (size_t j = 0; j < sizeof(names) / sizeof(names[0]); j++) {
			if (strcmp(hooks[i].name, names[j]) == 0 &&
			    (dlsym(RTLD_DEFAULT, names[j]) != hooks[i].function.address ||
			     !kp_elf_image_binds(&openscap, names[j]))) {
				return false;
			}
		}
	}
	return true;
}

xsltStylesheet *xsltParseStylesheetFile(const xmlChar *path)
{
	union function next = real("xsltParseStylesheetFile");
	union function free_sheet;

	if (next.symbol == NULL) {
		return NULL;
	}
	if (!active || !sees_sheets()) {
		return next.parse_sheet(path);
	}
	free_sheet = real("xsltFreeStylesheet");
	return free_sheet.symbol != NULL
		       ? kp_report_parse(next.parse_sheet, free_sheet.free_sheet, path)
		       : next.parse_sheet(path);
}

xmlDocPtr xsltApplyStylesheet(xsltStylesheet *sheet, xmlDocPtr document, const char **parameters)
{
	union function next = real("xsltApplyStylesheet");

	return next.symbol != NULL ? kp_report_apply(next.apply_sheet, sheet, document, parameters)
				   : NULL;
}

void xsltFreeStylesheet(xsltStylesheet *sheet)
{
	union function next = real("xsltFreeStylesheet");

	kp_report_forget(sheet);
	if (next.symbol != NULL) {
		next.free_sheet(sheet);
	}
}

void xmlDocDumpMemory(xmlDocPtr document, xmlChar **memory, int *size)
{
	union function next;

	if (kp_tree_take(document)) {
		return;
	}
	next = real("xmlDocDumpMemory");
	if (next.symbol != NULL) {
		next.dump(document, memory, size);
	} else {
		*memory = NULL;
	}
}

/* It is called before each use of an S-expression, millions of times where there are many items, and takes 26
 * instructions to see that it is switched off. NOLINTNEXTLINE(bugprone-reserved-identifier) */
void __SEXP_VALIDATE(const SEXP_t *expression, const char *file, uint32_t line,
		     const char *function)
{
	static _Atomic(void *) checker;
	union function next;

	if (trusts_sexp) {
		return;
	}
	next.symbol = atomic_load(&checker);
	if (next.symbol == NULL) {
		next = real("__SEXP_VALIDATE");
		atomic_store(&checker, next.symbol);
	}
	if (next.symbol != NULL) {
		next.check(expression, file, line, function);
	}
}
