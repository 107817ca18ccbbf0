/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "effective.h"

#include <stdlib.h>
#include <string.h>

#include "cleanup.h"
#include "dropins.h"
#include "finding.h"
#include "overridden.h"
#include "text.h"
#include "validate.h"

/** A place that no file is, owned by the values that it said. */
struct flag_place {
	struct kp_place place;
	char *text;
	struct flag_place *next;
};

struct kp_effective {
	struct kp_view view; /* owned; with drop-in files its config has each field */
	const struct kp_sources *sources;
	struct kp_document *scratch; /* owns values that no file has */
	struct flag_place *places;
};

void kp_effective_free(struct kp_effective *effective)
{
	if (effective == NULL) {
		return;
	}
	if (effective->view.config_parse != effective->view.first_parse) {
		kp_cmdline_free(effective->view.config_parse);
	}
	kp_cmdline_free(effective->view.first_parse);
	kp_config_free(effective->view.config);
	kp_document_free(effective->scratch);
	while (effective->places != NULL) {
		struct flag_place *place = effective->places;

		effective->places = place->next;
		free(place->text);
		free(place);
	}
	free(effective);
}

void kp_effective_freep(struct kp_effective **effective)
{
	kp_effective_free(*effective);
}

/** Whether a string flag is given with something in it. */
static bool is_given(const struct kp_cmdline *cmdline, const char *name)
{
	const struct kp_flag_use *use = kp_cmdline_last(cmdline, name);

	return use != NULL && use->value[0] != '\0';
}

enum kp_status kp_effective_setting(const struct kp_effective *effective, const char *name,
				    struct kp_setting **ret_setting, struct kp_error *reterr)
{
	KP_CLEANUP(kp_finding_done) struct kp_finding finding = { 0 };
	enum kp_status status = kp_find_setting(&effective->view, name, &finding, reterr);

	return status == KP_OK ? kp_setting_new(name, &finding, ret_setting, reterr) : status;
}

enum kp_status kp_effective_add_overridden(const struct kp_effective *effective,
					   struct kp_setting *setting, struct kp_error *reterr)
{
	return kp_overridden_add(&effective->view, effective->sources, setting, reterr);
}

/** Refuse what a scanner cannot follow. */
static enum kp_status check_dynamic(const struct kp_effective *effective, struct kp_error *reterr)
{
	const struct kp_flag_use *use =
		kp_cmdline_last(effective->view.first_parse, "dynamic-config-dir");

	if (use == NULL || use->value[0] == '\0') {
		return KP_OK;
	}
	(void)kp_fail(reterr, KP_ERR_UNSUPPORTED,
		      "with --dynamic-config-dir a configuration from the API server may replace "
		      "the file");
	return kp_argv_wrap(use->argv, use->index, KP_ERR_UNSUPPORTED, reterr);
}

/** Make a place of the location of a finding. */
static enum kp_status make_place(struct kp_effective *effective, struct kp_finding *finding,
				 const struct kp_place **ret_place, struct kp_error *reterr)
{
	struct flag_place *place = calloc(1, sizeof(*place));
	enum kp_status status;

	if (place == NULL) {
		return kp_fail(reterr, KP_ERR_NOMEM, "out of memory");
	}
	place->next = effective->places;
	effective->places = place;
	status = kp_text_finish(&finding->location, &place->text, reterr);
	place->place = (struct kp_place){ finding->source, place->text };
	*ret_place = &place->place;
	return status;
}

/** The value of a field that nothing in a file says: of a flag, or built in. */
static enum kp_status complete_field(struct kp_effective *effective, const struct kp_field *field,
				     struct kp_error *reterr)
{
	KP_CLEANUP(kp_finding_done) struct kp_finding finding = { 0 };
	struct kp_said said = { 0 };
	enum kp_status status = kp_find_field(&effective->view, field, &finding, reterr);

	if (status == KP_OK) {
		status = make_place(effective, &finding, &said.place, reterr);
	}
	if (status == KP_OK) {
		status = kp_field_to_node(field, &finding.value, said.place, effective->scratch,
					  &said.node, reterr);
	}
	if (status == KP_OK) {
		kp_config_set(effective->view.config, field, &said);
	}
	return status;
}

/** complete() with other flags. */
static enum kp_status complete_with(struct kp_effective *effective, struct kp_cmdline *flags,
				    struct kp_error *reterr)
{
	struct kp_cmdline *kept = effective->view.config_parse;
	enum kp_status status = KP_OK;

	effective->view.config_parse = flags;
	for (size_t i = 0; status == KP_OK && i < kp_field_count(); i++) {
		const struct kp_field *field = kp_field_get(i);

		if (effective->view.minor >= field->since &&
		    effective->view.minor <= field->until &&
		    kp_config_get(effective->view.config, field)->node == NULL) {
			status = complete_field(effective, field, reterr);
		}
	}
	effective->view.config_parse = kept;
	return status;
}

/**
 * Give each field the value that is in force before drop-in files: without --config that is what
 * the first parse left; a file has replaced that (server.go).
 */
static enum kp_status complete(struct kp_effective *effective, struct kp_error *reterr)
{
	KP_CLEANUP(kp_cmdline_freep) struct kp_cmdline *none = NULL;
	enum kp_status status = kp_cmdline_new(&none, reterr);

	if (status != KP_OK) {
		return status;
	}
	return complete_with(effective,
			     effective->view.with_config ? none : effective->view.first_parse,
			     reterr);
}

/** Merge the drop-in files into what is in force without them. */
static enum kp_status load_dropins(struct kp_effective *effective, struct kp_error *reterr)
{
	struct kp_config *merged = NULL;
	enum kp_status status =
		kp_dropins_check_variable(effective->sources, effective->view.minor, reterr);

	if (status == KP_OK) {
		status = complete(effective, reterr);
	}
	if (status == KP_OK) {
		status = kp_dropins_merge(effective->sources, effective->view.config,
					  effective->view.minor, effective->scratch, &merged,
					  reterr);
	}
	if (status != KP_OK) {
		return status;
	}
	kp_config_free(effective->view.config);
	effective->view.config = merged;
	effective->view.with_config =
		effective->view.with_config || effective->view.minor >= KP_DROPINS_V1BETA1;
	return KP_OK;
}

/** Load the main file. */
static enum kp_status load_main(struct kp_effective *effective, struct kp_error *reterr)
{
	const struct kp_config_file *file = &effective->sources->main;
	enum kp_status status = file->status;

	effective->view.with_config = true;
	if (status != KP_OK) {
		if (reterr != NULL) {
			*reterr = file->error;
		}
		return status;
	}
	status = kp_config_decode(file->document, effective->view.minor, effective->scratch,
				  &effective->view.config, reterr);
	return status == KP_OK ? KP_OK
			       : kp_wrap(reterr, status, "failed to load kubelet config file %s",
					 file->path);
}

/** Load the configuration, and parse the flags again over it if there is one. */
static enum kp_status load(struct kp_effective *effective, const struct kp_argv *argv,
			   struct kp_error *reterr)
{
	bool main = is_given(effective->view.first_parse, "config");
	bool dropins = is_given(effective->view.first_parse, "config-dir");
	enum kp_status status = main ? load_main(effective, reterr)
				     : kp_config_new(&effective->view.config, reterr);

	effective->view.config_parse = effective->view.first_parse;
	if (status == KP_OK && dropins) {
		status = load_dropins(effective, reterr);
	}
	if (status != KP_OK || (!main && !dropins)) {
		return status;
	}
	effective->view.config_parse = NULL;
	return kp_cmdline_parse_again(argv, effective->view.minor, &effective->view.config_parse,
				      reterr);
}

enum kp_status kp_effective_new(const struct kp_argv *argv, const struct kp_sources *sources,
				int minor, struct kp_effective **ret_effective,
				struct kp_error *reterr)
{
	KP_CLEANUP(kp_effective_freep)
	struct kp_effective *effective = calloc(1, sizeof(*effective));
	enum kp_status status;

	if (effective == NULL) {
		return kp_fail(reterr, KP_ERR_NOMEM, "out of memory");
	}
	effective->view.minor = minor;
	effective->sources = sources;
	status = kp_document_new(NULL, sources->room, &effective->scratch, reterr);
	if (status == KP_OK) {
		status = kp_cmdline_parse(argv, minor, &effective->view.first_parse, reterr);
	}
	if (status == KP_OK) {
		status = check_dynamic(effective, reterr);
	}
	if (status == KP_OK) {
		status = load(effective, argv, reterr);
	}
	if (status == KP_OK) {
		status = kp_validate(effective, minor, reterr);
	}
	if (status != KP_OK) {
		return status;
	}
	*ret_effective = kp_steal(&effective);
	return KP_OK;
}
