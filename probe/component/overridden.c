/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "component/overridden.h"

#include <stdlib.h>
#include <string.h>

#include "base/cleanup.h"
#include "component/component.h"
#include "component/flag_value.h"
#include "component/secret.h"

/** Overridden places that are told one by one. */
enum {
	SHOWN_MAX = 8
};

/** A search for the losers of one setting. */
struct search {
	const struct kp_view *view;
	struct kp_setting *setting;
	struct kp_overridden_files *files;
	struct kp_error *reterr;
};

void kp_overridden_files_done(struct kp_overridden_files *files)
{
	for (size_t i = 0; i < files->count; i++) {
		kp_config_free(files->configs[i]);
	}
	free(files->configs);
	kp_document_free(files->scratch);
	*files = (struct kp_overridden_files){ 0 };
}

/** Whether a place is the one that won. */
static bool is_winner(const struct kp_setting *setting, const struct kp_said_at *at)
{
	return setting->said_count == 1 && kp_said_at_is(&setting->said[0], at);
}

/** Add a place and what it says, unless it is the one that won. */
static enum kp_status add(struct search *search, const struct kp_said_at *at, const char *value)
{
	static const struct kp_said_at untold = { .source = KP_SOURCE__COUNT };
	struct kp_setting *setting = search->setting;
	enum kp_status status;

	if (is_winner(setting, at) || setting->overridden_count > SHOWN_MAX) {
		return KP_OK;
	}
	if (setting->overridden_count == SHOWN_MAX) {
		at = &untold;
		value = "and more";
	}
	status = kp_setting_add_overridden(setting, at, value == NULL ? "" : value, search->reterr);
	return status == KP_OK
		       ? kp_secret_hide_setting(search->view->component, setting, search->reterr)
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
		struct kp_said_at at;

		if (strcmp(name, path) != 0 || kp_flag_accumulates(use->flag)) {
			continue;
		}
		status = kp_flag_value_add(use, &value, search->reterr);
		if (status == KP_OK) {
			status = kp_flag_value_finish(use->flag, &value, search->reterr);
		}
		if (status == KP_OK) {
			at = kp_argv_place(use->argv, use->index);
			status = add(search, &at, value.text);
		}
	}
	return status;
}

/** Add what flags say of a field that no flag can set, but for those that count all the same. */
static enum kp_status add_lost_uses(struct search *search, const struct kp_field *field)
{
	const struct kp_cmdline *counts = search->view->config_parse;

	for (size_t i = 0; i < kp_cmdline_count(counts); i++) {
		if (strcmp(kp_cmdline_get(counts, i)->flag->path, field->path) == 0) {
			return KP_OK; /* told already */
		}
	}
	return add_uses(search, search->view->first_parse, field->path);
}

/** Add what a file was found to say of a field. */
static enum kp_status add_said(struct search *search, const struct kp_config_file *file,
			       const struct kp_field *field, const struct kp_said *said)
{
	const struct kp_said_at at = { file->place->source, file->path, said->line, 0 };
	KP_CLEANUP(kp_value_done) struct kp_value value = { 0 };
	enum kp_status status;

	if (said->node == NULL) {
		return KP_OK;
	}
	status = kp_field_format(search->view->component->type, field, said->node, &value,
				 search->reterr);
	return status == KP_OK ? add(search, &at, value.text) : status;
}

/** Decode a file. One that does not fit has been refused before. @return KP_OK; KP_ERR_NOMEM */
static enum kp_status decode(const struct search *search, const struct kp_config_file *file,
			     bool is_dropin, struct kp_config **ret_config)
{
	struct kp_decoding decoding = {
		.type = search->view->component->type,
		.minor = search->view->minor,
		.folds_case = is_dropin && search->view->dropins_are_patches,
	};
	enum kp_status status = KP_OK;

	/* A path alone is no document: versions differ in which arguments they accept. */
	if (file->document != NULL) {
		decoding.repeats_merge = file->document->is_json;
		status = kp_config_decode_object(file->document->root, &decoding,
						 search->files->scratch, ret_config, NULL);
	}
	return status == KP_ERR_NOMEM ? kp_fail(search->reterr, status, "out of memory") : KP_OK;
}

/** Decode all files. @param[in,out] files empty; to be released also on failure */
static enum kp_status decode_all(const struct search *search, const struct kp_sources *sources,
				 struct kp_overridden_files *files)
{
	KP_CLEANUP(kp_freep) struct kp_config **configs = NULL;
	enum kp_status status =
		kp_document_new(NULL, sources->room, &files->scratch, search->reterr);

	if (status != KP_OK) {
		return status;
	}
	configs = calloc(sources->dropin_count + 1, sizeof(struct kp_config *));
	if (configs == NULL) {
		return kp_fail(search->reterr, KP_ERR_NOMEM, "out of memory");
	}
	for (size_t i = 0; status == KP_OK && i < sources->dropin_count; i++) {
		status = decode(search, &sources->dropins[i], true, &configs[i]);
	}
	if (status == KP_OK) {
		status = decode(search, &sources->main, false, &configs[sources->dropin_count]);
	}
	files->count = sources->dropin_count + 1;
	files->configs = kp_steal(&configs);
	return status;
}

/** Add what files say of a field, the last one first. */
static enum kp_status add_files(struct search *search, const struct kp_sources *sources,
				const struct kp_field *field)
{
	const struct kp_said *said = kp_config_get(search->view->config, field);
	struct kp_config **configs;
	enum kp_status status = KP_OK;

	/* Where nothing was merged with the file, and no default took the place of what it said, it need
	 * not be decoded again. */
	if (sources->config_dir == NULL && said->node != NULL &&
	    said->place == sources->main.place) {
		return add_said(search, &sources->main, field, said);
	}
	if (search->files->configs == NULL) {
		status = decode_all(search, sources, search->files);
		if (status != KP_OK) {
			kp_overridden_files_done(search->files);
			return status;
		}
	}
	configs = search->files->configs;
	for (size_t i = sources->dropin_count; status == KP_OK && i > 0; i--) {
		if (configs[i - 1] != NULL) {
			status = add_said(search, &sources->dropins[i - 1], field,
					  kp_config_get(configs[i - 1], field));
		}
	}
	if (status == KP_OK && configs[sources->dropin_count] != NULL) {
		status = add_said(search, &sources->main, field,
				  kp_config_get(configs[sources->dropin_count], field));
	}
	return status;
}

/** Add what flags say of a key of a map, the last one first. */
static enum kp_status add_key_uses(struct search *search, const struct kp_field *map,
				   const char *key)
{
	const struct kp_cmdline *cmdline = search->view->config_parse;
	enum kp_status status = KP_OK;

	for (size_t i = kp_cmdline_count(cmdline); status == KP_OK && i > 0; i--) {
		const struct kp_flag_use *use = kp_cmdline_get(cmdline, i - 1);
		KP_CLEANUP(kp_value_done) struct kp_value value = { 0 };
		struct kp_said_at at;
		const char *text;

		if (use->flag->path == NULL || strcmp(use->flag->path, map->path) != 0) {
			continue;
		}
		status = kp_flag_value_add(use, &value, search->reterr);
		text = status == KP_OK ? kp_value_find(&value, key) : NULL;
		if (text != NULL) {
			at = kp_argv_place(use->argv, use->index);
			status = add(search, &at, text);
		}
	}
	return status;
}

/** Add what one file says of a key of a map. */
static enum kp_status add_key_said(struct search *search, const struct kp_config_file *file,
				   const struct kp_node *map, const char *key)
{
	enum kp_status status = KP_OK;

	for (size_t i = map == NULL ? 0 : map->count; status == KP_OK && i > 0; i--) {
		const struct kp_member *member = &map->members[i - 1];
		const struct kp_said_at at = { file->place->source, file->path, member->line, 0 };
		const char *text = member->value->kind != KP_NODE_BOOL ? ""
				   : member->value->boolean            ? "true"
								       : "false";

		if (strcmp(member->key, key) == 0) {
			status = add(search, &at, text);
		}
	}
	return status;
}

/** Add what files say of a key of a map, the last one first. */
static enum kp_status add_key_files(struct search *search, const struct kp_sources *sources,
				    const struct kp_field *field, const char *key)
{
	enum kp_status status = KP_OK;

	if (search->files->configs == NULL) {
		status = decode_all(search, sources, search->files);
	}
	if (status != KP_OK) {
		kp_overridden_files_done(search->files);
		return status;
	}
	for (size_t i = sources->dropin_count + 1; status == KP_OK && i > 0; i--) {
		/* The drop-in files from the last on, then the main file, which stands behind them. */
		size_t index = i > 1 ? i - 2 : sources->dropin_count;
		const struct kp_config *config = search->files->configs[index];

		if (config != NULL) {
			status = add_key_said(search,
					      index == sources->dropin_count
						      ? &sources->main
						      : &sources->dropins[index],
					      kp_config_get(config, field)->node, key);
		}
	}
	return status;
}

enum kp_status kp_overridden_add(const struct kp_view *view, const struct kp_sources *sources,
				 struct kp_overridden_files *files, struct kp_setting *setting,
				 struct kp_error *reterr)
{
	struct search search = {
		.view = view,
		.setting = setting,
		.files = files,
		.reterr = reterr,
	};
	const struct kp_field *field =
		kp_field_find(view->component->type, setting->name, view->minor);
	const struct kp_cmdline *cmdline = field == NULL ? view->first_parse : view->config_parse;
	const char *key = NULL;
	const struct kp_field *map =
		kp_field_find_map(view->component->type, setting->name, view->minor, &key);
	enum kp_status status = KP_OK;

	/* Feature gates: the members of such a map are settings of their own. */
	if (map != NULL && map->type == KP_FIELD_BOOL_MAP) {
		status = add_key_uses(&search, map, key);
		return status == KP_OK ? add_key_files(&search, sources, map, key) : status;
	}
	if (field == NULL || !kp_field_is_map(field)) {
		status = add_uses(&search, cmdline, setting->name);
	}
	if (status == KP_OK && field != NULL && !kp_field_is_map(field)) {
		status = add_files(&search, sources, field);
	}
	if (status == KP_OK && field != NULL && view->flags_lose && !kp_field_is_map(field)) {
		status = add_lost_uses(&search, field);
	}
	return status;
}
