/* SPDX-License-Identifier: LGPL-2.1-or-later */
/**
 * @file
 * The arguments of a process, exactly as the kernel tells them.
 */
#ifndef KP_ARGV_H
#define KP_ARGV_H

#include <stddef.h>
#include <stdint.h>

#include "status.h"

struct kp_argv;

/**
 * Split the content of /proc/PID/cmdline (proc_pid_cmdline(5)): each NUL ends an argument, so
 * that two NULs in a row are an empty argument. A last argument without NUL (a process may
 * overwrite its title) counts too.
 * @param[out] ret_argv caller-owned, free with kp_argv_free(); untouched on failure
 * @return KP_OK; KP_ERR_NOMEM
 */
enum kp_status kp_argv_parse(const uint8_t *buf, size_t len, struct kp_argv **ret_argv,
			     struct kp_error *reterr) __attribute__((warn_unused_result));

void kp_argv_free(struct kp_argv *argv);

/** Cleanup function for KP_CLEANUP. */
void kp_argv_freep(struct kp_argv **argv);

/** @return the number of arguments, argv[0] included */
size_t kp_argv_count(const struct kp_argv *argv);

/** @return the argument with that index, any bytes but NUL, borrowed from argv */
const char *kp_argv_get(const struct kp_argv *argv, size_t index);

/**
 * Write arguments as a POSIX shell (with $'...', POSIX.1-2024) reads them back exactly. Only
 * printable ASCII and well-formed UTF-8 come out.
 * @param[in] first index of the first argument to write
 * @param[out] ret_line caller-owned, free with free(); untouched on failure
 * @return KP_OK; KP_ERR_NOMEM
 */
enum kp_status kp_argv_to_shell(const struct kp_argv *argv, size_t first, char **ret_line,
				struct kp_error *reterr) __attribute__((warn_unused_result));

#endif
