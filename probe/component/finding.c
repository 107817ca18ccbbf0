/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "component/finding.h"

#include <stdlib.h>
#include <string.h>

#include "base/cleanup.h"
#include "base/path.h"
#include "base/text.h"
#include "component/component.h"
#include "component/field_node.h"
#include "component/flag_value.h"
#include "component/gate.h"
#include "component/secret.h"

static const struct kp_said_at default_with_config = {
	.source = KP_SOURCE_DEFAULT,
	.path = "default with --config",
};
static const struct kp_said_at default_without_config = {
	.source = KP_SOURCE_DEFAULT,
	.path = "default without --config",
};
static const struct kp_said_at not_given = {
	.source = KP_SOURCE_DEFAULT,
	.path = "flag not given",
};

const struct kp_said_at *kp_finding_said(const struct kp_finding *finding)
{
	return finding->said_more == NULL ? &finding->said : finding->said_more;
}

enum kp_status kp_finding_add(struct kp_finding *finding, const struct kp_said_at *at,
			      struct kp_error *reterr)
{
	enum kp_status status;

	finding->source = at->source;
	if (finding->said_count == 0) {
		finding->said = *at;
		finding->said_count = 1;
		return KP_OK;
	}
	status = kp_array_reserve(&finding->said_more, finding->said_count, &finding->said_size,
				  sizeof(*finding->said_more), reterr);
	if (status == KP_OK) {
		finding->said_more[0] = finding->said;
		finding->said_more[finding->said_count++] = *at;
	}
	return status;
}

/** Forget the places of a finding. */
static void forget_said(struct kp_finding *finding)
{
	free(kp_steal(&finding->said_more));
	finding->said_count = 0;
	finding->said_size = 0;
}

void kp_finding_done(struct kp_finding *finding)
{
	kp_value_done(&finding->value);
	forget_said(finding);
	finding->beats_files = false;
}

/** Add an argument to the places of a value. */
static enum kp_status add_argument(struct kp_finding *finding, const struct kp_flag_use *use,
				   struct kp_error *reterr)
{
	const struct kp_said_at at = kp_argv_place(use->argv, use->index);

	return kp_finding_add(finding, &at, reterr);
}

/** Take the value of a flag from its occurrences. */
static enum kp_status find_uses(const struct kp_cmdline *cmdline, const struct kp_flag *flag,
				struct kp_finding *finding, struct kp_error *reterr)
{
	enum kp_status status = KP_OK;

	for (size_t i = 0; status == KP_OK && i < kp_cmdline_count(cmdline); i++) {
		const struct kp_flag_use *use = kp_cmdline_get(cmdline, i);

		if (use->flag != flag) {
			continue;
		}
		if (!kp_flag_accumulates(flag)) {
			forget_said(finding);
		}
		finding->beats_files = !kp_flag_adds_to_files(flag);
		status = add_argument(finding, use, reterr);
		if (status == KP_OK) {
			status = kp_flag_value_add(use, &finding->value, reterr);
		}
	}
	return status;
}

/** @return the flag of a field that a parse of the command line has; NULL if it has none */
static const struct kp_flag *find_flag(const struct kp_view *view, const struct kp_cmdline *parse,
				       const struct kp_field *field)
{
	for (size_t i = 0; i < kp_cmdline_count(parse); i++) {
		const struct kp_flag *flag = kp_cmdline_get(parse, i)->flag;

		if (flag->path != NULL && view->minor >= flag->path_since &&
		    strcmp(flag->path, field->path) == 0) {
			return flag;
		}
	}
	return NULL;
}

/**
 * Make a relative path of a file absolute. Main files do so; drop-in files did in 1.28, and leave
 * paths as they are since.
 */
static enum kp_status resolve_path(const struct kp_view *view, const struct kp_field *field,
				   const struct kp_place *place, struct kp_value *value,
				   struct kp_error *reterr)
{
	bool resolves = place->source == KP_SOURCE_FILE ||
			(place->source == KP_SOURCE_DROPIN && !view->dropins_are_patches);
	KP_CLEANUP(kp_freep) char *directory = NULL;
	KP_CLEANUP(kp_freep) char *path = NULL;
	enum kp_status status;

	if (!resolves || !kp_field_is_path(view->component->type, field) || value->text == NULL ||
	    value->text[0] == '/') {
		return KP_OK;
	}
	if (place->has_two_names && kp_path_goes_up(value->text)) {
		return kp_fail(
			reterr, KP_ERR_UNSUPPORTED,
			"%s: %s is relative to a directory of which it cannot be told how it "
			"was named at the start (PWD)",
			place->text, value->text);
	}
	directory = strndup(place->text, (size_t)(kp_text_basename(place->text) - place->text));
	if (directory == NULL) {
		return kp_fail(reterr, KP_ERR_NOMEM, "out of memory");
	}
	status = kp_path_absolute(directory, value->text, &path, reterr);
	if (status == KP_OK) {
		free(value->text);
		value->text = kp_steal(&path);
	}
	return status;
}

/** Add a line of a place, 0 if it has none, to the places of a value. */
static enum kp_status add_place(struct kp_finding *finding, const struct kp_place *place, long line,
				struct kp_error *reterr)
{
	const struct kp_said_at at = { place->source, place->text, line, 0 };
	enum kp_status status = KP_OK;

	if (place->text != NULL) {
		return kp_finding_add(finding, &at, reterr);
	}
	for (size_t i = 0; status == KP_OK && i < place->said_count; i++) {
		status = kp_finding_add(finding, &place->said[i], reterr);
	}
	return status;
}

/** Take the value that files say, if they say one. */
static enum kp_status find_said(const struct kp_view *view, const struct kp_field *field,
				struct kp_finding *finding, struct kp_error *reterr)
{
	const struct kp_said *said = kp_config_get(view->config, field);
	enum kp_status status;

	if (said->node == NULL) {
		return KP_OK;
	}
	status = add_place(finding, said->place, said->line, reterr);
	if (status == KP_OK) {
		status = kp_field_format(view->component->type, field, said->node, &finding->value,
					 reterr);
	}
	return status == KP_OK ? resolve_path(view, field, said->place, &finding->value, reterr)
			       : status;
}

/** Say that a value is built in. */
static enum kp_status add_default(const struct kp_view *view, struct kp_finding *finding,
				  struct kp_error *reterr)
{
	return kp_finding_add(finding,
			      view->with_config ? &default_with_config : &default_without_config,
			      reterr);
}

/** Work out the value that is built into the component. */
static enum kp_status compute_default(const struct kp_view *view, const struct kp_field *field,
				      struct kp_value *value, struct kp_error *reterr)
{
	return view->component->find_default == NULL
		       ? kp_field_default(field, view->with_config, value, reterr)
		       : view->component->find_default(view, field, value, reterr);
}

/** Take the value that is built into the component. */
static enum kp_status find_default(const struct kp_view *view, const struct kp_field *field,
				   struct kp_finding *finding, struct kp_error *reterr)
{
	enum kp_status status = add_default(view, finding, reterr);

	return status == KP_OK ? compute_default(view, field, &finding->value, reterr) : status;
}

/** Take the value that flags give. */
static enum kp_status find_in_flags(const struct kp_view *view, const struct kp_field *field,
				    const struct kp_flag *flag, struct kp_finding *finding,
				    struct kp_error *reterr)
{
	const struct kp_said *said = kp_config_get(view->config, field);
	enum kp_status status = KP_OK;

	if (kp_flag_adds_to_files(flag) && said->node != NULL &&
	    said->place->source != KP_SOURCE_DEFAULT) {
		status = find_said(view, field, finding, reterr);
		free(kp_steal(&finding->value.text));
	}
	if (status == KP_OK) {
		status = find_uses(view->config_parse, flag, finding, reterr);
	}
	return status == KP_OK ? kp_flag_value_finish(flag, &finding->value, reterr) : status;
}

/** @return the use of a flag beside the configuration that turns a field on; NULL if none does */
static const struct kp_flag_use *find_switch(const struct kp_view *view,
					     const struct kp_field *field)
{
	const char *name = kp_flag_switch(view->component->flags, field->path);
	const struct kp_flag_use *use =
		name == NULL ? NULL : kp_cmdline_last(view->first_parse, name);
	bool on = false;

	return use != NULL && kp_go_bool(use->value, &on) && on ? use : NULL;
}

/** Find what says a field, or its default. */
static enum kp_status find_field(const struct kp_view *view, const struct kp_field *field,
				 struct kp_finding *finding, struct kp_error *reterr)
{
	const struct kp_flag_use *turned_on = find_switch(view, field);
	const struct kp_flag *flag = find_flag(view, view->config_parse, field);
	enum kp_status status;

	if (turned_on != NULL) {
		return find_uses(view->first_parse, turned_on->flag, finding, reterr);
	}
	if (flag != NULL) {
		return find_in_flags(view, field, flag, finding, reterr);
	}
	finding->source = KP_SOURCE__COUNT;
	status = find_said(view, field, finding, reterr);
	if (status == KP_OK && finding->source == KP_SOURCE__COUNT) {
		status = find_default(view, field, finding, reterr);
	}
	return status;
}

enum kp_status kp_find_field(const struct kp_view *view, const struct kp_field *field,
			     struct kp_finding *finding, struct kp_error *reterr)
{
	enum kp_status status = find_field(view, field, finding, reterr);

	return status == KP_OK && view->component->finish != NULL
		       ? view->component->finish(view, field, finding, reterr)
		       : status;
}

/** Work out the value of a flag that is no part of the configuration. */
static enum kp_status find_flag_only(const struct kp_view *view, const struct kp_flag *flag,
				     struct kp_finding *finding, struct kp_error *reterr)
{
	enum kp_status status = find_uses(view->first_parse, flag, finding, reterr);

	if (status == KP_OK && finding->said_count == 0) {
		const char *preset = kp_flag_preset(view->component->flags, flag);

		finding->beats_files = true;
		status = kp_finding_add(finding, &not_given, reterr);
		return status != KP_OK || preset == NULL
			       ? status
			       : kp_text_dup(preset, &finding->value.text, reterr);
	}
	return status == KP_OK ? kp_flag_value_finish(flag, &finding->value, reterr) : status;
}

/** Take the value of a key from the flags, of which the last one that names it counts. */
static enum kp_status find_key_in_flags(const struct kp_cmdline *cmdline,
					const struct kp_flag *flag, const char *key,
					struct kp_finding *finding, struct kp_error *reterr)
{
	enum kp_status status = KP_OK;

	for (size_t i = 0; status == KP_OK && i < kp_cmdline_count(cmdline); i++) {
		const struct kp_flag_use *use = kp_cmdline_get(cmdline, i);
		KP_CLEANUP(kp_value_done) struct kp_value value = { 0 };
		const char *text;

		if (use->flag != flag) {
			continue;
		}
		status = kp_flag_value_add(use, &value, reterr);
		text = status == KP_OK ? kp_value_find(&value, key) : NULL;
		if (text != NULL) {
			kp_finding_done(finding);
			finding->beats_files = true;
			status = add_argument(finding, use, reterr);
		}
		if (status == KP_OK && text != NULL) {
			status = kp_text_dup(text, &finding->value.text, reterr);
		}
	}
	return status;
}

/** Take the value of a key from what files say. */
static enum kp_status find_key_in_files(const struct kp_view *view, const struct kp_field *field,
					const char *key, struct kp_finding *finding,
					struct kp_error *reterr)
{
	const struct kp_node *map = kp_config_get(view->config, field)->node;

	for (size_t i = map == NULL ? 0 : map->count; i > 0; i--) {
		const struct kp_member *member = &map->members[i - 1];

		if (strcmp(member->key, key) == 0) {
			enum kp_status status =
				add_place(finding, member->place, member->line, reterr);

			return status == KP_OK
				       ? kp_field_format(view->component->type, field,
							 member->value, &finding->value, reterr)
				       : status;
		}
	}
	return KP_OK;
}

/** Take the value of a key from the defaults. */
static enum kp_status find_key_default(const struct kp_view *view, const struct kp_field *field,
				       const char *key, bool said, struct kp_finding *finding,
				       struct kp_error *reterr)
{
	KP_CLEANUP(kp_value_done) struct kp_value value = { 0 };
	enum kp_status status = add_default(view, finding, reterr);
	const char *text;

	/* A map that is said replaces the default one whole. */
	if (status == KP_OK && !said) {
		status = compute_default(view, field, &value, reterr);
	}
	text = status == KP_OK ? kp_value_find(&value, key) : NULL;
	return text == NULL ? status : kp_text_dup(text, &finding->value.text, reterr);
}

/** Take the value of a key from the configuration that the flags have been parsed into. */
static enum kp_status find_key_said(const struct kp_view *view, const struct kp_field *field,
				    const char *key, struct kp_finding *finding,
				    struct kp_error *reterr)
{
	const struct kp_flag *flag = find_flag(view, view->config_parse, field);
	enum kp_status status = KP_OK;

	if (flag != NULL) {
		status = find_key_in_flags(view->config_parse, flag, key, finding, reterr);
	}
	if (status == KP_OK && finding->said_count == 0 &&
	    (flag == NULL || flag->kind == KP_KIND_MAP_BOOL)) {
		status = find_key_in_files(view, field, key, finding, reterr);
	}
	return status;
}

/** Take the value of a key from the first parse alone, if that was not the only one. */
static enum kp_status find_key_first(const struct kp_view *view, const struct kp_field *field,
				     const char *key, struct kp_finding *finding,
				     struct kp_error *reterr)
{
	const struct kp_flag *flag = view->first_parse == view->config_parse
					     ? NULL
					     : find_flag(view, view->first_parse, field);
	enum kp_status status = KP_OK;

	if (flag != NULL && finding->said_count == 0) {
		status = find_key_in_flags(view->first_parse, flag, key, finding, reterr);
		finding->beats_files = false;
	}
	return status;
}

/**
 * Take the value of a gate from the group that sets its stage. The gates are set after the first
 * parse, and again with the files and the second one; what is set by a group stays then
 * (featuregate/feature_gate.go setUnsetAlphaGates, setUnsetBetaGates).
 */
static enum kp_status find_group(const struct kp_view *view, const struct kp_field *field,
				 enum kp_stage stage, struct kp_finding *finding,
				 struct kp_error *reterr)
{
	const char *group = kp_gate_group(stage);
	enum kp_status status;

	if (group == NULL) {
		return KP_OK;
	}
	status = find_key_first(view, field, group, finding, reterr);
	if (status == KP_OK && finding->said_count == 0) {
		status = find_key_said(view, field, group, finding, reterr);
	}
	/* A file may name the gate itself. */
	finding->beats_files = false;
	return status;
}

/** Refuse to tell the value of a gate of which the stage is not known, where a group is set. */
static enum kp_status refuse_groups(const struct kp_view *view, const struct kp_field *field,
				    const char *key, struct kp_error *reterr)
{
	enum kp_status status = KP_OK;

	for (int stage = 0; status == KP_OK && stage < KP_STAGE__COUNT; stage++) {
		KP_CLEANUP(kp_finding_done) struct kp_finding group = { 0 };
		KP_CLEANUP(kp_freep) char *location = NULL;
		struct kp_text text = { 0 };

		status = find_group(view, field, (enum kp_stage)stage, &group, reterr);
		if (status != KP_OK || group.said_count == 0) {
			continue;
		}
		kp_said_at_add(kp_finding_said(&group), &text);
		status = kp_text_finish(&text, &location, reterr);
		if (status == KP_OK) {
			status = kp_fail(
				reterr, KP_ERR_UNSUPPORTED,
				"%s: whether %s sets the feature gate %s, too, is not known",
				location, kp_gate_group((enum kp_stage)stage), key);
		}
	}
	return status;
}

/** Take the value of a gate that neither the configuration names nor its flags do. */
static enum kp_status find_gate(const struct kp_view *view, const struct kp_field *field,
				const char *key, struct kp_finding *finding,
				struct kp_error *reterr)
{
	enum kp_stage stage = kp_gate_stage(view->component->gates, key, view->minor);
	enum kp_status status = find_key_first(view, field, key, finding, reterr);

	if (status != KP_OK || finding->said_count > 0) {
		return status;
	}
	return stage == KP_STAGE__COUNT ? refuse_groups(view, field, key, reterr)
					: find_group(view, field, stage, finding, reterr);
}

/** Work out the value of one key of a field that is a map. */
static enum kp_status find_key(const struct kp_view *view, const struct kp_field *field,
			       const char *key, struct kp_finding *finding, struct kp_error *reterr)
{
	bool said = find_flag(view, view->config_parse, field) != NULL ||
		    kp_config_get(view->config, field)->node != NULL;
	enum kp_status status = find_key_said(view, field, key, finding, reterr);

	if (status == KP_OK && finding->said_count == 0 && field->type == KP_FIELD_BOOL_MAP) {
		status = find_gate(view, field, key, finding, reterr);
	}
	if (status == KP_OK && finding->said_count == 0) {
		status = find_key_default(view, field, key, said, finding, reterr);
	}
	return status;
}

enum kp_status kp_find_gate(const struct kp_view *view, const char *name, bool *ret_is_on,
			    struct kp_error *reterr)
{
	KP_CLEANUP(kp_finding_done) struct kp_finding finding = { 0 };
	const struct kp_field *gates =
		kp_field_find(view->component->type, "featureGates", view->minor);
	struct kp_gate_state state = { 0 };
	enum kp_status status = KP_OK;

	(void)kp_gate_find(view->component->gates, name, view->minor, &state);
	if (view->with_config && gates != NULL) {
		status = find_key(view, gates, name, &finding, reterr);
	}
	if (status == KP_OK && finding.value.text != NULL) {
		(void)kp_go_bool(finding.value.text, &state.is_on);
	}
	if (status == KP_OK) {
		*ret_is_on = state.is_on;
	}
	return status;
}

/** Whether a feature gate that nothing says is one of other versions. */
static bool lacks_gate(const struct kp_view *view, const struct kp_field *field, const char *key,
		       const struct kp_finding *finding)
{
	return field->type == KP_FIELD_BOOL_MAP && finding->source == KP_SOURCE_DEFAULT &&
	       kp_gate_is_of_others(view->component->gates, key, view->minor);
}

enum kp_status kp_find_setting(const struct kp_view *view, const char *name,
			       struct kp_finding *finding, struct kp_error *reterr)
{
	const struct kp_field *field = kp_field_find(view->component->type, name, view->minor);
	const struct kp_flag *flag;
	const char *key = NULL;
	enum kp_status status;

	if (field != NULL) {
		return kp_find_field(view, field, finding, reterr);
	}
	field = kp_field_find_map(view->component->type, name, view->minor, &key);
	if (field != NULL) {
		status = find_key(view, field, key, finding, reterr);
		return status == KP_OK && lacks_gate(view, field, key, finding)
			       ? kp_fail(reterr, KP_ERR_INVAL, "no feature gate is named %s", key)
			       : status;
	}
	flag = kp_flag_find(view->component->flags, name, strlen(name), view->minor);
	if (flag == NULL || flag->global || strcmp(flag->name, name) != 0 ||
	    (flag->path != NULL && view->minor >= flag->path_since)) {
		return kp_fail(reterr, KP_ERR_INVAL, "no setting is named %s", name);
	}
	return find_flag_only(view, flag, finding, reterr);
}

enum kp_status kp_setting_new(const struct kp_component *component, const char *name,
			      struct kp_finding *finding, struct kp_setting **ret_setting,
			      struct kp_error *reterr)
{
	KP_CLEANUP(kp_setting_freep) struct kp_setting *setting = calloc(1, sizeof(*setting));
	enum kp_status status;

	if (setting == NULL) {
		return kp_fail(reterr, KP_ERR_NOMEM, "out of memory");
	}
	status = kp_text_dup(name, &setting->name, reterr);
	if (status == KP_OK) {
		status = kp_setting_set_said(setting, kp_finding_said(finding), finding->said_count,
					     reterr);
	}
	if (status != KP_OK) {
		return status;
	}
	setting->source = finding->source;
	setting->beats_files = finding->beats_files;
	setting->value = kp_steal(&finding->value.text);
	setting->elements = kp_steal(&finding->value.elements.items);
	setting->element_count = finding->value.elements.count;
	finding->value.elements.count = 0;
	status = kp_secret_hide_setting(component, setting, reterr);
	if (status == KP_OK) {
		*ret_setting = kp_steal(&setting);
	}
	return status;
}

enum kp_status kp_view_setting(const struct kp_view *view, const char *name,
			       struct kp_setting **ret_setting, struct kp_error *reterr)
{
	KP_CLEANUP(kp_finding_done) struct kp_finding finding = { 0 };
	enum kp_status status = kp_find_setting(view, name, &finding, reterr);

	return status == KP_OK
		       ? kp_setting_new(view->component, name, &finding, ret_setting, reterr)
		       : status;
}
