/* SPDX-License-Identifier: LGPL-2.1-or-later */
/**
 * @file
 * Whether the signature of a data stream has to be looked at, which starts xmlsec and OpenSSL.
 */
#ifndef KP_LOADER_SIGNATURE_H
#define KP_LOADER_SIGNATURE_H

#include <stdbool.h>

#include "oval/openscap_abi.h"

/** Note what a session of this thread was made of. @param[in] session NULL: there is none */
void kp_signature_note(const struct xccdf_session *session, struct oscap_source *source);

/**
 * Whether a document is sure to be without a signature.
 * @param[in] session whose signature is to be validated
 * @return false also where the document is not known, and where a signature is demanded
 */
bool kp_signature_is_absent(const struct xccdf_session *session);

/**
 * Note that a session is to have a signature.
 * @return whether its absence has been told before
 */
bool kp_signature_demand(const struct xccdf_session *session);

#endif
