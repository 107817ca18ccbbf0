/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "file_tree.h"

#include <fcntl.h>
#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "fuzz.h"

enum {
	REMOVE_DESCRIPTORS = 16
};

static const char separator[] = "\n%%\n";

static struct {
	char path[64];
	int fd; /* -1 before there is one */
} tree = { .fd = -1 };

void fuzz_split(const char *text, size_t len, struct fuzz_part *parts, size_t count)
{
	const size_t separator_len = sizeof(separator) - 1;

	for (size_t i = 0; i < count; i++) {
		const char *end = memmem(text, len, separator, separator_len);
		size_t used = end == NULL || i == count - 1 ? len : (size_t)(end - text);

		parts[i] = (struct fuzz_part){ text, used };
		if (used == len) {
			return;
		}
		text += used + separator_len;
		len -= used + separator_len;
	}
}

static int remove_one(const char *path, const struct stat *st, int type, struct FTW *ftw)
{
	(void)st;
	(void)type;
	(void)ftw;
	return remove(path);
}

static void remove_tree(void)
{
	(void)nftw(tree.path, remove_one, REMOVE_DESCRIPTORS, FTW_DEPTH | FTW_PHYS);
}

int fuzz_tree_make(const char *const *directories)
{
	if (tree.fd >= 0) {
		return tree.fd;
	}
	(void)snprintf(tree.path, sizeof(tree.path), "/tmp/kubelet-fuzz-XXXXXX");
	FUZZ_CHECK(mkdtemp(tree.path) != NULL);
	FUZZ_CHECK(atexit(remove_tree) == 0);
	tree.fd = open(tree.path, O_PATH | O_DIRECTORY | O_CLOEXEC);
	FUZZ_CHECK(tree.fd >= 0);
	for (; *directories != NULL; directories++) {
		FUZZ_CHECK(mkdirat(tree.fd, *directories, 0755) == 0);
	}
	return tree.fd;
}

const char *fuzz_tree_path(void)
{
	return tree.path;
}

void fuzz_tree_write(const char *file, const char *bytes, size_t len)
{
	int fd;

	if (bytes == NULL) {
		(void)unlinkat(tree.fd, file, 0);
		return;
	}
	fd = openat(tree.fd, file, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
	FUZZ_CHECK(fd >= 0);
	FUZZ_CHECK(write(fd, bytes, len) == (ssize_t)len);
	FUZZ_CHECK(close(fd) == 0);
}
