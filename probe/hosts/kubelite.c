/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "hosts/kubelite.h"

#include <string.h>
#include <unistd.h>

#include "base/cleanup.h"
#include "base/text.h"
#include "files/procfs.h"
#include "hosts/argsfile.h"
#include "process/goenv.h"
#include "process/mounts.h"

/** The file of one component, and where it is if no flag says it (NewOptions in cmd/kubelite/app/options/options.go). */
struct args_file {
	const char *flag;
	const char *path;
};

static const struct args_file of_kubelet = { "kubelet-args-file",
					     "/var/snap/microk8s/current/args/kubelet" };
static const struct args_file of_proxy = { "proxy-args-file",
					   "/var/snap/microk8s/current/args/kube-proxy" };

/** The flags of kubelite itself (cmd/kubelite/app/server.go of MicroK8s 1.21 to 1.37). */
static const struct {
	const char *name;
	bool is_bool;
} flags[] = {
	{ "kubelet-args-file", false },
	{ "apiserver-args-file", false },
	{ "controller-manager-args-file", false },
	{ "kubeconfig-file", false },
	{ "proxy-args-file", false },
	{ "scheduler-args-file", false },
	{ "start-control-plane", true },
	{ "start-controller-manager", true },
	{ "start-scheduler", true },
};

/** @return a row of flags by its name; the number of rows if there is none */
static size_t find_flag(const char *name, size_t len)
{
	size_t row = 0;

	while (row < sizeof(flags) / sizeof(flags[0]) &&
	       (strlen(flags[row].name) != len || memcmp(flags[row].name, name, len) != 0)) {
		row++;
	}
	return row;
}

/**
 * Read one flag, as pflag does.
 * @param[in] wanted which flag names the file
 * @param[in,out] index of the flag; becomes that of its last argument
 * @param[in,out] file gets the value if it is the flag that names the file
 */
static enum kp_status read_flag(const struct args_file *wanted, const struct kp_argv *argv,
				size_t *index, const char **file, struct kp_error *reterr)
{
	const char *arg = kp_argv_get(argv, *index);
	const char *name = arg[1] == '-' ? arg + 2 : arg;
	size_t len = strcspn(name, "=");
	size_t row = find_flag(name, len);
	const char *value = name + len + 1;

	if (row == sizeof(flags) / sizeof(flags[0])) {
		(void)kp_fail(reterr, KP_ERR_UNSUPPORTED,
			      "kubelite is not known to have that flag");
		return kp_argv_wrap(argv, *index, KP_ERR_UNSUPPORTED, reterr);
	}
	if (name[len] == '\0' && !flags[row].is_bool) {
		if (*index + 1 >= kp_argv_count(argv)) {
			(void)kp_fail(reterr, KP_ERR_SYNTAX, "flag needs an argument");
			return kp_argv_wrap(argv, *index, KP_ERR_SYNTAX, reterr);
		}
		value = kp_argv_get(argv, ++*index);
	}
	*file = strcmp(flags[row].name, wanted->flag) == 0 ? value : *file;
	return KP_OK;
}

/** Find the file that the arguments of kubelite name. Positional arguments mean nothing to it. */
static enum kp_status find_file(const struct args_file *wanted, const struct kp_argv *argv,
				const char **ret_file, struct kp_error *reterr)
{
	const char *file = wanted->path;

	for (size_t i = 1; i < kp_argv_count(argv); i++) {
		const char *arg = kp_argv_get(argv, i);
		enum kp_status status = KP_OK;

		if (strcmp(arg, "--") == 0) {
			break;
		}
		if (arg[0] == '-' && arg[1] != '\0') {
			status = read_flag(wanted, argv, &i, &file, reterr);
		}
		if (status != KP_OK) {
			return status;
		}
	}
	*ret_file = file;
	return KP_OK;
}

/** The path of the file as the kernel takes it, from the root of the process. */
static enum kp_status find_path(const struct args_file *wanted, const struct kp_process *process,
				char **ret_path, struct kp_error *reterr)
{
	struct kp_text path = { 0 };
	const char *file = NULL;
	enum kp_status status = find_file(wanted, process->argv, &file, reterr);

	if (status != KP_OK) {
		return status;
	}
	if (process->root_fd < 0 || (file[0] != '/' && process->cwd == NULL)) {
		return kp_tell(&process->error, reterr);
	}
	if (file[0] == '\0') {
		return kp_fail(reterr, KP_ERR_SYNTAX, "the path of the arguments file is empty");
	}
	if (file[0] != '/') {
		kp_text_add_str(&path, process->cwd);
		kp_text_add_char(&path, '/');
	}
	kp_text_add_str(&path, file);
	return kp_text_finish(&path, ret_path, reterr);
}

/**
 * The arguments stand in results. Anyone may name a program kubelite and point it to a file that only
 * root may read: of such a process the file is not looked at.
 */
static enum kp_status check_user(const struct kp_process *process, struct kp_error *reterr)
{
	if (process->user_id == 0 || process->user_id == (int64_t)geteuid()) {
		return KP_OK;
	}
	return kp_fail(reterr, KP_ERR_UNSUPPORTED,
		       "a kubelite that does not run as root is not believed which file its "
		       "arguments are in");
}

/** Turn the content of the file into arguments. */
static enum kp_status parse(const struct kp_ctx *ctx, const struct kp_process *process,
			    const char *path, const uint8_t *buf, size_t len,
			    struct kp_given *given, struct kp_error *reterr)
{
	KP_CLEANUP(kp_freep) uint8_t *block = NULL;
	struct kp_goenv env = { .block = process->variables, .len = process->variables_len };
	enum kp_status status = KP_OK;

	if (process->variables != NULL) {
		return kp_argsfile_parse(path, buf, len, &env, &ctx->limits, &given->argv, reterr);
	}
	if (process->origin == KP_ORIGIN_PROCESS) {
		status = kp_procfs_read(process->pid_fd, "environ", ctx->limits.environ_bytes,
					&block, &env.len, NULL);
	}
	if (status == KP_ERR_NOMEM) {
		return kp_fail(reterr, status, "out of memory");
	}
	env.block = block;
	return kp_argsfile_parse(path, buf, len, &env, &ctx->limits, &given->argv, reterr);
}

/** Give what the file of a component says. */
static enum kp_status give(const struct args_file *wanted, const struct kp_ctx *ctx,
			   const struct kp_process *process, struct kp_given *given,
			   struct kp_error *reterr)
{
	KP_CLEANUP(kp_freep) uint8_t *buf = NULL;
	const char *path;
	struct timespec changed;
	bool is_newer = false;
	size_t len;
	enum kp_status status = find_path(wanted, process, &given->file, reterr);

	if (status == KP_OK) {
		status = check_user(process, reterr);
	}
	if (status != KP_OK) {
		return status;
	}
	path = given->file;
	status = kp_ctx_read(ctx, process->root_fd, path, &buf, &len, &changed, reterr);
	if (status != KP_OK) {
		given->changed = status == KP_ERR_NOENT;
		return kp_wrap(reterr, status, "failed to read the arguments file %s", path);
	}
	status = kp_process_is_mounted_over(process, path, &is_newer);
	if (status != KP_OK) {
		return kp_fail(reterr, status, "out of memory");
	}
	if (is_newer || kp_process_predates(process, &changed)) {
		given->changed = true;
		(void)kp_fail(
			&given->doubt, KP_ERR_UNSUPPORTED,
			"%s was changed (content, owner, mode, or the way to it) after kubelite "
			"started",
			path);
	}
	return parse(ctx, process, path, buf, len, given, reterr);
}

enum kp_status kp_kubelite_give(const struct kp_ctx *ctx, const struct kp_process *process,
				struct kp_given *given, struct kp_error *reterr)
{
	return give(&of_kubelet, ctx, process, given, reterr);
}

enum kp_status kp_kubelite_give_proxy(const struct kp_ctx *ctx, const struct kp_process *process,
				      struct kp_given *given, struct kp_error *reterr)
{
	return give(&of_proxy, ctx, process, given, reterr);
}
