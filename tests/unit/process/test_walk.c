/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "fixture_kubelet.h"
#include "hosts/hosts.h"
#include "kubelet/component.h"
#include "kubeproxy/component.h"
#include "node/running.h"
#include "process/walk.h"
#include "table.h"

/*
 * The processes are copies of this very program, under other names: one that finds this variable
 * in its environment says that it is there, and waits to be killed.
 */
#define READY_FD "KUBELET_UNIT_READY_FD"
/** Directory to make its root first, staying in its working directory. */
#define CHROOT   "KUBELET_UNIT_CHROOT"

#define ALPHA "KUBELET_CONFIG_DROPIN_DIR_ALPHA"

static int stand_in(const char *ready_fd)
{
	const char *root = getenv(CHROOT);

	(void)prctl(PR_SET_PDEATHSIG, SIGKILL);
	if (root != NULL && chroot(root) != 0) {
		return EXIT_FAILURE;
	}
	if (write(atoi(ready_fd), "!", 1) != 1) {
		return EXIT_FAILURE;
	}
	for (;;) {
		(void)pause();
	}
}

/** A process to be started. */
struct plan {
	const char *exe;  /* path below the tree, where a copy of this program is put */
	const char *argv; /* arguments, each with a line end */
	const char *cwd;  /* path below the tree; NULL for the tree itself */
	bool alpha;       /* whether the environment asks for drop-in files */
	bool chroot;      /* whether `/jail` of the tree becomes its root */
};

enum {
	MAX_CHILDREN = 4,
	MAX_ARGS = 16
};

static pid_t children[MAX_CHILDREN];
static size_t child_count;

/** Copy this program into a tree. */
static void copy_program(const struct fixture *fixture, const char *path)
{
	int from = open("/proc/self/exe", O_RDONLY | O_CLOEXEC);
	char buffer[65536];
	ssize_t got;
	int to;

	assert_true(from >= 0);
	fixture_write(fixture, path, "", 0);
	to = openat(fixture->fd, path, O_WRONLY | O_CLOEXEC);
	assert_true(to >= 0);
	while ((got = read(from, buffer, sizeof(buffer))) > 0) {
		assert_int_equal(write(to, buffer, (size_t)got), got);
	}
	assert_int_equal(fchmod(to, 0755), 0);
	assert_int_equal(close(to), 0);
	assert_int_equal(close(from), 0);
}

/** Turn lines into an argument vector. @param[in,out] text its line ends become NULs */
static void split(char *text, char **argv)
{
	size_t count = 0;

	while (*text != '\0') {
		size_t len = strcspn(text, "\n");

		assert_true(count + 1 < MAX_ARGS);
		argv[count++] = text;
		text[len] = '\0';
		text += len + 1;
	}
	argv[count] = NULL;
}

/** In the child: become the process that is planned. Never returns. */
static void become(const struct fixture *fixture, const struct plan *plan, int ready)
{
	char path[256];
	char root[256];
	char ready_fd[64];
	char alpha[] = ALPHA "=";
	char other[] = ALPHA "_NOT=";
	char *text = strdup(plan->argv);
	char *argv[MAX_ARGS];
	char *envp[4] = { ready_fd, plan->alpha ? alpha : other, plan->chroot ? root : NULL, NULL };

	(void)snprintf(ready_fd, sizeof(ready_fd), READY_FD "=%d", ready);
	(void)snprintf(root, sizeof(root), CHROOT "=%s/jail", fixture->path);
	(void)snprintf(path, sizeof(path), "%s/%s", fixture->path,
		       plan->cwd == NULL ? "" : plan->cwd);
	if (text == NULL || chdir(path) != 0) {
		_exit(EXIT_FAILURE);
	}
	split(text, argv);
	(void)snprintf(path, sizeof(path), "%s/%s", fixture->path, plan->exe);
	(void)execve(path, argv, envp);
	_exit(EXIT_FAILURE);
}

/** Start a process and wait until it is what it is planned to be. */
static pid_t start(const struct fixture *fixture, const struct plan *plan)
{
	int ends[2];
	char byte;
	pid_t pid;

	copy_program(fixture, plan->exe);
	assert_true(child_count < MAX_CHILDREN);
	assert_int_equal(pipe(ends), 0);
	assert_int_equal(fcntl(ends[0], F_SETFD, FD_CLOEXEC), 0);
	pid = fork();
	if (pid == 0) {
		become(fixture, plan, ends[1]);
	}
	assert_true(pid > 0);
	children[child_count++] = pid;
	assert_int_equal(close(ends[1]), 0);
	assert_int_equal(read(ends[0], &byte, 1), 1);
	assert_int_equal(close(ends[0]), 0);
	return pid;
}

/** End the processes that a row started. */
static void stop_all(void)
{
	while (child_count > 0) {
		pid_t pid = children[--child_count];

		if (pid > 0) {
			(void)kill(pid, SIGKILL);
			(void)waitpid(pid, NULL, 0);
		}
	}
}

/** What a walk told of one process. */
struct seen {
	pid_t wanted;
	pid_t victim; /* to be ended, and waited for, at the first visit; 0 if none */
	size_t visits;
	struct kp_process process; /* taken over: argv, root_fd; copied: cwd, exe */
};

static void seen_done(struct seen *seen)
{
	kp_argv_free(seen->process.argv);
	if (seen->visits > 0 && seen->process.root_fd >= 0) {
		(void)close(seen->process.root_fd);
	}
	free(seen->process.cwd);
}

static enum kp_status visit(void *data, struct kp_process *process, struct kp_error *reterr)
{
	struct seen *seen = data;

	(void)reterr;
	if (process->pid != seen->wanted) {
		return KP_OK;
	}
	seen->visits++;
	seen->process = *process;
	seen->process.exe = NULL;
	seen->process.cwd = process->cwd == NULL ? NULL : strdup(process->cwd);
	assert_true(process->argv == NULL || kp_process_is_same(process, process->argv));
	process->argv = NULL;
	process->root_fd = -1;
	return KP_OK;
}

/** Walk for kubelets alone. @param[out] ret_walk untouched on failure */
static enum kp_status walk_for_kubelets(const struct kp_ctx *ctx, kp_process_visit function,
					void *data, struct kp_process_walk *ret_walk,
					struct kp_error *reterr)
{
	const struct kp_programs programs = kp_host_programs(&kp_kubelet_component);
	struct kp_process_search search = { .programs = &programs,
					    .visit = function,
					    .data = data };
	enum kp_status status = kp_process_walk(ctx, &search, 1, reterr);

	if (status == KP_OK) {
		*ret_walk = search.seen;
	}
	return status;
}

/** Walk the processes of this system. */
static void walk(struct seen *seen, kp_process_visit function)
{
	struct kp_process_walk told = { .unreadable_pid = TABLE_UNTOUCHED_NUMBER };
	struct kp_error error;
	struct kp_ctx ctx;

	assert_int_equal(kp_ctx_init(&ctx, "/", NULL), KP_OK);
	table_error_prepare(&error);
	table_assert_ok(walk_for_kubelets(&ctx, function, seen, &told, &error), &error);
	assert_true((told.unreadable == 0) == (told.unreadable_pid == 0));
	kp_unseen_done(&told.unseen);
	kp_ctx_done(&ctx);
}

struct row {
	const char *name;
	struct plan plan;
	bool found;
	const char *host;
};

/* clang-format off */
#define PLAN(exe, argv) { (exe), (argv), NULL, false, false }
/* clang-format on */
#define FOUND           true, "kubelet"
#define INSIDE(program) true, (program)
#define NOT_FOUND       false, NULL

/* clang-format off */
static struct row rows[] = {
	{ "a kubelet", PLAN("usr/bin/kubelet", "/usr/bin/kubelet\n--v=2\n"), FOUND },
	{ "a kubelet of another title", PLAN("usr/bin/kubelet", "x\n"), FOUND },
	{ "a kubelet without title", PLAN("usr/bin/kubelet", "\n--v=2\n"), FOUND },
	{ "a kubelet with an empty argument", PLAN("kubelet", "kubelet\n--cloud-provider\n\n--node-labels\n\n"), FOUND },
	{ "a kubelet with anything in its arguments", PLAN("kubelet", "kubelet\n) S 1 \xFF\x01\n"), FOUND },
	{ "a program of many names", PLAN("snap/bin/kubernetes", "/snap/k8s/1/bin/kubelet\n--v=2\n"), INSIDE("kubernetes") },
	{ "a program of many names by a subcommand", PLAN("snap/bin/kubernetes", "/snap/k8s/1/bin/kubernetes\nkubelet\n--v=2\n"), INSIDE("kubernetes") },
	{ "a program of many names as something else", PLAN("snap/bin/kubernetes", "/snap/k8s/1/bin/kubernetes\nkube-apiserver\n--x\nkubelet\n"), NOT_FOUND },
	{ "a name relative to somewhere", PLAN("multi", "./kubelet\n"), FOUND },
	{ "a kubelet of a version", PLAN("opt/bin/kubelet-1.30.1", "/opt/bin/kubelet-1.30.1\n--v=2\n"), FOUND },
	{ "a kubelet of a version, behind a link", PLAN("opt/bin/kubelet-v1.31.2", "x\n--v=2\n"), FOUND },
	{ "a kubelet of a version by its title", PLAN("opt/bin/node", "/opt/bin/kubelet-v1.31.2\n--v=2\n"), FOUND },
	{ "a kubelet behind a wrapper", PLAN("usr/bin/kubelet.real", "kubelet.real\n--v=2\n"), FOUND },
	{ "a kubelet behind a wrapper of Nix", PLAN("nix/.kubelet-wrapped", "x\n--v=2\n"), FOUND },
	{ "a kubelet by the loader", PLAN("lib64/ld-linux-x86-64.so.2", "/lib64/ld-linux-x86-64.so.2\n/usr/bin/kubelet\n--v=2\n"), FOUND },
	{ "a kubelet by the loader with options", PLAN("ld-linux-x86-64.so.2", "ld.so\n--library-path\n/opt/kubelet\n--argv0\nx\n/usr/bin/kubelet\n--v=2\n"), FOUND },
	{ "a kubelet by an emulator", PLAN("bin/qemu-x86_64-static", "/bin/qemu-x86_64-static\n/usr/bin/kubelet\n--v=2\n"), FOUND },
	{ "a kubelet by Rosetta", PLAN("run/rosetta/rosetta", "/run/rosetta/rosetta\n/usr/bin/kubelet\n/usr/bin/kubelet\n--v=2\n"), FOUND },
	{ "k3s by an emulator", PLAN("bin/qemu-x86_64", "qemu-x86_64\n/usr/bin/k3s\nserver\n"), INSIDE("k3s") },
	{ "something else by an emulator", PLAN("bin/qemu-x86_64", "qemu-x86_64\n/usr/bin/vi\n/etc/kubelet\n"), NOT_FOUND },
	{ "hyperkube of a version", PLAN("hyperkube-v1.18", "hyperkube-v1.18\nkubelet\n--v=2\n"), INSIDE("hyperkube") },
	{ "k3s with the value of a flag before its subcommand", PLAN("bin/k3s", "k3s\n--data-dir\n/x\nserver\n"), INSIDE("k3s") },
	{ "microshift with the value of a flag before its subcommand", PLAN("bin/microshift", "microshift\n--v\n3\nrun\n"), INSIDE("microshift") },
	{ "k3s as crictl with a flag", PLAN("bin/k3s", "crictl\n--debug\nps\n--name\nagent\n"), NOT_FOUND },
	{ "hyperkube by a link named kubelet", PLAN("hyperkube", "./kubelet\n--v=2\n"), INSIDE("hyperkube") },
	{ "hyperkube as a kubelet", PLAN("hyperkube", "hyperkube\nkubelet\n--v=2\n"), INSIDE("hyperkube") },
	{ "hyperkube as something else", PLAN("hyperkube", "hyperkube\napiserver\n"), NOT_FOUND },
	{ "k3s as a server", PLAN("bin/k3s", "k3s\nserver\n"), INSIDE("k3s") },
	{ "k3s as an agent", PLAN("bin/k3s", "k3s\nagent\n--x\n"), INSIDE("k3s") },
	{ "k3s with its title overwritten", PLAN("bin/k3s", "/usr/local/bin/k3s server\n"), INSIDE("k3s") },
	{ "k3s with a title, and the rest of its arguments wiped out", PLAN("bin/k3s", "/usr/local/bin/k3s agent\n\n\n\n"), INSIDE("k3s") },
	{ "k3s with a title, and an argument", PLAN("bin/k3s", "/usr/local/bin/k3s agent\nx\n"), NOT_FOUND },
	{ "k3s that starts k3s again", PLAN("bin/k3s", "/usr/local/bin/k3s init\n"), NOT_FOUND },
	{ "k3s with a flag of its own", PLAN("bin/k3s", "k3s\n--debug\nserver\n"), INSIDE("k3s") },
	{ "k3s as kubectl for a server", PLAN("bin/k3s", "kubectl\nget\nserver\n"), NOT_FOUND },
	{ "k3s as crictl", PLAN("bin/k3s", "crictl\nps\n--name\nagent\n"), NOT_FOUND },
	{ "k3s as kubectl by its own name", PLAN("bin/k3s", "k3s\nkubectl\nlogs\nserver\n"), NOT_FOUND },
	{ "microk8s as kubectl", PLAN("snap/microk8s/1/kubectl", "/snap/microk8s/1/kubectl\nget\nkubelite\n"), NOT_FOUND },
	{ "k3s as kubectl", PLAN("bin/k3s", "k3s\nkubectl\nget\nnodes\n"), NOT_FOUND },
	{ "k3s alone", PLAN("bin/k3s", "k3s\n"), NOT_FOUND },
	{ "kubelite", PLAN("snap/kubelite", "/snap/microk8s/1/kubelite\n--kubelet-args-file=/x\n"), INSIDE("kubelite") },
	{ "microshift", PLAN("bin/microshift", "microshift\nrun\n"), INSIDE("microshift") },
	{ "microshift telling its version", PLAN("bin/microshift", "microshift\nversion\n"), NOT_FOUND },
	{ "a search for kubelets", PLAN("bin/grep", "grep\nkubelet\n"), NOT_FOUND },
	{ "an API server with keys for kubelets", PLAN("bin/kube-apiserver", "kube-apiserver\n--kubelet-client-key=/x\n"), NOT_FOUND },
	{ "a script named kubelet", PLAN("bin/sh", "/bin/sh\n/usr/bin/kubelet\n"), NOT_FOUND },
	{ "a name that begins as kubelet", PLAN("bin/kubelet-backup", "kubelet-backup\n"), NOT_FOUND },
	{ "a name that ends as kubelet", PLAN("bin/fake-kubelet", "fake-kubelet\n"), NOT_FOUND },
	{ "a name in capitals", PLAN("bin/Kubelet", "Kubelet\n"), NOT_FOUND },
	{ "a directory named kubelet", PLAN("var/lib/kubelet/plugin", "/var/lib/kubelet/plugin\n"), NOT_FOUND },
	{ "a title with a slash at its end", PLAN("bin/x", "/usr/bin/kubelet/\n"), NOT_FOUND },
	{ "a title with a blank", PLAN("bin/x", "kubelet server\n"), NOT_FOUND },
	{ "an editor of its configuration", PLAN("bin/vi", "vi\n/var/lib/kubelet/config.yaml\n"), NOT_FOUND },
};

/* clang-format on */

/** The arguments of a process are the lines of a text. */
static void assert_argv(const struct kp_argv *argv, const char *text)
{
	size_t count = 0;

	assert_non_null(argv);
	while (*text != '\0') {
		size_t len = strcspn(text, "\n");

		assert_true(count < kp_argv_count(argv));
		assert_int_equal(strlen(kp_argv_get(argv, count)), len);
		assert_memory_equal(kp_argv_get(argv, count), text, len);
		count++;
		text += len + 1;
	}
	assert_int_equal(kp_argv_count(argv), count);
}

/** Two descriptors, or a descriptor and a path, are the same directory. */
static void assert_same_dir(int fd, const char *path)
{
	struct stat opened;
	struct stat wanted;

	assert_true(fd >= 0);
	assert_int_equal(fstat(fd, &opened), 0);
	assert_int_equal(stat(path, &wanted), 0);
	assert_int_equal(opened.st_ino, wanted.st_ino);
	assert_int_equal(opened.st_dev, wanted.st_dev);
}

static void test_row(void **state)
{
	const struct row *row = *state;
	struct seen seen = { 0 };
	struct fixture fixture;

	fixture_build(&fixture, "");
	seen.wanted = start(&fixture, &row->plan);
	walk(&seen, visit);
	stop_all();
	assert_int_equal(seen.visits, row->found ? 1 : 0);
	if (row->found) {
		assert_argv(seen.process.argv, row->plan.argv);
		assert_same_dir(seen.process.root_fd, "/");
		assert_string_equal(seen.process.cwd, fixture.path);
		assert_int_equal(seen.process.error.status, KP_OK);
		assert_non_null(seen.process.host);
		assert_string_equal(kp_host_name(seen.process.host), row->host);
		assert_int_equal(seen.process.has_variable, KP_KNOWN_NO);
		assert_int_equal(seen.process.user_id, geteuid());
	}
	seen_done(&seen);
}

/** The start of a process is known to a clock tick. */
static void test_start(void **state)
{
	static const struct plan plan = PLAN("kubelet", "kubelet\n");
	struct timespec before = { 0 };
	struct timespec after = { 0 };
	struct seen seen = { 0 };
	struct fixture fixture;
	int64_t tick = 1000000000 / sysconf(_SC_CLK_TCK);
	int64_t told;

	(void)state;
	fixture_build(&fixture, "");
	(void)clock_gettime(CLOCK_REALTIME, &before);
	seen.wanted = start(&fixture, &plan);
	(void)clock_gettime(CLOCK_REALTIME, &after);
	walk(&seen, visit);
	stop_all();
	assert_int_equal(seen.visits, 1);
	assert_true(seen.process.start.tv_nsec >= 0 && seen.process.start.tv_nsec < 1000000000);
	told = (seen.process.start.tv_sec - before.tv_sec) * INT64_C(1000000000) +
	       seen.process.start.tv_nsec - before.tv_nsec;
	assert_true(told >= -tick);
	told = (seen.process.start.tv_sec - after.tv_sec) * INT64_C(1000000000) +
	       seen.process.start.tv_nsec - after.tv_nsec;
	assert_true(told <= tick);
	seen_done(&seen);
}

static void test_cwd_and_alpha(void **state)
{
	static const struct plan plan = { "kubelet", "kubelet\n", "some where", true, false };
	struct seen seen = { 0 };
	struct fixture fixture;
	char cwd[128];

	(void)state;
	fixture_build(&fixture, "some where/\n");
	seen.wanted = start(&fixture, &plan);
	walk(&seen, visit);
	stop_all();
	assert_int_equal(seen.visits, 1);
	(void)snprintf(cwd, sizeof(cwd), "%s/some where", fixture.path);
	assert_string_equal(seen.process.cwd, cwd);
	assert_int_equal(seen.process.has_variable, KP_KNOWN_YES);
	seen_done(&seen);
}

/** An upgrade removes the executable of a kubelet that runs on. */
static void test_deleted(void **state)
{
	static const struct plan plan = PLAN("bin/kubelet", "x\n--v=2\n");
	struct seen seen = { 0 };
	struct fixture fixture;

	(void)state;
	fixture_build(&fixture, "");
	seen.wanted = start(&fixture, &plan);
	assert_int_equal(unlinkat(fixture.fd, "bin/kubelet", 0), 0);
	walk(&seen, visit);
	stop_all();
	assert_int_equal(seen.visits, 1);
	assert_argv(seen.process.argv, plan.argv);
	assert_true(seen.process.exe_replaced);
	seen_done(&seen);
}

/** A name that ends as the kernel marks a removed file, and is not kubelet without that. */
static void test_named_deleted(void **state)
{
	static const struct plan plan = PLAN("bin/x (deleted)", "x\n");
	struct seen seen = { 0 };
	struct fixture fixture;

	(void)state;
	fixture_build(&fixture, "");
	seen.wanted = start(&fixture, &plan);
	walk(&seen, visit);
	stop_all();
	assert_int_equal(seen.visits, 0);
}

/** Of a process in a chroot(2) everything is seen from there. */
struct chroot_row {
	const char *name;
	const char *from_outside;
	const char *from_inside;
};

static struct chroot_row chroot_rows[] = {
	{ "chroot: below its root", "jail/sub", "/sub" },
	{ "chroot: in its root", "jail", "/" },
};

static void test_chroot(void **state)
{
	const struct chroot_row *row = *state;
	const struct plan plan = { "kubelet", "kubelet\n", row->from_outside, false, true };
	struct seen seen = { 0 };
	struct fixture fixture;
	char jail[128];

	if (geteuid() != 0) {
		skip();
	}
	fixture_build(&fixture, "jail/sub/\n");
	seen.wanted = start(&fixture, &plan);
	walk(&seen, visit);
	stop_all();
	assert_int_equal(seen.visits, 1);
	(void)snprintf(jail, sizeof(jail), "%s/jail", fixture.path);
	assert_same_dir(seen.process.root_fd, jail);
	assert_string_equal(seen.process.cwd, row->from_inside);
	seen_done(&seen);
}

/** Visit one process, and end another one that comes later. */
static enum kp_status visit_and_end(void *data, struct kp_process *process, struct kp_error *reterr)
{
	struct seen *seen = data;

	(void)reterr;
	assert_int_not_equal(process->pid, seen->victim);
	if (process->pid == seen->wanted) {
		seen->visits++;
		(void)kill(seen->victim, SIGKILL);
		(void)waitpid(seen->victim, NULL, 0);
	}
	return KP_OK;
}

/** A process that ends during the walk is left out. */
static void test_vanishing(void **state)
{
	static const struct plan plan = PLAN("kubelet", "kubelet\n");
	struct seen seen = { 0 };
	struct fixture fixture;
	pid_t first;
	pid_t second;

	(void)state;
	fixture_build(&fixture, "");
	first = start(&fixture, &plan);
	assert_int_equal(unlinkat(fixture.fd, "kubelet", 0), 0);
	second = start(&fixture, &plan);
	/* /proc is in the order of the pids, which may begin anew in between. */
	seen.wanted = first < second ? first : second;
	seen.victim = first < second ? second : first;
	walk(&seen, visit_and_end);
	for (size_t i = 0; i < child_count; i++) {
		children[i] = children[i] == seen.victim ? 0 : children[i];
	}
	stop_all();
	assert_int_equal(seen.visits, 1);
}

/** End a process while it is visited, and say so. */
static enum kp_status visit_the_end(void *data, struct kp_process *process, struct kp_error *reterr)
{
	struct seen *seen = data;
	struct kp_argv *other;

	if (process->pid != seen->wanted) {
		return KP_OK;
	}
	other = fixture_argv("--v=3\n");
	assert_true(kp_process_is_same(process, process->argv));
	assert_false(kp_process_is_same(process, other));
	kp_argv_free(other);
	(void)kill(seen->wanted, SIGKILL);
	(void)waitpid(seen->wanted, NULL, 0);
	assert_false(kp_process_is_same(process, process->argv));
	seen->visits++;
	return kp_fail(reterr, KP_ERR_GONE, "it is gone");
}

/** A process that ends while it is visited is counted. */
static void test_gone(void **state)
{
	static const struct plan plan = PLAN("kubelet", "kubelet\n--v=2\n");
	struct kp_process_walk told = { 0 };
	struct seen seen = { 0 };
	struct fixture fixture;
	struct kp_ctx ctx;

	(void)state;
	fixture_build(&fixture, "");
	seen.wanted = start(&fixture, &plan);
	assert_int_equal(kp_ctx_init(&ctx, "/", NULL), KP_OK);
	assert_int_equal(walk_for_kubelets(&ctx, visit_the_end, &seen, &told, NULL), KP_OK);
	kp_unseen_done(&told.unseen);
	kp_ctx_done(&ctx);
	children[0] = 0;
	stop_all();
	assert_int_equal(seen.visits, 1);
	assert_true(told.vanished >= 1);
}

/** A process that has ended, but was not waited for, is none. */
static void test_zombie(void **state)
{
	static const struct plan plan = PLAN("kubelet", "kubelet\n");
	struct seen seen = { 0 };
	struct fixture fixture;
	siginfo_t info;

	(void)state;
	fixture_build(&fixture, "");
	seen.wanted = start(&fixture, &plan);
	assert_int_equal(kill(seen.wanted, SIGKILL), 0);
	assert_int_equal(waitid(P_PID, (id_t)seen.wanted, &info, WEXITED | WNOWAIT), 0);
	walk(&seen, visit);
	stop_all();
	assert_int_equal(seen.visits, 0);
}

/** Arguments past the limit are not cut, but missing. */
static void test_limit(void **state)
{
	static const struct plan plan = PLAN("kubelet", "kubelet\n--v=2\n");
	size_t len = strlen(plan.argv);

	(void)state;
	for (size_t limit = len - 1; limit <= len; limit++) {
		struct kp_process_walk told;
		struct seen seen = { 0 };
		struct fixture fixture;
		struct kp_ctx ctx;

		fixture_build(&fixture, "");
		seen.wanted = start(&fixture, &plan);
		assert_int_equal(kp_ctx_init(&ctx, "/", NULL), KP_OK);
		ctx.limits.argv_bytes = limit;
		assert_int_equal(walk_for_kubelets(&ctx, visit, &seen, &told, NULL), KP_OK);
		kp_unseen_done(&told.unseen);
		kp_ctx_done(&ctx);
		stop_all();
		assert_int_equal(seen.visits, 1);
		if (limit < len) {
			assert_null(seen.process.argv);
			table_assert_failed(seen.process.error.status, &seen.process.error,
					    KP_ERR_LIMIT, 0, "cmdline is larger than");
		} else {
			assert_argv(seen.process.argv, plan.argv);
		}
		seen_done(&seen);
		fixture_remove_all();
	}
}

static enum kp_status visit_and_stop(void *data, struct kp_process *process,
				     struct kp_error *reterr)
{
	struct seen *seen = data;

	seen->visits++;
	return kp_fail(reterr, KP_ERR_INVAL, "enough of %ld", (long)process->pid);
}

/** A visitor can end the walk. */
static void test_stop(void **state)
{
	static const struct plan plan = PLAN("kubelet", "kubelet\n");
	struct kp_process_walk told = { .unreadable = TABLE_UNTOUCHED_NUMBER };
	struct seen seen = { 0 };
	struct fixture fixture;
	struct kp_error error;
	struct kp_ctx ctx;

	(void)state;
	fixture_build(&fixture, "");
	(void)start(&fixture, &plan);
	assert_int_equal(kp_ctx_init(&ctx, "/", NULL), KP_OK);
	table_error_prepare(&error);
	table_assert_failed(walk_for_kubelets(&ctx, visit_and_stop, &seen, &told, &error), &error,
			    KP_ERR_INVAL, 0, "enough of ");
	kp_ctx_done(&ctx);
	stop_all();
	assert_int_equal(seen.visits, 1);
	assert_int_equal(told.unreadable, TABLE_UNTOUCHED_NUMBER);
}

/** A root without a procfs. */
static void test_no_proc(void **state)
{
	struct kp_process_walk told = { .unreadable = TABLE_UNTOUCHED_NUMBER };
	struct fixture fixture;
	struct kp_error error;
	struct kp_ctx ctx;

	(void)state;
	fixture_build(&fixture, "");
	assert_int_equal(kp_ctx_init(&ctx, fixture.path, NULL), KP_OK);
	table_error_prepare(&error);
	table_assert_failed(walk_for_kubelets(&ctx, visit, NULL, &told, &error), &error,
			    KP_ERR_NOENT, 0, "/proc");
	assert_int_equal(told.unreadable, TABLE_UNTOUCHED_NUMBER);
	kp_ctx_done(&ctx);
}

/** From the process to its setting: the file is found from its working directory. */
static void test_collect(void **state)
{
	static const struct plan plan = { "kubelet", "kubelet\n--config=c.yaml\n", "etc", false,
					  false };
	static const char config[] = FIXTURE_HEADER "authorization: {mode: AlwaysAllow}\n";
	const struct kp_kubelet *found = NULL;
	struct kp_setting *setting = NULL;
	struct kp_kubelets *kubelets = NULL;
	struct fixture fixture;
	struct kp_error error;
	struct kp_ctx ctx;
	char path[128];
	pid_t pid;

	(void)state;
	fixture_build(&fixture, "");
	fixture_write(&fixture, "etc/c.yaml", config, strlen(config));
	pid = start(&fixture, &plan);
	assert_int_equal(kp_ctx_init(&ctx, "/", NULL), KP_OK);
	table_error_prepare(&error);
	table_assert_ok(kp_kubelets_collect(&fixture_query, &ctx, &kubelets, &error), &error);
	kp_ctx_done(&ctx);
	stop_all();
	for (size_t i = 0; i < kp_kubelets_count(kubelets); i++) {
		const struct kp_kubelet *kubelet = kp_kubelets_get(kubelets, i);

		found = kp_kubelet_identity(kubelet)->pid == pid ? kubelet : found;
	}
	assert_non_null(found);
	(void)snprintf(path, sizeof(path), "%s/etc/c.yaml", fixture.path);
	assert_string_equal(kp_kubelet_config_file(found), path);
	assert_null(kp_kubelet_argv_error(found));
	assert_int_equal(kp_kubelet_identity(found)->user_id, geteuid());
	(void)snprintf(path, sizeof(path), "%s/kubelet", fixture.path);
	assert_string_equal(kp_kubelet_identity(found)->executable, path);
	assert_false(kp_kubelet_changed_since_start(found));
	table_assert_ok(kp_kubelet_setting(found, "authorization.mode", &setting, &error), &error);
	assert_string_equal(setting->value, "AlwaysAllow");
	kp_setting_free(setting);
	kp_kubelets_free(kubelets);
}

int main(void)
{
	static const struct table tables[] = {
		TABLE_ROWS(test_row, rows),    TABLE_ONE(test_start),
		TABLE_ONE(test_cwd_and_alpha), TABLE_ONE(test_deleted),
		TABLE_ONE(test_named_deleted), TABLE_ROWS(test_chroot, chroot_rows),
		TABLE_ONE(test_vanishing),     TABLE_ONE(test_gone),
		TABLE_ONE(test_zombie),        TABLE_ONE(test_limit),
		TABLE_ONE(test_stop),          TABLE_ONE(test_no_proc),
		TABLE_ONE(test_collect),
	};
	const char *ready_fd = getenv(READY_FD);

	return ready_fd != NULL ? stand_in(ready_fd) : TABLE_MAIN(tables);
}
