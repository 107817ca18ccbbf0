/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include <stdlib.h>
#include <string.h>

#include "base/cleanup.h"
#include "component/unheeded.h"
#include "fixture.h"
#include "kubelet/component.h"
#include "table.h"

#define H FIXTURE_HEADER
#define M FIXTURE_CONFIG

/* The first line behind the header. */
#define AT "/main/kubelet.conf:3 "

/** Files, and what they say of a setting to no effect, as `KIND FILE:LINE WHAT;`. */
struct row {
	const char *name;
	const char *setting;
	const char *argv;
	const char *main; /* of /main/kubelet.conf; NULL if there is none */
	const char *tree; /* other files */
	const char *wanted;
};

#define MODE   "authorization.mode"
#define FLAGS  "--config-dir=/d\n"
#define DROPIN " apiVersion: kubelet.config.k8s.io/v1beta1\n\tkind: KubeletConfiguration\n"

static struct row rows[] = {
	{ "nothing", MODE, M, H, "", "" },
	{ "no file", MODE, "", NULL, "", "" },
	{ "no map", MODE, M, "[a]\n", "", "" },
	{ "what counts", MODE, M, H "authorization: {mode: Webhook}\n", "", "" },
	{ "another setting", MODE, M, H "readOnlyPort: 1\n", "", "" },
	{ "another case", MODE, M, H "Authorization: {mode: Webhook}\n", "",
	  "key-case " AT "Authorization.mode;" },
	{ "another case of the last key", MODE, M, H "authorization: {Mode: Webhook}\n", "",
	  "key-case " AT "authorization.Mode;" },
	{ "dots", MODE, M, H "authorization.mode: Webhook\n", "",
	  "dotted-key " AT "authorization.mode;" },
	{ "the flag", MODE, M, H "authorization-mode: Webhook\n", "",
	  "flag-as-key " AT "authorization-mode;" },
	{ "the flag with underscores", MODE, M, H "authorization_mode: Webhook\n", "",
	  "flag-as-key " AT "authorization_mode;" },
	{ "the flag of another", MODE, M, H "anonymous-auth: false\n", "", "" },
	{ "too high", "authentication.anonymous.enabled", M, H "anonymous: {enabled: true}\n", "",
	  "misplaced-key " AT "anonymous.enabled;" },
	{ "too deep", "readOnlyPort", M, H "authentication: {readOnlyPort: 1}\n", "",
	  "misplaced-key " AT "authentication.readOnlyPort;" },
	{ "misspelt", "readOnlyPort", M, H "readOnlyPrt: 1\n", "",
	  "misspelt-key " AT "readOnlyPrt;" },
	{ "a neighbour is not misspelt", "readOnlyPort", M, H "port: 1\n", "", "" },
	{ "repeated", "readOnlyPort", M, H "readOnlyPort: 1\nreadOnlyPort: 2\n", "",
	  "repeated-key " AT "readOnlyPort;" },
	{ "null", "readOnlyPort", M, H "readOnlyPort: null\n", "",
	  "empty-value " AT "readOnlyPort;" },
	{ "an empty text", MODE, M, H "authorization: {mode: ''}\n", "",
	  "empty-value " AT "authorization.mode;" },
	{ "an empty text elsewhere", MODE, M, H "clusterDNS: []\n", "", "" },
	{ "two at once", MODE, M, H "authorization_mode: a\nAuthorization: {mode: b}\n", "",
	  "flag-as-key " AT
	  "authorization_mode;key-case /main/kubelet.conf:4 Authorization.mode;" },
	{ "a drop-in file is merged without regard to case", MODE, M FLAGS, H,
	  "d/a.conf:" DROPIN "\tAuthorization: {mode: Webhook}\n", "" },
	{ "a drop-in file may take back", MODE, M FLAGS, H,
	  "d/a.conf:" DROPIN "\tauthorization: {mode: ''}\n", "" },
	{ "dots in a drop-in file", MODE, M FLAGS, H,
	  "d/a.conf:" DROPIN "\tauthorization.mode: Webhook\n",
	  "dotted-key /d/a.conf:3 authorization.mode;" },
	{ "another name of a drop-in file", MODE, M FLAGS, H,
	  "d/a.yaml:" DROPIN "\tauthorization: {mode: Webhook}\n",
	  "dropin-name /d/a.yaml:3 authorization.mode;" },
	{ "another name, about another setting", MODE, M FLAGS, H, "d/a.yaml: readOnlyPort: 1\n",
	  "" },
	{ "a link to the directory", MODE, M FLAGS, H,
	  "e/a.conf:" DROPIN "\tauthorization: {mode: Webhook}\nd -> e\n",
	  "dropin-link /d:0 --config-dir;" },
};

static void find(const struct row *row, const struct kp_ctx *ctx, const struct kp_process *process,
		 struct kp_unheeded_list *list)
{
	KP_CLEANUP(kp_sources_done) struct kp_sources sources = { 0 };
	struct kp_error error;

	table_error_prepare(&error);
	table_assert_ok(kp_sources_read(&kp_kubelet_component, ctx, process, process->argv,
					&sources, &error),
			&error);
	table_assert_ok(kp_sources_read_unread(ctx, process, &sources, &error), &error);
	table_assert_ok(
		kp_unheeded_find(&kp_kubelet_component, row->setting, &sources, list, &error),
		&error);
}

static void tell(const struct kp_unheeded *unheeded, struct kp_text *text)
{
	kp_text_add_str(text, unheeded->kind->name);
	kp_text_add_char(text, ' ');
	kp_text_add_str(text, unheeded->path);
	kp_text_addf(text, ":%ld ", unheeded->line);
	kp_text_add_str(text, unheeded->what);
	kp_text_add_char(text, ';');
}

static void test_row(void **state)
{
	const struct row *row = *state;
	struct kp_unheeded_list list = { 0 };
	KP_CLEANUP(kp_freep) char *told = NULL;
	struct kp_text text = { 0 };
	struct kp_process process;
	struct fixture fixture;
	struct kp_ctx ctx;

	fixture_build(&fixture, row->tree);
	if (row->main != NULL) {
		fixture_write(&fixture, "main/kubelet.conf", row->main, strlen(row->main));
	}
	assert_int_equal(kp_ctx_init(&ctx, fixture.path, NULL), KP_OK);
	process = fixture_process(&fixture, row->argv);
	find(row, &ctx, &process, &list);
	for (size_t i = 0; i < list.count; i++) {
		tell(&list.items[i], &text);
		assert_non_null(list.items[i].kind->why);
	}
	assert_int_equal(kp_text_finish(&text, &told, NULL), KP_OK);
	assert_string_equal(told, row->wanted);
	kp_unheeded_done(&list);
	kp_process_done(&process);
	kp_ctx_done(&ctx);
	fixture_remove_all();
}

int main(void)
{
	static const struct table tables[] = { TABLE_ROWS(test_row, rows) };

	return TABLE_MAIN(tables);
}
