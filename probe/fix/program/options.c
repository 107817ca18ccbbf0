/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "fix/program/options.h"

#include <stdarg.h>

#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/cleanup.h"
#include "base/govalue.h"
#include "base/text.h"
#include "fix/components.h"
#include "fix/program/terminal.h"

/** What getopt_long() calls an argument that is no option. */
#define SETTING 1

static const struct kp_group new_group = {
	.files = KP_FILE__COUNT,
	.restriction = { .allowed = KP_ANY_MODE },
};

static const char usage[] =
	"Usage: oscap-kubelet-fix [OPTION...] SETTING=VALUE...\n"
	"       oscap-kubelet-fix [OPTION...] --remove FLAG\n"
	"       oscap-kubelet-fix [OPTION...] --files KIND [--mode MODE] [--owner] [--group]\n"
	"       oscap-kubelet-fix [--dry-run] {--rule NAME ONE-OF-THESE}...\n"
	"\n"
	"Give every kubelet of this machine settings of KubeletConfiguration: change each where it is\n"
	"said, in a systemd unit, one of its drop-ins or environment files, or in a configuration file,\n"
	"and restart the kubelet. A kubelet that does not stay up, or has another value then, gets\n"
	"everything back as it was. Copies of changed files go to " KP_BACKUP_DIR ".\n"
	"\n"
	"  --component NAME    the settings behind it are of KubeProxyConfiguration and of every kube-proxy\n"
	"                      of this machine, if NAME is kube-proxy; kubelet is the default\n"
	"  SETTING=VALUE       authorization.mode=Webhook, featureGates.NAME=true; a list has commas\n"
	"  --remove            the flag shall not be there: hostname-override\n"
	"  --said true|false   whether a good built-in default has to be written down (default: true)\n"
	"  --unless ERE        leave a value that matches this extended regular expression; a setting\n"
	"                      that has none is matched as the empty text\n"
	"  --between MIN:MAX   leave a number from MIN to MAX\n"
	"  --subset            leave a list of which all members are in VALUE\n"
	"  --instead SETTING=VALUE  leave a kubelet that has this\n"
	"  --files KIND        restrict who may access files: configuration, kubeconfig, client_ca,\n"
	"                      tls_key or unit of the kubelet, or proxy_kubeconfig of kube-proxy\n"
	"  --mode MODE         take away what MODE, such as 600, does not allow\n"
	"  --owner, --group    root shall be the owner, the group\n"
	"  --rule NAME         what follows, up to the next one, is wanted by the rule of that name. The\n"
	"                      settings of all rules are changed in one step, with one restart; what\n"
	"                      cannot be done of one does not stop the others, and is told by its name\n"
	"  --settle SECONDS    how long a restarted kubelet has to stay up (default: 10), twice that\n"
	"                      where its healthz cannot be asked\n"
	"  --health SECONDS    how long after that it may take to become healthy: its healthz answers,\n"
	"                      and it completes TLS handshakes if it did before (default: 60)\n"
	"  --dry-run           print what would be changed\n"
	"  --print             print all settings as one document of KubeletConfiguration, and change\n"
	"                      nothing: for the file of --config, or kubeadm's ConfigMap\n"
	"  --help, --version\n"
	"\n"
	"Exit status: 0 if every kubelet is as wanted, 1 if not, 2 for a wrong command line.\n";

static void group_done(struct kp_group *group)
{
	for (size_t i = 0; i < group->count; i++) {
		kp_wanted_done(&group->wanted[i]);
	}
	free(group->wanted);
	kp_wanted_done(&group->instead);
	if (group->has_unless) {
		regfree(&group->unless);
	}
}

void kp_options_done(struct kp_options *options)
{
	for (size_t i = 0; i < options->count; i++) {
		group_done(&options->groups[i]);
	}
	free(options->groups);
}

int kp_complain(const char *format, ...)
{
	va_list arguments;

	(void)fflush(stdout);
	(void)fputs("oscap-kubelet-fix: ", stderr);
	va_start(arguments, format);
	(void)vfprintf(stderr, format, arguments);
	va_end(arguments);
	(void)fputc('\n', stderr);
	va_start(arguments, format);
	kp_terminal_say(format, arguments);
	va_end(arguments);
	return KP_EXIT_USAGE;
}

/** Read whose settings follow. */
static int read_component(struct kp_group *group, const char *value)
{
	if (group->count > 0 || group->instead.name != NULL) {
		return kp_complain("--component stands before the settings that are of it");
	}
	group->component = kp_fix_component_find(value);
	return group->component != NULL
		       ? 0
		       : kp_complain("--component is kubelet or kube-proxy, not '%s'", value);
}

/** @return whose settings a group wants */
static const struct kp_component *component_of(const struct kp_group *group)
{
	return group->component == NULL ? kp_fix_components[0] : group->component;
}

static int read_said(struct kp_group *group, const char *value)
{
	group->leave.default_too = strcmp(value, "false") == 0;
	return group->leave.default_too || strcmp(value, "true") == 0
		       ? 0
		       : kp_complain("--said is true or false, not '%s'", value);
}

static int read_unless(struct kp_group *group, const char *value)
{
	char message[128];
	int result;

	if (group->has_unless) {
		return kp_complain("--unless can be given once");
	}
	result = regcomp(&group->unless, value, REG_EXTENDED | REG_NOSUB);
	if (result != 0) {
		(void)regerror(result, &group->unless, message, sizeof(message));
		return kp_complain("--unless '%s': %s", value, message);
	}
	group->has_unless = true;
	group->leave.unless = &group->unless;
	return 0;
}

static int read_between(struct kp_group *group, const char *value)
{
	struct kp_leave *leave = &group->leave;
	const char *colon = strchr(value, ':');
	KP_CLEANUP(kp_freep)
	char *min = colon == NULL ? NULL : strndup(value, (size_t)(colon - value));

	if (min == NULL || !kp_go_int(min, 10, 64, &leave->min) ||
	    !kp_go_int(colon + 1, 10, 64, &leave->max)) {
		return kp_complain("--between is MIN:MAX, not '%s'", value);
	}
	leave->has_range = true;
	return 0;
}

static int read_instead(struct kp_group *group, const char *value)
{
	struct kp_error error;

	if (group->instead.name != NULL || strchr(value, '=') == NULL) {
		return kp_complain("--instead is one SETTING=VALUE, not '%s'", value);
	}
	return kp_wanted_parse(component_of(group), value, &group->instead, &error) == KP_OK
		       ? 0
		       : kp_complain("--instead: %s", error.message);
}

static int read_seconds(const char *option, const char *value, unsigned *ret_seconds)
{
	int64_t seconds = 0;

	if (!kp_go_int(value, 10, 32, &seconds) || seconds < 0 || seconds > 3600) {
		return kp_complain("--%s is a number of seconds up to 3600, not '%s'", option,
				   value);
	}
	*ret_seconds = (unsigned)seconds;
	return 0;
}

static int read_files(struct kp_group *group, const char *value)
{
	for (group->files = 0; group->files < KP_FILE__COUNT; group->files++) {
		if (strcmp(value, kp_file_kind_str(group->files)) == 0) {
			return 0;
		}
	}
	return kp_complain(
		"--files is configuration, kubeconfig, client_ca, tls_key, unit or proxy_kubeconfig, not '%s'",
		value);
}

static int read_mode(struct kp_group *group, const char *value)
{
	int64_t mode = 0;

	if (!kp_go_int(value, 8, 32, &mode) || mode < 0 || mode > KP_ANY_MODE) {
		return kp_complain("--mode is octal, such as 600, not '%s'", value);
	}
	group->restriction.allowed = (mode_t)mode;
	return 0;
}

/** Print something and end. */
__attribute__((noreturn)) static void print_and_exit(const char *text)
{
	exit(fputs(text, stdout) < 0 || fflush(stdout) != 0 ? KP_EXIT_FAILED : EXIT_SUCCESS);
}

/** Read a setting. @return 0; KP_EXIT_USAGE; KP_EXIT_FAILED */
static int read_setting(struct kp_group *group, const char *argument)
{
	struct kp_error error;

	if (kp_array_reserve(&group->wanted, group->count, &group->size, sizeof(*group->wanted),
			     &error) != KP_OK) {
		(void)kp_complain("%s", error.message);
		return KP_EXIT_FAILED;
	}
	if (kp_wanted_parse(component_of(group), argument, &group->wanted[group->count], &error) !=
	    KP_OK) {
		return kp_complain("%s", error.message);
	}
	group->count++;
	return 0;
}

/** Read one option of a group, or a setting. @return 0; KP_EXIT_USAGE; KP_EXIT_FAILED */
static int read_of_group(struct kp_group *group, int option)
{
	switch (option) {
	case SETTING:
		return read_setting(group, optarg);
	case 'c':
		return read_component(group, optarg);
	case 'r':
		group->removes = true;
		return 0;
	case 's':
		return read_said(group, optarg);
	case 'u':
		return read_unless(group, optarg);
	case 'b':
		return read_between(group, optarg);
	case 'i':
		return read_instead(group, optarg);
	case 'l':
		group->leave.subset = true;
		return 0;
	case 'f':
		return read_files(group, optarg);
	case 'm':
		return read_mode(group, optarg);
	case 'o':
		group->restriction.root_owner = true;
		return 0;
	case 'g':
		group->restriction.root_group = true;
		return 0;
	default:
		return KP_EXIT_USAGE;
	}
}

/** Whether something is wanted by a group so far. */
static bool is_begun(const struct kp_group *group)
{
	return group->count > 0 || group->files != KP_FILE__COUNT || group->removes ||
	       group->component != NULL;
}

/** Check what a group says altogether. @return 0; KP_EXIT_USAGE */
static int check_group(const struct kp_group *group)
{
	const struct kp_restriction *wanted = &group->restriction;

	if (group->files == KP_FILE__COUNT) {
		for (size_t i = 0; i < group->count; i++) {
			if (group->removes != (group->wanted[i].value == NULL)) {
				return kp_complain("'%s': %s (try --help)", group->wanted[i].name,
						   group->removes
							   ? "--remove wants the name of a flag"
							   : "a setting is SETTING=VALUE");
			}
		}
		return group->count > 0 ? 0
					: kp_complain("no SETTING=VALUE was given%s%s (try --help)",
						      group->rule == NULL ? "" : " for ",
						      group->rule == NULL ? "" : group->rule);
	}
	if (group->count > 0 || group->removes || group->component != NULL) {
		return kp_complain("--files and settings exclude each other");
	}
	return wanted->allowed != KP_ANY_MODE || wanted->root_owner || wanted->root_group
		       ? 0
		       : kp_complain("--files wants --mode, --owner or --group");
}

/** Leave out the group of a rule of which something is wrong: a Value of a tailoring may be anything.
 * @param[in] result of reading it @return 0; result, if it is of no rule, or another one */
static int refuse(struct kp_group *group, int result)
{
	if (result != KP_EXIT_USAGE || group->rule == NULL) {
		return result;
	}
	if (!group->is_refused) {
		(void)kp_complain("%s: nothing was changed for it", group->rule);
	}
	group->is_refused = true;
	return 0;
}

/** Begin the group of a rule. @return 0; KP_EXIT_USAGE */
static int begin_rule(struct kp_options *options, const char *name)
{
	struct kp_group *first = &options->groups[0];

	if (first->rule != NULL) {
		options->groups[options->count++] = new_group;
	} else if (is_begun(first)) {
		return kp_complain("what is wanted stands behind the --rule that wants it");
	}
	options->groups[options->count - 1].rule = name;
	return 0;
}

/** Read one option, or a setting. @return 0; KP_EXIT_USAGE; KP_EXIT_FAILED */
static int read_option(struct kp_options *options, int option)
{
	switch (option) {
	case 'R':
		return begin_rule(options, optarg);
	case 't':
		return read_seconds("settle", optarg, &options->fix.settle);
	case 'w':
		return read_seconds("health", optarg, &options->fix.health);
	case 'n':
		options->fix.dry_run = true;
		return 0;
	case 'p':
		options->prints = true;
		return 0;
	case 'h':
		print_and_exit(usage);
	case 'v':
		print_and_exit("oscap-kubelet-fix " OSCAP_KUBELET_VERSION "\n");
	default: {
		struct kp_group *group = &options->groups[options->count - 1];

		return refuse(group, read_of_group(group, option));
	}
	}
}

/** Read the options and settings, in the order in which they stand. @return 0; KP_EXIT_USAGE; KP_EXIT_FAILED */
static int read_all(struct kp_options *options, int argc, char **argv)
{
	static const struct option known[] = {
		{ "rule", required_argument, NULL, 'R' },
		{ "component", required_argument, NULL, 'c' },
		{ "remove", no_argument, NULL, 'r' },
		{ "said", required_argument, NULL, 's' },
		{ "unless", required_argument, NULL, 'u' },
		{ "between", required_argument, NULL, 'b' },
		{ "subset", no_argument, NULL, 'l' },
		{ "instead", required_argument, NULL, 'i' },
		{ "files", required_argument, NULL, 'f' },
		{ "mode", required_argument, NULL, 'm' },
		{ "owner", no_argument, NULL, 'o' },
		{ "group", no_argument, NULL, 'g' },
		{ "settle", required_argument, NULL, 't' },
		{ "health", required_argument, NULL, 'w' },
		{ "dry-run", no_argument, NULL, 'n' },
		{ "print", no_argument, NULL, 'p' },
		{ "help", no_argument, NULL, 'h' },
		{ "version", no_argument, NULL, 'v' },
		{ 0 },
	};
	int result = 0;
	int option;

	/* With "-" an argument that is no option is one numbered SETTING, in its place. */
	while (result == 0 && (option = getopt_long(argc, argv, "-", known, NULL)) != -1) {
		result = option == '?' ? kp_complain("try --help") : read_option(options, option);
	}
	for (; result == 0 && optind < argc; optind++) {
		optarg = argv[optind];
		result = read_option(options, SETTING);
	}
	return result;
}

int kp_options_read(struct kp_options *options, int argc, char **argv)
{
	int result;

	options->groups = calloc((size_t)argc + 1, sizeof(*options->groups));
	if (options->groups == NULL) {
		(void)kp_complain("out of memory");
		return KP_EXIT_FAILED;
	}
	options->groups[0] = new_group;
	options->count = 1;
	result = read_all(options, argc, argv);
	for (size_t i = 0; result == 0 && i < options->count; i++) {
		struct kp_group *group = &options->groups[i];

		result = group->is_refused ? 0 : refuse(group, check_group(group));
		group->component = component_of(group);
	}
	return result;
}
