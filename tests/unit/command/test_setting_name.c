/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include <string.h>

#include "command/setting_name.h"
#include "kubelet/component.h"
#include "kubeproxy/component.h"
#include "table.h"

#define NONE "no setting is named "

/** What somebody types, the setting that it means, and what is said where there is none. */
struct row {
	const char *name;
	const char *typed;
	const char *wanted;
	const char *fails; /* NULL: it is known */
};

static struct row rows[] = {
	{ "a setting", "authorization.mode", "authorization.mode", NULL },
	{ "a flag", "--authorization-mode", "authorization.mode", NULL },
	{ "a flag without its dashes", "authorization-mode", "authorization.mode", NULL },
	{ "a flag with underscores", "--authorization_mode", "authorization.mode", NULL },
	{ "a flag of versions before all of them", "--allow-privileged", "--allow-privileged",
	  NONE "--allow-privileged" },
	{ "a flag that is no field", "--kubeconfig", "kubeconfig", NULL },
	{ "a member of a map", "featureGates.Any", "featureGates.Any", NULL },
	{ "an object", "authorization", "authorization", NONE "authorization" },
	{ "nothing", "", "", NONE },
	{ "dashes alone", "--", "--", NONE "--" },
	{ "another case", "authorization.Mode", "authorization.Mode",
	  NONE "authorization.Mode; there is authorization.mode" },
	{ "a wrong letter", "readOnlyPrt", "readOnlyPrt",
	  NONE "readOnlyPrt; there is readOnlyPort" },
	{ "the last key alone", "clientCAFile", "clientCAFile",
	  NONE "clientCAFile; there is authentication.x509.clientCAFile" },
	{ "the last key of another path", "auth.clientCAFile", "auth.clientCAFile",
	  NONE "auth.clientCAFile; there is authentication.x509.clientCAFile" },
	{ "nothing like it", "zzzzzzzzzzzzzzzz", "zzzzzzzzzzzzzzzz", NONE "zzzzzzzzzzzzzzzz" },
	{ "a control character", "a\nb", "a\nb", NONE },
};

static void test_kubelet(void **state)
{
	const struct row *row = *state;
	const char *name = kp_setting_name_of(&kp_kubelet_component, row->typed);
	struct kp_error error;

	assert_string_equal(name, row->wanted);
	assert_int_equal(kp_setting_name_is_known(&kp_kubelet_component, name), row->fails == NULL);
	if (row->fails == NULL) {
		return;
	}
	table_error_prepare(&error);
	assert_int_equal(kp_setting_name_fail(&kp_kubelet_component, row->typed, &error),
			 KP_ERR_INVAL);
	assert_int_equal(error.status, KP_ERR_INVAL);
	assert_int_equal(strncmp(error.message, row->fails, strlen(row->fails)), 0);
	assert_null(strchr(error.message, '\n'));
	/* Where something is suggested, that row has all of it. */
	assert_int_equal(strstr(row->fails, "; there is ") != NULL,
			 strstr(error.message, "; there is ") != NULL);
}

/** No more are suggested than one reads: five. */
static void test_many(void **state)
{
	struct kp_error error;
	const char *at = NULL;
	size_t count = 1;

	(void)state;
	table_error_prepare(&error);
	assert_int_equal(kp_setting_name_fail(&kp_kubelet_component, "x.enabled", &error),
			 KP_ERR_INVAL);
	at = strstr(error.message, "; there is ");
	assert_non_null(at);
	while ((at = strstr(at, ", ")) != NULL) {
		at += strlen(", ");
		count++;
	}
	assert_true(count >= 2 && count <= 5);
}

/** Each component has names of its own. */
static void test_component(void **state)
{
	(void)state;
	assert_string_equal(kp_setting_name_of(&kp_kubeproxy_component, "--proxy-mode"), "mode");
	assert_true(kp_setting_name_is_known(&kp_kubeproxy_component, "mode"));
	assert_false(kp_setting_name_is_known(&kp_kubelet_component, "mode"));
	assert_false(kp_setting_name_is_known(&kp_kubeproxy_component, "authorization.mode"));
}

int main(void)
{
	static const struct table tables[] = {
		TABLE_ROWS(test_kubelet, rows),
		TABLE_ONE(test_many),
		TABLE_ONE(test_component),
	};

	return TABLE_MAIN(tables);
}
