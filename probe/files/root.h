/* SPDX-License-Identifier: LGPL-2.1-or-later */
/**
 * @file
 * Files below the root directory of a node or of another process, which never lead out of it.
 */
#ifndef KP_FILES_ROOT_H
#define KP_FILES_ROOT_H

#include <stddef.h>
#include <stdint.h>

#include <stdbool.h>
#include <sys/stat.h>
#include <time.h>

#include "base/status.h"

/** Open a directory that an operator names. @param[out] ret_fd O_PATH, caller-owned */
enum kp_status kp_root_open(const char *path, int *ret_fd, struct kp_error *reterr)
	__attribute__((warn_unused_result));

/**
 * Open a regular file below a root, for reading.
 * @param[out] ret_fd caller-owned; untouched on failure
 * @return as kp_root_read_beneath()
 */
enum kp_status kp_root_open_beneath(int root_fd, const char *path, int *ret_fd,
				    struct kp_error *reterr) __attribute__((warn_unused_result));

/**
 * Read a regular file of another process, at a path as that process sees it. Symbolic links, also
 * absolute ones, and `..` stay below its root (openat2(2) RESOLVE_IN_ROOT, or the same by hand
 * where the kernel lacks it); magic links and files of a procfs are refused; nothing but a regular
 * file is ever opened for reading, so that no FIFO blocks and no device is touched.
 * @param[in] root_fd the process's root directory
 * @param[in] path absolute
 * @param[out] ret_buf caller-owned, free with free(); one NUL more than ret_len
 * @param[out] ret_changed when the file last changed in any way (kp_change_of()), or a name on the way
 *             to it came to be what it is (kp_beneath_newest_name()), as seen after reading
 * @return KP_OK; KP_ERR_SYNTAX when it is no regular file, which nobody could have read as its
 *         configuration; KP_ERR_LIMIT when it is larger than limit; KP_ERR_NOMEM; the errno of
 *         reading it as a status
 */
enum kp_status kp_root_read_beneath(int root_fd, const char *path, size_t limit, uint8_t **ret_buf,
				    size_t *ret_len, struct timespec *ret_changed,
				    struct kp_error *reterr) __attribute__((warn_unused_result));

/** An entry of a directory. */
struct kp_entry {
	char *name;
	bool is_dir;  /**< itself: a symbolic link to a directory is none */
	bool is_link; /**< a symbolic link, wherever it leads */
};

/** The entries of a directory in the byte order of their names. Start as `{ 0 }`. */
struct kp_entries {
	struct kp_entry *items;
	size_t count;
	size_t size;
	struct timespec changed; /**< as of kp_root_read_beneath() */
};

/** Release what a list of entries holds. */
void kp_entries_done(struct kp_entries *entries);

/**
 * List a directory of another process, at a path as that process sees it.
 * @param[in] limit most entries to accept
 * @param[in,out] entries empty; release with kp_entries_done() also on failure
 * @return KP_OK; KP_ERR_LIMIT; KP_ERR_NOMEM; the errno of reading it as a status
 */
enum kp_status kp_root_list_beneath(int root_fd, const char *path, size_t limit,
				    struct kp_entries *entries, struct kp_error *reterr)
	__attribute__((warn_unused_result));

/**
 * Look at what a path of another process is, without following a symbolic link at its end.
 * @param[out] ret_stat untouched on failure
 * @return KP_OK; the errno of looking at it as a status
 */
enum kp_status kp_root_lstat_beneath(int root_fd, const char *path, struct stat *ret_stat,
				     struct kp_error *reterr) __attribute__((warn_unused_result));

/**
 * Read what a symbolic link of another process says; it is not followed.
 * @param[out] ret_target caller-owned, free with free(); untouched on failure
 * @return KP_OK; KP_ERR_NOMEM; KP_ERR_NOENT, also if it is none; the errno of reading it as a status
 */
enum kp_status kp_root_readlink_beneath(int root_fd, const char *path, char **ret_target,
					struct kp_error *reterr)
	__attribute__((warn_unused_result));

/**
 * The path that leads to the same file of another process without a symbolic link on it, so that
 * whoever opens it by name is not led out of the root directory.
 * @param[out] ret_path absolute, as the process sees it; caller-owned, free with free(); untouched on
 *             failure
 * @return KP_OK; KP_ERR_NOENT if there is no such file; KP_ERR_NOMEM; the errno of looking for it as
 *         a status
 */
enum kp_status kp_root_resolve_beneath(int root_fd, const char *path, char **ret_path,
				       struct kp_error *reterr) __attribute__((warn_unused_result));

/**
 * Whether two directories are one, in one mount: then a path leads from both to the same.
 * @return false also where the scanner has no /proc that would tell
 */
bool kp_root_is_same(int left_fd, int right_fd);

/**
 * The mount that a path of another process ends in, as its mountinfo numbers it.
 * @param[out] ret_mount untouched if it cannot be told
 * @return whether it can be told
 */
bool kp_root_mount_beneath(int root_fd, const char *path, int64_t *ret_mount);

/**
 * When the directory was made that a path of another process leads to.
 * @param[in] mount in which it has to be
 * @param[out] ret_birth untouched if it cannot be told
 * @return whether it can be told: not each file system keeps it
 */
bool kp_root_birth_beneath(int root_fd, const char *path, int64_t mount,
			   struct timespec *ret_birth);

/** kp_root_lstat_beneath(), but a symbolic link at the end is followed. */
enum kp_status kp_root_stat_beneath(int root_fd, const char *path, struct stat *ret_stat,
				    struct kp_error *reterr) __attribute__((warn_unused_result));

#endif
