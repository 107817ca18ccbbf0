/* SPDX-License-Identifier: LGPL-2.1-or-later */
/**
 * @file
 * The only place that opens files: /proc below the root directory, and files below the root of
 * another process, which never lead out of it.
 */
#ifndef KP_ROOT_H
#define KP_ROOT_H

#include <stddef.h>
#include <stdint.h>

#include <dirent.h>
#include <stdbool.h>
#include <sys/stat.h>
#include <time.h>

#include "status.h"

/** Open a directory that an operator names. @param[out] ret_fd O_PATH, caller-owned */
enum kp_status kp_root_open(const char *path, int *ret_fd, struct kp_error *reterr)
	__attribute__((warn_unused_result));

/**
 * Open `proc` below a root.
 * @param[out] ret_fd caller-owned; untouched on failure
 * @return KP_OK; KP_ERR_UNSUPPORTED when it is not a procfs (an image, an unmounted /proc), so
 *         that its emptiness says nothing of processes; else the errno of opening it as a status
 */
enum kp_status kp_root_open_proc(int root_fd, int *ret_fd, struct kp_error *reterr)
	__attribute__((warn_unused_result));

/** Open a directory for reading its entries. @param[out] ret_dir caller-owned, for closedir() */
enum kp_status kp_root_list(int dir_fd, DIR **ret_dir, struct kp_error *reterr)
	__attribute__((warn_unused_result));

/**
 * Go to the next entry of a directory.
 * @param[in] path what the directory is called in messages
 * @param[out] ret_entry borrowed from dir until the next call
 * @return KP_OK; KP_ERR_END; the errno of reading it as a status
 */
enum kp_status kp_root_next(DIR *dir, const char *path, const struct dirent **ret_entry,
			    struct kp_error *reterr) __attribute__((warn_unused_result));

/**
 * Open a directory right below another, following a last magic link such as /proc/PID/root.
 * @param[out] ret_fd O_PATH, caller-owned; untouched on failure
 */
enum kp_status kp_root_open_dir(int dir_fd, const char *name, int *ret_fd, struct kp_error *reterr)
	__attribute__((warn_unused_result));

/**
 * Read the first bytes of a file right below a procfs directory.
 * @param[out] buf at least `size` bytes
 * @param[out] ret_len how many were there, at most size
 */
enum kp_status kp_root_peek(int dir_fd, const char *name, uint8_t *buf, size_t size,
			    size_t *ret_len, struct kp_error *reterr)
	__attribute__((warn_unused_result));

/** The same up to a NUL, which is all that is sought; what came behind it is in buf as well. */
enum kp_status kp_root_peek_string(int dir_fd, const char *name, uint8_t *buf, size_t size,
				   size_t *ret_len, struct kp_error *reterr)
	__attribute__((warn_unused_result));

/**
 * Read a whole file right below a procfs directory.
 * @param[out] ret_buf caller-owned, free with free(); one NUL more than ret_len
 * @return KP_OK; KP_ERR_LIMIT when it is larger than limit; KP_ERR_GONE when the process is;
 *         KP_ERR_NOMEM; the errno of reading it as a status
 */
enum kp_status kp_root_read(int dir_fd, const char *name, size_t limit, uint8_t **ret_buf,
			    size_t *ret_len, struct kp_error *reterr)
	__attribute__((warn_unused_result));

/**
 * Read a symbolic link right below a directory without allocating.
 * @param[out] buf the target, NUL at its end, if that fits
 * @return KP_OK; KP_ERR_LIMIT; the errno of reading it as a status
 */
enum kp_status kp_root_peek_link(int dir_fd, const char *name, char *buf, size_t size,
				 struct kp_error *reterr) __attribute__((warn_unused_result));

/** Read a symbolic link right below a directory. @param[out] ret_target caller-owned, free() */
enum kp_status kp_root_readlink(int dir_fd, const char *name, char **ret_target,
				struct kp_error *reterr) __attribute__((warn_unused_result));

/**
 * Read a regular file of another process, at a path as that process sees it. Symbolic links, also
 * absolute ones, and `..` stay below its root (openat2(2) RESOLVE_IN_ROOT, or the same by hand
 * where the kernel lacks it); magic links and files of a procfs are refused; nothing but a regular
 * file is ever opened for reading, so that no FIFO blocks and no device is touched.
 * @param[in] root_fd the process's root directory
 * @param[in] path absolute
 * @param[out] ret_buf caller-owned, free with free(); one NUL more than ret_len
 * @param[out] ret_changed when the file last changed in any way (its ctime, which no one can set
 *             back), or a symbolic link on the way to it was made, as seen after reading
 * @return as kp_root_read(); KP_ERR_SYNTAX when it is no regular file, which the kubelet could
 *         not have read as its configuration
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

/** Release what a list of entries holds; for KP_CLEANUP. */
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

/** kp_root_lstat_beneath(), but a symbolic link at the end is followed. */
enum kp_status kp_root_stat_beneath(int root_fd, const char *path, struct stat *ret_stat,
				    struct kp_error *reterr) __attribute__((warn_unused_result));

#endif
