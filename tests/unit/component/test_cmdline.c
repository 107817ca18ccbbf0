/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "component/cmdline.h"
#include "fixture.h"
#include "kubelet/component.h"
#include "table.h"

/*
 * The occurrences of flags are written `name=value@index`, one after the other with a blank
 * between; what a version refuses is written as a part of its message.
 */
struct row {
	const char *name;
	const char *argv; /* one argument a line, without argv[0] */
	int minor;
	const char *first; /* NULL if the first parse refuses it */
	const char *first_says;
	const char *second; /* NULL if the second parse refuses it */
	const char *second_says;
};

/** Both parses find the same. */
#define BOTH(uses)       (uses), NULL, (uses), NULL
/** Both parses refuse it for the same reason. */
#define REFUSED(says)    NULL, (says), NULL, (says)
/** The first parse refuses it, and the second finds something. */
#define POSITIONAL(uses) NULL, "unknown command", (uses), NULL

/* clang-format off */
static struct row rows[] = {
	{ "a flag and its value", "--authorization-mode=Webhook\n", 36, BOTH("authorization-mode=Webhook@1") },
	{ "no flags", "", 36, BOTH("") },
	{ "the value in the next argument", "--authorization-mode\nWebhook\n", 36, BOTH("authorization-mode=Webhook@1") },
	{ "underscores", "--authorization_mode=Webhook\n", 36, BOTH("authorization-mode=Webhook@1") },
	{ "underscores, the value in the next argument", "--authorization_mode\nWebhook\n", 36, BOTH("authorization-mode=Webhook@1") },
	{ "underscores in the value stay", "--hostname-override=a_b\n", 36, BOTH("hostname-override=a_b@1") },
	{ "two flags", "--v=2\n--config=/c\n", 36, BOTH("v=2@1 config=/c@2") },
	{ "a flag twice", "--authorization-mode=AlwaysAllow\n--authorization_mode=Webhook\n", 36, BOTH("authorization-mode=AlwaysAllow@1 authorization-mode=Webhook@2") },
	{ "an equals sign in the value", "--node-labels=a=b\n", 36, BOTH("node-labels=a=b@1") },
	{ "an empty value", "--authorization-mode=\n", 36, BOTH("authorization-mode=@1") },
	{ "an empty value in the next argument", "--authorization-mode\n\n", 36, BOTH("authorization-mode=@1") },
	{ "an empty value, then another flag", "--cloud-provider\n\n--v=2\n", 36, BOTH("cloud-provider=@1 v=2@3") },
	{ "a blank in the value", "--hostname-override=a b\n", 36, BOTH("hostname-override=a b@1") },
	{ "the next argument looks like a flag", "--authorization-mode\n--config=/c\n", 36, BOTH("authorization-mode=--config=/c@1") },
	{ "the next argument is two dashes", "--authorization-mode\n--\n", 36, BOTH("authorization-mode=--@1") },
	{ "the next argument is one dash", "--authorization-mode\n-\n", 36, BOTH("authorization-mode=-@1") },
	{ "no next argument", "--v=2\n--authorization-mode\n", 36, REFUSED("argv[2]: flag needs an argument: --authorization-mode") },
	{ "an unknown flag", "--nope=1\n", 36, REFUSED("argv[1]: unknown flag: --nope") },
	{ "an unknown flag without value", "--v=2\n--nope\n", 36, REFUSED("argv[2]: unknown flag: --nope") },
	{ "the name in capitals", "--Authorization-Mode=Webhook\n", 36, REFUSED("unknown flag: --Authorization-Mode") },
	{ "a begin of a name", "--authorization=Webhook\n", 36, REFUSED("unknown flag: --authorization") },
	{ "three dashes", "---config=x\n", 36, REFUSED("bad flag syntax") },
	{ "no name", "--=x\n", 36, REFUSED("bad flag syntax") },
	{ "a blank behind the name", "--config =x\n", 36, REFUSED("unknown flag") },
	{ "a directive of systemd", "--IPAddressDeny=any\n", 36, REFUSED("unknown flag: --IPAddressDeny") },

	{ "a bare bool", "--anonymous-auth\n", 36, BOTH("anonymous-auth=true@1") },
	{ "a bare bool, then another flag", "--anonymous-auth\n--authorization-mode\nAlwaysAllow\n", 36, BOTH("anonymous-auth=true@1 authorization-mode=AlwaysAllow@2") },
	{ "a bool and a word", "--anonymous-auth\nfalse\n", 36, POSITIONAL("anonymous-auth=true@1") },
	{ "a bool with a value", "--anonymous-auth=false\n", 36, BOTH("anonymous-auth=false@1") },
	{ "a bool with another spelling", "--anonymous-auth=T\n", 36, BOTH("anonymous-auth=T@1") },
	{ "a bool with a bad value", "--anonymous-auth=yes\n", 36, REFUSED("argv[1]: invalid argument \"yes\" for \"--anonymous-auth\" flag") },
	{ "a bool with an empty value", "--anonymous-auth=\n", 36, REFUSED("argv[1]: invalid argument \"\" for \"--anonymous-auth\" flag") },
	{ "a bare bool with underscores", "--make_iptables_util_chains\n", 36, BOTH("make-iptables-util-chains=true@1") },
	{ "an int with a bad value", "--read-only-port=\n", 36, REFUSED("invalid argument \"\" for \"--read-only-port\" flag") },
	{ "an int in base 16", "--read-only-port=0x2807\n", 36, BOTH("read-only-port=0x2807@1") },
	{ "a duration without unit", "--streaming-connection-idle-timeout=5\n", 36, REFUSED("invalid argument \"5\"") },
	{ "a negative value in the next argument", "--oom-score-adj\n-999\n", 36, BOTH("oom-score-adj=-999@1") },

	{ "a word", "foo\n", 36, POSITIONAL("") },
	{ "a word before a flag", "foo\n--v=2\n", 36, POSITIONAL("v=2@2") },
	{ "an empty argument", "--v=2\n\n", 36, POSITIONAL("v=2@1") },
	{ "a dash alone", "-\n", 36, POSITIONAL("") },
	{ "two dashes at the end", "--v=2\n--\n", 36, BOTH("v=2@1") },
	{ "two dashes alone", "--\n", 36, BOTH("") },
	{ "something behind two dashes", "--v=2\n--\n--authorization-mode=AlwaysAllow\n", 36, POSITIONAL("v=2@1") },
	{ "two dashes twice", "--\n--\n", 36, POSITIONAL("") },

	{ "-v and its value", "-v=2\n", 36, BOTH("v=2@1") },
	{ "-v and its value, joined", "-v2\n", 36, BOTH("v=2@1") },
	{ "-v and its value, of two digits", "-v10\n", 36, BOTH("v=10@1") },
	{ "-v and its value in the next argument", "-v\n2\n", 36, BOTH("v=2@1") },
	{ "-v takes a flag for its value", "-v\n--authorization-mode=AlwaysAllow\n", 36, REFUSED("invalid argument \"--authorization-mode=AlwaysAllow\" for") },
	{ "-v at the end", "-v\n", 36, REFUSED("flag needs an argument") },
	{ "-v with a bad value", "-vx\n", 36, REFUSED("invalid argument \"x\"") },
	{ "-v without value behind the sign", "-v=\n", 36, REFUSED("invalid argument") },
	{ "-v in 1.20", "-v=2\n", 20, BOTH("v=2@1") },
	{ "--v", "--v\n2\n", 36, BOTH("v=2@1") },
	{ "a long name behind one dash", "-authorization-mode=AlwaysAllow\n", 36, REFUSED("unknown shorthand flag: 'a'") },
	{ "another letter", "-x\n", 36, REFUSED("unknown shorthand flag: 'x'") },
	{ "-test. is ignored", "-test.v\n--v=2\n", 36, BOTH("v=2@2") },
	{ "-test. does not take the next argument", "-test.run\nfoo\n", 36, POSITIONAL("") },
	{ "-test without point", "-test\n", 36, REFUSED("unknown shorthand flag: 't'") },

	{ "--help", "--help\n", 36, NULL, "--help prints and exits", NULL, "--help" },
	{ "-h", "-h\n", 36, NULL, "prints and exits", NULL, "-h" },
	{ "-h=false", "-h=false\n", 36, "help=false@1", NULL, NULL, "-h" },
	{ "--help=false", "--help=false\n", 36, "help=false@1", NULL, NULL, "--help" },
	{ "--help with a bad value", "--help=maybe\n", 36, NULL, "invalid argument \"maybe\"", NULL, "--help" },
	{ "--version", "--version\n", 36, NULL, "--version prints and exits", NULL, "flag needs an argument" },
	{ "--version=true", "--version=true\n", 36, NULL, "--version prints and exits", "version=true@1", NULL },
	{ "--version=raw", "--version=raw\n", 36, NULL, "--version prints and exits", "version=raw@1", NULL },
	{ "--version=false", "--version=false\n", 36, BOTH("version=false@1") },
	{ "--version of a version", "--version=v1.36.2\n", 36, BOTH("version=v1.36.2@1") },
	{ "--version of a version, before 1.28", "--version=v1.20.2\n", 20, NULL, "--version", "version=v1.20.2@1", NULL },

	{ "a bare global bool takes the next argument", "--enable-load-reader\n--authorization-mode=Webhook\n", 36, "enable-load-reader=true@1 authorization-mode=Webhook@2", NULL, "enable-load-reader=--authorization-mode=Webhook@1", NULL },
	{ "a bare global bool takes a name and leaves a word", "--enable-load-reader\n--authorization-mode\nWebhook\n", 36, "enable-load-reader=true@1 authorization-mode=Webhook@2", NULL, "enable-load-reader=--authorization-mode@1", NULL },
	{ "a bare global bool takes an empty argument", "--authorization-mode\n\n--log-cadvisor-usage\n\n", 36, NULL, "argv[4]: unknown command", "authorization-mode=@1 log-cadvisor-usage=@3", NULL },
	{ "a bare global bool at the end", "--authorization-mode=Webhook\n--storage-driver-secure\n", 36, "authorization-mode=Webhook@1 storage-driver-secure=true@2", NULL, NULL, "second parse of the flags: argv[2]: flag needs an argument: --storage-driver-secure" },
	{ "two bare global bools", "--enable-load-reader\n--log-cadvisor-usage\n--v=2\n", 36, "enable-load-reader=true@1 log-cadvisor-usage=true@2 v=2@3", NULL, "enable-load-reader=--log-cadvisor-usage@1 v=2@3", NULL },
	{ "a global bool with its value", "--enable-load-reader=true\n--v=2\n", 36, BOTH("enable-load-reader=true@1 v=2@2") },
	{ "a global bool with a bad value", "--enable-load-reader=maybe\n", 36, NULL, "invalid argument \"maybe\"", "enable-load-reader=maybe@1", NULL },
	{ "a global flag with a value", "--containerd\n/run/c.sock\n--v=2\n", 36, BOTH("containerd=/run/c.sock@1 v=2@3") },
	{ "a global duration with a bad value", "--housekeeping-interval=5\n", 36, NULL, "invalid argument \"5\"", "housekeeping-interval=5@1", NULL },
	{ "a klog bool in 1.20", "--logtostderr\n--v=2\n", 20, "logtostderr=true@1 v=2@2", NULL, "logtostderr=--v=2@1", NULL },
	{ "a klog bool in 1.25", "--logtostderr\n--v=2\n", 25, "logtostderr=true@1 v=2@2", NULL, "logtostderr=--v=2@1", NULL },
	{ "a klog bool in 1.26", "--logtostderr\n--v=2\n", 26, REFUSED("unknown flag: --logtostderr") },
	{ "a docker bool in 1.20", "--docker-tls\n--v=2\n", 20, "docker-tls=true@1 v=2@2", NULL, "docker-tls=--v=2@1", NULL },
	{ "a bool of the configuration stays one", "--enable-server\n--v=2\n", 36, BOTH("enable-server=true@1 v=2@2") },
	{ "a bool of no configuration stays one", "--register-node\n--v=2\n", 20, BOTH("register-node=true@1 v=2@2") },
	{ "a bool beside the configuration stays one", "--exit-on-lock-contention\n--v=2\n", 36, BOTH("exit-on-lock-contention=true@1 v=2@2") },
	{ "a flag that came later", "--config-dir=/d\n", 27, REFUSED("unknown flag: --config-dir") },
	{ "a flag from its first version on", "--config-dir=/d\n", 28, BOTH("config-dir=/d@1") },
	{ "a kubelet of RKE2", "--volume-plugin-dir=/v\n--containerd=/c\n--node-labels=\n--read-only-port=0\n", 34, BOTH("volume-plugin-dir=/v@1 containerd=/c@2 node-labels=@3 read-only-port=0@4") },
	{ "a kubelet of Bottlerocket", "--cloud-provider\n\n--kubeconfig\n/k\n--node-labels\n\n-v\n2\n", 31, BOTH("cloud-provider=@1 kubeconfig=/k@3 node-labels=@5 v=2@7") },
};
/* clang-format on */

typedef enum kp_status parse_function(const struct kp_component *component,
				      const struct kp_argv *argv, int minor,
				      struct kp_cmdline **ret_cmdline, struct kp_error *reterr);

/** Write down what a parse found. */
static char *describe(const struct kp_cmdline *cmdline)
{
	struct kp_text out = { 0 };
	char *text = NULL;

	for (size_t i = 0; i < kp_cmdline_count(cmdline); i++) {
		const struct kp_flag_use *use = kp_cmdline_get(cmdline, i);

		kp_text_add_str(&out, i == 0 ? "" : " ");
		kp_text_add_str(&out, use->flag->name);
		kp_text_add_char(&out, '=');
		kp_text_add_str(&out, use->value);
		kp_text_addf(&out, "@%zu", use->index);
	}
	assert_int_equal(kp_text_finish(&out, &text, NULL), KP_OK);
	return text;
}

static void assert_parse(parse_function *parse, const struct row *row, const char *wanted,
			 const char *says)
{
	struct kp_argv *argv = fixture_argv(row->argv);
	struct kp_cmdline *cmdline = TABLE_UNTOUCHED;
	struct kp_error error;
	enum kp_status status;

	table_error_prepare(&error);
	status = parse(&kp_kubelet_component, argv, row->minor, &cmdline, &error);
	if (wanted == NULL) {
		table_assert_failed(status, &error, KP_ERR_SYNTAX, 0, says);
		assert_ptr_equal(cmdline, TABLE_UNTOUCHED);
	} else {
		char *found;

		table_assert_ok(status, &error);
		found = describe(cmdline);
		assert_string_equal(found, wanted);
		free(found);
		kp_cmdline_free(cmdline);
	}
	kp_argv_free(argv);
}

static void test_row(void **state)
{
	const struct row *row = *state;

	assert_parse(kp_cmdline_parse, row, row->first, row->first_says);
	assert_parse(kp_cmdline_parse_again, row, row->second, row->second_says);
}

/** The last occurrence is the one that wins. */
static void test_last(void **state)
{
	struct kp_argv *argv = fixture_argv("--v=1\n--config=/c\n--v=2\n");
	struct kp_cmdline *cmdline = NULL;
	const struct kp_flag_use *use;

	(void)state;
	assert_int_equal(kp_cmdline_parse(&kp_kubelet_component, argv, 36, &cmdline, NULL), KP_OK);
	use = kp_cmdline_last(cmdline, "v");
	assert_string_equal(use->value, "2");
	assert_int_equal(use->index, 3);
	assert_string_equal(kp_cmdline_last(cmdline, "config")->value, "/c");
	assert_null(kp_cmdline_last(cmdline, "config-dir"));
	assert_null(kp_cmdline_last(cmdline, "nope"));
	kp_cmdline_freep(&cmdline);
	kp_cmdline_free(NULL);
	kp_argv_free(argv);
}

/** A process without any argument, not even its name, has no flags. */
static void test_no_arguments(void **state)
{
	struct kp_argv *argv = NULL;
	struct kp_cmdline *cmdline = NULL;

	(void)state;
	assert_int_equal(kp_argv_parse(NULL, 0, &argv, NULL), KP_OK);
	assert_int_equal(kp_cmdline_parse(&kp_kubelet_component, argv, 36, &cmdline, NULL), KP_OK);
	assert_int_equal(kp_cmdline_count(cmdline), 0);
	kp_cmdline_free(cmdline);
	kp_argv_free(argv);
}

/** argv[0] is no flag, whatever it looks like. */
static void test_first_argument(void **state)
{
	static const char bytes[] = "--nope\0--v=2";
	struct kp_argv *argv = NULL;
	struct kp_cmdline *cmdline = NULL;

	(void)state;
	assert_int_equal(kp_argv_parse((const uint8_t *)bytes, sizeof(bytes), &argv, NULL), KP_OK);
	assert_int_equal(kp_cmdline_parse(&kp_kubelet_component, argv, 36, &cmdline, NULL), KP_OK);
	assert_int_equal(kp_cmdline_count(cmdline), 1);
	kp_cmdline_free(cmdline);
	kp_argv_free(argv);
}

/** An unknown flag of any length is told. */
static void test_long_name(void **state)
{
	char text[3002];
	struct kp_argv *argv;
	struct kp_cmdline *cmdline = TABLE_UNTOUCHED;
	struct kp_error error;

	(void)state;
	memset(text, 'x', sizeof(text));
	memcpy(text, "--", 2);
	memcpy(text + sizeof(text) - 2, "\n", 2);
	argv = fixture_argv(text);
	table_error_prepare(&error);
	table_assert_failed(kp_cmdline_parse(&kp_kubelet_component, argv, 36, &cmdline, &error),
			    &error, KP_ERR_SYNTAX, 0, "argv[1]: unknown flag: --xxx");
	assert_ptr_equal(cmdline, TABLE_UNTOUCHED);
	kp_argv_free(argv);
}

/** An argument that was written in a file is blamed by its line there, whatever is wrong with it. */
static void test_location(void **state)
{
	static const char *const wrong[] = {
		"x",      "--authorization-mode", "--anonymous-auth=maybe",
		"--help", "---config=x",          "--nope=1",
		"-a",
	};

	(void)state;
	for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++) {
		static const struct kp_said_at at = { .path = "/etc/args", .line = 7 };
		struct kp_cmdline *cmdline = TABLE_UNTOUCHED;
		struct kp_argv *argv;
		struct kp_error error;
		char text[64];

		(void)snprintf(text, sizeof(text), "--v=2\n%s\n", wrong[i]);
		argv = fixture_argv(text);
		assert_int_equal(kp_argv_set_place(argv, 2, &at, NULL), KP_OK);
		table_assert_failed(
			kp_cmdline_parse(&kp_kubelet_component, argv, 36, &cmdline, &error), &error,
			KP_ERR_SYNTAX, 0, "/etc/args:7: ");
		assert_null(strstr(error.message, "argv["));
		kp_argv_free(argv);
	}
}

int main(void)
{
	static const struct table tables[] = {
		TABLE_ROWS(test_row, rows),   TABLE_ONE(test_last),
		TABLE_ONE(test_no_arguments), TABLE_ONE(test_first_argument),
		TABLE_ONE(test_long_name),    TABLE_ONE(test_location),
	};

	return TABLE_MAIN(tables);
}
