/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "node/shared_units.h"

#include "base/cleanup.h"
#include "files/root.h"

void kp_shared_units_init(const struct kp_ctx *ctx, struct kp_shared_units *shared)
{
	*shared = (struct kp_shared_units){ .ctx = *ctx };
}

void kp_shared_units_done(struct kp_shared_units *shared)
{
	kp_units_free(kp_steal(&shared->own));
	shared->is_known = false;
}

void kp_lent_units_done(struct kp_lent_units *lent)
{
	kp_units_free(kp_steal(&lent->own));
	lent->units = NULL;
}

/** Find what is shared, or fail as the first try did. */
static enum kp_status find_once(struct kp_shared_units *shared, struct kp_error *reterr)
{
	if (!shared->is_known) {
		shared->is_known = true;
		shared->status = kp_units_new(&shared->ctx, &shared->own, &shared->error);
	}
	return shared->status == KP_OK ? KP_OK : kp_tell(&shared->error, reterr);
}

enum kp_status kp_shared_units_lend(struct kp_shared_units *shared, const struct kp_ctx *ctx,
				    struct kp_lent_units *lent, struct kp_error *reterr)
{
	enum kp_status status;

	if (shared == NULL || !kp_root_is_same(ctx->root_fd, shared->ctx.root_fd)) {
		status = kp_units_new(ctx, &lent->own, reterr);
		lent->units = lent->own;
		return status;
	}
	status = find_once(shared, reterr);
	lent->units = shared->own;
	return status;
}
