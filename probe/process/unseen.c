/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "process/unseen.h"

#include <stdint.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/cleanup.h"
#include "base/text.h"
#include "files/procfs.h"
#include "process/cgroup.h"

void kp_unseen_done(struct kp_unseen *unseen)
{
	for (size_t i = 0; i < unseen->count; i++) {
		free(unseen->items[i].group);
	}
	free(unseen->items);
	*unseen = (struct kp_unseen){ 0 };
}

enum kp_status kp_unseen_read_name(int dir_fd, const char *path, char name[16],
				   struct kp_error *reterr)
{
	uint8_t text[16];
	size_t len;
	enum kp_status status = kp_procfs_peek(dir_fd, path, text, sizeof(text) - 1, &len, reterr);

	if (status != KP_OK) {
		return status;
	}
	if (len > 0 && text[len - 1] == '\n') {
		len--;
	}
	memcpy(name, text, len);
	name[len] = '\0';
	return KP_OK;
}

/** Find those of a control group and a name. @return NULL if there are none yet */
static struct kp_unseen_group *find(struct kp_unseen *unseen, const char *group, const char *name)
{
	for (size_t i = 0; i < unseen->count; i++) {
		const char *other = unseen->items[i].group;

		if (strcmp(unseen->items[i].name, name) == 0 &&
		    (group == NULL || other == NULL ? group == other : strcmp(group, other) == 0)) {
			return &unseen->items[i];
		}
	}
	return NULL;
}

enum kp_status kp_unseen_add(struct kp_unseen *unseen, int proc_fd, const char *pid_name, pid_t pid,
			     struct kp_error *reterr)
{
	KP_CLEANUP(kp_freep) char *group = NULL;
	struct kp_unseen_group *found;
	char name[16] = "?";
	char path[64];
	enum kp_status status;

	(void)snprintf(path, sizeof(path), "%s/cgroup", pid_name);
	group = kp_cgroup_read(proc_fd, path);
	(void)snprintf(path, sizeof(path), "%s/comm", pid_name);
	if (kp_unseen_read_name(proc_fd, path, name, NULL) == KP_ERR_GONE) {
		return KP_OK;
	}
	found = find(unseen, group, name);
	if (found != NULL) {
		found->count++;
		return KP_OK;
	}
	status = kp_array_reserve(&unseen->items, unseen->count, &unseen->size,
				  sizeof(*unseen->items), reterr);
	if (status != KP_OK) {
		return status;
	}
	found = &unseen->items[unseen->count++];
	*found = (struct kp_unseen_group){ .group = kp_steal(&group), .count = 1, .pid = pid };
	memcpy(found->name, name, sizeof(name));
	return KP_OK;
}
