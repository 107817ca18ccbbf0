/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "hosts/launchers.h"

#include <stdlib.h>
#include <string.h>

#include "base/cleanup.h"
#include "files/root.h"
#include "hosts/argsfile.h"
#include "hosts/hosts.h"
#include "hosts/program_name.h"
#include "process/argv_parts.h"
#include "systemd/unit.h"

/** Goes on from a launcher to what it starts. */
typedef enum kp_status follow_function(const struct kp_ctx *ctx, struct kp_process *process,
				       struct kp_launch *launch, struct kp_error *reterr);

struct launcher {
	const char *component;   /* whose; NULL: anyone's, as the arguments say */
	const char *name;        /* file name of the executable */
	const char *words[5];    /* one of them is among the arguments; none: always */
	follow_function *follow; /* NULL: the arguments of its component stand nowhere */
};

static follow_function follow_rest;
static follow_function follow_microk8s;

#define KUBELET    "kubelet"
#define KUBE_PROXY "kube-proxy"

static const struct launcher launchers[] = {
	/* machine-config-operator: they enter a mount namespace and execute the rest. */
	{ .name = "kubenswrapper", .follow = follow_rest },
	{ .name = "kubensenter", .follow = follow_rest },

	/* snapd runs the program that the snap has for the application. */
	{ .name = "snap", .words = { "microk8s.daemon-kubelite" }, .follow = follow_microk8s },
	{ .component = KUBELET, .name = "snap", .words = { "k8s.kubelet" } },
	{ .component = KUBE_PROXY, .name = "snap", .words = { "k8s.kube-proxy" } },

	/* Charmed Kubernetes has a snap for each, Ubuntu's images for EKS one with a kubelet: all of them
	 * have a script that puts the arguments together out of the snap's configuration. */
	{ .component = KUBELET,
	  .name = "snap",
	  .words = { "kubelet.daemon", "kubelet-eks.daemon" } },
	{ .component = KUBE_PROXY, .name = "snap", .words = { "kube-proxy.daemon" } },

	/* Their kubelets are children, with arguments out of their own configuration; the kube-proxy of
	 * RKE2 is a static pod, that of k0s one of the cluster. */
	{ .name = "rke2", .words = { "server", "agent" } },
	{ .component = KUBELET,
	  .name = "k0s",
	  .words = { "worker", "--enable-worker", "--enable-worker=true", "--single",
		     "--single=true" } },
};

/** Between the words of a script, on a line. */
#define BLANKS " \t"

enum {
	LAUNCHERS = sizeof(launchers) / sizeof(launchers[0]),
	WORDS = sizeof(launchers[0].words) / sizeof(launchers[0].words[0]),
	/* Launchers behind each other before it is given up. */
	LAUNCHES_MAX = 4
};

void kp_launch_done(struct kp_launch *launch)
{
	kp_text_done(&launch->variables);
}

/** Whether one of the arguments is a word. */
static bool has_argument(const struct kp_argv *argv, const char *word)
{
	bool found = false;

	for (size_t i = 1; !found && i < kp_argv_count(argv); i++) {
		found = strcmp(kp_argv_get(argv, i), word) == 0;
	}
	return found;
}

static bool is_launcher(const struct launcher *launcher, const char *component,
			const struct kp_process *process)
{
	bool has_word = launcher->words[0] == NULL;

	if ((launcher->component != NULL && strcmp(launcher->component, component) != 0) ||
	    !kp_program_is_named(kp_text_basename(process->exe), launcher->name)) {
		return false;
	}
	for (size_t i = 0; !has_word && i < WORDS && launcher->words[i] != NULL; i++) {
		has_word = has_argument(process->argv, launcher->words[i]);
	}
	return has_word;
}

static const struct launcher *find_launcher(const char *component, const struct kp_process *process)
{
	for (size_t i = 0; i < LAUNCHERS; i++) {
		if (is_launcher(&launchers[i], component, process)) {
			return &launchers[i];
		}
	}
	return NULL;
}

/** Whether a byte can be part of a file name in a script, as far as names of programs go. */
static bool is_name_byte(char c)
{
	return c == '_' || c == '-' || c == '.' || (c >= '0' && c <= '9') ||
	       (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
}

/** How long the name of a file is that stands in a script. */
static size_t name_len(const char *at)
{
	size_t len = 0;

	while (is_name_byte(at[len])) {
		len++;
	}
	return len;
}

/** Whether the name of a file that stands in a script is that of a component. */
static bool is_named_here(const char *component, const char *at)
{
	char name[64];
	size_t len = name_len(at);

	if (len >= sizeof(name) || at[len] == '/') {
		return false;
	}
	memcpy(name, at, len);
	name[len] = '\0';
	return kp_program_is_named(name, component);
}

/** Whether an argument, or the text that begins with it, ends a component at once. */
static bool is_question(const char *arg)
{
	static const char *const flags[] = { "--version", "--version=true", "--version=raw",
					     "--help", "--help=true" };
	bool found = false;

	for (size_t i = 0; !found && i < sizeof(flags) / sizeof(flags[0]); i++) {
		size_t len = strlen(flags[i]);

		found = strncmp(arg, flags[i], len) == 0 && arg[len] != '=' &&
			!is_name_byte(arg[len]);
	}
	return found;
}

/** Whether a command of a script only asks a program for something. @param[in] at behind the program */
static bool asks_only(const char *at)
{
	at += strspn(at, "\"'");
	return is_question(at + strspn(at, BLANKS));
}

/** A word of a script. */
struct script_word {
	const char *begin;
	const char *end;
	const char *equals; /* the first one in it; NULL: it has none */
};

/** Whether a command can stand behind a word of a script: a keyword, a variable for it, what executes it. */
static bool is_before_command(const struct script_word *word)
{
	static const char *const words[] = { "command", "do",    "else", "env",
					     "exec",    "nohup", "then", "time" };
	size_t len = (size_t)(word->end - word->begin);

	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
		if (strlen(words[i]) == len && memcmp(words[i], word->begin, len) == 0) {
			return true;
		}
	}
	return word->equals != NULL && word->equals > word->begin && word->begin[0] != '-';
}

/**
 * Go back to where a word begins.
 * @param[in,out] word the last one that was looked at, of this script: it may be the begin of this one
 */
static void find_word(const char *script, const char *end, struct script_word *word)
{
	struct script_word found = { .begin = end, .end = end };

	while (found.begin > script && strchr(BLANKS ";&|(){}!`\n", found.begin[-1]) == NULL) {
		if (found.begin == word->end) {
			found.begin = word->begin;
			found.equals = word->equals == NULL ? found.equals : word->equals;
			break;
		}
		found.begin--;
		found.equals = *found.begin == '=' ? found.begin : found.equals;
	}
	*word = found;
}

/** Whether a command begins somewhere in a script (Shell Command Language of POSIX, 2.10). */
static bool is_command(const char *script, const char *at, struct script_word *word)
{
	const char *end = at - (at > script && (at[-1] == '"' || at[-1] == '\'') ? 1 : 0);

	while (end > script && strchr(BLANKS, end[-1]) != NULL) {
		end--;
	}
	if (end == script || strchr(";&|(){}!`\n", end[-1]) != NULL) {
		return true;
	}
	if (end == at) {
		return false;
	}
	find_word(script, end, word);
	return is_before_command(word);
}

/** Whether a script may start a component: the name stands at the end of a path, or is a command. */
static bool script_starts(const char *component, const char *script)
{
	struct script_word word = { 0 };

	for (const char *at = strstr(script, component); at != NULL;
	     at = strstr(at + 1, component)) {
		bool is_path = at > script && at[-1] == '/';

		if ((is_path || is_command(script, at, &word)) && is_named_here(component, at) &&
		    !asks_only(at + name_len(at))) {
			return true;
		}
	}
	return false;
}

/** Whether an argument is one of some names, the directory aside. */
static bool is_one_of(const char *arg, const char *const *names, size_t count)
{
	bool found = false;

	for (size_t i = 0; !found && i < count; i++) {
		found = strcmp(kp_text_basename(arg), names[i]) == 0;
	}
	return found;
}

/** Whether a program executes one that its arguments name. */
static bool executes_another(const char *exe)
{
	static const char *const names[] = {
		"chroot",      "chrt",    "docker",  "dumb-init",   "env",
		"ionice",      "nerdctl", "nice",    "nohup",       "nsenter",
		"numactl",     "podman",  "prlimit", "runuser",     "setpriv",
		"setsid",      "stdbuf",  "strace",  "sudo",        "taskset",
		"timeout",     "tini",    "unshare", "systemd-cat", "systemd-inhibit",
		"systemd-run",
	};

	return is_one_of(exe, names, sizeof(names) / sizeof(names[0]));
}

/** Whether a program does something to others, of which its arguments have the names. */
static bool handles_others(const char *arg)
{
	static const char *const names[] = { "journalctl", "killall", "pgrep",
					     "pkill",      "service", "systemctl" };

	return is_one_of(arg, names, sizeof(names) / sizeof(names[0]));
}

/** Whether arguments of a program that executes another one name a component, as a command without a path. */
static bool names_command(const char *component, const struct kp_argv *argv)
{
	size_t count = kp_argv_count(argv);

	for (size_t i = 1; i < count && !handles_others(kp_argv_get(argv, i)); i++) {
		const char *before = kp_argv_get(argv, i - 1);
		const char *behind = i + 1 < count ? kp_argv_get(argv, i + 1) : NULL;
		bool is_value = before[0] == '-' && strcmp(before, "--") != 0;

		if (strcmp(kp_argv_get(argv, i), component) == 0 && !is_value &&
		    (behind == NULL ? strcmp(before, "--") == 0
				    : behind[0] == '-' && !is_question(behind))) {
			return true;
		}
	}
	return false;
}

/** Whether an argument of a program names a component by a path. */
static bool names_path(const char *component, const struct kp_argv *argv)
{
	size_t count = kp_argv_count(argv);

	for (size_t i = 1; i < count; i++) {
		const char *arg = kp_argv_get(argv, i);

		if (arg[0] == '/' && kp_program_is_named(kp_text_basename(arg), component) &&
		    !(i + 1 < count && is_question(kp_argv_get(argv, i + 1)))) {
			return true;
		}
	}
	return false;
}

/** Whether a script among the arguments of a shell may start a component. */
static bool scripts_start(const char *component, const struct kp_argv *argv)
{
	bool found = false;

	for (size_t i = 1; !found && i < kp_argv_count(argv); i++) {
		found = script_starts(component, kp_argv_get(argv, i));
	}
	return found;
}

/** Whether a program that is not known here may start a component. */
static bool may_start(const char *component, const struct kp_process *process)
{
	static const char suffix[] = ".service";
	size_t len = strlen(component);

	if (strncmp(process->unit, component, len) == 0 &&
	    strcmp(process->unit + len, suffix) == 0) {
		return true;
	}
	if (kp_unit_is_shell(process->exe)) {
		return scripts_start(component, process->argv);
	}
	return names_path(component, process->argv) ||
	       (executes_another(process->exe) && names_command(component, process->argv));
}

/** Execute what the arguments behind the first one say. */
static enum kp_status follow_rest(const struct kp_ctx *ctx, struct kp_process *process,
				  struct kp_launch *launch, struct kp_error *reterr)
{
	KP_CLEANUP(kp_argv_parts_done) struct kp_argv_parts parts = { 0 };
	struct kp_argv *argv = NULL;
	enum kp_status status;

	(void)ctx;
	(void)launch;
	for (size_t i = 1; i < kp_argv_count(process->argv); i++) {
		const struct kp_said_at place = kp_argv_place(process->argv, i);

		kp_argv_parts_add(&parts, kp_argv_get(process->argv, i), &place);
	}
	status = kp_argv_parts_finish(&parts, &argv, reterr);
	if (status != KP_OK) {
		return status;
	}
	kp_argv_free(process->argv);
	process->argv = argv;
	free(kp_steal(&process->exe));
	return kp_text_dup(kp_argv_count(argv) == 0 ? "" : kp_argv_get(argv, 0), &process->exe,
			   reterr);
}

/** The environment that snapd gives a program of a snap (snap-exec, snapenv.go of snapd). */
static void add_snap_variables(struct kp_text *text, const char *data)
{
	static const char common[] = "SNAP_COMMON=/var/snap/microk8s/common";

	kp_text_add_str(text, "SNAP_DATA=");
	kp_text_add(text, data, strlen(data) + 1);
	kp_text_add_str(text, "SNAP=/snap/microk8s/");
	kp_text_add(text, kp_text_basename(data), strlen(kp_text_basename(data)) + 1);
	kp_text_add(text, common, sizeof(common));
}

/** Read the arguments of kubelite. @param[in] data the directory of the snap's data */
static enum kp_status read_kubelite_args(const struct kp_ctx *ctx, struct kp_process *process,
					 const char *data, struct kp_error *reterr)
{
	KP_CLEANUP(kp_freep) uint8_t *buf = NULL;
	KP_CLEANUP(kp_freep) char *path = NULL;
	struct kp_goenv env = { .block = process->variables, .len = process->variables_len };
	struct kp_text text = { 0 };
	struct kp_argv *argv = NULL;
	struct timespec changed;
	size_t len;
	enum kp_status status;

	kp_text_add_str(&text, data);
	kp_text_add_str(&text, "/args/kubelite");
	status = kp_text_finish(&text, &path, reterr);
	if (status == KP_OK) {
		status = kp_ctx_read(ctx, process->root_fd, path, &buf, &len, &changed, reterr);
	}
	if (status == KP_OK) {
		status = kp_argsfile_parse(path, buf, len, &env, &ctx->limits, &argv, reterr);
	}
	if (status == KP_OK) {
		kp_argv_free(process->argv);
		process->argv = argv;
	}
	return status;
}

/** snapd starts run-kubelite-with-args, which gives kubelite the arguments in a file. */
static enum kp_status follow_microk8s(const struct kp_ctx *ctx, struct kp_process *process,
				      struct kp_launch *launch, struct kp_error *reterr)
{
	static const char snaps[] = "/var/snap/microk8s/";
	static const char exe[] = "/snap/microk8s/current/kubelite";
	const char *revision = process->cwd + sizeof(snaps) - 1;
	enum kp_status status;

	if (strncmp(process->cwd, snaps, sizeof(snaps) - 1) != 0 || revision[0] == '\0' ||
	    strchr(revision, '/') != NULL) {
		return kp_fail(reterr, KP_ERR_UNSUPPORTED,
			       "the working directory %s is not that of a revision of MicroK8s",
			       process->cwd);
	}
	add_snap_variables(&launch->variables, process->cwd);
	if (launch->variables.failed) {
		return kp_fail(reterr, KP_ERR_NOMEM, "out of memory");
	}
	process->variables = (const uint8_t *)launch->variables.bytes;
	process->variables_len = launch->variables.len;
	status = read_kubelite_args(ctx, process, process->cwd, reterr);
	if (status != KP_OK) {
		return status;
	}
	free(kp_steal(&process->exe));
	return kp_text_dup(exe, &process->exe, reterr);
}

enum kp_status kp_launch_follow(const char *component, const struct kp_ctx *ctx,
				struct kp_process *process, struct kp_launch *launch,
				struct kp_error *reterr)
{
	for (int launches = 0; launches < LAUNCHES_MAX; launches++) {
		const struct launcher *launcher;
		enum kp_status status;

		process->host =
			kp_host_find(component, kp_text_basename(process->exe), process->argv);
		launch->is_found = process->host != NULL;
		launcher = launch->is_found ? NULL : find_launcher(component, process);
		if (launcher == NULL) {
			break;
		}
		if (launcher->follow == NULL) {
			return kp_fail(reterr, KP_ERR_UNSUPPORTED,
				       "%s starts a %s with arguments that it makes up",
				       process->exe, component);
		}
		status = launcher->follow(ctx, process, launch, reterr);
		if (status != KP_OK) {
			return status;
		}
	}
	if (!launch->is_found && may_start(component, process)) {
		return kp_fail(reterr, KP_ERR_UNSUPPORTED,
			       "%s may start a %s, with arguments that cannot be told",
			       process->exe, component);
	}
	return KP_OK;
}
