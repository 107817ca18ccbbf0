/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "effective.h"

#include <stdlib.h>
#include <string.h>

#include "cleanup.h"
#include "cmdline.h"
#include "config.h"
#include "flag_value.h"
#include "text.h"
#include "validate.h"

struct kp_effective {
	int minor;
	const struct kp_config_file *file;
	struct kp_config *config;       /* NULL without --config */
	struct kp_cmdline *first_parse; /* for what is no part of the configuration */
	struct kp_cmdline *config_parse; /* for what is: the second parse, if there was one */
};

/** A value being worked out, with where it was said. */
struct finding {
	struct kp_value value;
	enum kp_source source;
	struct kp_text location;
};

void kp_config_file_done(struct kp_config_file *file)
{
	kp_document_free(file->document);
	free(file->path);
	*file = (struct kp_config_file){ 0 };
}

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

/** Refuse what this probe cannot follow yet, before anything is made of it. */
static enum kp_status check_supported(const struct kp_effective *effective, struct kp_error *reterr)
{
	static const struct {
		const char *flag;
		const char *why;
	} rows[] = {
		{ "config-dir", "drop-in files are not read by this version of the probe" },
		{ "dynamic-config-dir", "a configuration from the API server may replace the file" },
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		const struct kp_flag_use *use =
		        kp_cmdline_last(effective->first_parse, rows[i].flag);

		if (use != NULL && use->value[0] != '\0') {
			return kp_fail(reterr, KP_ERR_UNSUPPORTED, "argv[%zu]: --%s=%s: %s",
			               use->index, rows[i].flag, use->value, rows[i].why);
		}
	}
	return KP_OK;
}

/** Load the configuration file, and parse the flags again over it. */
static enum kp_status load_file(struct kp_effective *effective, const struct kp_argv *argv,
                                struct kp_error *reterr)
{
	const struct kp_config_file *file = effective->file;
	enum kp_status status = file->status;

	effective->config_parse = effective->first_parse;
	if (!is_given(effective->first_parse, "config")) {
		return KP_OK;
	}
	if (status != KP_OK) {
		if (reterr != NULL) {
			*reterr = file->error;
		}
		return status;
	}
	status = kp_config_decode(file->document, effective->minor, &effective->config, reterr);
	if (status != KP_OK) {
		return kp_wrap(reterr, status, "failed to load kubelet config file %s", file->path);
	}
	effective->config_parse = NULL;
	return kp_cmdline_parse_again(argv, effective->minor, &effective->config_parse, reterr);
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

/** Make a relative path of a file absolute. */
static enum kp_status resolve_path(const struct kp_effective *effective,
                                   const struct kp_field *field, struct kp_value *value,
                                   struct kp_error *reterr)
{
	const char *config = effective->file->path;
	struct kp_text path = { 0 };

	if (!kp_field_is_path(field) || value->text == NULL || value->text[0] == '/') {
		return KP_OK;
	}
	kp_text_add(&path, config, (size_t)(kp_text_basename(config) - config));
	kp_text_add_str(&path, value->text);
	free(kp_steal(&value->text));
	return kp_text_finish(&path, &value->text, reterr);
}

/** Take the value that the configuration file says, if it says one. */
static enum kp_status find_in_file(const struct kp_effective *effective,
                                   const struct kp_field *field, struct finding *finding,
                                   struct kp_error *reterr)
{
	const struct kp_said *said;
	enum kp_status status;

	if (effective->config == NULL) {
		return KP_OK;
	}
	said = kp_config_get(effective->config, field);
	if (said->node == NULL) {
		return KP_OK;
	}
	finding->source = KP_SOURCE_FILE;
	if (finding->location.len > 0) {
		kp_text_add_str(&finding->location, ", ");
	}
	kp_text_add_str(&finding->location, effective->file->path);
	kp_text_addf(&finding->location, ":%ld", said->line);
	status = kp_field_format(field, said->node, &finding->value, reterr);
	return status == KP_OK ? resolve_path(effective, field, &finding->value, reterr) : status;
}

/** Take the value that is built into the kubelet. */
static enum kp_status find_default(const struct kp_effective *effective,
                                   const struct kp_field *field, struct finding *finding,
                                   struct kp_error *reterr)
{
	bool with_config = effective->config != NULL;
	const char *preset = !with_config && field->legacy != NULL ? field->legacy : field->preset;
	bool is_list = field->type == KP_FIELD_STRINGS || kp_field_is_map(field);

	finding->source = KP_SOURCE_DEFAULT;
	kp_text_add_str(&finding->location,
	                with_config ? "default with --config" : "default without --config");
	if (preset == NULL || preset[0] == '\0') {
		return KP_OK;
	}
	while (is_list && *preset != '\0') {
		size_t len = strcspn(preset, ",");
		enum kp_status status =
		        kp_strings_add(&finding->value.elements, preset, len, reterr);

		if (status != KP_OK) {
			return status;
		}
		preset += len + strspn(preset + len, ", ");
	}
	return is_list ? kp_value_finish_list(&finding->value, reterr)
	               : kp_text_dup(preset, &finding->value.text, reterr);
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
		status = find_in_file(effective, field, finding, reterr);
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
	status = find_in_file(effective, field, finding, reterr);
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

/** Reduce the value of a map to one of its members; one that nothing names is a default. */
static enum kp_status pick_member(struct finding *finding, const char *key, struct kp_error *reterr)
{
	KP_CLEANUP(kp_value_done) struct kp_value picked = { 0 };
	struct kp_value *value = &finding->value;
	size_t len = strlen(key);
	enum kp_status status = KP_OK;

	for (size_t i = 0; status == KP_OK && i < value->elements.count; i++) {
		const char *element = value->elements.items[i];

		if (strncmp(element, key, len) == 0 && element[len] == '=') {
			free(kp_steal(&picked.text));
			status = kp_text_dup(element + len + 1, &picked.text, reterr);
		}
	}
	if (picked.text == NULL) {
		finding->source = KP_SOURCE_DEFAULT;
		kp_text_done(&finding->location);
		kp_text_add_str(&finding->location, "not named");
	}
	kp_value_done(value);
	value->text = kp_steal(&picked.text);
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
	enum kp_status status;

	if (field != NULL) {
		return find_field(effective, field, finding, reterr);
	}
	field = find_map(name, effective->minor, &key);
	if (field != NULL) {
		status = find_field(effective, field, finding, reterr);
		return status == KP_OK ? pick_member(finding, key, reterr) : status;
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

enum kp_status kp_effective_new(const struct kp_argv *argv, const struct kp_config_file *file,
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
	effective->file = file;
	status = kp_cmdline_parse(argv, minor, &effective->first_parse, reterr);
	if (status == KP_OK) {
		status = check_supported(effective, reterr);
	}
	if (status == KP_OK) {
		status = load_file(effective, argv, reterr);
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
