/* SPDX-License-Identifier: LGPL-2.1-or-later */
/**
 * @file
 * Where a kubelet is asked, and by which certificate it is known: from its own settings, as far as these
 * can be told.
 */
#ifndef KP_CONFIGZ_WHERE_H
#define KP_CONFIGZ_WHERE_H

#include "configz/options.h"
#include "files/ctx.h"
#include "node/instance.h"

/** Start as `{ 0 }`. */
struct kp_configz_where {
	struct kp_configz_server server;
	char *certificate; /**< owned, absolute, as the kubelet sees it; NULL: it cannot be told */
	char *name; /**< owned, of the node; NULL: that of the machine, or it cannot be told */
};

/** Release what it holds. */
void kp_configz_where_done(struct kp_configz_where *where);

/**
 * Find out. A kubelet that does not tell its address or port is asked where the operator says, or else at
 * 127.0.0.1:10250, which is looked at before anything is sent (target.h).
 * @param[in,out] where empty; to be released also on failure
 * @return KP_OK; KP_ERR_UNSUPPORTED for a kubelet that serves nothing; KP_ERR_NOMEM
 */
enum kp_status kp_configz_where_find(const struct kp_kubelet *kubelet,
				     const struct kp_configz_options *options,
				     struct kp_configz_where *where, struct kp_error *reterr)
	__attribute__((warn_unused_result));

/**
 * Say what to do where the operator names no credential: which of the files that are there may serve, and
 * which right it takes.
 * @param[in] path of the root directory of ctx
 * @return KP_ERR_INVAL
 */
enum kp_status kp_configz_advise(const struct kp_ctx *ctx, const char *path,
				 struct kp_error *reterr);

#endif
