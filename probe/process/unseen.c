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
	kp_index_done(&unseen->known);
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

/** What tells the groups apart: the name, and behind its end the control group, if it is known. */
static enum kp_status make_key(const char *group, const char *name, char **ret_key, size_t *ret_len,
			       struct kp_error *reterr)
{
	struct kp_text text = { 0 };

	kp_text_add(&text, name, strlen(name) + 1);
	if (group != NULL) {
		kp_text_add_char(&text, '/');
		kp_text_add_str(&text, group);
	}
	*ret_len = text.len;
	return kp_text_finish(&text, ret_key, reterr);
}

/** Add the first process of a group. @param[in] group consumed */
static enum kp_status add_group(struct kp_unseen *unseen, char *group, const char name[16],
				pid_t pid, struct kp_error *reterr)
{
	struct kp_unseen_group *added;
	enum kp_status status = kp_array_reserve(&unseen->items, unseen->count, &unseen->size,
						 sizeof(*unseen->items), reterr);

	if (status != KP_OK) {
		free(group);
		return status;
	}
	added = &unseen->items[unseen->count++];
	*added = (struct kp_unseen_group){ .group = group, .count = 1, .pid = pid };
	memcpy(added->name, name, sizeof(added->name));
	return KP_OK;
}

enum kp_status kp_unseen_add(struct kp_unseen *unseen, int proc_fd, const char *pid_name, pid_t pid,
			     struct kp_error *reterr)
{
	KP_CLEANUP(kp_freep) char *group = NULL;
	KP_CLEANUP(kp_freep) char *key = NULL;
	char name[16] = "?";
	char path[64];
	size_t len = 0;
	size_t at;
	enum kp_status status;

	(void)snprintf(path, sizeof(path), "%s/cgroup", pid_name);
	group = kp_cgroup_read(proc_fd, path);
	(void)snprintf(path, sizeof(path), "%s/comm", pid_name);
	if (kp_unseen_read_name(proc_fd, path, name, NULL) == KP_ERR_GONE) {
		return KP_OK;
	}
	status = make_key(group, name, &key, &len, reterr);
	if (status != KP_OK) {
		return status;
	}
	if (kp_index_find(&unseen->known, key, len, &at)) {
		unseen->items[at].count++;
		return KP_OK;
	}
	status = kp_index_put(&unseen->known, key, len, unseen->count, reterr);
	return status == KP_OK ? add_group(unseen, kp_steal(&group), name, pid, reterr) : status;
}
