/* SPDX-License-Identifier: LGPL-2.1-or-later */
/**
 * @file
 * The arguments of a program, exactly as it gets them, and where each was written.
 */
#ifndef KP_PROCESS_ARGV_H
#define KP_PROCESS_ARGV_H

#include <stddef.h>
#include <stdint.h>

#include <stdbool.h>

#include "base/place.h"
#include "base/status.h"

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

void kp_argv_freep(struct kp_argv **argv);

/** @return the number of arguments, argv[0] included */
size_t kp_argv_count(const struct kp_argv *argv);

/** @return the argument with that index, any bytes but NUL, borrowed from argv */
const char *kp_argv_get(const struct kp_argv *argv, size_t index);

/** Whether two have the same arguments, wherever each was said. */
bool kp_argv_is_same(const struct kp_argv *left, const struct kp_argv *right);

/**
 * Say that an argument was written somewhere else than with that index on the command line of the
 * process, such as in line 3 of /etc/default/kubelet.
 * @param[in] at its path, line and index are copied; replaces an earlier one
 * @return KP_OK; KP_ERR_NOMEM
 */
enum kp_status kp_argv_set_place(struct kp_argv *argv, size_t index, const struct kp_said_at *at,
				 struct kp_error *reterr) __attribute__((warn_unused_result));

/** @return where an argument was written: its path, if it has one, is borrowed from argv */
struct kp_said_at kp_argv_place(const struct kp_argv *argv, size_t index);

/**
 * Put where an argument was written before the message of an error about it.
 * @param[in,out] reterr a filled error, or NULL
 * @param[in] status its status, handed back
 */
enum kp_status kp_argv_wrap(const struct kp_argv *argv, size_t index, enum kp_status status,
			    struct kp_error *reterr);

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
