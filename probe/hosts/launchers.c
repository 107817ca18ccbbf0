/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "hosts/launchers.h"

#include <stdlib.h>
#include <string.h>

#include "base/cleanup.h"
#include "files/root.h"
#include "hosts/argsfile.h"
#include "hosts/commands.h"
#include "hosts/hosts.h"
#include "hosts/program_name.h"
#include "process/argv_parts.h"

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

/** Whether a program that is not known here may start a component. */
static bool may_start(const char *component, const struct kp_process *process)
{
	static const char suffix[] = ".service";
	size_t len = strlen(component);

	return (strncmp(process->unit, component, len) == 0 &&
		strcmp(process->unit + len, suffix) == 0) ||
	       kp_command_may_start(component, process->exe, process->argv);
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
		launch->is_known = true;
		return kp_fail(reterr, KP_ERR_UNSUPPORTED,
			       "%s may start a %s, with arguments that cannot be told",
			       process->exe, component);
	}
	return KP_OK;
}
