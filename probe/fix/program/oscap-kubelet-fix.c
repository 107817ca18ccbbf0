/* SPDX-License-Identifier: LGPL-2.1-or-later */
/**
 * @file
 * oscap-kubelet-fix: the fixes of the content, each of which is a call of it.
 */
#include <errno.h>
#include <fcntl.h>
#include <getopt.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>

#include "core/cleanup.h"
#include "core/govalue.h"
#include "core/version.h"
#include "fix/file_access.h"
#include "fix/fix.h"

/* Only one at a time: each restarts kubelets. */
#define LOCK_FILE "/run/oscap-kubelet-fix.lock"

#define BACKUP_DIR "/var/lib/oscap-kubelet/backups"

/** A kubelet that refuses its configuration does so within two seconds. */
#define DEFAULT_SETTLE 10

/** A mode that allows everything. */
#define ANY_MODE 07777

enum {
	EXIT_FAILED = 1,
	EXIT_USAGE = 2
};

static const char usage[] =
	"Usage: oscap-kubelet-fix [OPTION...] SETTING=VALUE...\n"
	"       oscap-kubelet-fix [OPTION...] --remove FLAG\n"
	"       oscap-kubelet-fix [OPTION...] --files KIND [--mode MODE] [--owner] [--group]\n"
	"\n"
	"Give every kubelet of this machine settings of KubeletConfiguration: change each where it is\n"
	"said, in a systemd unit, one of its drop-ins or environment files, or in a configuration file,\n"
	"and restart the kubelet. A kubelet that does not stay up, or has another value then, gets\n"
	"everything back as it was. Copies of changed files go to " BACKUP_DIR ".\n"
	"\n"
	"  SETTING=VALUE       authorization.mode=Webhook, featureGates.NAME=true; a list has commas\n"
	"  --remove            the flag shall not be there: hostname-override\n"
	"  --said true|false   whether a good built-in default has to be written down (default: true)\n"
	"  --unless ERE        leave a value that matches this extended regular expression; a setting\n"
	"                      that has none is matched as the empty text\n"
	"  --between MIN:MAX   leave a number from MIN to MAX\n"
	"  --subset            leave a list of which all members are in VALUE\n"
	"  --files KIND        restrict who may access files: configuration, kubeconfig, client_ca or unit\n"
	"  --mode MODE         take away what MODE, such as 600, does not allow\n"
	"  --owner, --group    root shall be the owner, the group\n"
	"  --settle SECONDS    how long a restarted kubelet has to stay up (default: 10)\n"
	"  --dry-run           print what would be changed\n"
	"  --help, --version\n"
	"\n"
	"Exit status: 0 if every kubelet is as wanted, 1 if not, 2 for a wrong command line.\n";

/** What the command line says. */
struct options {
	struct kp_fix fix;
	struct kp_leave leave;
	regex_t unless;
	bool has_unless;
	bool removes;
	enum kp_file_kind files; /* KP_FILE__COUNT: settings are wanted */
	struct kp_restriction restriction;
	struct kp_wanted *wanted;
	size_t count;
};

static void options_done(struct options *options)
{
	for (size_t i = 0; i < options->count; i++) {
		kp_wanted_done(&options->wanted[i]);
	}
	free(options->wanted);
	if (options->has_unless) {
		regfree(&options->unless);
	}
}

__attribute__((format(printf, 1, 2))) static int complain(const char *format, ...)
{
	va_list arguments;

	(void)fflush(stdout);
	(void)fputs("oscap-kubelet-fix: ", stderr);
	va_start(arguments, format);
	(void)vfprintf(stderr, format, arguments);
	va_end(arguments);
	(void)fputc('\n', stderr);
	return EXIT_USAGE;
}

static int read_said(struct options *options, const char *value)
{
	options->leave.default_too = strcmp(value, "false") == 0;
	return options->leave.default_too || strcmp(value, "true") == 0
		       ? 0
		       : complain("--said is true or false, not '%s'", value);
}

static int read_unless(struct options *options, const char *value)
{
	char message[128];
	int result;

	if (options->has_unless) {
		return complain("--unless can be given once");
	}
	result = regcomp(&options->unless, value, REG_EXTENDED | REG_NOSUB);
	if (result != 0) {
		(void)regerror(result, &options->unless, message, sizeof(message));
		return complain("--unless '%s': %s", value, message);
	}
	options->has_unless = true;
	options->leave.unless = &options->unless;
	return 0;
}

static int read_between(struct options *options, const char *value)
{
	struct kp_leave *leave = &options->leave;
	const char *colon = strchr(value, ':');
	KP_CLEANUP(kp_freep)
	char *min = colon == NULL ? NULL : strndup(value, (size_t)(colon - value));

	if (min == NULL || !kp_go_int(min, 10, 64, &leave->min) ||
	    !kp_go_int(colon + 1, 10, 64, &leave->max)) {
		return complain("--between is MIN:MAX, not '%s'", value);
	}
	leave->has_range = true;
	return 0;
}

static int read_settle(struct options *options, const char *value)
{
	int64_t seconds = 0;

	if (!kp_go_int(value, 10, 32, &seconds) || seconds < 0 || seconds > 3600) {
		return complain("--settle is a number of seconds up to 3600, not '%s'", value);
	}
	options->fix.settle = (unsigned)seconds;
	return 0;
}

static int read_files(struct options *options, const char *value)
{
	for (options->files = 0; options->files < KP_FILE__COUNT; options->files++) {
		if (strcmp(value, kp_file_kind_str(options->files)) == 0) {
			return 0;
		}
	}
	return complain("--files is configuration, kubeconfig, client_ca or unit, not '%s'", value);
}

static int read_mode(struct options *options, const char *value)
{
	int64_t mode = 0;

	if (!kp_go_int(value, 8, 32, &mode) || mode < 0 || mode > ANY_MODE) {
		return complain("--mode is octal, such as 600, not '%s'", value);
	}
	options->restriction.allowed = (mode_t)mode;
	return 0;
}

/** Print something and end. */
__attribute__((noreturn)) static void print_and_exit(const char *text)
{
	exit(fputs(text, stdout) < 0 || fflush(stdout) != 0 ? EXIT_FAILED : EXIT_SUCCESS);
}

/** Read one option. @return 0; EXIT_USAGE */
static int read_option(struct options *options, int option)
{
	switch (option) {
	case 'r':
		options->removes = true;
		return 0;
	case 's':
		return read_said(options, optarg);
	case 'u':
		return read_unless(options, optarg);
	case 'b':
		return read_between(options, optarg);
	case 'l':
		options->leave.subset = true;
		return 0;
	case 'f':
		return read_files(options, optarg);
	case 'm':
		return read_mode(options, optarg);
	case 'o':
		options->restriction.root_owner = true;
		return 0;
	case 'g':
		options->restriction.root_group = true;
		return 0;
	case 't':
		return read_settle(options, optarg);
	case 'n':
		options->fix.dry_run = true;
		return 0;
	case 'h':
		print_and_exit(usage);
	case 'v':
		print_and_exit("oscap-kubelet-fix " OSCAP_KUBELET_VERSION "\n");
	default:
		return complain("try --help");
	}
}

/** Read the settings. @return 0; EXIT_USAGE; EXIT_FAILED */
static int read_settings(struct options *options, int count, char *const *arguments)
{
	struct kp_error error;

	if (count == 0) {
		return complain("no SETTING=VALUE was given (try --help)");
	}
	options->wanted = calloc((size_t)count, sizeof(*options->wanted));
	if (options->wanted == NULL) {
		(void)complain("out of memory");
		return EXIT_FAILED;
	}
	for (; options->count < (size_t)count; options->count++) {
		const char *argument = arguments[options->count];

		if (options->removes != (strchr(argument, '=') == NULL)) {
			return complain("'%s': %s (try --help)", argument,
					options->removes ? "--remove wants the name of a flag"
							 : "a setting is SETTING=VALUE");
		}
		if (kp_wanted_parse(argument, &options->wanted[options->count], &error) != KP_OK) {
			return complain("%s", error.message);
		}
	}
	return 0;
}

/** Check what goes with --files. @return 0; EXIT_USAGE */
static int check_files(const struct options *options, int count)
{
	const struct kp_restriction *wanted = &options->restriction;

	if (count > 0 || options->removes) {
		return complain("--files and settings exclude each other");
	}
	return wanted->allowed != ANY_MODE || wanted->root_owner || wanted->root_group
		       ? 0
		       : complain("--files wants --mode, --owner or --group");
}

/** Read the command line. @return 0; EXIT_USAGE; EXIT_FAILED */
static int read_arguments(struct options *options, int argc, char **argv)
{
	static const struct option known[] = {
		{ "remove", no_argument, NULL, 'r' },
		{ "said", required_argument, NULL, 's' },
		{ "unless", required_argument, NULL, 'u' },
		{ "between", required_argument, NULL, 'b' },
		{ "subset", no_argument, NULL, 'l' },
		{ "files", required_argument, NULL, 'f' },
		{ "mode", required_argument, NULL, 'm' },
		{ "owner", no_argument, NULL, 'o' },
		{ "group", no_argument, NULL, 'g' },
		{ "settle", required_argument, NULL, 't' },
		{ "dry-run", no_argument, NULL, 'n' },
		{ "help", no_argument, NULL, 'h' },
		{ "version", no_argument, NULL, 'v' },
		{ 0 },
	};
	int result = 0;
	int option;

	while (result == 0 && (option = getopt_long(argc, argv, "", known, NULL)) != -1) {
		result = read_option(options, option);
	}
	if (result == 0 && options->files != KP_FILE__COUNT) {
		return check_files(options, argc - optind);
	}
	return result != 0 ? result : read_settings(options, argc - optind, argv + optind);
}

/** Wait until no other fix runs. @return the lock, held until it is closed; -1 */
static int lock(void)
{
	int fd = open(LOCK_FILE, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);

	if (fd < 0 || flock(fd, LOCK_EX) != 0) {
		(void)complain("%s: %s", LOCK_FILE, strerror(errno));
		kp_closep(&fd);
		return -1;
	}
	return fd;
}

/**
 * Let no signal stop what was begun: it comes to its end, or is put back, by itself. A program may have
 * been started with the end of children ignored, and could not wait for one then.
 */
static void set_signals(void)
{
	static const int ignored[] = { SIGHUP, SIGINT, SIGPIPE, SIGTERM };

	for (size_t i = 0; i < sizeof(ignored) / sizeof(ignored[0]); i++) {
		(void)signal(ignored[i], SIG_IGN);
	}
	(void)signal(SIGCHLD, SIG_DFL);
}

/** Take the version of the kubelets that the operator says, as the probes do. */
static enum kp_status use_version(struct kp_ctx *ctx, struct kp_error *reterr)
{
	const char *version = getenv("OSCAP_KUBELET_VERSION");

	if (version != NULL && version[0] != '\0' && !kp_version_parse(version, &ctx->minor)) {
		return kp_fail(reterr, KP_ERR_INVAL,
			       "OSCAP_KUBELET_VERSION=%s is no version of Kubernetes, such as 1.31",
			       version);
	}
	return KP_OK;
}

/** Fix what the options say. @return the exit status */
static int fix(const struct options *options)
{
	struct kp_fix fix = options->fix;
	struct kp_ctx ctx;
	struct kp_error error;
	enum kp_status status = kp_ctx_init(&ctx, "/", &error);

	if (status == KP_OK) {
		ctx.with_services = true;
		status = use_version(&ctx, &error);
		fix.ctx = &ctx;
		if (status == KP_OK && options->files != KP_FILE__COUNT) {
			status = kp_file_access_fix(&fix, options->files, &options->restriction,
						    &error);
		} else if (status == KP_OK) {
			status = kp_fix_settings(&fix, options->wanted, options->count,
						 &options->leave, &error);
		}
		kp_ctx_done(&ctx);
	}
	if (status != KP_OK) {
		(void)complain("%s", error.message);
	}
	return status == KP_OK ? EXIT_SUCCESS : EXIT_FAILED;
}

int main(int argc, char *argv[])
{
	KP_CLEANUP(options_done)
	struct options options = {
		.files = KP_FILE__COUNT,
		.restriction = { .allowed = ANY_MODE },
		.fix = { .backup_dir = BACKUP_DIR, .settle = DEFAULT_SETTLE, .out = stdout },
	};
	int result = read_arguments(&options, argc, argv);
	KP_CLEANUP(kp_closep) int lock_fd = -1;

	if (result != 0) {
		return result;
	}
	if (geteuid() != 0) {
		(void)complain("only root can change a kubelet");
		return EXIT_FAILED;
	}
	lock_fd = lock();
	if (lock_fd < 0) {
		return EXIT_FAILED;
	}
	set_signals();
	result = fix(&options);
	if (fflush(stdout) != 0) {
		(void)complain("cannot write: %s", strerror(errno));
		return EXIT_FAILED;
	}
	return result;
}
