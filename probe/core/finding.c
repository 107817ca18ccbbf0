/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "finding.h"

#include <stdlib.h>
#include <string.h>

#include "cleanup.h"
#include "dropins.h"
#include "flag_value.h"
#include "path.h"

static const struct kp_place default_with_config = { KP_SOURCE_DEFAULT, "default with --config" };
static const struct kp_place default_without_config = { KP_SOURCE_DEFAULT,
							"default without --config" };

void kp_finding_done(struct kp_finding *finding)
{
	kp_value_done(&finding->value);
	kp_text_done(&finding->location);
	finding->beats_files = false;
}

/** Add the position of an argument to a location. */
static void add_argv_location(struct kp_finding *finding, const struct kp_flag_use *use)
{
	if (finding->location.len > 0) {
		kp_text_add_str(&finding->location, ", ");
	}
	kp_argv_add_location(use->argv, use->index, &finding->location);
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
			kp_text_done(&finding->location);
		}
		finding->source = KP_SOURCE_FLAG;
		/* Feature gates of files stay beside those of flags. */
		finding->beats_files = flag->kind != KP_KIND_MAP_BOOL;
		add_argv_location(finding, use);
		status = kp_flag_value_add(use, &finding->value, reterr);
	}
	return status;
}

/** @return the flag of a field that is on the command line; NULL if none is */
static const struct kp_flag *find_flag(const struct kp_view *view, const struct kp_field *field)
{
	for (size_t i = 0; i < kp_cmdline_count(view->config_parse); i++) {
		const struct kp_flag *flag = kp_cmdline_get(view->config_parse, i)->flag;

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
			(place->source == KP_SOURCE_DROPIN && view->minor < KP_DROPINS_PATCH);
	KP_CLEANUP(kp_freep) char *directory = NULL;
	KP_CLEANUP(kp_freep) char *path = NULL;
	enum kp_status status;

	if (!resolves || !kp_field_is_path(field) || value->text == NULL || value->text[0] == '/') {
		return KP_OK;
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

/** Add the place of a value to a location. */
static void add_location(struct kp_finding *finding, const struct kp_place *place, long line)
{
	finding->source = place->source;
	if (finding->location.len > 0) {
		kp_text_add_str(&finding->location, ", ");
	}
	kp_text_add_str(&finding->location, place->text);
	if (line > 0) {
		kp_text_addf(&finding->location, ":%ld", line);
	}
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
	add_location(finding, said->place, said->line);
	status = kp_field_format(field, said->node, &finding->value, reterr);
	return status == KP_OK ? resolve_path(view, field, said->place, &finding->value, reterr)
			       : status;
}

/** Take the value that is built into the kubelet. */
static enum kp_status find_default(const struct kp_view *view, const struct kp_field *field,
				   struct kp_finding *finding, struct kp_error *reterr)
{
	add_location(finding, view->with_config ? &default_with_config : &default_without_config,
		     0);
	return kp_field_default(field, view->with_config, &finding->value, reterr);
}

/**
 * Take the value that flags give. Feature gates of the file that no flag names stay in force
 * (server.go kubeletConfigFlagPrecedence); all other lists and maps are replaced.
 */
static enum kp_status find_in_flags(const struct kp_view *view, const struct kp_field *field,
				    const struct kp_flag *flag, struct kp_finding *finding,
				    struct kp_error *reterr)
{
	const struct kp_said *said = kp_config_get(view->config, field);
	enum kp_status status = KP_OK;

	if (flag->kind == KP_KIND_MAP_BOOL && said->node != NULL &&
	    said->place->source != KP_SOURCE_DEFAULT) {
		status = find_said(view, field, finding, reterr);
		free(kp_steal(&finding->value.text));
	}
	if (status == KP_OK) {
		status = find_uses(view->config_parse, flag, finding, reterr);
	}
	return status == KP_OK ? kp_flag_value_finish(flag, &finding->value, reterr) : status;
}

/** --seccomp-default is no part of the configuration: the effective value is that flag or it. */
static bool is_seccomp_by_flag(const struct kp_view *view, const struct kp_field *field)
{
	const struct kp_flag_use *use = kp_cmdline_last(view->first_parse, "seccomp-default");
	bool on = false;

	return use != NULL && strcmp(field->path, "seccompDefault") == 0 &&
	       kp_go_bool(use->value, &on) && on;
}

enum kp_status kp_find_field(const struct kp_view *view, const struct kp_field *field,
			     struct kp_finding *finding, struct kp_error *reterr)
{
	const struct kp_flag *flag = find_flag(view, field);
	enum kp_status status;

	if (is_seccomp_by_flag(view, field)) {
		flag = kp_cmdline_last(view->first_parse, "seccomp-default")->flag;
		return find_uses(view->first_parse, flag, finding, reterr);
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

/** The default of a flag that is no part of the configuration (options.go NewKubeletFlags). */
static const char *preset_of(const struct kp_flag *flag)
{
	static const struct {
		const char *flag;
		const char *preset;
	} presets[] = {
		{ "cert-dir", "/var/lib/kubelet/pki" },
		{ "maximum-dead-containers", "-1" },
		{ "maximum-dead-containers-per-container", "1" },
		{ "minimum-container-ttl-duration", "0s" },
		{ "register-node", "true" },
		{ "register-schedulable", "true" },
		{ "root-dir", "/var/lib/kubelet" },
	};

	for (size_t i = 0; i < sizeof(presets) / sizeof(presets[0]); i++) {
		if (strcmp(presets[i].flag, flag->name) == 0) {
			return presets[i].preset;
		}
	}
	return flag->kind == KP_KIND_BOOL ? "false" : NULL;
}

/** Work out the value of a flag that is no part of the configuration. */
static enum kp_status find_flag_only(const struct kp_view *view, const struct kp_flag *flag,
				     struct kp_finding *finding, struct kp_error *reterr)
{
	enum kp_status status = find_uses(view->first_parse, flag, finding, reterr);

	if (status == KP_OK && kp_text_is_empty(&finding->location)) {
		const char *preset = preset_of(flag);

		finding->source = KP_SOURCE_DEFAULT;
		finding->beats_files = true;
		kp_text_add_str(&finding->location, "flag not given");
		return preset == NULL ? KP_OK : kp_text_dup(preset, &finding->value.text, reterr);
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
			finding->source = KP_SOURCE_FLAG;
			finding->beats_files = true;
			add_argv_location(finding, use);
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
			add_location(finding, member->place, member->line);
			return kp_field_format(field, member->value, &finding->value, reterr);
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
	enum kp_status status = KP_OK;
	const char *text;

	add_location(finding, view->with_config ? &default_with_config : &default_without_config,
		     0);
	/* A map that is said replaces the default one whole. */
	if (!said) {
		status = kp_field_default(field, view->with_config, &value, reterr);
	}
	text = status == KP_OK ? kp_value_find(&value, key) : NULL;
	return text == NULL ? status : kp_text_dup(text, &finding->value.text, reterr);
}

/** Work out the value of one key of a field that is a map. */
static enum kp_status find_key(const struct kp_view *view, const struct kp_field *field,
			       const char *key, struct kp_finding *finding, struct kp_error *reterr)
{
	const struct kp_flag *flag = find_flag(view, field);
	bool said = flag != NULL || kp_config_get(view->config, field)->node != NULL;
	enum kp_status status = KP_OK;

	if (flag != NULL) {
		status = find_key_in_flags(view->config_parse, flag, key, finding, reterr);
	}
	if (status == KP_OK && kp_text_is_empty(&finding->location) &&
	    (flag == NULL || flag->kind == KP_KIND_MAP_BOOL)) {
		status = find_key_in_files(view, field, key, finding, reterr);
	}
	if (status == KP_OK && kp_text_is_empty(&finding->location)) {
		status = find_key_default(view, field, key, said, finding, reterr);
	}
	return status;
}

/** @return the field that is a map and of which `name` is a member; NULL if there is none */
static const struct kp_field *find_map(const char *name, int minor, const char **ret_key)
{
	for (const char *dot = strchr(name, '.'); dot != NULL; dot = strchr(dot + 1, '.')) {
		char path[64];
		const struct kp_field *field;
		size_t len = (size_t)(dot - name);

		if (len >= sizeof(path)) {
			return NULL;
		}
		memcpy(path, name, len);
		path[len] = '\0';
		field = kp_field_find(path, minor);
		if (field != NULL && kp_field_is_map(field)) {
			*ret_key = dot + 1;
			return field;
		}
	}
	return NULL;
}

enum kp_status kp_find_setting(const struct kp_view *view, const char *name,
			       struct kp_finding *finding, struct kp_error *reterr)
{
	const struct kp_field *field = kp_field_find(name, view->minor);
	const struct kp_flag *flag;
	const char *key = NULL;

	if (field != NULL) {
		return kp_find_field(view, field, finding, reterr);
	}
	field = find_map(name, view->minor, &key);
	if (field != NULL) {
		return find_key(view, field, key, finding, reterr);
	}
	flag = kp_flag_find(name, strlen(name), view->minor);
	if (flag == NULL || flag->global || strcmp(flag->name, name) != 0 ||
	    (flag->path != NULL && view->minor >= flag->path_since)) {
		return kp_fail(reterr, KP_ERR_INVAL, "no setting is named %s", name);
	}
	return find_flag_only(view, flag, finding, reterr);
}

enum kp_status kp_setting_new(const char *name, struct kp_finding *finding,
			      struct kp_setting **ret_setting, struct kp_error *reterr)
{
	KP_CLEANUP(kp_setting_freep) struct kp_setting *setting = calloc(1, sizeof(*setting));
	enum kp_status status;

	if (setting == NULL) {
		return kp_fail(reterr, KP_ERR_NOMEM, "out of memory");
	}
	status = kp_text_dup(name, &setting->name, reterr);
	if (status == KP_OK) {
		status = kp_text_finish(&finding->location, &setting->location, reterr);
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
	*ret_setting = kp_steal(&setting);
	return KP_OK;
}
