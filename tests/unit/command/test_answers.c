/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include <stdlib.h>
#include <string.h>

#include "base/cleanup.h"
#include "base/text.h"
#include "command/answers.h"
#include "fixture_kubelet.h"
#include "table.h"

#define H FIXTURE_HEADER
#define M FIXTURE_CONFIG

/* As the last version is now, which the ranges end with. */
#define ALL "1.20 and later"

/** A kubelet, and what versions make of a setting: `RANGE=VALUE@LOCATION;`, `RANGE!STATUS;`. */
struct row {
	const char *name;
	const char *setting;
	const char *argv;
	const char *main; /* NULL: there is no such file */
	const char *tree;
	const char *wanted;
};

static struct row rows[] = {
	{ "all the same", "authorization.mode", "--authorization-mode=Webhook\n", NULL, "",
	  ALL "=Webhook@argv[1];" },
	{ "a default", "authorization.mode", "", NULL, "",
	  ALL "=AlwaysAllow@default without --config;" },
	{ "no such setting at all", "nothing", "", NULL, "", ALL "!INVAL;" },
	{ "since a version", "enableDebugFlagsHandler", M, H, "",
	  "1.20!INVAL;1.21 and later=true@default with --config;" },
	{ "a flag of some", "authorization.mode", "--logtostderr=true\n", NULL, "",
	  "1.20 to 1.25=AlwaysAllow@default without --config;1.26 and later!SYNTAX;" },
	{ "the same value from elsewhere", "authorization.mode",
	  M "--logtostderr\n--authorization-mode=Webhook\n", H "authorization:\n  mode: Webhook\n",
	  "", "1.20 to 1.25=Webhook@/main/kubelet.conf:4;1.26 and later!SYNTAX;" },
	{ "files that versions merge otherwise", "authentication.anonymous.enabled",
	  M "--config-dir=/d\n", H "authentication: {anonymous: {enabled: true}}\n",
	  "d/a.conf: "
	  "apiVersion: kubelet.config.k8s.io/v1beta1\n\tkind: KubeletConfiguration\n"
	  "\tauthentication: {anonymous: {enabled: false}}\n",
	  "1.20 to 1.27!SYNTAX;1.28=true@/main/kubelet.conf:3;1.29 and later=false@/d/a.conf:3;" },
};

static const char *name_of(enum kp_status status)
{
	return status == KP_ERR_INVAL ? "INVAL" : status == KP_ERR_SYNTAX ? "SYNTAX" : "other";
}

static void tell(const struct kp_answer *answer, struct kp_text *text)
{
	KP_CLEANUP(kp_freep) char *location = NULL;

	kp_answer_add_range(answer, text);
	if (answer->setting == NULL) {
		kp_text_add_char(text, '!');
		kp_text_add_str(text, name_of(answer->error.status));
	} else {
		assert_int_equal(kp_setting_location(answer->setting, &location, NULL), KP_OK);
		kp_text_add_char(text, '=');
		kp_text_add_str(text, answer->setting->value);
		kp_text_add_char(text, '@');
		kp_text_add_str(text, location);
	}
	kp_text_add_char(text, ';');
}

static void test_row(void **state)
{
	const struct row *row = *state;
	struct kp_answers answers = { 0 };
	KP_CLEANUP(kp_freep) char *told = NULL;
	struct kp_kubelet *kubelet;
	struct kp_text text = { 0 };
	struct fixture fixture;
	struct kp_error error;

	fixture_build(&fixture, row->tree);
	if (row->main != NULL) {
		fixture_write(&fixture, "main/kubelet.conf", row->main, strlen(row->main));
	}
	kubelet = fixture_kubelet(&fixture, row->argv);
	table_error_prepare(&error);
	table_assert_ok(kp_answers_ask(kubelet, row->setting, &answers, &error), &error);
	assert_int_equal(answers.items[0].since, KP_MINOR_FIRST);
	assert_int_equal(answers.items[answers.count - 1].until, KP_MINOR_LAST);
	for (size_t i = 0; i < answers.count; i++) {
		tell(&answers.items[i], &text);
	}
	assert_int_equal(kp_text_finish(&text, &told, NULL), KP_OK);
	assert_string_equal(told, row->wanted);
	kp_answers_done(&answers);
	assert_int_equal(answers.count, 0);
	kp_kubelet_free(kubelet);
	fixture_remove_all();
}

int main(void)
{
	static const struct table tables[] = { TABLE_ROWS(test_row, rows) };

	return TABLE_MAIN(tables);
}
