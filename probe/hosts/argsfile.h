/* SPDX-License-Identifier: LGPL-2.1-or-later */
/**
 * @file
 * The file in which MicroK8s keeps the arguments of its kubelet.
 *
 * kubelite reads it with ReadArgsFromFile (cmd/kubelite/app/options/options.go of the patch that
 * MicroK8s 1.21 to 1.37 puts on Kubernetes): blanks around a line are cut off; empty lines, and
 * lines that begin with `#`, are skipped; every `"` and `'` is deleted; the rest is split at each
 * single blank, so that two of them make an empty argument; then variables are expanded in each.
 */
#ifndef KP_HOSTS_ARGSFILE_H
#define KP_HOSTS_ARGSFILE_H

#include <stddef.h>
#include <stdint.h>

#include "base/status.h"
#include "files/ctx.h"
#include "process/argv.h"
#include "process/goenv.h"

/**
 * Read the content of such a file.
 * @param[in] path what it is called in locations
 * @param[in] buf with one NUL more than len
 * @param[in] env the environment of kubelite
 * @param[out] ret_argv `kubelet` and the arguments, each with path and line as its place;
 *             caller-owned, free with kp_argv_free(); untouched on failure
 * @return KP_OK; KP_ERR_SYNTAX for a line that kubelite refuses; KP_ERR_UNSUPPORTED for one that is
 *         no plain text; KP_ERR_LIMIT; KP_ERR_NOMEM
 */
enum kp_status kp_argsfile_parse(const char *path, const uint8_t *buf, size_t len,
				 const struct kp_goenv *env, const struct kp_limits *limits,
				 struct kp_argv **ret_argv, struct kp_error *reterr)
	__attribute__((warn_unused_result));

#endif
