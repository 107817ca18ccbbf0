/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "effective.h"

#include <stdlib.h>
#include <string.h>

#include "cleanup.h"
#include "cmdline.h"
#include "config.h"
#include "dropins.h"
#include "flag_value.h"
#include "text.h"
#include "validate.h"

/** A place that no file is, owned by the values that it said. */
struct flag_place {
	struct kp_place place;
	char *text;
	struct flag_place *next;
};

struct kp_effective {
	int minor;
	const struct kp_sources *sources;
	struct kp_config *config;    /* what files say; with drop-in files, a value for each field */
	bool with_config;            /* which default set holds for what is not said */
	struct kp_cmdline *first_parse;  /* for what is no part of the configuration */
	struct kp_cmdline *config_parse; /* for what is: the second parse, if there was one */
	struct kp_document *scratch;     /* owns values that no file has */
	struct flag_place *places;
};

/** A value being worked out, with where it was said. */
struct finding {
	struct kp_value value;
	enum kp_source source;
	struct kp_text location;
};

static const struct kp_place default_with_config = { KP_SOURCE_DEFAULT, "default with --config" };
static const struct kp_place default_without_config = { KP_SOURCE_DEFAULT,
	                                                "default without --config" };

void kp_effective_free(struct kp_effective *effective)
{
	if (effective == NULL) {
		return;
	}
	if (effective->config_parse != effective->first_parse) {
		kp_cmdline_free(effective->config_parse);
	}
	kp_cmdline_free(effective->first_parse);
	kp_config_free(effective->config);
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

static void finding_done(struct finding *finding)
{
	kp_value_done(&finding->value);
	kp_text_done(&finding->location);
}

/** Whether a string flag is given with something in it. */
static bool is_given(const struct kp_cmdline *cmdline, const char *name)
{
	const struct kp_flag_use *use = kp_cmdline_last(cmdline, name);

	return use != NULL && use->value[0] != '\0';
}

/** Add the position of an argument to a location. */
static void add_argv_location(struct finding *finding, const struct kp_flag_use *use)
{
	if (finding->location.len > 0) {
		kp_text_add_str(&finding->location, ", ");
	}
	kp_text_addf(&finding->location, "argv[%zu]", use->index);
}

/** Take the value of a flag from its occurrences. */
static enum kp_status find_uses(const struct kp_cmdline *cmdline, const struct kp_flag *flag,
                                struct finding *finding, struct kp_error *reterr)
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
		add_argv_location(finding, use);
		status = kp_flag_value_add(use, &finding->value, reterr);
	}
	return status;
}

/** @return the flag of a field that is on the command line; NULL if none is */
static const struct kp_flag *find_flag(const struct kp_effective *effective,
                                       const struct kp_field *field)
{
	for (size_t i = 0; i < kp_cmdline_count(effective->config_parse); i++) {
		const struct kp_flag *flag = kp_cmdline_get(effective->config_parse, i)->flag;

		if (flag->path != NULL && effective->minor >= flag->path_since &&
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
static enum kp_status resolve_path(const struct kp_effective *effective,
                                   const struct kp_field *field, const struct kp_place *place,
                                   struct kp_value *value, struct kp_error *reterr)
{
	bool resolves = place->source == KP_SOURCE_FILE ||
	                (place->source == KP_SOURCE_DROPIN && effective->minor < KP_DROPINS_PATCH);
	struct kp_text path = { 0 };

	if (!resolves || !kp_field_is_path(field) || value->text == NULL ||
	    value->text[0] == '/') {
		return KP_OK;
	}
	kp_text_add(&path, place->text, (size_t)(kp_text_basename(place->text) - place->text));
	kp_text_add_str(&path, value->text);
	free(kp_steal(&value->text));
	return kp_text_finish(&path, &value->text, reterr);
}

/** Add the place of a value to a location. */
static void add_location(struct finding *finding, const struct kp_place *place, long line)
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
static enum kp_status find_said(const struct kp_effective *effective, const struct kp_field *field,
                                struct finding *finding, struct kp_error *reterr)
{
	const struct kp_said *said = kp_config_get(effective->config, field);
	enum kp_status status;

	if (said->node == NULL) {
		return KP_OK;
	}
	add_location(finding, said->place, said->line);
	status = kp_field_format(field, said->node, &finding->value, reterr);
	return status == KP_OK
	               ? resolve_path(effective, field, said->place, &finding->value, reterr)
	               : status;
}

/** Take the value that is built into the kubelet. */
static enum kp_status find_default(const struct kp_effective *effective,
                                   const struct kp_field *field, struct finding *finding,
                                   struct kp_error *reterr)
{
	add_location(finding,
	             effective->with_config ? &default_with_config : &default_without_config, 0);
	return kp_field_default(field, effective->with_config, &finding->value, reterr);
}

/**
 * Take the value that flags give. Feature gates of the file that no flag names stay in force
 * (server.go kubeletConfigFlagPrecedence); all other lists and maps are replaced.
 */
static enum kp_status find_in_flags(const struct kp_effective *effective,
                                    const struct kp_field *field, const struct kp_flag *flag,
                                    struct finding *finding, struct kp_error *reterr)
{
	enum kp_status status = KP_OK;

	if (flag->kind == KP_KIND_MAP_BOOL) {
		status = find_said(effective, field, finding, reterr);
		free(kp_steal(&finding->value.text));
	}
	if (status == KP_OK) {
		status = find_uses(effective->config_parse, flag, finding, reterr);
	}
	return status == KP_OK ? kp_flag_value_finish(flag, &finding->value, reterr) : status;
}

/** --seccomp-default is no part of the configuration: the effective value is that flag or it. */
static bool is_seccomp_by_flag(const struct kp_effective *effective, const struct kp_field *field)
{
	const struct kp_flag_use *use = kp_cmdline_last(effective->first_parse, "seccomp-default");
	bool on = false;

	return use != NULL && strcmp(field->path, "seccompDefault") == 0 &&
	       kp_go_bool(use->value, &on) && on;
}

/** Work out the value of a field. */
static enum kp_status find_field(const struct kp_effective *effective, const struct kp_field *field,
                                 struct finding *finding, struct kp_error *reterr)
{
	const struct kp_flag *flag = find_flag(effective, field);
	enum kp_status status;

	if (is_seccomp_by_flag(effective, field)) {
		flag = kp_cmdline_last(effective->first_parse, "seccomp-default")->flag;
		return find_uses(effective->first_parse, flag, finding, reterr);
	}
	if (flag != NULL) {
		return find_in_flags(effective, field, flag, finding, reterr);
	}
	finding->source = KP_SOURCE__COUNT;
	status = find_said(effective, field, finding, reterr);
	if (status == KP_OK && finding->source == KP_SOURCE__COUNT) {
		status = find_default(effective, field, finding, reterr);
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
static enum kp_status find_flag_only(const struct kp_effective *effective,
                                     const struct kp_flag *flag, struct finding *finding,
                                     struct kp_error *reterr)
{
	enum kp_status status = find_uses(effective->first_parse, flag, finding, reterr);

	if (status == KP_OK && finding->location.len == 0) {
		const char *preset = preset_of(flag);

		finding->source = KP_SOURCE_DEFAULT;
		kp_text_add_str(&finding->location, "flag not given");
		return preset == NULL ? KP_OK
		                      : kp_text_dup(preset, &finding->value.text, reterr);
	}
	return status == KP_OK ? kp_flag_value_finish(flag, &finding->value, reterr) : status;
}

/** Take the value of a key from the flags, of which the last one that names it counts. */
static enum kp_status find_key_in_flags(const struct kp_cmdline *cmdline,
                                        const struct kp_flag *flag, const char *key,
                                        struct finding *finding, struct kp_error *reterr)
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
			finding_done(finding);
			finding->source = KP_SOURCE_FLAG;
			add_argv_location(finding, use);
			status = kp_text_dup(text, &finding->value.text, reterr);
		}
	}
	return status;
}

/** Take the value of a key from what files say. */
static enum kp_status find_key_in_files(const struct kp_effective *effective,
                                        const struct kp_field *field, const char *key,
                                        struct finding *finding, struct kp_error *reterr)
{
	const struct kp_node *map = kp_config_get(effective->config, field)->node;

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
static enum kp_status find_key_default(const struct kp_effective *effective,
                                       const struct kp_field *field, const char *key, bool said,
                                       struct finding *finding, struct kp_error *reterr)
{
	KP_CLEANUP(kp_value_done) struct kp_value value = { 0 };
	enum kp_status status = KP_OK;
	const char *text;

	add_location(finding,
	             effective->with_config ? &default_with_config : &default_without_config, 0);
	/* A map that is said replaces the default one whole. */
	if (!said) {
		status = kp_field_default(field, effective->with_config, &value, reterr);
	}
	text = status == KP_OK ? kp_value_find(&value, key) : NULL;
	return text == NULL ? status : kp_text_dup(text, &finding->value.text, reterr);
}

/** Work out the value of one key of a field that is a map. */
static enum kp_status find_key(const struct kp_effective *effective, const struct kp_field *field,
                               const char *key, struct finding *finding, struct kp_error *reterr)
{
	const struct kp_flag *flag = find_flag(effective, field);
	bool said = flag != NULL || kp_config_get(effective->config, field)->node != NULL;
	enum kp_status status = KP_OK;

	if (flag != NULL) {
		status = find_key_in_flags(effective->config_parse, flag, key, finding, reterr);
	}
	if (status == KP_OK && finding->location.len == 0 &&
	    (flag == NULL || flag->kind == KP_KIND_MAP_BOOL)) {
		status = find_key_in_files(effective, field, key, finding, reterr);
	}
	if (status == KP_OK && finding->location.len == 0) {
		status = find_key_default(effective, field, key, said, finding, reterr);
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

/** Work out a setting by whatever its name means. */
static enum kp_status find_setting(const struct kp_effective *effective, const char *name,
                                   struct finding *finding, struct kp_error *reterr)
{
	const struct kp_field *field = kp_field_find(name, effective->minor);
	const struct kp_flag *flag = kp_flag_find(name, strlen(name), effective->minor);
	const char *key = NULL;

	if (field != NULL) {
		return find_field(effective, field, finding, reterr);
	}
	field = find_map(name, effective->minor, &key);
	if (field != NULL) {
		return find_key(effective, field, key, finding, reterr);
	}
	if (flag == NULL || flag->global || strcmp(flag->name, name) != 0 ||
	    (flag->path != NULL && effective->minor >= flag->path_since)) {
		return kp_fail(reterr, KP_ERR_INVAL, "no setting is named %s", name);
	}
	return find_flag_only(effective, flag, finding, reterr);
}

/** Hand a finding over as a setting. */
static enum kp_status make_setting(const char *name, struct finding *finding,
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
	setting->value = kp_steal(&finding->value.text);
	setting->elements = kp_steal(&finding->value.elements.items);
	setting->element_count = finding->value.elements.count;
	finding->value.elements.count = 0;
	*ret_setting = kp_steal(&setting);
	return KP_OK;
}

enum kp_status kp_effective_setting(const struct kp_effective *effective, const char *name,
                                    struct kp_setting **ret_setting, struct kp_error *reterr)
{
	KP_CLEANUP(finding_done) struct finding finding = { 0 };
	enum kp_status status = find_setting(effective, name, &finding, reterr);

	return status == KP_OK ? make_setting(name, &finding, ret_setting, reterr) : status;
}

/** Refuse what a scanner cannot follow. */
static enum kp_status check_dynamic(const struct kp_effective *effective, struct kp_error *reterr)
{
	const struct kp_flag_use *use = kp_cmdline_last(effective->first_parse, "dynamic-config-dir");

	if (use == NULL || use->value[0] == '\0') {
		return KP_OK;
	}
	return kp_fail(reterr, KP_ERR_UNSUPPORTED,
	               "argv[%zu]: with --dynamic-config-dir a configuration from the API server may "
	               "replace the file",
	               use->index);
}

/** Make a place of the location of a finding. */
static enum kp_status make_place(struct kp_effective *effective, struct finding *finding,
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
	KP_CLEANUP(finding_done) struct finding finding = { 0 };
	struct kp_said said = { 0 };
	enum kp_status status = find_field(effective, field, &finding, reterr);

	if (status == KP_OK) {
		status = make_place(effective, &finding, &said.place, reterr);
	}
	if (status == KP_OK) {
		status = kp_field_to_node(field, &finding.value, said.place, effective->scratch,
		                          &said.node, reterr);
	}
	if (status == KP_OK) {
		kp_config_set(effective->config, field, &said);
	}
	return status;
}

/**
 * Give each field the value that is in force before drop-in files: without --config that is what
 * the first parse left (server.go).
 */
static enum kp_status complete(struct kp_effective *effective, struct kp_error *reterr)
{
	struct kp_cmdline *flags = effective->config_parse;
	enum kp_status status = KP_OK;

	if (effective->with_config) {
		/* The file has replaced what the first parse set. */
		status = kp_cmdline_new(&effective->config_parse, reterr);
	}
	for (size_t i = 0; status == KP_OK && i < kp_field_count(); i++) {
		const struct kp_field *field = kp_field_get(i);

		if (effective->minor >= field->since && effective->minor <= field->until &&
		    kp_config_get(effective->config, field)->node == NULL) {
			status = complete_field(effective, field, reterr);
		}
	}
	if (effective->with_config) {
		kp_cmdline_free(effective->config_parse);
		effective->config_parse = flags;
	}
	return status;
}

/** Merge the drop-in files into what is in force without them. */
static enum kp_status load_dropins(struct kp_effective *effective, struct kp_error *reterr)
{
	struct kp_config *merged = NULL;
	enum kp_status status =
	        kp_dropins_check_variable(effective->sources, effective->minor, reterr);

	if (status == KP_OK) {
		status = complete(effective, reterr);
	}
	if (status == KP_OK) {
		status = kp_dropins_merge(effective->sources, effective->config, effective->minor,
		                          effective->scratch, &merged, reterr);
	}
	if (status != KP_OK) {
		return status;
	}
	kp_config_free(effective->config);
	effective->config = merged;
	effective->with_config =
	        effective->with_config || effective->minor >= KP_DROPINS_V1BETA1;
	return KP_OK;
}

/** Load the main file. */
static enum kp_status load_main(struct kp_effective *effective, struct kp_error *reterr)
{
	const struct kp_config_file *file = &effective->sources->main;
	enum kp_status status = file->status;

	effective->with_config = true;
	if (status != KP_OK) {
		if (reterr != NULL) {
			*reterr = file->error;
		}
		return status;
	}
	status = kp_config_decode(file->document, effective->minor, effective->scratch,
	                          &effective->config, reterr);
	return status == KP_OK ? KP_OK
	                       : kp_wrap(reterr, status, "failed to load kubelet config file %s",
	                                 file->path);
}

/** Load the configuration, and parse the flags again over it if there is one. */
static enum kp_status load(struct kp_effective *effective, const struct kp_argv *argv,
                           struct kp_error *reterr)
{
	bool main = is_given(effective->first_parse, "config");
	bool dropins = is_given(effective->first_parse, "config-dir");
	enum kp_status status = main ? load_main(effective, reterr)
	                             : kp_config_new(&effective->config, reterr);

	effective->config_parse = effective->first_parse;
	if (status == KP_OK && dropins) {
		status = load_dropins(effective, reterr);
	}
	if (status != KP_OK || (!main && !dropins)) {
		return status;
	}
	effective->config_parse = NULL;
	return kp_cmdline_parse_again(argv, effective->minor, &effective->config_parse, reterr);
}

enum kp_status kp_effective_new(const struct kp_argv *argv, const struct kp_sources *sources,
                                int minor, struct kp_effective **ret_effective,
                                struct kp_error *reterr)
{
	KP_CLEANUP(kp_effective_freep) struct kp_effective *effective =
	        calloc(1, sizeof(*effective));
	enum kp_status status;

	if (effective == NULL) {
		return kp_fail(reterr, KP_ERR_NOMEM, "out of memory");
	}
	effective->minor = minor;
	effective->sources = sources;
	status = kp_document_new(NULL, &effective->scratch, reterr);
	if (status == KP_OK) {
		status = kp_cmdline_parse(argv, minor, &effective->first_parse, reterr);
	}
	if (status == KP_OK) {
		status = check_dynamic(effective, reterr);
	}
	if (status == KP_OK) {
		status = load(effective, argv, reterr);
	}
	if (status == KP_OK) {
		status = kp_validate(effective, reterr);
	}
	if (status != KP_OK) {
		return status;
	}
	*ret_effective = kp_steal(&effective);
	return KP_OK;
}
