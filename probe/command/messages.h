/* SPDX-License-Identifier: LGPL-2.1-or-later */
/**
 * @file
 * The reason of a verdict, put into results that oscap has written: XCCDF has none where a check of
 * OVAL was what judged.
 */
#ifndef KP_COMMAND_MESSAGES_H
#define KP_COMMAND_MESSAGES_H

#include "base/bytes.h"
#include "command/verdict.h"

/** What each message of ours begins with. */
#define KP_MESSAGE_BEGIN "oscap-kubelet: "

/** How many characters a message has at most; what is longer ends in "...". */
#define KP_MESSAGE_MAX 1000

/**
 * Put a message of the findings of each verdict into the last results of a document. No byte of the
 * document changes, there are only more.
 * @param[in] name of the file, for errors
 * @param[out] ret_bytes caller-owned, release with kp_buffer_done(); untouched on failure
 * @return KP_OK; KP_ERR_UNSUPPORTED of a document that is to be left alone: signed, not of UTF-8, or
 *         with messages of ours already; KP_ERR_SYNTAX; KP_ERR_LIMIT; KP_ERR_NOMEM
 */
enum kp_status kp_messages_add(const char *name, const struct kp_bytes *document,
			       const struct kp_verdicts *verdicts, struct kp_buffer *ret_bytes,
			       struct kp_error *reterr) __attribute__((warn_unused_result));

#endif
