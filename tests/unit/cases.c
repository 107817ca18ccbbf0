/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "cases.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "fixture_kubelet.h"
#include "table.h"

static const int minors[CASE_VERSIONS] = { 20, 28, 30, 36 };

static const char refused[] = "refused: ";

/** A row at work. */
struct run {
	const struct case_row *row;
	struct kp_kubelet *kubelet;
};

/** Ask for a setting. @return NULL if that version refuses to start */
static struct kp_setting *ask(const struct run *run, int minor, const char *name,
			      struct kp_error *error)
{
	struct kp_setting *setting = TABLE_UNTOUCHED;
	enum kp_status status;

	table_error_prepare(error);
	status = kp_kubelet_setting_in(run->kubelet, minor, name, &setting, error);
	if (status == KP_OK) {
		table_assert_ok(status, error);
		assert_string_equal(setting->name, name);
		return setting;
	}
	assert_ptr_equal(setting, TABLE_UNTOUCHED);
	if (status != run->row->status) {
		table_assert_failed(status, error, KP_ERR_SYNTAX, -1, NULL);
	}
	return NULL;
}

/** The value of a setting, and of nothing the word for it. */
static const char *value_of(const struct kp_setting *setting)
{
	return setting->value == NULL ? "nothing" : setting->value;
}

/** Write what a version makes of it as struct case_row does. */
static void describe(const struct run *run, int minor, char *out, size_t size)
{
	struct kp_error error;
	struct kp_setting *mode = ask(run, minor, "authorization.mode", &error);
	struct kp_setting *anonymous;
	struct kp_setting *port;

	if (mode == NULL) {
		(void)snprintf(out, size, "%s%s", refused, error.message);
		return;
	}
	anonymous = ask(run, minor, "authentication.anonymous.enabled", &error);
	port = ask(run, minor, "readOnlyPort", &error);
	assert_non_null(anonymous);
	assert_non_null(port);
	(void)snprintf(out, size, "%s %s %s", value_of(mode), value_of(anonymous), value_of(port));
	kp_setting_free(mode);
	kp_setting_free(anonymous);
	kp_setting_free(port);
}

static void assert_version(const struct run *run, int minor, const char *wanted)
{
	char found[1024];
	size_t len = strlen(refused);

	describe(run, minor, found, sizeof(found));
	if (strncmp(wanted, refused, len) != 0) {
		if (strcmp(found, wanted) != 0) {
			fail_msg("1.%d: \"%s\" instead of \"%s\"", minor, found, wanted);
		}
	} else if (strncmp(found, refused, len) != 0 || strstr(found, wanted + len) == NULL) {
		fail_msg("1.%d: \"%s\" instead of \"%s\"", minor, found, wanted);
	}
}

/** Check the setting that the row is about besides, if it has one. */
static void assert_setting(const struct run *run, int minor)
{
	const struct case_row *row = run->row;
	struct kp_setting *setting;
	struct kp_error error;

	if (row->setting == NULL) {
		return;
	}
	setting = ask(run, minor, row->setting, &error);
	if (setting != NULL) {
		table_assert_text(setting->value, row->value);
	}
	kp_setting_free(setting);
}

/** Check where the mode was said in the newest version that starts, or which line is refused. */
static void assert_where(const struct run *run)
{
	struct kp_setting *mode = NULL;

	for (int i = CASE_VERSIONS; mode == NULL && i > 0; i--) {
		struct kp_error error;

		mode = ask(run, minors[i - 1], "authorization.mode", &error);
		if (i == CASE_VERSIONS) {
			assert_int_equal(mode == NULL ? error.line : 0, run->row->line);
		}
	}
	table_assert_location(mode, run->row->location);
	kp_setting_free(mode);
}

/** Make the tree of a row and the kubelet that sees it. */
static struct kp_kubelet *make_kubelet(const struct case_row *row)
{
	static const char other[] = FIXTURE_HEADER "authorization:\n  mode: AlwaysAllow\n";
	struct fixture fixture;
	struct kp_process process;

	fixture_build(&fixture, "main/\ncwd/\nd/\n");
	fixture_write(&fixture, "main/other.yaml", other, strlen(other));
	if (row->main != NULL) {
		fixture_write(&fixture, "main/kubelet.conf", row->main, strlen(row->main));
	}
	for (size_t i = 0; i < CASE_FILES && row->files[i].path != NULL; i++) {
		const struct case_file *file = &row->files[i];

		fixture_write(&fixture, file->path, file->text, strlen(file->text));
	}
	process = fixture_process(&fixture, row->argv);
	process.has_variable = row->no_alpha ? KP_KNOWN_NO : KP_KNOWN_YES;
	return fixture_kubelet_of(&fixture, &process);
}

void case_test(void **state)
{
	const struct case_row *row = *state;
	struct run run = { .row = row, .kubelet = make_kubelet(row) };
	const char *wanted = NULL;

	for (size_t i = 0; i < CASE_VERSIONS; i++) {
		wanted = row->wanted[i] == NULL ? wanted : row->wanted[i];
		assert_non_null(wanted);
		assert_version(&run, minors[i], wanted);
		assert_setting(&run, minors[i]);
	}
	assert_where(&run);
	kp_kubelet_free(run.kubelet);
}
