/* SPDX-License-Identifier: LGPL-2.1-or-later */
/**
 * @file
 * The files of EnvironmentFile= (systemd.exec(5)). Their syntax looks like a shell's and is not.
 */
#ifndef KP_SYSTEMD_ENVFILE_H
#define KP_SYSTEMD_ENVFILE_H

#include <stdint.h>

#include "systemd/environment.h"

/**
 * Set the variables of one file, or none of them if systemd refuses it.
 * @param[in] path of the file, for messages and as the place of each variable
 * @param[in,out] environment its version of systemd decides where versions differ
 * @return KP_OK; KP_ERR_SYNTAX: systemd refuses the file; KP_ERR_UNSUPPORTED: versions of systemd
 *         read it differently; KP_ERR_LIMIT; KP_ERR_NOMEM
 */
enum kp_status kp_envfile_read(const uint8_t *buf, size_t len, const char *path,
			       struct kp_environment *environment, struct kp_error *reterr)
	__attribute__((warn_unused_result));

/**
 * Set the variables of the files that match a path, in the order of their names; later ones win.
 * @param[in] pattern absolute path, with *, ? and [...] as glob(7)
 * @param[in] optional whether systemd skips what is not there, leads nowhere or is refused
 * @param[in,out] count files of the unit before these, and with them
 * @return as kp_envfile_read(); KP_ERR_SYNTAX: there is none, so that the service fails; the errno
 *         of reading one as a status
 */
enum kp_status kp_envfile_load(const struct kp_ctx *ctx, const char *pattern, bool optional,
			       struct kp_environment *environment, size_t *count,
			       struct kp_error *reterr) __attribute__((warn_unused_result));

#endif
