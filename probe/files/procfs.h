/* SPDX-License-Identifier: LGPL-2.1-or-later */
/**
 * @file
 * The file system /proc below a root directory, and what is right below a directory of it.
 */
#ifndef KP_FILES_PROCFS_H
#define KP_FILES_PROCFS_H

#include <stddef.h>
#include <stdint.h>

#include "base/status.h"

/**
 * Open `proc` below a root.
 * @param[out] ret_fd caller-owned; untouched on failure
 * @return KP_OK; KP_ERR_UNSUPPORTED when it is not a procfs (an image, an unmounted /proc), so
 *         that its emptiness says nothing of processes; KP_ERR_NOENT only when there is nothing; else
 *         the errno of opening it as a status
 */
enum kp_status kp_procfs_open(int root_fd, int *ret_fd, struct kp_error *reterr)
	__attribute__((warn_unused_result));

/**
 * Open a directory right below another, following a last magic link such as /proc/PID/root.
 * @param[out] ret_fd O_PATH, caller-owned; untouched on failure
 * @return KP_OK; the errno of opening it as a status
 */
enum kp_status kp_procfs_open_dir(int dir_fd, const char *name, int *ret_fd,
				  struct kp_error *reterr) __attribute__((warn_unused_result));

/**
 * Open the file that a process executes, which the kernel has only from regular files, for reading.
 * @param[in] pid_fd the directory of the process in /proc
 * @param[out] ret_fd caller-owned; untouched on failure
 * @return KP_OK; the errno of opening it as a status
 */
enum kp_status kp_procfs_open_exe(int pid_fd, int *ret_fd, struct kp_error *reterr)
	__attribute__((warn_unused_result));

/**
 * Open a file right below a procfs directory for reading.
 * @param[out] ret_fd caller-owned; untouched on failure
 * @return KP_OK; the errno of opening it as a status
 */
enum kp_status kp_procfs_open_file(int dir_fd, const char *name, int *ret_fd,
				   struct kp_error *reterr) __attribute__((warn_unused_result));

/**
 * Read the first bytes of a file right below a procfs directory.
 * @param[out] buf at least `size` bytes
 * @param[out] ret_len how many were there, at most size; untouched on failure
 * @return KP_OK; the errno of reading it as a status
 */
enum kp_status kp_procfs_peek(int dir_fd, const char *name, uint8_t *buf, size_t size,
			      size_t *ret_len, struct kp_error *reterr)
	__attribute__((warn_unused_result));

/** kp_procfs_peek(), but ended by the first NUL too; what came behind it is in buf as well. */
enum kp_status kp_procfs_peek_string(int dir_fd, const char *name, uint8_t *buf, size_t size,
				     size_t *ret_len, struct kp_error *reterr)
	__attribute__((warn_unused_result));

/**
 * Read a whole file right below a procfs directory.
 * @param[out] ret_buf caller-owned, free with free(); one NUL more than ret_len
 * @return KP_OK; KP_ERR_LIMIT when it is larger than limit; KP_ERR_GONE when the process is;
 *         KP_ERR_NOMEM; the errno of reading it as a status
 */
enum kp_status kp_procfs_read(int dir_fd, const char *name, size_t limit, uint8_t **ret_buf,
			      size_t *ret_len, struct kp_error *reterr)
	__attribute__((warn_unused_result));

/**
 * Read a symbolic link right below a directory without allocating.
 * @param[out] buf the target, NUL at its end, if that fits
 * @return KP_OK; KP_ERR_LIMIT; the errno of reading it as a status
 */
enum kp_status kp_procfs_peek_link(int dir_fd, const char *name, char *buf, size_t size,
				   struct kp_error *reterr) __attribute__((warn_unused_result));

/** Read a symbolic link right below a directory. @param[out] ret_target caller-owned, free() */
enum kp_status kp_procfs_readlink(int dir_fd, const char *name, char **ret_target,
				  struct kp_error *reterr) __attribute__((warn_unused_result));

#endif
