/* SPDX-License-Identifier: LGPL-2.1-or-later */
/**
 * @file
 * What the content of a file is known by.
 */
#ifndef KP_FILES_DIGEST_H
#define KP_FILES_DIGEST_H

#include "base/status.h"

/** An MD5 sum in hexadecimal digits, and the NUL behind them. */
enum {
	KP_MD5_SIZE = 33
};

/**
 * Compute the MD5 sum (RFC 1321) of a file by libgcrypt, which is opened at the first call: libopenscap is
 * linked with it. It is enough to tell whether a file is the one that a package brought; nobody can make
 * another one for a given sum.
 * @param[in] fd open for reading, at its beginning
 * @param[out] ret_sum in lower case; untouched on failure
 * @return KP_OK; KP_ERR_LIMIT for a file that is larger than any program; KP_ERR_UNSUPPORTED without a
 *         libgcrypt that computes it (one in FIPS mode does not); the errno of reading it as a status
 */
enum kp_status kp_digest_md5(int fd, char ret_sum[KP_MD5_SIZE], struct kp_error *reterr)
	__attribute__((warn_unused_result));

#endif
