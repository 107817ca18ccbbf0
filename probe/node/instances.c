/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "node/instances.h"

#include <stdlib.h>

#include "base/cleanup.h"
#include "base/text.h"
#include "component/component.h"
#include "process/walk.h"

/** Processes that are set aside, and told one by one. */
enum {
	ASIDE_MAX = 16
};

struct kp_kubelets {
	const struct kp_component *component;
	struct kp_kubelets *next; /* of another component; owned */
	struct kp_error failure;  /* KP_OK if it was collected */
	struct kp_kubelet **items;
	size_t count;
	size_t size;
	struct kp_ctx ctx;          /* of the collection, with room */
	struct kp_room room;        /* as in struct kp_limits */
	struct kp_error incomplete; /* KP_OK if every process was examined */
	struct kp_aside aside[ASIDE_MAX];
	size_t aside_count;     /* also of those that are not kept */
	struct kp_error unseen; /* KP_OK if each executable was seen */
};

/** Free what one collection found. */
static void free_found(struct kp_kubelets *kubelets)
{
	for (size_t i = 0; i < kubelets->count; i++) {
		kp_kubelet_free(kubelets->items[i]);
	}
	for (size_t i = 0; kp_kubelets_aside(kubelets, i) != NULL; i++) {
		kp_identity_done(&kubelets->aside[i].who);
	}
	free(kubelets->items);
}

void kp_kubelets_free(struct kp_kubelets *kubelets)
{
	/* What all found comes first: it gives back the room of one of them, whose units the others have. */
	for (struct kp_kubelets *each = kubelets; each != NULL; each = each->next) {
		free_found(each);
	}
	while (kubelets != NULL) {
		struct kp_kubelets *next = kubelets->next;

		free(kubelets);
		kubelets = next;
	}
}

const struct kp_kubelets *kp_kubelets_of(const struct kp_kubelets *kubelets,
					 const struct kp_component *component)
{
	while (kubelets != NULL && kubelets->component != component) {
		kubelets = kubelets->next;
	}
	return kubelets;
}

struct kp_kubelets *kp__kubelets_of(struct kp_kubelets *kubelets,
				    const struct kp_component *component)
{
	while (kubelets != NULL && kubelets->component != component) {
		kubelets = kubelets->next;
	}
	return kubelets;
}

const struct kp_error *kp_kubelets_failure(const struct kp_kubelets *kubelets)
{
	return kubelets->failure.status == KP_OK ? NULL : &kubelets->failure;
}

void kp__kubelets_chain(struct kp_kubelets *kubelets, struct kp_kubelets *next)
{
	kubelets->next = next;
}

const struct kp_kubelets *kp_kubelets_beside(const struct kp_kubelets *kubelets)
{
	return kubelets->next;
}

struct kp_kubelets *kp__kubelets_beside(struct kp_kubelets *kubelets)
{
	return kubelets->next;
}

struct kp_error *kp__kubelets_set_failure(struct kp_kubelets *kubelets)
{
	return &kubelets->failure;
}

void kp__kubelets_freep(struct kp_kubelets **kubelets)
{
	kp_kubelets_free(*kubelets);
}

enum kp_status kp__kubelets_new(const struct kp_component *component, const struct kp_ctx *ctx,
				struct kp_kubelets **ret_kubelets, struct kp_error *reterr)
{
	struct kp_kubelets *kubelets = calloc(1, sizeof(*kubelets));

	if (kubelets == NULL) {
		return kp_fail(reterr, KP_ERR_NOMEM, "out of memory");
	}
	kubelets->component = component;
	kubelets->ctx = *ctx;
	kubelets->room = (struct kp_room){ ctx->limits.all_values, component->plural,
					   ctx->limits.executable_bytes };
	kubelets->ctx.limits.room = &kubelets->room;
	*ret_kubelets = kubelets;
	return KP_OK;
}

const struct kp_ctx *kp__kubelets_ctx(const struct kp_kubelets *kubelets)
{
	return &kubelets->ctx;
}

struct kp_error *kp__kubelets_set_incomplete(struct kp_kubelets *kubelets)
{
	return &kubelets->incomplete;
}

enum kp_status kp__kubelets_reserve(struct kp_kubelets *kubelets, struct kp_error *reterr)
{
	size_t limit = kubelets->ctx.limits.kubelets;

	if (kubelets->count >= limit) {
		return kp_fail(reterr, KP_ERR_LIMIT, "more than the limit of %zu %s", limit,
			       kubelets->component->plural);
	}
	return kp_array_reserve(&kubelets->items, kubelets->count, &kubelets->size,
				sizeof(struct kp_kubelet *), reterr);
}

void kp__kubelets_take(struct kp_kubelets *kubelets, struct kp_kubelet *kubelet)
{
	kubelets->items[kubelets->count++] = kubelet;
}

size_t kp_kubelets_count(const struct kp_kubelets *kubelets)
{
	return kubelets->count;
}

const struct kp_kubelet *kp_kubelets_get(const struct kp_kubelets *kubelets, size_t index)
{
	return kubelets->items[index];
}

struct kp_kubelet *kp__kubelets_get(struct kp_kubelets *kubelets, size_t index)
{
	return kubelets->items[index];
}

const struct kp_error *kp_kubelets_incomplete(const struct kp_kubelets *kubelets)
{
	return kubelets->incomplete.status == KP_OK ? NULL : &kubelets->incomplete;
}

const struct kp_error *kp_kubelets_unseen(const struct kp_kubelets *kubelets)
{
	return kubelets->unseen.status == KP_OK ? NULL : &kubelets->unseen;
}

struct kp_error *kp__kubelets_set_unseen(struct kp_kubelets *kubelets)
{
	return &kubelets->unseen;
}

size_t kp_kubelets_aside_count(const struct kp_kubelets *kubelets)
{
	return kubelets->aside_count;
}

const struct kp_aside *kp_kubelets_aside(const struct kp_kubelets *kubelets, size_t index)
{
	return index < kubelets->aside_count && index < ASIDE_MAX ? &kubelets->aside[index] : NULL;
}

enum kp_status kp__kubelets_set_aside(struct kp_kubelets *kubelets, struct kp_process *process,
				      const char *why, struct kp_error *reterr)
{
	size_t index = kubelets->aside_count++;
	struct kp_aside *aside;

	if (index >= ASIDE_MAX) {
		return KP_OK;
	}
	aside = &kubelets->aside[index];
	aside->why = why;
	return kp_identity_take(process, &aside->who) == KP_OK
		       ? KP_OK
		       : kp_fail(reterr, KP_ERR_NOMEM, "out of memory");
}
