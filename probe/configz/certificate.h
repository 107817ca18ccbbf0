/* SPDX-License-Identifier: LGPL-2.1-or-later */
/**
 * @file
 * The public key of a serving certificate, to be compared with that of a server.
 */
#ifndef KP_CONFIGZ_CERTIFICATE_H
#define KP_CONFIGZ_CERTIFICATE_H

#include "base/bytes.h"

/**
 * Take the SubjectPublicKeyInfo (RFC 5280, in DER) out of the first certificate of a PEM text, which is the
 * one that a server shows (tls.X509KeyPair of Go). What else stands there, such as its private key, is passed
 * over.
 * @param[out] ret_key release with kp_buffer_done(); untouched on failure
 * @return KP_OK; KP_ERR_SYNTAX when there is no certificate, or it is none; KP_ERR_NOMEM
 */
enum kp_status kp_configz_public_key(const struct kp_bytes *pem, struct kp_buffer *ret_key,
				     struct kp_error *reterr) __attribute__((warn_unused_result));

#endif
