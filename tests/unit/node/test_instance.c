/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "base/cleanup.h"
#include "base/text.h"
#include "fixture_kubelet.h"
#include "node/running.h"
#include "table.h"

#define H FIXTURE_HEADER
#define AA                                                                            \
	"\tapiVersion: kubelet.config.k8s.io/v1beta1\n\tkind: KubeletConfiguration\n" \
	"\tauthorization:\n\t  mode: AlwaysAllow\n"

/** The tree of the rows below; the working directory is /cwd. */
static const char tree[] = "etc/kubelet.yaml:\n" AA "cwd/kubelet.yaml:\n" AA "etc/empty:\n"
			   "etc/dir/\n"
			   "etc/pipe |\n"
			   "etc/large:\n" AA "\t# a comment that makes it large\n"
			   "etc/broken:\n\ta: [\n"
			   "etc/other: kind: Other\n"
			   "absolute -> /etc/kubelet.yaml\n"
			   "relative -> etc/kubelet.yaml\n"
			   "far-up -> ../../../etc/kubelet.yaml\n"
			   "loop -> loop\n"
			   "dangling -> nothing\n"
			   "to-dir -> etc\n"
			   "name with blanks: x\n";

/** Files that are named, and what becomes of them. */
struct row {
	const char *name;
	const char *argv;
	const char *path;      /* of the configuration file; NULL if there is none */
	enum kp_status status; /* of each setting */
	const char *wanted;    /* the location of the mode; of a failure, a part of the message */
};

/* clang-format off */
static struct row rows[] = {
	{ "an absolute path", "--config=/etc/kubelet.yaml\n", "/etc/kubelet.yaml", KP_OK, "/etc/kubelet.yaml:4" },
	{ "a path in the next argument", "--config\n/etc/kubelet.yaml\n", "/etc/kubelet.yaml", KP_OK, "/etc/kubelet.yaml:4" },
	{ "a path below the working directory", "--config=kubelet.yaml\n", "/cwd/kubelet.yaml", KP_OK, "/cwd/kubelet.yaml:4" },
	{ "a path beside the working directory", "--config=../etc/kubelet.yaml\n", "/etc/kubelet.yaml", KP_OK, "/etc/kubelet.yaml:4" },
	{ "a path that is not clean", "--config=//etc/./dir/../kubelet.yaml\n", "/etc/kubelet.yaml", KP_OK, "/etc/kubelet.yaml:4" },
	{ "the last of two paths", "--config=/etc/missing\n--config=/etc/kubelet.yaml\n", "/etc/kubelet.yaml", KP_OK, "/etc/kubelet.yaml:4" },
	{ "no path", "", NULL, KP_OK, "default without --config" },
	{ "an empty path", "--config=\n", NULL, KP_OK, "default without --config" },
	{ "an empty path in the next argument", "--config\n\n", NULL, KP_OK, "default without --config" },
	{ "an empty path behind another", "--config=/etc/kubelet.yaml\n--config=\n", NULL, KP_OK, "default without --config" },
	{ "an absolute link", "--config=/absolute\n", "/absolute", KP_OK, "/absolute:4" },
	{ "a relative link", "--config=/relative\n", "/relative", KP_OK, "/relative:4" },
	{ "a link that would lead out", "--config=/far-up\n", "/far-up", KP_OK, "/far-up:4" },
	{ "a link to a directory on the way", "--config=/to-dir/kubelet.yaml\n", "/to-dir/kubelet.yaml", KP_OK, "/to-dir/kubelet.yaml:4" },
	{ "not there", "--config=/etc/missing\n", "/etc/missing", KP_ERR_NOENT, "failed to load kubelet config file /etc/missing: cannot open /etc/missing: No such file" },
	{ "not there, but in the scanner's root", "--config=/bin/sh\n", "/bin/sh", KP_ERR_NOENT, "No such file" },
	{ "a link to nothing", "--config=/dangling\n", "/dangling", KP_ERR_NOENT, "No such file" },
	{ "a link to itself", "--config=/loop\n", "/loop", KP_ERR_IO, "symbolic links" },
	{ "below a file", "--config=/etc/kubelet.yaml/x\n", "/etc/kubelet.yaml/x", KP_ERR_NOENT, "Not a directory" },
	{ "a directory", "--config=/etc/dir\n", "/etc/dir", KP_ERR_SYNTAX, "/etc/dir is a directory" },
	{ "a FIFO, which nobody writes to", "--config=/etc/pipe\n", "/etc/pipe", KP_ERR_SYNTAX, "/etc/pipe is a FIFO" },
	{ "an empty file", "--config=/etc/empty\n", "/etc/empty", KP_ERR_SYNTAX, "failed to load kubelet config file /etc/empty: the file is empty" },
	{ "a file larger than the limit", "--config=/etc/large\n", "/etc/large", KP_ERR_LIMIT, "/etc/large is larger than the limit of 128 bytes" },
	{ "a broken file", "--config=/etc/broken\n", "/etc/broken", KP_ERR_SYNTAX, "failed to load kubelet config file /etc/broken: line " },
	{ "a file of another kind", "--config=/etc/other\n", "/etc/other", KP_ERR_SYNTAX, "failed to load kubelet config file /etc/other: line 1: kind" },
	{ "a name with blanks", "--config=/name with blanks\n", "/name with blanks", KP_ERR_SYNTAX, "/name with blanks" },
};

/* clang-format on */

static void assert_setting(const struct kp_kubelet *kubelet, const struct row *row)
{
	struct kp_setting *setting = TABLE_UNTOUCHED;
	struct kp_error error;
	enum kp_status status;

	table_error_prepare(&error);
	status = kp_kubelet_setting(kubelet, "authorization.mode", &setting, &error);
	if (row->status == KP_OK) {
		table_assert_ok(status, &error);
		table_assert_location(setting, row->wanted);
		assert_string_equal(setting->value, "AlwaysAllow");
		kp_setting_free(setting);
		return;
	}
	table_assert_failed(status, &error, row->status, -1, row->wanted);
	assert_ptr_equal(setting, TABLE_UNTOUCHED);
}

static void test_row(void **state)
{
	const struct row *row = *state;
	struct kp_kubelet *kubelet = NULL;
	struct kp_process process;
	struct fixture fixture;
	struct kp_error error;
	struct kp_ctx ctx;

	fixture_build(&fixture, tree);
	process = fixture_process(&fixture, row->argv);
	assert_int_equal(kp_ctx_init(&ctx, "/", NULL), KP_OK);
	ctx.limits.file_bytes = 128;
	table_error_prepare(&error);
	table_assert_ok(kp_kubelet_new(&fixture_query, &ctx, &process, &kubelet, &error), &error);
	assert_null(process.argv);
	assert_null(process.cwd);
	kp_ctx_done(&ctx);
	assert_int_equal(kp_kubelet_identity(kubelet)->pid, 4242);
	assert_int_equal(kp_kubelet_identity(kubelet)->origin, KP_ORIGIN_PROCESS);
	assert_null(kp_kubelet_argv_error(kubelet));
	table_assert_text(kp_kubelet_config_file(kubelet), row->path);
	assert_null(kp_kubelet_config_dir(kubelet));
	assert_string_equal(kp_argv_get(kp_kubelet_argv(kubelet), 0), "kubelet");
	assert_int_equal(kp_kubelet_changed_since_start(kubelet), row->status == KP_ERR_NOENT);
	assert_setting(kubelet, row);
	kp_kubelet_free(kubelet);
}

/** What may not be read is not absent. */
static void test_unreadable(void **state)
{
	struct row row = { "", "", "/etc/secret", KP_ERR_PERM, "/etc/secret: Permission denied" };
	struct kp_kubelet *kubelet;
	struct fixture fixture;

	(void)state;
	if (geteuid() == 0) {
		skip();
	}
	fixture_build(&fixture, "etc/secret: x\n");
	assert_int_equal(fchmodat(fixture.fd, "etc/secret", 0, 0), 0);
	kubelet = fixture_kubelet(&fixture, "--config=/etc/secret\n");
	assert_false(kp_kubelet_changed_since_start(kubelet));
	assert_setting(kubelet, &row);
	kp_kubelet_free(kubelet);
}

/** Without one good command line nothing can be said. */
struct argv_row {
	const char *name;
	const char *argv;
	enum kp_status status;
	const char *says;
};

static struct argv_row argv_rows[] = {
	{ "arguments: an unknown flag", "--config=/etc/kubelet.yaml\n--nope\n", KP_ERR_SYNTAX,
	  "argv[2]: unknown flag: --nope" },
	{ "arguments: a word", "--config=/etc/kubelet.yaml\nfoo\n", KP_ERR_SYNTAX,
	  "argv[2]: unknown command \"(hidden)\"" },
	{ "arguments: a bad value", "--read-only-port=x\n", KP_ERR_SYNTAX,
	  "argv[1]: invalid argument \"x\" for \"--read-only-port\" flag" },
	{ "arguments: a value is missing", "--config\n", KP_ERR_SYNTAX,
	  "argv[1]: flag needs an argument: --config" },
	{ "arguments: flags of versions that are never the same",
	  "--logtostderr\n--fail-cgroupv1\n", KP_ERR_SYNTAX, "unknown flag: --logtostderr" },
};

static void assert_argv_error(const struct kp_kubelet *kubelet, enum kp_status status,
			      const char *says)
{
	const struct kp_error *error = kp_kubelet_argv_error(kubelet);
	struct kp_setting *setting = TABLE_UNTOUCHED;
	struct kp_error told;

	assert_non_null(error);
	table_assert_failed(error->status, error, status, 0, says);
	assert_null(kp_kubelet_config_file(kubelet));
	assert_null(kp_kubelet_config_dir(kubelet));
	table_error_prepare(&told);
	table_assert_failed(kp_kubelet_setting(kubelet, "authorization.mode", &setting, &told),
			    &told, status, 0, says);
	table_assert_failed(
		kp_kubelet_setting_in(kubelet, 36, "authorization.mode", &setting, &told), &told,
		status, 0, says);
	assert_int_equal(kp_kubelet_setting(kubelet, "x", &setting, NULL), status);
	assert_ptr_equal(setting, TABLE_UNTOUCHED);
}

static void test_argv(void **state)
{
	const struct argv_row *row = *state;
	struct kp_kubelet *kubelet;
	struct fixture fixture;

	fixture_build(&fixture, tree);
	kubelet = fixture_kubelet(&fixture, row->argv);
	assert_argv_error(kubelet, row->status, row->says);
	assert_true(kp_argv_count(kp_kubelet_argv(kubelet)) > 1);
	kp_kubelet_free(kubelet);
}

/** Arguments that could not be read. */
static void test_no_argv(void **state)
{
	struct kp_kubelet *kubelet;
	struct kp_process process;
	struct fixture fixture;

	(void)state;
	fixture_build(&fixture, "");
	process = fixture_process(&fixture, "");
	kp_argv_free(kp_steal(&process.argv));
	(void)kp_fail_errno(&process.error, EACCES, "cannot read cmdline");
	kubelet = fixture_kubelet_of(&fixture, &process);
	assert_argv_error(kubelet, KP_ERR_PERM, "cannot read cmdline: Permission denied");
	assert_null(kp_kubelet_argv(kubelet));
	assert_int_equal(kp_argv_count(kp_kubelet_command(kubelet)), 0);
	kp_kubelet_free(kubelet);
}

/** A process whose surroundings cannot be seen: its arguments still can. */
static void blind(struct kp_process *process)
{
	free(kp_steal(&process->cwd));
	process->root_fd = -1;
	(void)kp_fail_errno(&process->error, EACCES, "cannot open root");
}

static void test_blind(void **state)
{
	struct row without = { "", "", NULL, KP_OK, "default without --config" };
	struct row with = { "", "", NULL, KP_ERR_PERM,
			    "config file /etc/kubelet.yaml: cannot open root: Permission denied" };
	struct kp_kubelet *kubelet;
	struct kp_process process;
	struct fixture fixture;

	(void)state;
	fixture_build(&fixture, tree);
	process = fixture_process(&fixture, "");
	blind(&process);
	kubelet = fixture_kubelet_of(&fixture, &process);
	assert_null(kp_kubelet_argv_error(kubelet));
	assert_setting(kubelet, &without);
	kp_kubelet_free(kubelet);
	process = fixture_process(&fixture, "--config=/etc/kubelet.yaml\n");
	blind(&process);
	kubelet = fixture_kubelet_of(&fixture, &process);
	assert_null(kp_kubelet_argv_error(kubelet));
	assert_string_equal(kp_kubelet_config_file(kubelet), "/etc/kubelet.yaml");
	assert_false(kp_kubelet_changed_since_start(kubelet));
	assert_setting(kubelet, &with);
	kp_kubelet_free(kubelet);
	process = fixture_process(&fixture, "--config=kubelet.yaml\n");
	blind(&process);
	kubelet = fixture_kubelet_of(&fixture, &process);
	assert_argv_error(kubelet, KP_ERR_PERM,
			  "argv[1]: --config is relative to a working directory");
	kp_kubelet_free(kubelet);
}

/** A path in a file goes up from the directory of the file, which may have had another name. */
static void test_two_names(void **state)
{
	static const char text[] = H "tlsCertFile: ../c\ntlsPrivateKeyFile: k\n";
	struct kp_setting *setting = TABLE_UNTOUCHED;
	struct kp_kubelet *kubelet;
	struct kp_process process;
	struct fixture fixture;
	struct kp_error error;

	(void)state;
	fixture_build(&fixture, "");
	fixture_write(&fixture, "cwd/f", text, strlen(text));
	process = fixture_process(&fixture, "--config=f\n");
	process.cwd_other = strdup("/other");
	kubelet = fixture_kubelet_of(&fixture, &process);
	table_error_prepare(&error);
	table_assert_failed(kp_kubelet_setting(kubelet, "tlsCertFile", &setting, &error), &error,
			    KP_ERR_UNSUPPORTED, 0, "/cwd/f: ../c is relative to a directory");
	assert_ptr_equal(setting, TABLE_UNTOUCHED);
	table_error_prepare(&error);
	table_assert_ok(kp_kubelet_setting(kubelet, "tlsPrivateKeyFile", &setting, &error), &error);
	assert_string_equal(setting->value, "/cwd/k");
	kp_setting_free(setting);
	kp_kubelet_free(kubelet);
}

/** A file that changed around the start of the process, which is known to a clock tick. */
struct change_row {
	const char *name;
	int seconds; /* from the change to the start */
	int ticks;   /* and on */
	bool changed;
};

static struct change_row change_rows[] = {
	{ "changed: a second before the start", 1, 0, false },
	{ "changed: at the start", 0, 0, false },
	{ "changed: a tick behind the start", 0, -1, false },
	{ "changed: two ticks behind the start", 0, -2, true },
	{ "changed: a second behind the start", -1, 0, true },
	{ "changed: a day behind the start", -86400, 0, true },
};

/** The start of a process that a row tells from the last change of a file or directory. */
static struct timespec start_of(const struct change_row *row, const struct fixture *fixture,
				const char *path)
{
	const long second = 1000000000;
	struct timespec start;
	struct stat st;

	assert_int_equal(fstatat(fixture->fd, path, &st, AT_SYMLINK_NOFOLLOW), 0);
	start = st.st_ctim;
	start.tv_sec += row->seconds;
	start.tv_nsec += row->ticks * (second / sysconf(_SC_CLK_TCK));
	if (start.tv_nsec < 0) {
		start.tv_nsec += second;
		start.tv_sec--;
	}
	return start;
}

/** A setting is certain from a file that is as it was, and from a flag in any case. */
static void assert_changed(const struct kp_kubelet *kubelet, bool changed)
{
	struct kp_setting *setting = TABLE_UNTOUCHED;
	struct kp_error error;
	enum kp_status status;

	assert_int_equal(kp_kubelet_changed_since_start(kubelet), changed);
	table_error_prepare(&error);
	status = kp_kubelet_setting(kubelet, "authorization.mode", &setting, &error);
	if (changed) {
		table_assert_failed(
			status, &error, KP_ERR_UNSUPPORTED, 0,
			"was changed (content, owner, mode, or the way to it) after the kubelet started");
		assert_ptr_equal(setting, TABLE_UNTOUCHED);
	} else {
		table_assert_ok(status, &error);
		kp_setting_free(setting);
	}
	table_error_prepare(&error);
	table_assert_ok(kp_kubelet_setting(kubelet, "maxPods", &setting, &error), &error);
	assert_string_equal(setting->value, "5");
	kp_setting_free(setting);
	/* No file can say it, and no flag does. */
	table_error_prepare(&error);
	table_assert_ok(kp_kubelet_setting(kubelet, "kubeconfig", &setting, &error), &error);
	assert_null(setting->value);
	kp_setting_free(setting);
}

static void test_changed(void **state)
{
	const struct change_row *row = *state;
	struct kp_kubelet *kubelet;
	struct kp_process process;
	struct fixture fixture;

	fixture_build_main(&fixture, H);
	process = fixture_process(&fixture, FIXTURE_CONFIG "--max-pods=5\n");
	process.start = start_of(row, &fixture, "main/kubelet.conf");
	kubelet = fixture_kubelet_of(&fixture, &process);
	assert_changed(kubelet, row->changed);
	kp_kubelet_free(kubelet);
}

/** Wait until the clock of the file systems has gone on by more than a tick of the processes'. */
static void wait_for_next_tick(void)
{
	const struct timespec pause = { .tv_nsec =
						2 * 1000000000 / sysconf(_SC_CLK_TCK) + 8000000 };

	(void)nanosleep(&pause, NULL);
}

/** Anything on the way to the configuration is as good as the main file. */
static struct touch_row {
	const char *name;
	const char *path; /* what changes last */
	const char *argv;
} touch_rows[] = {
	{ "changed: a drop-in file", "d/10.conf", FIXTURE_CONFIG "--config-dir=/d\n" },
	{ "changed: a directory below", "d/sub", FIXTURE_CONFIG "--config-dir=/d\n" },
	{ "changed: the directory", "d", FIXTURE_CONFIG "--config-dir=/d\n" },
	{ "changed: a link to the file", "link", "--config=/link\n" },
	{ "changed: a link to a directory before it", "up", "--config=/up/kubelet.conf\n" },
	{ "changed: a link that is not followed", "dlink", "--config-dir=/dlink\n" },
};

static void test_changed_way(void **state)
{
	const struct touch_row *row = *state;
	struct change_row before = { "", 0, 0, false };
	struct change_row behind = { "", 0, -3, true };
	struct fixture fixture;

	fixture_build_main(&fixture, H);
	fixture_write(&fixture, "d/10.conf", H, strlen(H));
	fixture_write(&fixture, "d/sub/x", "", 0);
	assert_int_equal(symlinkat("main/kubelet.conf", fixture.fd, "link"), 0);
	assert_int_equal(symlinkat("main", fixture.fd, "up"), 0);
	assert_int_equal(symlinkat("d", fixture.fd, "dlink"), 0);
	wait_for_next_tick();
	assert_int_equal(utimensat(fixture.fd, row->path, NULL, AT_SYMLINK_NOFOLLOW), 0);
	for (int changed = 0; changed <= 1; changed++) {
		struct kp_process process = fixture_process(&fixture, row->argv);
		struct kp_kubelet *kubelet;

		process.start = start_of(changed == 0 ? &before : &behind, &fixture, row->path);
		kubelet = fixture_kubelet_of(&fixture, &process);
		assert_int_equal(kp_kubelet_changed_since_start(kubelet), changed);
		kp_kubelet_free(kubelet);
	}
}

/** Only what no file can override is certain when files changed: not a flag that was swallowed. */
static void test_changed_swallowed(void **state)
{
	struct kp_setting *setting = TABLE_UNTOUCHED;
	struct change_row behind = { "", 0, -3, true };
	struct fixture fixture;
	struct kp_process process;
	struct kp_kubelet *kubelet;
	struct kp_error error;

	(void)state;
	fixture_build(&fixture, "");
	fixture_write(&fixture, "d/10.conf", H "maxPods: 5\n", strlen(H "maxPods: 5\n"));
	process = fixture_process(&fixture, "--config-dir=/d\n--enable-load-reader\n"
					    "--authorization-mode=Webhook\n");
	process.start = start_of(&behind, &fixture, "d/10.conf");
	kubelet = fixture_kubelet_of(&fixture, &process);
	assert_int_equal(kp_kubelet_setting(kubelet, "authorization.mode", &setting, &error),
			 KP_ERR_UNSUPPORTED);
	assert_ptr_equal(setting, TABLE_UNTOUCHED);
	kp_kubelet_free(kubelet);
}

/** What changes below /d after the start, and what is told as the cause. */
static struct cause_row {
	const char *name;
	const char *entries[2]; /* that come then */
	const char *says;
} cause_rows[] = {
	{ "cause: not known", { NULL }, "started, so that" },
	{ "cause: a backup",
	  { "d/10.conf.bak" },
	  ", maybe by 10.conf.bak, which counts for nothing, so" },
	{ "cause: one without an ending", { "d/a" }, ", maybe by a, which counts for nothing, so" },
	{ "cause: a drop-in file behind a backup",
	  { "d/0.bak", "d/20.conf" },
	  ", maybe by 20.conf, so" },
	{ "cause: a backup behind a drop-in file",
	  { "d/20.conf", "d/30.bak" },
	  ", maybe by 20.conf, so" },
	{ "cause: a directory", { "d/sub/10.bak" }, ", maybe by sub, so" },
};

static void test_cause(void **state)
{
	const struct cause_row *row = *state;
	struct change_row behind = { "", 0, -3, true };
	struct kp_setting *setting = TABLE_UNTOUCHED;
	struct kp_kubelet *kubelet;
	struct kp_process process;
	struct fixture fixture;
	struct kp_error error;

	fixture_build(&fixture, "d/old.bak:\nd/gone:\n");
	wait_for_next_tick();
	assert_int_equal(unlinkat(fixture.fd, "d/gone", 0), 0);
	for (size_t i = 0; i < 2 && row->entries[i] != NULL; i++) {
		fixture_write(&fixture, row->entries[i], H, strlen(H));
	}
	process = fixture_process(&fixture, "--config-dir=/d\n--max-pods=5\n");
	process.start = start_of(&behind, &fixture, "d");
	kubelet = fixture_kubelet_of(&fixture, &process);
	table_error_prepare(&error);
	table_assert_failed(kp_kubelet_setting(kubelet, "authorization.mode", &setting, &error),
			    &error, KP_ERR_UNSUPPORTED, 0, row->says);
	assert_non_null(strstr(error.message, "/d was changed"));
	assert_non_null(strstr(error.message, "restart"));
	kp_kubelet_free(kubelet);
}

/** What became of /main/kubelet.conf after the start. */
static struct lost_row {
	const char *name;
	const char *content; /* NULL: it is gone */
	enum kp_status status;
	const char *says;
} lost_rows[] = {
	{ "lost: removed", NULL, KP_ERR_NOENT, "No such file or directory" },
	{ "lost: empty", "", KP_ERR_SYNTAX, "the file is empty" },
	{ "lost: broken", "{{{", KP_ERR_SYNTAX, "not JSON" },
	{ "lost: no configuration", "a: b\n", KP_ERR_SYNTAX, "kind is not set" },
};

/** Flags that beat files are certain whatever became of those; nothing else is. */
static void test_lost(void **state)
{
	const struct lost_row *row = *state;
	struct kp_setting *setting = TABLE_UNTOUCHED;
	struct kp_kubelet *kubelet;
	struct kp_process process;
	struct fixture fixture;
	struct kp_error error;
	enum kp_status status;

	fixture_build_main(&fixture, row->content);
	process = fixture_process(&fixture, FIXTURE_CONFIG "--max-pods=5\n");
	process.start.tv_sec = 1;
	kubelet = fixture_kubelet_of(&fixture, &process);
	assert_true(kp_kubelet_changed_since_start(kubelet));
	status = kp_kubelet_setting(kubelet, "authorization.mode", &setting, &error);
	assert_int_equal(status, row->status);
	assert_int_equal(error.status, row->status);
	assert_ptr_equal(setting, TABLE_UNTOUCHED);
	table_assert_contains(error.message, row->says);
	table_assert_contains(error.message, "was changed or removed after the kubelet started");
	table_error_prepare(&error);
	table_assert_ok(kp_kubelet_setting(kubelet, "maxPods", &setting, &error), &error);
	assert_string_equal(setting->value, "5");
	kp_setting_free(setting);
	kp_kubelet_free(kubelet);
}

/** The directory of drop-in files as it is named. */
struct dir_row {
	const char *name;
	const char *argv;
	const char *path;
	const char *location; /* of the mode; NULL if that fails */
	const char *says;
};

/* clang-format off */
static struct dir_row dir_rows[] = {
	{ "directory: absolute", "--config-dir=/cwd/d\n", "/cwd/d", "/cwd/d/10.conf:4", NULL },
	{ "directory: relative", "--config-dir=d\n", "/cwd/d", "/cwd/d/10.conf:4", NULL },
	{ "directory: the last", "--config-dir=/x\n--config-dir\nd\n", "/cwd/d", "/cwd/d/10.conf:4", NULL },
	{ "directory: empty", "--config-dir=\n", NULL, "default without --config", NULL },
	{ "directory: a link is not followed", "--config-dir=/d-link\n", "/d-link", "default without --config", NULL },
	{ "directory: a link with a slash is followed", "--config-dir=/d-link/\n", "/d-link", "/d-link/10.conf:4", NULL },
	{ "directory: a link with a dot is followed", "--config-dir=/d-link/.\n", "/d-link", "/d-link/10.conf:4", NULL },
	{ "directory: a link on the way is followed", "--config-dir=/cwd-link/d\n", "/cwd-link/d", "/cwd-link/d/10.conf:4", NULL },
	{ "directory: a file", "--config-dir=/cwd/d/10.conf\n", "/cwd/d/10.conf", "/cwd/d/10.conf:4", NULL },
	{ "directory: a file with another ending", "--config-dir=/cwd/file\n", "/cwd/file", "default without --config", NULL },
	{ "directory: a link to a file in it", "--config-dir=/file-link\n", "/file-link", "/file-link/a.conf:4", NULL },
	{ "directory: a link to a directory in it is not followed", "--config-dir=/to-dir\n", "/to-dir", "default without --config", NULL },
	{ "directory: a link to a directory that ends in .conf", "--config-dir=/bad-link\n", "/bad-link", NULL, "/bad-link/x.conf is a directory" },
	{ "directory: a link to nothing in it", "--config-dir=/dangling\n", "/dangling", NULL, "/dangling/x.conf" },
	{ "directory: a FIFO in it", "--config-dir=/fifo\n", "/fifo", NULL, "/fifo/x.conf is a FIFO" },
	{ "directory: upwards", "--config-dir=/cwd/../cwd/d\n", "/cwd/d", NULL, "`..`" },
	{ "directory: not there", "--config-dir=/missing\n", "/missing", NULL, "/missing" },
};

/* clang-format on */

static void test_dir(void **state)
{
	const struct dir_row *row = *state;
	struct kp_setting *setting = TABLE_UNTOUCHED;
	struct kp_kubelet *kubelet;
	struct fixture fixture;
	struct kp_error error;
	enum kp_status status;

	fixture_build(&fixture, "cwd/d/10.conf:\n" AA "cwd/file:\n" AA "d-link -> cwd/d\n"
				"cwd-link -> cwd\n"
				"file-link/a.conf -> /cwd/file\n"
				"to-dir/link -> /cwd/d\n"
				"bad-link/x.conf -> /cwd/d\n"
				"dangling/x.conf -> nothing\n"
				"fifo/x.conf |\n");
	kubelet = fixture_kubelet(&fixture, row->argv);
	assert_null(kp_kubelet_argv_error(kubelet));
	table_assert_text(kp_kubelet_config_dir(kubelet), row->path);
	table_error_prepare(&error);
	status = kp_kubelet_setting_in(kubelet, 31, "authorization.mode", &setting, &error);
	if (row->location != NULL) {
		table_assert_ok(status, &error);
		table_assert_location(setting, row->location);
		kp_setting_free(setting);
	} else {
		assert_true(status == KP_ERR_SYNTAX || status == KP_ERR_NOENT ||
			    status == KP_ERR_UNSUPPORTED);
		table_assert_failed(status, &error, status, -1, row->says);
		assert_ptr_equal(setting, TABLE_UNTOUCHED);
	}
	kp_kubelet_free(kubelet);
}

/** Limits on drop-in files, just reached and just exceeded. */
struct limit_row {
	const char *name;
	size_t files;
	size_t entries;
	size_t depth;
	const char *says; /* NULL if it fits */
};

static struct limit_row limit_rows[] = {
	{ "limit: just as many files", 3, 100, 100, NULL },
	{ "limit: one file too many", 2, 100, 100, "more than the limit of 2 drop-in files" },
	{ "limit: just as many entries", 100, 6, 100, NULL },
	{ "limit: one entry too many", 100, 5, 100, "more than the limit of 5 entries" },
	{ "limit: more in one directory", 100, 2, 100, "/d: more than the limit of 2 entries" },
	{ "limit: just as deep", 100, 100, 3, NULL },
	{ "limit: one too deep", 100, 100, 2, "deeper than the limit of 2 directories" },
};

static void test_limit(void **state)
{
	const struct limit_row *row = *state;
	struct kp_setting *setting = TABLE_UNTOUCHED;
	struct kp_kubelet *kubelet = NULL;
	struct kp_process process;
	struct fixture fixture;
	struct kp_error error;
	enum kp_status status;
	struct kp_ctx ctx;

	fixture_build(&fixture,
		      "d/1.conf:\n" AA "d/a/2.conf:\n" AA "d/a/b/3.conf:\n" AA "d/other: x\n");
	process = fixture_process(&fixture, "--config-dir=/d\n");
	assert_int_equal(kp_ctx_init(&ctx, "/", NULL), KP_OK);
	ctx.limits.dropins = row->files;
	ctx.limits.dropin_entries = row->entries;
	ctx.limits.dropin_depth = row->depth;
	assert_int_equal(kp_kubelet_new(&fixture_query, &ctx, &process, &kubelet, NULL), KP_OK);
	kp_ctx_done(&ctx);
	table_error_prepare(&error);
	status = kp_kubelet_setting(kubelet, "authorization.mode", &setting, &error);
	if (row->says == NULL) {
		table_assert_ok(status, &error);
		table_assert_location(setting, "/d/a/b/3.conf:4");
		kp_setting_free(setting);
	} else {
		table_assert_failed(status, &error, KP_ERR_LIMIT, -1, row->says);
		assert_ptr_equal(setting, TABLE_UNTOUCHED);
	}
	kp_kubelet_free(kubelet);
}

/** What loses is told, the closest rival first. */
struct overridden_row {
	const char *name;
	const char *argv;
	const char *main;
	const char *setting;
	const char *location;
	const char *wanted; /* what it overrides, with `; ` between */
};

/* clang-format off */
static struct overridden_row overridden_rows[] = {
	{ "overridden: nothing", "--event-qps=1\n", NULL, "eventRecordQPS", "argv[1]", "" },
	{ "overridden: an earlier flag", "--event-qps=1\n--event-qps=2\n", NULL, "eventRecordQPS", "argv[2]", "argv[1] (1)" },
	{ "overridden: flags and the file", FIXTURE_CONFIG "--event-qps=1\n--event-qps=2\n", H "eventRecordQPS: 3\n", "eventRecordQPS", "argv[3]", "argv[2] (1); /main/kubelet.conf:3 (3)" },
	{ "overridden: the file", FIXTURE_CONFIG "--authorization-mode=Webhook\n", H "authorization:\n  mode: AlwaysAllow\n", "authorization.mode", "argv[2]", "/main/kubelet.conf:4 (AlwaysAllow)" },
	{ "overridden: the file, by drop-in files", FIXTURE_CONFIG "--config-dir=/d\n", H "podsPerCore: 1\n", "podsPerCore", "/d/20.conf:3", "/d/10.conf:3 (2); /main/kubelet.conf:3 (1)" },
	{ "overridden: everything", FIXTURE_CONFIG "--config-dir=/d\n--pods-per-core=9\n", H "podsPerCore: 1\n", "podsPerCore", "argv[3]", "/d/20.conf:3 (3); /d/10.conf:3 (2); /main/kubelet.conf:3 (1)" },
	{ "overridden: a default is nothing said", FIXTURE_CONFIG, H, "authorization.mode", "default with --config", "" },
	{ "overridden: a gate of the file, by a flag", FIXTURE_CONFIG "--feature-gates=A=false,B=true\n", H "featureGates: {A: true}\n", "featureGates.A", "argv[2]", "/main/kubelet.conf:3 (true)" },
	{ "overridden: a gate of the file, by the second flag", FIXTURE_CONFIG "--feature-gates=A=false\n--feature-gates=A=true\n", H "featureGates:\n  C: true\n  A: false\n", "featureGates.A", "argv[3]", "argv[2] (false); /main/kubelet.conf:5 (false)" },
	{ "overridden: a gate that another flag leaves", FIXTURE_CONFIG "--feature-gates=B=true\n", H "featureGates: {A: true}\n", "featureGates.A", "/main/kubelet.conf:3", "" },
	{ "overridden: an earlier flag of no field", "--hostname-override=a\n--hostname-override=b\n", NULL, "hostname-override", "argv[2]", "argv[1] (a)" },
};

/* clang-format on */

static void test_overridden(void **state)
{
	static const char dropins[2][128] = { H "podsPerCore: 2\n", H "podsPerCore: 3\n" };
	const struct overridden_row *row = *state;
	struct kp_setting *setting = NULL;
	struct kp_text found = { 0 };
	struct kp_kubelet *kubelet;
	struct fixture fixture;
	struct kp_error error;

	fixture_build_main(&fixture, row->main);
	fixture_write(&fixture, "d/10.conf", dropins[0], strlen(dropins[0]));
	fixture_write(&fixture, "d/20.conf", dropins[1], strlen(dropins[1]));
	kubelet = fixture_kubelet(&fixture, row->argv);
	table_error_prepare(&error);
	table_assert_ok(kp_kubelet_setting(kubelet, row->setting, &setting, &error), &error);
	table_assert_location(setting, row->location);
	kp_text_add_str(&found, "");
	for (size_t i = 0; i < setting->overridden_count; i++) {
		kp_text_add_str(&found, i == 0 ? "" : "; ");
		kp_overridden_add_text(&setting->overridden[i], &found);
	}
	assert_string_equal(found.bytes, row->wanted);
	kp_text_done(&found);
	kp_setting_free(setting);
	kp_kubelet_free(kubelet);
}

/** Settings that are newer than the tables, as they stand in the files. */
static void test_raw(void **state)
{
	static const char *const known[] = { "authorization", "Authorization.Mode",
					     "authorization.mode.x", "authentication.x509" };
	struct kp_setting *setting = NULL;
	struct kp_kubelet *kubelet;
	struct fixture fixture;
	struct kp_error error;

	(void)state;
	fixture_build_main(&fixture, H "brandNew:\n  thing: 5\nauthorization: {mode: Webhook}\n");
	kubelet = fixture_kubelet(&fixture, FIXTURE_CONFIG);
	table_error_prepare(&error);
	table_assert_ok(kp_kubelet_setting(kubelet, "brandNew.thing", &setting, &error), &error);
	assert_string_equal(setting->value, "5");
	table_assert_location(setting, "/main/kubelet.conf:4");
	kp_setting_free(setting);
	setting = TABLE_UNTOUCHED;
	table_assert_failed(kp_kubelet_setting(kubelet, "brandNew.other", &setting, &error), &error,
			    KP_ERR_INVAL, 0, "no setting is named brandNew.other");
	assert_ptr_equal(setting, TABLE_UNTOUCHED);
	/* Of what the tables know a file alone never has the say. */
	for (size_t i = 0; i < sizeof(known) / sizeof(known[0]); i++) {
		table_assert_failed(kp_kubelet_setting(kubelet, known[i], &setting, &error), &error,
				    KP_ERR_INVAL, 0, "no setting is named");
	}
	kp_kubelet_free(kubelet);
}

/** All documents of a collection share one budget, which a document gives back. */
static void test_room(void **state)
{
	struct kp_setting *setting = NULL;
	struct kp_kubelet *kubelet = NULL;
	struct fixture fixture;
	struct kp_error error;
	struct kp_ctx ctx;
	struct kp_room room = { .left = 100000, .whose = "kubelets" };

	(void)state;
	fixture_build_main(&fixture, H "authorization: {mode: Webhook}\n");
	assert_int_equal(kp_ctx_init(&ctx, "/", NULL), KP_OK);
	ctx.limits.room = &room;
	for (int enough = 1; enough >= 0; enough--) {
		struct kp_process process = fixture_process(&fixture, FIXTURE_CONFIG);

		assert_int_equal(kp_kubelet_new(&fixture_query, &ctx, &process, &kubelet, &error),
				 KP_OK);
		if (enough != 0) {
			assert_int_equal(
				kp_kubelet_setting(kubelet, "authorization.mode", &setting, &error),
				KP_OK);
			kp_setting_free(setting);
			assert_true(room.left < 100000);
		} else {
			assert_int_equal(
				kp_kubelet_setting(kubelet, "authorization.mode", &setting, &error),
				KP_ERR_LIMIT);
		}
		kp_kubelet_free(kubelet);
		assert_int_equal(room.left, enough != 0 ? 100000 : 4);
		room.left = 4;
	}
	kp_ctx_done(&ctx);
}

/** Where the operator says the version, or the path of the executable does, it is that one. */
static void test_version(void **state)
{
	struct kp_setting *setting = NULL;
	struct kp_kubelet *kubelet = NULL;
	struct kp_process process;
	struct fixture fixture;
	struct kp_error error;
	struct kp_query query = fixture_query;
	struct kp_ctx ctx;

	(void)state;
	fixture_build(&fixture, "");
	process = fixture_process(&fixture, "");
	process.exe = strdup("/opt/v1.26.1/bin/kubelet");
	kubelet = fixture_kubelet_of(&fixture, &process);
	assert_string_equal(kp_kubelet_identity(kubelet)->executable, "/opt/v1.26.1/bin/kubelet");
	table_error_prepare(&error);
	table_assert_ok(kp_kubelet_setting(kubelet, "eventRecordQPS", &setting, &error), &error);
	assert_string_equal(setting->value, "5");
	kp_setting_free(setting);
	kp_kubelet_free(kubelet);
	process = fixture_process(&fixture, "");
	assert_int_equal(kp_ctx_init(&ctx, "/", NULL), KP_OK);
	query.minor = 99;
	assert_int_equal(kp_kubelet_new(&query, &ctx, &process, &kubelet, NULL), KP_OK);
	kp_ctx_done(&ctx);
	table_assert_ok(kp_kubelet_setting(kubelet, "eventRecordQPS", &setting, &error), &error);
	assert_string_equal(setting->value, "50");
	kp_setting_free(setting);
	kp_kubelet_free(kubelet);
}

static void test_origins(void **state)
{
	(void)state;
	assert_string_equal(kp_origin_str(KP_ORIGIN_PROCESS), "process");
	assert_string_equal(kp_origin_str(KP_ORIGIN_SERVICE), "service");
	kp_kubelet_free(NULL);
	kp_kubelets_free(NULL);
}

/** A root without /proc is no node without kubelets. */
static void test_collect_fails(void **state)
{
	struct kp_kubelets *kubelets = TABLE_UNTOUCHED;
	struct fixture fixture;
	struct kp_error error;
	struct kp_ctx ctx;

	(void)state;
	fixture_build(&fixture, "proc/\n");
	assert_int_equal(kp_ctx_init(&ctx, fixture.path, NULL), KP_OK);
	table_error_prepare(&error);
	table_assert_failed(kp_kubelets_collect(&fixture_query, &ctx, &kubelets, &error), &error,
			    KP_ERR_UNSUPPORTED, 0, "no proc file system");
	assert_ptr_equal(kubelets, TABLE_UNTOUCHED);
	kp_ctx_done(&ctx);
}

int main(void)
{
	static const struct table tables[] = {
		TABLE_ROWS(test_row, rows),
		TABLE_ONE(test_unreadable),
		TABLE_ROWS(test_argv, argv_rows),
		TABLE_ONE(test_no_argv),
		TABLE_ONE(test_blind),
		TABLE_ROWS(test_changed, change_rows),
		TABLE_ROWS(test_changed_way, touch_rows),
		TABLE_ONE(test_changed_swallowed),
		TABLE_ROWS(test_cause, cause_rows),
		TABLE_ROWS(test_lost, lost_rows),
		TABLE_ONE(test_two_names),
		TABLE_ROWS(test_dir, dir_rows),
		TABLE_ROWS(test_limit, limit_rows),
		TABLE_ROWS(test_overridden, overridden_rows),
		TABLE_ONE(test_raw),
		TABLE_ONE(test_room),
		TABLE_ONE(test_version),
		TABLE_ONE(test_origins),
		TABLE_ONE(test_collect_fails),
	};

	return TABLE_MAIN(tables);
}
