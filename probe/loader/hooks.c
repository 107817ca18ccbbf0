/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "loader/hooks.h"

#include <string.h>

#include "loader/hook.h"
#include "loader/hooks_session.h"
#include "loader/hooks_xml.h"
#include "loader/lean.h"
#include "loader/model.h"
#include "loader/platform.h"
#include "loader/tailoring.h"
#include "loader/types.h"
#include "loader/version.h"

static const struct hook {
	const char *name;
	union kp_function function;
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
	{ "cpe_name_get_format_of_str",
	  { .get_format = cpe_name_get_format_of_str },
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
	{ "xccdf_session_export_oval", { .handle = xccdf_session_export_oval }, KP_HOOK_OPTIONAL },
	{ "xccdf_session_remediate", { .handle = xccdf_session_remediate }, KP_HOOK_OPTIONAL },
	{ "xccdf_session_export_all", { .handle = xccdf_session_export_all }, KP_HOOK_OPTIONAL },
	{ "xccdf_session_new_from_source",
	  { .new_session = xccdf_session_new_from_source },
	  KP_HOOK_OPTIONAL },
	{ "xccdf_session_set_signature_validation",
	  { .set_kind = xccdf_session_set_signature_validation },
	  KP_HOOK_OPTIONAL },
	{ "xccdf_session_set_signature_enforcement",
	  { .set_kind = xccdf_session_set_signature_enforcement },
	  KP_HOOK_OPTIONAL },
	{ "xmlTextReaderReadInnerXml",
	  { .read_inner = xmlTextReaderReadInnerXml },
	  KP_HOOK_OPTIONAL },
	{ "oscap_source_save_as", { .save_as = oscap_source_save_as }, KP_HOOK_OPTIONAL },
	{ "xsltParseStylesheetFile", { .parse_sheet = xsltParseStylesheetFile }, KP_HOOK_OPTIONAL },
	{ "xsltApplyStylesheet", { .apply_sheet = xsltApplyStylesheet }, KP_HOOK_OPTIONAL },
	{ "xsltFreeStylesheet", { .free_sheet = xsltFreeStylesheet }, KP_HOOK_OPTIONAL },
	{ "xmlDocDumpMemory", { .dump = xmlDocDumpMemory }, KP_HOOK_OPTIONAL },
	{ "__SEXP_VALIDATE", { .check = __SEXP_VALIDATE }, KP_HOOK_OPTIONAL },
};

/* Written once by the constructor, before there are threads. */
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
	kp_hook_activate();
	trusts_sexp = sexp_is_trusted;
}

/** @return the row of one of our types; NULL for all others, and while we are not kp_hook_is_active() */
static const struct kp_type *ours(oval_subtype_t subtype)
{
	return kp_hook_is_active() ? kp_types_find(subtype) : NULL;
}

probe_main_function_t probe_table_get_main_function(oval_subtype_t subtype)
{
	const struct kp_type *type = ours(subtype);
	union kp_function next;

	if (type != NULL) {
		return type->main;
	}
	next = kp_hook_real("probe_table_get_main_function");
	return next.symbol != NULL ? next.get_main(subtype) : NULL;
}

probe_init_function_t probe_table_get_init_function(oval_subtype_t subtype)
{
	const struct kp_type *type = ours(subtype);
	union kp_function next;

	if (type != NULL) {
		return type->init;
	}
	next = kp_hook_real("probe_table_get_init_function");
	return next.symbol != NULL ? next.get_init(subtype) : NULL;
}

probe_fini_function_t probe_table_get_fini_function(oval_subtype_t subtype)
{
	const struct kp_type *type = ours(subtype);
	union kp_function next;

	if (type != NULL) {
		return type->fini;
	}
	next = kp_hook_real("probe_table_get_fini_function");
	return next.symbol != NULL ? next.get_fini(subtype) : NULL;
}

probe_offline_mode_function_t probe_table_get_offline_mode_function(oval_subtype_t subtype)
{
	const struct kp_type *type = ours(subtype);
	union kp_function next;

	if (type != NULL) {
		return type->offline_mode;
	}
	next = kp_hook_real("probe_table_get_offline_mode_function");
	return next.symbol != NULL ? next.get_offline_mode(subtype) : NULL;
}

bool probe_table_exists(oval_subtype_t subtype)
{
	union kp_function next;

	if (ours(subtype) != NULL) {
		return true;
	}
	next = kp_hook_real("probe_table_exists");
	return next.symbol != NULL && next.exists(subtype);
}

static int real_size(void)
{
	union kp_function next = kp_hook_real("probe_table_size");

	return next.symbol != NULL ? next.size() : 0;
}

int probe_table_size(void)
{
	return real_size() + (kp_hook_is_active() ? (int)kp_types_count() : 0);
}

oval_subtype_t probe_table_at_index(int index)
{
	int size = real_size();
	const struct kp_type *type = NULL;
	union kp_function next;

	if (kp_hook_is_active() && index >= size) {
		type = kp_types_get((size_t)(index - size));
	}
	if (type != NULL) {
		return type->subtype;
	}
	next = kp_hook_real("probe_table_at_index");
	return next.symbol != NULL ? next.at_index(index) : OVAL_SUBTYPE_UNKNOWN;
}

/* The columns are those of libopenscap's own rows. */
void probe_table_list(FILE *output)
{
	union kp_function next = kp_hook_real("probe_table_list");

	if (next.symbol != NULL) {
		next.list(output);
	}
	for (size_t i = 0; kp_hook_is_active() && i < kp_types_count(); i++) {
		const char *name = kp_types_get(i)->name;

		(void)fprintf(output, "%-14s%-29sprobe_%s\n", KP_TYPES_FAMILY, name, name);
	}
}

const char *oval_subtype_get_text(oval_subtype_t subtype)
{
	const struct kp_type *type = ours(subtype);
	union kp_function next;

	if (type != NULL) {
		return type->name;
	}
	next = kp_hook_real("oval_subtype_get_text");
	return next.symbol != NULL ? next.text(subtype) : NULL;
}

const char *oval_subtype_to_str(oval_subtype_t subtype)
{
	const struct kp_type *type = ours(subtype);
	union kp_function next;

	if (type != NULL) {
		return type->name;
	}
	next = kp_hook_real("oval_subtype_to_str");
	return next.symbol != NULL ? next.text(subtype) : NULL;
}

oval_subtype_t oval_subtype_from_str(const char *family, const char *name)
{
	const struct kp_type *type = NULL;
	union kp_function next;

	if (kp_hook_is_active() && family != NULL && name != NULL &&
	    strcmp(family, KP_TYPES_FAMILY) == 0) {
		type = kp_types_find_name(name, strlen(name));
	}
	if (type != NULL) {
		return type->subtype;
	}
	next = kp_hook_real("oval_subtype_from_str");
	return next.symbol != NULL ? next.from_str(family, name) : OVAL_SUBTYPE_UNKNOWN;
}

struct oval_definition_model *oval_definition_model_import_source(struct oscap_source *source)
{
	union kp_function next = kp_hook_real("oval_definition_model_import_source");
	struct oval_definition_model *model = NULL;

	if (next.symbol != NULL) {
		model = next.import_source(source);
	}
	if (kp_hook_is_active() && model != NULL) {
		kp_model_adopt(model, source);
	}
	return model;
}

struct xccdf_tailoring *xccdf_tailoring_import_source(struct oscap_source *source,
						      struct xccdf_benchmark *benchmark)
{
	union kp_function next = kp_hook_real("xccdf_tailoring_import_source");
	struct xccdf_tailoring *tailoring = NULL;

	if (next.symbol != NULL) {
		tailoring = next.import_tailoring(source, benchmark);
	}
	if (kp_hook_is_active() && tailoring != NULL &&
	    !kp_tailoring_is_allowed(tailoring, benchmark)) {
		xccdf_tailoring_free(tailoring);
		return NULL;
	}
	return tailoring;
}

int oscap_source_validate(struct oscap_source *source, xml_reporter reporter, void *user)
{
	union kp_function next = kp_hook_real("oscap_source_validate");

	if (next.symbol == NULL) {
		return -1;
	}
	return kp_hook_is_active() ? kp_lean_validate(next.validate, source, reporter, user)
				   : next.validate(source, reporter, user);
}

/* libopenscap 1.3.7 compiles a regular expression for each call, of which there are several for each
 * object, state and entity of an evaluation. */
oval_schema_version_t oval_schema_version_from_cstr(const char *text)
{
	oval_schema_version_t version = { .component = { 0 } };
	union kp_function next;

	if (kp_version_recall(text, &version)) {
		return version;
	}
	next = kp_hook_real("oval_schema_version_from_cstr");
	if (next.symbol != NULL) {
		version = next.parse_version(text);
		kp_version_remember(text, version);
	}
	return version;
}

/* libopenscap 1.3.7 and 1.4.2 compile up to three regular expressions for each call, of which there is one for
 * each rule, platform of it and of the groups around it, and dictionary. */
cpe_format_t cpe_name_get_format_of_str(const char *text)
{
	cpe_format_t format = CPE_FORMAT_UNKNOWN;
	union kp_function next;

	if (!kp_platform_can_be_name(text) || kp_platform_recall(text, &format)) {
		return format;
	}
	next = kp_hook_real("cpe_name_get_format_of_str");
	if (next.symbol != NULL) {
		format = next.get_format(text);
		kp_platform_remember(text, format);
	}
	return format;
}

/* It is called before each use of an S-expression, millions of times where there are many items, and takes 26
 * instructions to see that it is switched off. NOLINTNEXTLINE(bugprone-reserved-identifier) */
void __SEXP_VALIDATE(const SEXP_t *expression, const char *file, uint32_t line,
		     const char *function)
{
	static _Atomic(void *) found;
	union kp_function next;

	if (trusts_sexp) {
		return;
	}
	next = kp_hook_real_once("__SEXP_VALIDATE", &found);
	if (next.symbol != NULL) {
		next.check(expression, file, line, function);
	}
}
