/* SPDX-License-Identifier: LGPL-2.1-or-later */
/**
 * @file
 * What a document says it is: the `apiVersion` and `kind` that each object of Kubernetes has.
 */
#ifndef KP_DOCUMENT_ENVELOPE_H
#define KP_DOCUMENT_ENVELOPE_H

#include "document/document.h"

/** What a document has to say. */
struct kp_envelope {
	const char *api_version; /**< group and version */
	const char *kind;
};

/**
 * Check that a document is what is wanted at all, by its `apiVersion` and `kind`.
 * @return KP_OK; KP_ERR_SYNTAX with the line, if a key is to blame
 */
enum kp_status kp_envelope_check(const struct kp_envelope *envelope,
				 const struct kp_document *document, struct kp_error *reterr)
	__attribute__((warn_unused_result));

/**
 * Check that a document is a map with a `kind`, whichever.
 * @return KP_OK; KP_ERR_SYNTAX with the line, if a key is to blame
 */
enum kp_status kp_envelope_check_kind(const struct kp_document *document, struct kp_error *reterr)
	__attribute__((warn_unused_result));

#endif
