/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * A component is a row: a toy with tables and an order of sources of its own, which is linked
 * without anything of the kubelet's.
 */
#include <stdlib.h>
#include <string.h>

#include "base/cleanup.h"
#include "component/component.h"
#include "component/load.h"
#include "component/names.h"
#include "component/secret.h"
#include "component/versions.h"
#include "document/envelope.h"
#include "fixture.h"
#include "table.h"

#define H "apiVersion: toy.example/v1\nkind: ToyConfiguration\n"
#define M "--config=/toy.yaml\n"

/** First version of the toy that can run. */
enum {
	TOY_FIRST = 30
};

static const struct kp_flag toy_flag_rows[] = {
	{ "config", KP_KIND_STRING, NULL, KP_MINOR_FIRST, KP_MINOR_LAST, KP_MINOR_FIRST, false },
	{ "level", KP_KIND_INT32, "level", KP_MINOR_FIRST, KP_MINOR_LAST, KP_MINOR_FIRST, false },
};

static const struct kp_flags toy_flags = {
	.rows = toy_flag_rows,
	.count = sizeof(toy_flag_rows) / sizeof(toy_flag_rows[0]),
};

static const struct kp_field toy_fields[] = {
	{ "door.key", KP_FIELD_STRING, KP_UNSET_ZERO, NULL, NULL, KP_MINOR_FIRST, KP_MINOR_LAST },
	{ "level", KP_FIELD_INT32, KP_UNSET_NIL, "1", NULL, KP_MINOR_FIRST, TOY_FIRST - 1 },
	{ "level", KP_FIELD_INT32, KP_UNSET_NIL, "2", NULL, TOY_FIRST, KP_MINOR_LAST },
	{ "log", KP_FIELD_STRING, KP_UNSET_ZERO, "toy.log", NULL, KP_MINOR_FIRST, KP_MINOR_LAST },
};

static const char *const toy_paths[] = { "log" };

static const struct kp_envelope toy_envelope = {
	.api_version = "toy.example/v1",
	.kind = "ToyConfiguration",
};

static const struct kp_config_type toy_type = {
	.envelope = &toy_envelope,
	.rows = toy_fields,
	.count = sizeof(toy_fields) / sizeof(toy_fields[0]),
	.paths = toy_paths,
	.path_count = sizeof(toy_paths) / sizeof(toy_paths[0]),
};

static const struct kp_secret toy_secrets[] = {
	{ "door-key", "door.key", false },
};

static enum kp_status load_file(struct kp_load *load, struct kp_error *reterr)
{
	return kp_load_has_flag(load, "config")
		       ? kp_load_file(load, reterr)
		       : kp_config_new(&toy_type, &load->view.config, reterr);
}

/** What flags say counts where the file says nothing. */
static enum kp_status load_file_first(struct kp_load *load, struct kp_error *reterr)
{
	enum kp_status status = load_file(load, reterr);

	if (status == KP_OK) {
		status = kp_load_complete(load, load->view.first_parse, reterr);
	}
	return status == KP_OK ? kp_cmdline_new(&load->view.config_parse, reterr) : status;
}

static enum kp_status load_flags_first(struct kp_load *load, struct kp_error *reterr)
{
	load->view.config_parse = load->view.first_parse;
	return load_file(load, reterr);
}

static enum kp_status validate(const struct kp_view *view, struct kp_error *reterr)
{
	KP_CLEANUP(kp_setting_freep) struct kp_setting *level = NULL;
	KP_CLEANUP(kp_freep) char *location = NULL;
	enum kp_status status = kp_view_setting(view, "level", &level, reterr);

	if (status != KP_OK || strlen(level->value) == 1) {
		return status;
	}
	status = kp_setting_location(level, &location, reterr);
	return status == KP_OK ? kp_fail(reterr, KP_ERR_SYNTAX, "%s: too high a level for a %s",
					 location, view->component->name)
			       : status;
}

static enum kp_status can_run(const struct kp_sources *sources, int minor, struct kp_error *reterr)
{
	(void)sources;
	return minor >= TOY_FIRST ? KP_OK : kp_fail(reterr, KP_ERR_SYNTAX, "too old a toy");
}

static const struct kp_component file_first = {
	.name = "toy",
	.flags = &toy_flags,
	.type = &toy_type,
	.secrets = toy_secrets,
	.secret_count = sizeof(toy_secrets) / sizeof(toy_secrets[0]),
	.load = load_file_first,
	.validate = validate,
	.can_run = can_run,
};

static const struct kp_component flags_first = {
	.name = "toy",
	.flags = &toy_flags,
	.type = &toy_type,
	.secrets = toy_secrets,
	.secret_count = sizeof(toy_secrets) / sizeof(toy_secrets[0]),
	.load = load_flags_first,
	.validate = validate,
	.can_run = can_run,
};

#define FILE_FIRST  &file_first
#define FLAGS_FIRST &flags_first
#define FLAG        KP_SOURCE_FLAG
#define FILE        KP_SOURCE_FILE
#define DEFAULT     KP_SOURCE_DEFAULT

struct row {
	const char *name;
	const struct kp_component *component;
	const char *argv; /* for fixture_argv() */
	const char *file; /* content of /toy.yaml; NULL if there is none */
	const char *setting;
	const char *value;
	enum kp_source source;
	const char *location;
};

/* clang-format off */
static struct row rows[] = {
	{ "file first: both", FILE_FIRST, M "--level=3\n", H "level: 4\n", "level", "4", FILE, "/toy.yaml:3" },
	{ "flags first: both", FLAGS_FIRST, M "--level=3\n", H "level: 4\n", "level", "3", FLAG, "argv[2]" },
	{ "file first: a flag", FILE_FIRST, M "--level=3\n", H "log: /l\n", "level", "3", FLAG, "argv[2]" },
	{ "flags first: a flag", FLAGS_FIRST, M "--level=3\n", H "log: /l\n", "level", "3", FLAG, "argv[2]" },
	{ "file first: the last of two flags", FILE_FIRST, "--level=3\n--level\n5\n", NULL, "level", "5", FLAG, "argv[2]" },
	{ "flags first: the last of two flags", FLAGS_FIRST, "--level=3\n--level\n5\n", NULL, "level", "5", FLAG, "argv[2]" },
	{ "file first: neither", FILE_FIRST, M, H, "level", "2", DEFAULT, "default with --config" },
	{ "flags first: neither", FLAGS_FIRST, "", NULL, "level", "2", DEFAULT, "default without --config" },
	{ "a path of the file", FILE_FIRST, M, H "log: l\n", "log", "/l", FILE, "/toy.yaml:3" },
	{ "a path by default", FLAGS_FIRST, M, H, "log", "toy.log", DEFAULT, "default with --config" },
	{ "in an object", FLAGS_FIRST, M, H "door: {key: x}\n", "door.key", "(hidden)", FILE, "/toy.yaml:3" },
	{ "no part of the configuration", FILE_FIRST, M, H, "config", "/toy.yaml", FLAG, "argv[1]" },
	{ "what no table knows", FLAGS_FIRST, M, H "other: {a: 1}\n", "other.a", "1", FILE, "/toy.yaml:3" },
};

static struct row refusals[] = {
	{ "a flag of the kubelet", FILE_FIRST, "--anonymous-auth=false\n", NULL, "level", "argv[1]: unknown flag: --anonymous-auth", FLAG, NULL },
	{ "a value of another kind", FLAGS_FIRST, "--level=x\n", NULL, "level", "argv[1]: invalid argument \"x\" for \"--level\" flag", FLAG, NULL },
	{ "a file of the kubelet", FILE_FIRST, M, "apiVersion: kubelet.config.k8s.io/v1beta1\nkind: KubeletConfiguration\n", "level", "failed to load toy config file /toy.yaml: line 2: kind is KubeletConfiguration, not ToyConfiguration", FLAG, NULL },
	{ "no file", FLAGS_FIRST, M, NULL, "level", "failed to load toy config file /toy.yaml: ", FLAG, NULL },
	{ "what its own check refuses", FILE_FIRST, M, H "level: 10\n", "level", "/toy.yaml:3: too high a level for a toy", FLAG, NULL },
	{ "its flag beats the file", FLAGS_FIRST, M "--level=11\n", H "level: 1\n", "level", "argv[2]: too high a level for a toy", FLAG, NULL },
};

/* clang-format on */

/** Read the files of a toy, work it out in all versions, and ask for the row's setting. */
static enum kp_status ask(const struct row *row, struct kp_setting **ret_setting,
			  struct kp_error *reterr)
{
	struct fixture fixture;
	struct kp_process process;
	struct kp_sources sources = { 0 };
	const struct kp_circumstances circumstances = { 0 };
	struct kp_versions *versions = NULL;
	struct kp_error error;
	struct kp_ctx ctx;
	enum kp_status status;

	fixture_build(&fixture, "cwd/\n");
	if (row->file != NULL) {
		fixture_write(&fixture, "toy.yaml", row->file, strlen(row->file));
	}
	process = fixture_process(&fixture, row->argv);
	table_error_prepare(&error);
	table_assert_ok(kp_ctx_init(&ctx, fixture.path, &error), &error);
	status = kp_sources_read(row->component, &ctx, &process, process.argv, &sources, reterr);
	if (status == KP_OK) {
		status = kp_versions_compute(row->component, process.argv, &sources, &circumstances,
					     &versions, reterr);
	}
	if (status == KP_OK) {
		status = kp_versions_setting(versions, row->setting, ret_setting, reterr);
	}
	kp_versions_free(versions);
	kp_sources_done(&sources);
	kp_process_done(&process);
	kp_ctx_done(&ctx);
	return status;
}

static void test_row(void **state)
{
	const struct row *row = *state;
	KP_CLEANUP(kp_freep) char *location = NULL;
	struct kp_setting *setting = NULL;
	struct kp_error error;

	table_error_prepare(&error);
	table_assert_ok(ask(row, &setting, &error), &error);
	assert_string_equal(setting->value, row->value);
	assert_int_equal(setting->source, row->source);
	table_assert_ok(kp_setting_location(setting, &location, &error), &error);
	assert_string_equal(location, row->location);
	kp_setting_free(setting);
}

static void test_refusal(void **state)
{
	const struct row *row = *state;
	struct kp_setting *setting = TABLE_UNTOUCHED;
	struct kp_error error;
	enum kp_status status;

	table_error_prepare(&error);
	status = ask(row, &setting, &error);
	assert_int_not_equal(status, KP_OK);
	assert_memory_equal(error.message, row->value, strlen(row->value));
	assert_ptr_equal(setting, TABLE_UNTOUCHED);
}

/** The names of the settings are those of the toy's tables. */
static void test_names(void **state)
{
	static const char *const names[] = { "door.key", "level", "log", "config", NULL };
	size_t position = 0;

	(void)state;
	for (size_t i = 0; names[i] != NULL; i++) {
		assert_string_equal(kp_names_next(&file_first, &position), names[i]);
	}
	assert_null(kp_names_next(&file_first, &position));
}

int main(void)
{
	static const struct table tables[] = { TABLE_ROWS(test_row, rows),
					       TABLE_ROWS(test_refusal, refusals),
					       TABLE_ONE(test_names) };

	return TABLE_MAIN(tables);
}
