/* SPDX-License-Identifier: LGPL-2.1-or-later */
/**
 * @file
 * The units of one root directory, found once for all kubelets of a collection.
 */
#ifndef KP_NODE_SHARED_UNITS_H
#define KP_NODE_SHARED_UNITS_H

#include <stdbool.h>

#include "base/status.h"
#include "files/ctx.h"
#include "systemd/units.h"

/** Of one collection. Start with kp_shared_units_init(). */
struct kp_shared_units {
	struct kp_ctx ctx;     /**< borrowed: its root directory */
	bool is_known;         /**< whether they were looked for */
	enum kp_status status; /**< of finding them */
	struct kp_error error; /**< why they could not be found */
	struct kp_units *own;  /**< NULL: not yet, or they could not be found */
};

/** Begin. @param[in] ctx its root directory must outlive them */
void kp_shared_units_init(const struct kp_ctx *ctx, struct kp_shared_units *shared);

void kp_shared_units_done(struct kp_shared_units *shared);

/** Units that were lent, or found for one use. Start as `{ 0 }`. */
struct kp_lent_units {
	const struct kp_units *units;
	struct kp_units *own; /**< NULL: they are shared */
};

/** Give them back. */
void kp_lent_units_done(struct kp_lent_units *lent);

/**
 * Find the units of a root directory, or take those that were found.
 * @param[in,out] shared NULL: none are
 * @param[in] ctx with the root directory; must outlive what is lent
 * @param[in,out] lent empty; released by the caller in any case
 * @return as kp_units_new()
 */
enum kp_status kp_shared_units_lend(struct kp_shared_units *shared, const struct kp_ctx *ctx,
				    struct kp_lent_units *lent, struct kp_error *reterr)
	__attribute__((warn_unused_result));

#endif
