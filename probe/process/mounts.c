/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "process/mounts.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/cleanup.h"
#include "base/govalue.h"
#include "base/text.h"
#include "files/procfs.h"
#include "files/root.h"

enum {
	/** A node with some hundred pods has some MiB. */
	MOUNTINFO_MAX = 16 << 20,
	/** Mounts below each other on the way to a file. */
	DEPTH_MAX = 64,
	/** The volumes right before a mount are the newest: it does not matter if some are covered. */
	TRIES_MAX = 16
};

/** A mount. Its texts are borrowed. */
struct mount {
	int64_t id;
	int64_t parent;
	const char *device;
	const char *root;  /* what of the device is mounted */
	const char *point; /* from the root of the process; blanks and the like are escaped */
	bool is_secret;    /* a tmpfs that a kubelet mounts for a volume of a pod */
};

/** The mounts of a process, in order. Start as `{ 0 }`. */
struct mounts {
	uint8_t *text;
	struct mount *items;
	size_t count;
	size_t size;
};

static void mounts_done(struct mounts *mounts)
{
	free(mounts->items);
	free(mounts->text);
}

/** Parse a line, which is cut into pieces. @return false if it is none */
static bool parse_line(char *line, struct mount *ret_mount)
{
	char *type = strstr(line, " - ");
	char *save = NULL;
	const char *id = strtok_r(line, " ", &save);
	const char *parent = id == NULL ? NULL : strtok_r(NULL, " ", &save);
	const char *device = parent == NULL ? NULL : strtok_r(NULL, " ", &save);
	const char *root = device == NULL ? NULL : strtok_r(NULL, " ", &save);
	const char *point = root == NULL ? NULL : strtok_r(NULL, " ", &save);

	if (type == NULL || point == NULL || !kp_go_int(id, 10, 64, &ret_mount->id) ||
	    !kp_go_int(parent, 10, 64, &ret_mount->parent)) {
		return false;
	}
	ret_mount->device = device;
	ret_mount->root = root;
	ret_mount->point = point;
	ret_mount->is_secret = strcmp(root, "/") == 0 && strncmp(type + 3, "tmpfs ", 6) == 0 &&
			       strstr(point, "/volumes/kubernetes.io~") != NULL;
	return true;
}

/** Read the mounts of a process. @param[in,out] mounts empty; to be released also on failure */
static enum kp_status read_mounts(int dir_fd, const char *name, struct mounts *mounts,
				  struct kp_error *reterr)
{
	char *save = NULL;
	size_t len;
	enum kp_status status =
		kp_procfs_read(dir_fd, name, MOUNTINFO_MAX, &mounts->text, &len, reterr);

	if (status != KP_OK) {
		return status;
	}
	for (char *line = strtok_r((char *)mounts->text, "\n", &save); line != NULL;
	     line = strtok_r(NULL, "\n", &save)) {
		status = kp_array_reserve(&mounts->items, mounts->count, &mounts->size,
					  sizeof(*mounts->items), reterr);
		if (status != KP_OK) {
			return status;
		}
		mounts->count += parse_line(line, &mounts->items[mounts->count]) ? 1 : 0;
	}
	return KP_OK;
}

/** @return the place of a mount; their number if it is not there */
static size_t find(const struct mounts *mounts, int64_t id)
{
	size_t index = 0;

	while (index < mounts->count && mounts->items[index].id != id) {
		index++;
	}
	return index;
}

/** When the directory of a volume was made. In another namespace than the scanner's its number is another. */
static bool read_birth(const struct kp_process *process, const struct mount *volume,
		       struct timespec *ret_birth)
{
	int64_t id = volume->id;

	return (!process->is_by_unit ||
		kp_root_mount_beneath(process->root_fd, volume->point, &id)) &&
	       kp_root_birth_beneath(process->root_fd, volume->point, id, ret_birth);
}

/** Whether a volume that was made after the start stands before a mount. */
static bool is_newer(const struct kp_process *process, const struct mounts *mounts, size_t index)
{
	int tries = 0;

	for (size_t i = index; i > 0 && tries < TRIES_MAX; i--) {
		const struct mount *other = &mounts->items[i - 1];
		struct timespec birth;

		if (!other->is_secret || strchr(other->point, '\\') != NULL) {
			continue;
		}
		tries++;
		if (read_birth(process, other, &birth) && kp_process_predates(process, &birth)) {
			return true;
		}
	}
	return false;
}

/** Look at a mount, and at those that it is below. */
static bool any_is_newer(const struct kp_process *process, const struct mounts *mounts, int64_t id,
			 int64_t root)
{
	for (int depth = 0; id != root && depth < DEPTH_MAX; depth++) {
		size_t index = find(mounts, id);

		if (index == mounts->count) {
			return false;
		}
		if (is_newer(process, mounts, index)) {
			return true;
		}
		id = mounts->items[index].parent;
	}
	return false;
}

/** Write a path as mountinfo has it (seq_path_root() in fs/proc_namespace.c). */
static enum kp_status escape(const char *path, char **ret_path, struct kp_error *reterr)
{
	struct kp_text text = { 0 };

	for (; *path != '\0'; path++) {
		if (strchr(" \t\n\\", *path) != NULL) {
			kp_text_addf(&text, "\\%03o", (unsigned)*path);
		} else {
			kp_text_add_char(&text, *path);
		}
	}
	return kp_text_finish(&text, ret_path, reterr);
}

/** Find the mount in which a path lies. @param[out] ret_mount NULL if there is none */
static enum kp_status covering(const struct mounts *mounts, const char *resolved,
			       const struct mount **ret_mount, struct kp_error *reterr)
{
	KP_CLEANUP(kp_freep) char *path = NULL;
	const struct mount *found = NULL;
	size_t longest = 0;
	enum kp_status status = escape(resolved, &path, reterr);

	if (status != KP_OK) {
		return status;
	}
	for (size_t i = 0; i < mounts->count; i++) {
		const char *point = mounts->items[i].point;
		size_t len = strcmp(point, "/") == 0 ? 0 : strlen(point);

		/* Of two in one place the later one is above. */
		if (strncmp(path, point, len) == 0 && (path[len] == '/' || path[len] == '\0') &&
		    (found == NULL || len >= longest)) {
			found = &mounts->items[i];
			longest = len;
		}
	}
	*ret_mount = found;
	return KP_OK;
}

/** The path that a path leads to, or what is there of it. */
static enum kp_status find_path(const struct kp_process *process, const char *path, char **ret_path,
				struct kp_error *reterr)
{
	KP_CLEANUP(kp_freep) char *above = NULL;
	char *resolved = NULL;
	enum kp_status status = kp_text_dup(path, &above, reterr);

	while (status == KP_OK && resolved == NULL) {
		char *slash = strrchr(above, '/');

		status = kp_root_resolve_beneath(process->root_fd, above[0] == '\0' ? "/" : above,
						 &resolved, reterr);
		if (status == KP_ERR_NOENT && slash != NULL) {
			*slash = '\0';
			status = KP_OK;
		}
	}
	if (status == KP_OK) {
		*ret_path = resolved;
	}
	return status;
}

/** The mount in which the scanner has a path of a process. */
static enum kp_status find_own(const struct kp_process *process, const char *path,
			       const struct mounts *own, const struct mount **ret_mount,
			       struct kp_error *reterr)
{
	size_t index = own->count;
	int64_t id;

	if (kp_root_mount_beneath(process->root_fd, path, &id)) {
		index = find(own, id);
	}
	if (index == own->count) {
		return kp_fail(reterr, KP_ERR_UNSUPPORTED, "the mount of %s cannot be told", path);
	}
	*ret_mount = &own->items[index];
	return KP_OK;
}

/** Whether two mounts are of the same, the scanner's behind where the root of the process is for it. */
static bool is_same_mount(const struct mount *mount, const struct mount *own, const char *prefix)
{
	size_t len = strcmp(prefix, "/") == 0 ? 0 : strlen(prefix);
	const char *rest;

	if (strcmp(mount->device, own->device) != 0 || strcmp(mount->root, own->root) != 0 ||
	    strncmp(own->point, prefix, len) != 0) {
		return false;
	}
	rest = own->point + len;
	return strcmp(rest[0] == '\0' ? "/" : rest, mount->point) == 0;
}

/** Where the scanner has a directory, escaped. */
static enum kp_status read_prefix(int root_fd, char **ret_prefix, struct kp_error *reterr)
{
	KP_CLEANUP(kp_freep) char *path = NULL;
	char name[64];
	enum kp_status status;

	(void)snprintf(name, sizeof(name), "/proc/self/fd/%d", root_fd);
	status = kp_procfs_readlink(AT_FDCWD, name, &path, reterr);
	return status == KP_OK ? escape(path, ret_prefix, reterr) : status;
}

/** Compare the mounts of a path. @param[in] path resolved */
static enum kp_status compare(const struct kp_process *process, const char *path,
			      struct kp_error *reterr)
{
	KP_CLEANUP(mounts_done) struct mounts mounts = { 0 };
	KP_CLEANUP(mounts_done) struct mounts own = { 0 };
	KP_CLEANUP(kp_freep) char *prefix = NULL;
	const struct mount *mount = NULL;
	const struct mount *of_scanner = NULL;
	enum kp_status status = read_mounts(process->pid_fd, "mountinfo", &mounts, reterr);

	if (status == KP_OK) {
		status = covering(&mounts, path, &mount, reterr);
	}
	if (status == KP_OK) {
		status = read_mounts(AT_FDCWD, "/proc/self/mountinfo", &own, reterr);
	}
	if (status == KP_OK) {
		status = read_prefix(process->root_fd, &prefix, reterr);
	}
	if (status == KP_OK) {
		status = find_own(process, path, &own, &of_scanner, reterr);
	}
	if (status == KP_OK &&
	    (mount == NULL || of_scanner == NULL || !is_same_mount(mount, of_scanner, prefix))) {
		status = kp_fail(reterr, KP_ERR_UNSUPPORTED,
				 "%s is in another mount for the scan than for the process: mount "
				 "the node's root directory with all that is below it (rbind, "
				 "HostToContainer)",
				 path);
	}
	return status;
}

enum kp_status kp_process_check_view(const struct kp_process *process, const char *path,
				     struct kp_error *reterr)
{
	KP_CLEANUP(kp_freep) char *found = NULL;
	enum kp_status status;

	if (!process->is_by_unit) {
		return KP_OK;
	}
	status = find_path(process, path, &found, reterr);
	return status == KP_OK ? compare(process, found, reterr) : status;
}

/**
 * Find the mount of a path, and that of the root, among those of a process: what the scanner calls them does
 * not count there.
 * @return whether they were found
 */
static bool find_mounts(const struct kp_process *process, const char *path,
			const struct mounts *mounts, int64_t *ret_mount, int64_t *ret_root)
{
	KP_CLEANUP(kp_freep) char *found = NULL;
	const struct mount *mount = NULL;
	const struct mount *root = NULL;

	if (!process->is_by_unit) {
		return true;
	}
	if (find_path(process, path, &found, NULL) != KP_OK ||
	    covering(mounts, found, &mount, NULL) != KP_OK ||
	    covering(mounts, "/", &root, NULL) != KP_OK || mount == NULL || root == NULL) {
		return false;
	}
	*ret_mount = mount->id;
	*ret_root = root->id;
	return true;
}

enum kp_status kp_process_is_mounted_over(const struct kp_process *process, const char *path,
					  bool *ret_newer)
{
	KP_CLEANUP(mounts_done) struct mounts mounts = { 0 };
	int64_t root;
	int64_t id;
	enum kp_status status;

	*ret_newer = false;
	if (process->pid_fd < 0 || !kp_root_mount_beneath(process->root_fd, "/", &root) ||
	    !kp_root_mount_beneath(process->root_fd, path, &id) || id == root) {
		return KP_OK;
	}
	status = read_mounts(process->pid_fd, "mountinfo", &mounts, NULL);
	if (status == KP_OK && find_mounts(process, path, &mounts, &id, &root)) {
		*ret_newer = any_is_newer(process, &mounts, id, root);
	}
	return status == KP_ERR_NOMEM ? status : KP_OK;
}

/** Whether a path, escaped, is a directory or below it. @param[out] ret_rest what follows, borrowed */
static bool is_below(const char *path, const char *directory, const char **ret_rest)
{
	size_t len = strcmp(directory, "/") == 0 ? 0 : strlen(directory);

	if (strncmp(path, directory, len) != 0 || (path[len] != '/' && path[len] != '\0')) {
		return false;
	}
	*ret_rest = path + len;
	return true;
}

/** Join a directory, which may be the root, and what follows. @param[out] ret_path caller-owned */
static enum kp_status join(const char *directory, const char *rest, char **ret_path,
			   struct kp_error *reterr)
{
	struct kp_text text = { 0 };

	kp_text_add_str(&text, strcmp(directory, "/") == 0 ? "" : directory);
	kp_text_add_str(&text, rest);
	return kp_text_finish(&text, ret_path, reterr);
}

/** Look whether a mount shows something of its file system, and no other one lies above it there. */
static enum kp_status look_in(const struct mounts *mounts, const struct mount *mount,
			      const char *inside, char **ret_path, struct kp_error *reterr)
{
	KP_CLEANUP(kp_freep) char *path = NULL;
	const struct mount *above = NULL;
	const char *rest = NULL;
	enum kp_status status;

	if (!is_below(inside, mount->root, &rest)) {
		return KP_OK;
	}
	status = join(mount->point, rest, &path, reterr);
	if (status == KP_OK) {
		status = covering(mounts, path, &above, reterr);
	}
	if (status == KP_OK && above == mount) {
		*ret_path = kp_steal(&path);
	}
	return status;
}

/** Find a path of a file system among mounts. @param[out] ret_path NULL if none of them shows it */
static enum kp_status find_inside(const struct mounts *mounts, const char *device,
				  const char *inside, char **ret_path, struct kp_error *reterr)
{
	enum kp_status status = KP_OK;

	*ret_path = NULL;
	for (size_t i = 0; status == KP_OK && *ret_path == NULL && i < mounts->count; i++) {
		if (strcmp(mounts->items[i].device, device) == 0) {
			status = look_in(mounts, &mounts->items[i], inside, ret_path, reterr);
		}
	}
	return status;
}

enum kp_status kp_process_find_mounted(int pid_fd, const char *path, char **ret_path,
				       struct kp_error *reterr)
{
	KP_CLEANUP(mounts_done) struct mounts mounts = { 0 };
	KP_CLEANUP(mounts_done) struct mounts own = { 0 };
	KP_CLEANUP(kp_freep) char *inside = NULL;
	KP_CLEANUP(kp_freep) char *found = NULL;
	const struct mount *mount = NULL;
	const char *rest = NULL;
	/* What mountinfo would escape is not worth it. */
	enum kp_status status = strpbrk(path, " \t\n\\") == NULL
					? read_mounts(pid_fd, "mountinfo", &mounts, reterr)
					: kp_fail(reterr, KP_ERR_UNSUPPORTED,
						  "%s has a blank or the like in its name", path);

	if (status == KP_OK) {
		status = covering(&mounts, path, &mount, reterr);
	}
	if (status == KP_OK && (mount == NULL || strcmp(mount->point, "/") == 0 ||
				!is_below(path, mount->point, &rest))) {
		status = kp_fail(reterr, KP_ERR_UNSUPPORTED,
				 "%s is in the root file system of its container", path);
	}
	if (status == KP_OK) {
		status = join(mount->root, rest, &inside, reterr);
	}
	if (status == KP_OK) {
		status = read_mounts(AT_FDCWD, "/proc/self/mountinfo", &own, reterr);
	}
	if (status == KP_OK) {
		status = find_inside(&own, mount->device, inside, &found, reterr);
	}
	if (status == KP_OK && (found == NULL || strchr(found, '\\') != NULL)) {
		status = kp_fail(
			reterr, KP_ERR_UNSUPPORTED,
			"%s is mounted there from %s of the file system %s, which is mounted "
			"nowhere else",
			path, inside, mount->device);
	}
	if (status == KP_OK) {
		*ret_path = kp_steal(&found);
	}
	return status;
}
