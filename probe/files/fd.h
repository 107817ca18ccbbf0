/* SPDX-License-Identifier: LGPL-2.1-or-later */
/**
 * @file
 * What an open descriptor leads to: bytes, entries, the same file once more.
 */
#ifndef KP_FILES_FD_H
#define KP_FILES_FD_H

#include <stddef.h>
#include <stdint.h>

#include <dirent.h>
#include <stdbool.h>

#include "base/status.h"

/** Open a directory for reading its entries. @param[out] ret_dir caller-owned, for closedir() */
enum kp_status kp_fd_list(int dir_fd, DIR **ret_dir, struct kp_error *reterr)
	__attribute__((warn_unused_result));

/**
 * Go to the next entry of a directory.
 * @param[in] path what the directory is called in messages
 * @param[out] ret_entry borrowed from dir until the next call
 * @return KP_OK; KP_ERR_END; the errno of reading it as a status
 */
enum kp_status kp_fd_next(DIR *dir, const char *path, const struct dirent **ret_entry,
			  struct kp_error *reterr) __attribute__((warn_unused_result));

/**
 * Read until `size` bytes are there or the file ends.
 * @param[in] name what the file is called in messages
 * @param[out] ret_len how many are there; untouched on failure
 * @return KP_OK; the errno of reading it as a status
 */
enum kp_status kp_fd_read_up_to(int fd, const char *name, uint8_t *buf, size_t size,
				size_t *ret_len, struct kp_error *reterr)
	__attribute__((warn_unused_result));

/** kp_fd_read_up_to(), but ended by the first NUL too; what came behind it is in buf as well. */
enum kp_status kp_fd_read_up_to_nul(int fd, const char *name, uint8_t *buf, size_t size,
				    size_t *ret_len, struct kp_error *reterr)
	__attribute__((warn_unused_result));

/**
 * Read a file to its end, in a buffer that grows: what fstat() says of a size may be 0 or old.
 * @param[out] ret_buf caller-owned, free with free(); one NUL more than ret_len
 * @return KP_OK; KP_ERR_LIMIT when it is larger than limit; KP_ERR_NOMEM; the errno of reading it as
 *         a status
 */
enum kp_status kp_fd_read_all(int fd, const char *name, size_t limit, uint8_t **ret_buf,
			      size_t *ret_len, struct kp_error *reterr)
	__attribute__((warn_unused_result));

/** Whether a file of /proc has these bytes, and no more, when it is read from its begin in one call. */
bool kp_fd_has(int fd, const uint8_t *bytes, size_t size);

/**
 * Open for reading the very file that an O_PATH descriptor refers to, through the scanner's own
 * procfs, so that nothing can be put in its place in between. Only for what may be opened: a FIFO
 * or a device does something then.
 * @param[out] ret_fd caller-owned; untouched on failure
 * @return KP_OK; the errno of opening it as a status
 */
enum kp_status kp_fd_reopen(int path_fd, const char *path, int *ret_fd, struct kp_error *reterr)
	__attribute__((warn_unused_result));

#endif
