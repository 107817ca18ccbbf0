/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/cleanup.h"
#include "fixture.h"
#include "process/directory.h"
#include "table.h"

/** A path of a process whose working directory is /a/link or /x/y, both of which are there. */
struct row {
	const char *name;
	const char *cwd; /* NULL: not known */
	const char *other;
	const char *path;
	const char *wanted; /* NULL: it fails */
	enum kp_status status;
	const char *says;
};

static struct row rows[] = {
	{ "absolute", "/x/y", NULL, "/f/../g", "/g", KP_OK, NULL },
	{ "absolute, by an unknown directory", NULL, NULL, "/f", "/f", KP_OK, NULL },
	{ "absolute, by two names", "/a/link", "/x/y", "/b/../c", "/c", KP_OK, NULL },
	{ "relative", "/x/y", NULL, "f", "/x/y/f", KP_OK, NULL },
	{ "relative, up", "/x/y", NULL, "../f", "/x/f", KP_OK, NULL },
	{ "relative, by an unknown directory", NULL, NULL, "f", NULL, KP_ERR_PERM, "hidden" },
	{ "relative, by two names", "/a/link", "/x/y", "f", "/a/link/f", KP_OK, NULL },
	{ "up by two names, to two files", "/a/link", "/x/y", "../f", NULL, KP_ERR_UNSUPPORTED,
	  "../f is /a/f or /x/f" },
	{ "up by two names, to one file", "/a/link", "/x/y", "../same", "/a/same", KP_OK, NULL },
	{ "up by two names and down again", "/a/link", "/x/y", "d/../f", "/a/link/f", KP_OK, NULL },
	{ "up by two names, to nothing", "/a/link", "/x/y", "../none", NULL, KP_ERR_UNSUPPORTED,
	  "PWD" },
	{ "up by a name that is gone", "/x/y", "/gone/link", "../f", NULL, KP_ERR_UNSUPPORTED,
	  "../f is /x/f or /gone/f" },
	{ "up by two names in one directory", "/x/y", "/x/z", "../f", "/x/f", KP_OK, NULL },
};

static void test_absolute(void **state)
{
	const struct row *row = *state;
	char *path = TABLE_UNTOUCHED;
	struct fixture fixture;
	struct kp_error error;
	KP_CLEANUP(kp_process_done) struct kp_process process = { 0 };
	enum kp_status status;

	fixture_build(&fixture, "a/f:\nx/f:\nx/same:\nx/y/f:\na/link -> /x/y\na/same -> /x/same\n");
	process.root_fd = fixture.fd;
	process.cwd = row->cwd == NULL ? NULL : strdup(row->cwd);
	process.cwd_other = row->other == NULL ? NULL : strdup(row->other);
	(void)kp_fail(&process.error, KP_ERR_PERM, "hidden");
	table_error_prepare(&error);
	status = kp_process_absolute(&process, row->path, &path, &error);
	if (row->wanted == NULL) {
		table_assert_failed(status, &error, row->status, 0, row->says);
		assert_ptr_equal(path, TABLE_UNTOUCHED);
	} else {
		table_assert_ok(status, &error);
		assert_string_equal(path, row->wanted);
		free(path);
	}
}

/** A process in a working directory, and what its environment says of it. */
struct cwd_row {
	const char *name;
	const char *cwd;  /* below the tree */
	const char *root; /* below the tree; NULL for that of the test */
	const char *pwd;
	bool is_old;        /* whether the tree was there when it started */
	bool is_removed;    /* once it is there */
	const char *wanted; /* below the tree; NULL: not known */
	const char *other;  /* likewise; NULL: there is none */
};

static struct cwd_row cwd_rows[] = {
	{ "the kernel's name", "x/y", NULL, NULL, true, false, "/x/y", NULL },
	{ "PWD is the kernel's name", "x/y", NULL, "/x/y", false, false, "/x/y", NULL },
	{ "PWD is a link to it", "x/y", NULL, "/a/link", true, false, "/a/link", NULL },
	{ "PWD is a new link to it", "x/y", NULL, "/a/link", false, false, "/a/link", "/x/y" },
	{ "PWD is a link to another", "x", NULL, "/a/link", true, false, "/x", NULL },
	{ "PWD is a new link to another", "x", NULL, "/a/link", false, false, "/x", "/a/link" },
	{ "PWD is another directory", "x/y", NULL, "/a", true, false, "/x/y", NULL },
	{ "PWD is nothing", "x/y", NULL, "/none", true, false, "/x/y", "/none" },
	{ "a root below which it is not", "x/y", "a", NULL, true, false, NULL, NULL },
	{ "a root in which another has its name", "x/y", "decoy", NULL, true, false, NULL, NULL },
	{ "a directory that is gone", "x/y", NULL, NULL, true, true, "/x/y (deleted)", NULL },
};

/** The name of something in the tree, as the process has it. */
static char *name_of(const struct fixture *fixture, const char *path)
{
	struct kp_text text = { 0 };
	char *name = NULL;

	if (path != NULL) {
		kp_text_add_str(&text, fixture->path);
		kp_text_add_str(&text, path);
		assert_int_equal(kp_text_finish(&text, &name, NULL), KP_OK);
	}
	return name;
}

/** Start a process that waits there. */
static pid_t start_in(int cwd_fd)
{
	pid_t pid;
	int ready[2];
	char byte;

	assert_int_equal(pipe(ready), 0);
	pid = fork();
	assert_true(pid >= 0);
	if (pid == 0) {
		if (fchdir(cwd_fd) == 0 && write(ready[1], "y", 1) == 1) {
			(void)pause();
		}
		_exit(1);
	}
	assert_int_equal(close(ready[1]), 0);
	assert_int_equal(read(ready[0], &byte, 1), 1);
	assert_int_equal(close(ready[0]), 0);
	return pid;
}

/** Read what a row wants of a process that waits. */
static void assert_directory(const struct cwd_row *row, const struct fixture *fixture, int pid_fd,
			     struct kp_process *process)
{
	KP_CLEANUP(kp_freep) char *wanted = name_of(fixture, row->wanted);
	KP_CLEANUP(kp_freep) char *other = name_of(fixture, row->other);
	KP_CLEANUP(kp_freep) char *pwd = name_of(fixture, row->pwd);
	enum kp_status status = kp__directory_read(pid_fd, process);

	assert_int_equal(status, row->wanted == NULL ? KP_ERR_UNSUPPORTED : KP_OK);
	assert_int_equal(process->error.status, status);
	if (pwd != NULL) {
		assert_int_equal(kp__directory_prefer(pid_fd, pwd, process), KP_OK);
	}
	table_assert_text(process->cwd, wanted);
	table_assert_text(process->cwd_other, other);
}

/** Make a directory below `decoy` that has the whole path of another. */
static void make_decoy(const struct fixture *fixture)
{
	KP_CLEANUP(kp_freep) char *name = name_of(fixture, "/x/y/f");
	KP_CLEANUP(kp_freep) char *path = NULL;
	struct kp_text text = { 0 };

	kp_text_add_str(&text, "decoy");
	kp_text_add_str(&text, name);
	assert_int_equal(kp_text_finish(&text, &path, NULL), KP_OK);
	fixture_write(fixture, path, "", 0);
}

static void test_cwd(void **state)
{
	const struct cwd_row *row = *state;
	KP_CLEANUP(kp_closep) int cwd_fd = -1;
	KP_CLEANUP(kp_closep) int pid_fd = -1;
	KP_CLEANUP(kp_process_done)
	struct kp_process process = { .start = { .tv_sec = row->is_old ? time(NULL) + 3600 : 1 } };
	struct fixture fixture;
	char name[32];
	pid_t pid;

	fixture_build(&fixture, "x/y/\na/link -> ../x/y\n");
	make_decoy(&fixture);
	cwd_fd = openat(fixture.fd, row->cwd, O_PATH | O_DIRECTORY | O_CLOEXEC);
	assert_true(cwd_fd >= 0);
	process.root_fd = row->root == NULL
				  ? open("/", O_PATH | O_DIRECTORY | O_CLOEXEC)
				  : openat(fixture.fd, row->root, O_PATH | O_DIRECTORY | O_CLOEXEC);
	pid = start_in(cwd_fd);
	(void)snprintf(name, sizeof(name), "/proc/%ld", (long)pid);
	pid_fd = open(name, O_PATH | O_DIRECTORY | O_CLOEXEC);
	if (row->is_removed) {
		assert_int_equal(unlinkat(fixture.fd, row->cwd, AT_REMOVEDIR), 0);
	}
	assert_directory(row, &fixture, pid_fd, &process);
	assert_int_equal(kill(pid, SIGKILL), 0);
	assert_int_equal(waitpid(pid, NULL, 0), pid);
	kp_closep(&process.root_fd);
}

int main(void)
{
	static const struct table tables[] = {
		TABLE_ROWS(test_absolute, rows),
		TABLE_ROWS(test_cwd, cwd_rows),
	};

	return TABLE_MAIN(tables);
}
