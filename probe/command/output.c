/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "command/output.h"

#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <inttypes.h>
#include <pwd.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/cleanup.h"

#define DIRECTORY_MODE 0755

/** What is copied at once. */
#define BLOCK 65536

/** What a task ends with where it is not allowed to begin: no errno. */
#define NOT_ALLOWED 254

/** How often a free name is looked for. */
#define NAME_ATTEMPTS 100

/** Something that is done with somebody's rights. @return 0; else an errno */
typedef int (*kp_task)(void *data);

struct put {
	int from;
	int directory;
	const char *name;
	mode_t mode;
};

/** @return a number of a variable that sudo sets; 0 if there is none */
static unsigned long sudo_number(const char *variable)
{
	const char *text = getenv(variable);
	unsigned long number = 0;

	if (text == NULL || strlen(text) > 9 || text[strspn(text, "0123456789")] != '\0') {
		return 0;
	}
	for (; *text != '\0'; text++) {
		number = 10 * number + (unsigned long)(*text - '0');
	}
	return number;
}

struct kp_caller kp_output_caller(void)
{
	struct kp_caller caller = {
		.uid = (uid_t)sudo_number("SUDO_UID"),
		.gid = (gid_t)sudo_number("SUDO_GID"),
	};

	caller.is_other = geteuid() == 0 && caller.uid != 0 && getenv("SUDO_GID") != NULL;
	return caller;
}

/** Become somebody else for good. @return 0; else an errno */
static int become(const struct kp_caller *caller)
{
	const struct passwd *user = getpwuid(caller->uid);
	int groups =
		user != NULL ? initgroups(user->pw_name, caller->gid) : setgroups(1, &caller->gid);

	if (groups != 0 || setresgid(caller->gid, caller->gid, caller->gid) != 0 ||
	    setresuid(caller->uid, caller->uid, caller->uid) != 0) {
		return errno == 0 ? EPERM : errno;
	}
	return 0;
}

/** Do something in a process of its own, as the caller. @return 0; else an errno */
static int do_as(const struct kp_caller *caller, kp_task task, void *data)
{
	int status = 0;
	pid_t child;

	if (!caller->is_other) {
		return task(data);
	}
	child = fork();
	if (child < 0) {
		return errno;
	}
	if (child == 0) {
		int failure = become(caller);

		failure = failure == 0 ? task(data) : failure;
		_exit(failure < 0 || failure > 255 ? EIO : failure);
	}
	while (waitpid(child, &status, 0) < 0) {
		if (errno != EINTR) {
			return errno;
		}
	}
	return WIFEXITED(status) ? WEXITSTATUS(status) : EIO;
}

/** Do something as the caller, or where that is not allowed as who runs this process. */
static int do_for(const struct kp_caller *caller, kp_task task, void *data)
{
	static const struct kp_caller self = { 0 };
	int failure = do_as(caller, task, data);

	if (caller->is_other && failure == NOT_ALLOWED) {
		failure = do_as(&self, task, data);
	}
	return failure == NOT_ALLOWED ? EACCES : failure;
}

/** Make a directory with those on the way. A kp_task. @param[in] data its path */
static int make_directories(void *data)
{
	char *path = strdup(data);
	int failure = path == NULL ? ENOMEM : 0;

	for (char *at = path; failure == 0 && at != NULL;) {
		at = strchr(at + 1, '/');
		if (at != NULL) {
			*at = '\0';
		}
		if (mkdir(path, DIRECTORY_MODE) != 0 && errno != EEXIST && errno != EISDIR) {
			struct stat status;
			int reason = errno;

			failure = stat(path, &status) == 0 ? 0 : reason;
		}
		if (at != NULL) {
			*at = '/';
		}
	}
	free(path);
	return failure == EACCES || failure == EPERM ? NOT_ALLOWED : failure;
}

enum kp_status kp_output_make(const char *path, const struct kp_caller *caller,
			      struct kp_error *reterr)
{
	union {
		const char *path;
		void *data;
	} argument = { .path = path };
	struct stat status;
	int failure =
		stat(path, &status) == 0 ? 0 : do_for(caller, make_directories, argument.data);

	return failure == 0 ? KP_OK : kp_fail_errno(reterr, failure, "cannot make it");
}

/** Copy all bytes. @return 0; else an errno */
static int copy(int from, int to)
{
	char *block = malloc(BLOCK);
	off_t at = 0;
	ssize_t count = block == NULL ? -1 : 1;

	while (count > 0) {
		count = pread(from, block, BLOCK, at);
		for (ssize_t done = 0; done < count;) {
			ssize_t written = write(to, block + done, (size_t)(count - done));

			if (written <= 0) {
				count = -1;
				break;
			}
			done += written;
		}
		at += count;
	}
	free(block);
	return count == 0 ? 0 : errno != 0 ? errno : EIO;
}

/** Make a new file with a name that nothing has. @return a file descriptor; -1 */
static int make_new(const struct put *put, char *name, size_t size)
{
	int fd = -1;

	for (int i = 0; i < NAME_ATTEMPTS && fd < 0; i++) {
		uint32_t random = 0;

		if (getrandom(&random, sizeof(random), 0) != (ssize_t)sizeof(random)) {
			break;
		}
		(void)snprintf(name, size, ".%.200s.%08" PRIx32, put->name, random);
		fd = openat(put->directory, name,
			    O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
		if (fd < 0 && errno != EEXIST) {
			break;
		}
	}
	return fd;
}

/** Put a file into a directory. A kp_task. @param[in] data a struct put */
static int put_file(void *data)
{
	const struct put *put = data;
	char name[256];
	int failure;
	int to;

	if (faccessat(put->directory, ".", W_OK | X_OK, AT_EACCESS) != 0) {
		return NOT_ALLOWED;
	}
	to = make_new(put, name, sizeof(name));
	if (to < 0) {
		return errno;
	}
	errno = 0;
	failure = copy(put->from, to);
	if (failure == 0 && fchmod(to, put->mode) != 0) {
		failure = errno;
	}
	if (close(to) != 0 && failure == 0) {
		failure = errno;
	}
	if (failure == 0 && renameat(put->directory, name, put->directory, put->name) != 0) {
		failure = errno;
	}
	if (failure != 0) {
		(void)unlinkat(put->directory, name, 0);
	}
	return failure;
}

enum kp_status kp_output_put(const char *file, int directory, const char *name, mode_t mode,
			     const struct kp_caller *caller, struct kp_error *reterr)
{
	KP_CLEANUP(kp_closep) int from = open(file, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
	struct put put = { from, directory, name, mode };
	int failure = from < 0 ? errno : do_for(caller, put_file, &put);

	return failure == 0 ? KP_OK : kp_fail_errno(reterr, failure, "cannot write %s", name);
}
