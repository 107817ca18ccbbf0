/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "overridden.h"

#include <string.h>

#include "cleanup.h"
#include "dropins.h"
#include "flag_value.h"

/** Overridden places that are told one by one. */
enum {
	SHOWN_MAX = 8
};

/** A search for the losers of one setting. */
struct search {
	const struct kp_view *view;
	const struct kp_setting *winner;
	size_t *room;
	struct kp_strings found;
	struct kp_error *reterr;
};

/** Add a place and what it says, unless it is the one that won. */
static enum kp_status add(struct search *search, const char *location, const char *value)
{
	KP_CLEANUP(kp_freep) char *line = NULL;
	struct kp_text text = { 0 };
	enum kp_status status;

	if (strcmp(location, search->winner->location) == 0 || search->found.count > SHOWN_MAX) {
		return KP_OK;
	}
	if (search->found.count == SHOWN_MAX) {
		return kp_strings_add(&search->found, "and more", strlen("and more"),
				      search->reterr);
	}
	kp_text_add_str(&text, location);
	kp_text_add_str(&text, " (");
	kp_text_add_str(&text, value == NULL ? "" : value);
	kp_text_add_str(&text, ")");
	status = kp_text_finish(&text, &line, search->reterr);
	return status == KP_OK ? kp_strings_add(&search->found, line, strlen(line), search->reterr)
			       : status;
}

/** Add the occurrences of a flag that are followed by another one. */
static enum kp_status add_uses(struct search *search, const struct kp_cmdline *cmdline,
			       const char *path)
{
	enum kp_status status = KP_OK;

	for (size_t i = kp_cmdline_count(cmdline); status == KP_OK && i > 0; i--) {
		const struct kp_flag_use *use = kp_cmdline_get(cmdline, i - 1);
		const char *name = use->flag->path != NULL ? use->flag->path : use->flag->name;
		KP_CLEANUP(kp_value_done) struct kp_value value = { 0 };
		KP_CLEANUP(kp_freep) char *location = NULL;
		struct kp_text text = { 0 };

		if (strcmp(name, path) != 0 || kp_flag_accumulates(use->flag)) {
			continue;
		}
		kp_argv_add_location(use->argv, use->index, &text);
		status = kp_text_finish(&text, &location, search->reterr);
		if (status == KP_OK) {
			status = kp_flag_value_add(use, &value, search->reterr);
		}
		if (status == KP_OK) {
			status = add(search, location, value.text);
		}
	}
	return status;
}

/** Add what a file was found to say of a field. */
static enum kp_status add_said(struct search *search, const struct kp_config_file *file,
			       const struct kp_field *field, const struct kp_said *said)
{
	KP_CLEANUP(kp_value_done) struct kp_value value = { 0 };
	KP_CLEANUP(kp_freep) char *location = NULL;
	struct kp_text text = { 0 };
	enum kp_status status;

	if (said->node == NULL) {
		return KP_OK;
	}
	status = kp_field_format(field, said->node, &value, search->reterr);
	kp_text_add_str(&text, file->path);
	kp_text_addf(&text, ":%ld", said->line);
	if (status == KP_OK) {
		status = kp_text_finish(&text, &location, search->reterr);
	} else {
		kp_text_done(&text);
	}
	return status == KP_OK ? add(search, location, value.text) : status;
}

/** Add what one file says of a field. A file that does not fit has been refused before. */
static enum kp_status add_file(struct search *search, const struct kp_config_file *file,
			       const struct kp_field *field, bool is_dropin)
{
	const struct kp_decoding decoding = {
		.minor = search->view->minor,
		.repeats_merge = file->document->is_json,
		.folds_case = is_dropin && search->view->minor >= KP_DROPINS_PATCH,
	};
	KP_CLEANUP(kp_document_freep) struct kp_document *scratch = NULL;
	KP_CLEANUP(kp_config_freep) struct kp_config *config = NULL;
	enum kp_status status = kp_document_new(NULL, search->room, &scratch, search->reterr);

	if (status == KP_OK) {
		status = kp_config_decode_object(file->document->root, &decoding, scratch, &config,
						 NULL);
	}
	if (status != KP_OK) {
		return status == KP_ERR_NOMEM ? kp_fail(search->reterr, status, "out of memory")
					      : KP_OK;
	}
	return add_said(search, file, field, kp_config_get(config, field));
}

/** Add what files say of a field, the last one first. */
static enum kp_status add_files(struct search *search, const struct kp_sources *sources,
				const struct kp_field *field)
{
	const struct kp_said *said = kp_config_get(search->view->config, field);
	enum kp_status status = KP_OK;

	/* Where nothing was merged with the file, and no default took the place of what it said, it need
	 * not be decoded again. */
	if (sources->config_dir == NULL && said->node != NULL &&
	    said->place == sources->main.place) {
		return add_said(search, &sources->main, field, said);
	}
	for (size_t i = sources->dropin_count; status == KP_OK && i > 0; i--) {
		if (sources->dropins[i - 1].document != NULL) {
			status = add_file(search, &sources->dropins[i - 1], field, true);
		}
	}
	/* A path alone is no document: versions differ in which arguments they accept. */
	if (status == KP_OK && sources->main.document != NULL) {
		status = add_file(search, &sources->main, field, false);
	}
	return status;
}

enum kp_status kp_overridden_add(const struct kp_view *view, const struct kp_sources *sources,
				 struct kp_setting *setting, struct kp_error *reterr)
{
	struct search search = {
		.view = view,
		.winner = setting,
		.room = sources->room,
		.reterr = reterr,
	};
	const struct kp_field *field = kp_field_find(setting->name, view->minor);
	const struct kp_cmdline *cmdline = field == NULL ? view->first_parse : view->config_parse;
	enum kp_status status = KP_OK;

	if (field == NULL || !kp_field_is_map(field)) {
		status = add_uses(&search, cmdline, setting->name);
	}
	if (status == KP_OK && field != NULL && !kp_field_is_map(field)) {
		status = add_files(&search, sources, field);
	}
	if (status != KP_OK) {
		kp_strings_done(&search.found);
		return status;
	}
	setting->overridden = search.found.items;
	setting->overridden_count = search.found.count;
	return KP_OK;
}
