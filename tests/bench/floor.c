/* SPDX-License-Identifier: LGPL-2.1-or-later */
/**
 * @file
 * The least that can be done to find a process by its name: list /proc, and for each process read
 * one small file. The probe is measured against this.
 *
 *     floor directory|argv0|exe|both TIMES
 *
 * `argv0` reads the arguments, which is the floor; `exe` the link to the executable, by which alone
 * a kubelet with another argv[0] could not hide; `both` is what it takes to find it by either. Prints
 * as JSON what `spent.h` says.
 */
#include <dirent.h>
#include <fcntl.h>
#include <limits.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "spent.h"

/** What a walk looks at. */
struct looks {
	const char *name;
	bool argv0;
	bool exe;
};

static const struct looks kinds[] = {
	{ "directory", false, false },
	{ "argv0", true, false },
	{ "exe", false, true },
	{ "both", true, true },
};

/** Whether the last part of a path is `kubelet`. */
static bool is_kubelet(const char *path)
{
	const char *slash = strrchr(path, '/');

	return strcmp(slash == NULL ? path : slash + 1, "kubelet") == 0;
}

static bool has_argv0(int proc_fd, const char *pid)
{
	char path[sizeof(((struct dirent *)0)->d_name) + sizeof("/cmdline")];
	char argv0[PATH_MAX];
	ssize_t len;
	int fd;

	(void)stpcpy(stpcpy(path, pid), "/cmdline");
	fd = openat(proc_fd, path, O_RDONLY | O_CLOEXEC);
	if (fd < 0) {
		return false;
	}
	len = read(fd, argv0, sizeof(argv0) - 1);
	(void)close(fd);
	argv0[len < 0 ? 0 : len] = '\0';
	return is_kubelet(argv0);
}

static bool has_exe(int proc_fd, const char *pid)
{
	char path[sizeof(((struct dirent *)0)->d_name) + sizeof("/exe")];
	char exe[PATH_MAX];
	ssize_t len;

	(void)stpcpy(stpcpy(path, pid), "/exe");
	len = readlinkat(proc_fd, path, exe, sizeof(exe) - 1);
	exe[len < 0 ? 0 : len] = '\0';
	return is_kubelet(exe);
}

/** @return how many kubelets there are */
static size_t walk(const struct looks *looks)
{
	DIR *dir = opendir("/proc");
	const struct dirent *entry;
	size_t found = 0;

	while (dir != NULL && (entry = readdir(dir)) != NULL) {
		if (entry->d_name[0] < '0' || entry->d_name[0] > '9') {
			continue;
		}
		found += (looks->exe && has_exe(dirfd(dir), entry->d_name)) ||
			 (looks->argv0 && has_argv0(dirfd(dir), entry->d_name));
	}
	if (dir != NULL) {
		(void)closedir(dir);
	}
	return found;
}

int main(int argc, char **argv)
{
	const struct looks *looks = NULL;
	struct spent spent;
	size_t found = 0;

	for (size_t i = 0; argc == 3 && i < sizeof(kinds) / sizeof(kinds[0]); i++) {
		looks = strcmp(kinds[i].name, argv[1]) == 0 ? &kinds[i] : looks;
	}
	if (looks == NULL) {
		return EXIT_FAILURE;
	}
	spent_begin(&spent, argv[2]);
	for (long i = 0; i < spent.times; i++) {
		found += walk(looks);
	}
	return spent_end(&spent, found);
}
