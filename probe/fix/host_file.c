/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "fix/host_file.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/cleanup.h"
#include "files/root.h"
#include "files/way.h"
#include "process/mounts.h"

/** What is in the path of a volume that a kubelet fills, as of a ConfigMap (pkg/volume/util). */
#define VOLUMES "/volumes/kubernetes.io~"

void kp_host_file_done(struct kp_host_file *file)
{
	free(file->path);
	*file = (struct kp_host_file){ 0 };
}

/** Refuse what a kubelet would write anew. */
static enum kp_status check(const char *path, struct kp_error *reterr)
{
	return strstr(path, VOLUMES) == NULL
		       ? KP_OK
		       : kp_fail(reterr, KP_ERR_UNSUPPORTED,
				 "%s is of a volume that the kubelet writes: say its mode with the "
				 "defaultMode of the volume",
				 path);
}

enum kp_status kp_host_file_find(pid_t pid, const char *name, struct kp_host_file *file,
				 struct kp_error *reterr)
{
	KP_CLEANUP(kp_way_done) struct kp_way way = KP_WAY_NONE;
	KP_CLEANUP(kp_closep) int root_fd = -1;
	KP_CLEANUP(kp_closep) int pid_fd = -1;
	char process[64];
	char root[64];
	enum kp_status status;

	(void)snprintf(process, sizeof(process), "/proc/%ld", (long)pid);
	(void)snprintf(root, sizeof(root), "/proc/%ld/root", (long)pid);
	status = kp_root_open(process, &pid_fd, reterr);
	if (status == KP_OK) {
		status = kp_root_open(root, &root_fd, reterr);
	}
	if (status == KP_OK) {
		status = kp_way_open(root_fd, name, &way, reterr);
	}
	if (status == KP_OK) {
		status = kp_process_find_mounted(pid_fd, way.end.path, &file->path, reterr);
	}
	if (status == KP_OK) {
		file->st = way.st;
		status = check(file->path, reterr);
	}
	return status;
}
