/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "command/workspace.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/cleanup.h"
#include "base/text.h"
#include "files/fd.h"

/** The largest document that is read; libxml2 takes no more. */
#define DOCUMENT_MAX ((size_t)1 << 31)

enum kp_status kp_workspace_init(struct kp_workspace *workspace, struct kp_error *reterr)
{
	const char *parent = getenv("TMPDIR");
	KP_CLEANUP(kp_text_done) struct kp_text text = { 0 };
	KP_CLEANUP(kp_freep) char *path = NULL;
	enum kp_status status;

	kp_text_add_str(&text, parent != NULL && parent[0] == '/' ? parent : "/tmp");
	kp_text_add_str(&text, "/oscap-kubelet.XXXXXX");
	status = kp_text_finish(&text, &path, reterr);
	if (status != KP_OK) {
		return status;
	}
	if (mkdtemp(path) == NULL) {
		return kp_fail_errno(reterr, errno, "cannot make a temporary directory");
	}
	workspace->path = kp_steal(&path);
	return KP_OK;
}

void kp_workspace_done(struct kp_workspace *workspace)
{
	DIR *directory = workspace->path == NULL ? NULL : opendir(workspace->path);
	const struct dirent *entry;

	while (directory != NULL && (entry = readdir(directory)) != NULL) {
		(void)unlinkat(dirfd(directory), entry->d_name, 0);
	}
	if (directory != NULL) {
		(void)closedir(directory);
		(void)rmdir(workspace->path);
	}
	free(workspace->path);
	workspace->path = NULL;
}

enum kp_status kp_workspace_path(const struct kp_workspace *workspace, const char *name,
				 const char *end, char **ret_path, struct kp_error *reterr)
{
	KP_CLEANUP(kp_text_done) struct kp_text text = { 0 };

	kp_text_add_str(&text, workspace->path);
	kp_text_add_char(&text, '/');
	kp_text_add_str(&text, name);
	kp_text_add_str(&text, end);
	return kp_text_finish(&text, ret_path, reterr);
}

enum kp_status kp_workspace_read(const char *path, struct kp_buffer *ret_bytes,
				 struct kp_error *reterr)
{
	KP_CLEANUP(kp_closep) int fd = open(path, O_RDONLY | O_CLOEXEC);
	struct kp_buffer bytes = { 0 };
	enum kp_status status;

	if (fd < 0) {
		return kp_fail_errno(reterr, errno, "%s", path);
	}
	status = kp_fd_read_all(fd, path, DOCUMENT_MAX, &bytes.at, &bytes.len, reterr);
	if (status == KP_OK) {
		*ret_bytes = bytes;
	}
	return status;
}

enum kp_status kp_workspace_write(const char *path, const struct kp_bytes *bytes,
				  struct kp_error *reterr)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
	size_t done = 0;
	int failure = fd < 0 ? errno : 0;

	while (failure == 0 && done < bytes->len) {
		ssize_t count = write(fd, bytes->at + done, bytes->len - done);

		if (count > 0) {
			done += (size_t)count;
		} else {
			failure = errno == 0 ? EIO : errno;
		}
	}
	if (fd >= 0 && close(fd) != 0 && failure == 0) {
		failure = errno;
	}
	return failure == 0 ? KP_OK : kp_fail_errno(reterr, failure, "cannot write %s", path);
}
