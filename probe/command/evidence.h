/* SPDX-License-Identifier: LGPL-2.1-or-later */
/**
 * @file
 * What OVAL found that a verdict stands on.
 */
#ifndef KP_COMMAND_EVIDENCE_H
#define KP_COMMAND_EVIDENCE_H

#include <libxml/tree.h>

#include "base/status.h"
#include "command/item.h"
#include "command/verdict.h"

struct kp_evidence;

/**
 * Look through the results of OVAL in a document.
 * @param[in] document has to stay while the evidence does
 * @param[out] ret_evidence caller-owned, free with kp_evidence_free(); untouched on failure
 * @return KP_OK; KP_ERR_NOMEM
 */
enum kp_status kp_evidence_new(const xmlDoc *document, struct kp_evidence **ret_evidence,
			       struct kp_error *reterr) __attribute__((warn_unused_result));

void kp_evidence_free(struct kp_evidence *evidence);

/**
 * Add the findings of a verdict: first the reasons, then what else was looked at.
 * @param[in] definition by whose id it was judged; NULL if by none
 * @return KP_OK; KP_ERR_NOMEM
 */
enum kp_status kp_evidence_add(const struct kp_evidence *evidence, const char *definition,
			       const struct kp_leave *leave, struct kp_verdict *verdict,
			       struct kp_error *reterr) __attribute__((warn_unused_result));

#endif
