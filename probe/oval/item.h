/* SPDX-License-Identifier: LGPL-2.1-or-later */
/**
 * @file
 * Items, entity by entity. The stock HTML report is positional, so that an item must have all of
 * its entities in the same order always: one without a value is added as absent.
 */
#ifndef KP_ITEM_H
#define KP_ITEM_H

#include "core/kubelet.h"
#include "core/setting.h"
#include "core/status.h"
#include "oval/openscap_abi.h"

/**
 * The items of an object, kept until all are there. Start as `struct kp_items items = { 0 };`.
 *
 * An item that is collected belongs to another thread of oscap, which appends it to the collected
 * object at some time. From then on the object must not be touched: its error flag, set
 * meanwhile, is freed under that thread (oscap 1.3.7 to 1.4.4; it crashed 1.4.2).
 */
struct kp_items {
	SEXP_t **items;
	size_t count;
	size_t size;
	bool failed;
};

/** Add a string entity. Bytes that XML cannot carry are quoted (kp_quote_text()). NULL: absent. */
void kp_item_add_string(SEXP_t *item, const char *name, const char *bytes);

/** Add a string entity for each path; an item always has the entity. @param[in] paths NULL: none */
void kp_item_add_paths(SEXP_t *item, const char *name, const struct kp_paths *paths);

/** kp_item_add_string() for a text that is plain already (kp_quote_is_plain()). */
void kp_item_add_plain(SEXP_t *item, const char *name, const char *text);

void kp_item_add_int(SEXP_t *item, const char *name, int64_t value);

void kp_item_add_bool(SEXP_t *item, const char *name, bool value);

/** Add a string entity with the status `does not exist`. */
void kp_item_add_absent(SEXP_t *item, const char *name);

/** The same for an entity of another type. @param[in] datatype OVAL's name of it: `int` */
void kp_item_add_absent_of(SEXP_t *item, const char *name, const char *datatype);

/** Add the entity `pid`, which a kubelet that does not run has not. */
void kp_item_add_pid(SEXP_t *item, const struct kp_kubelet *kubelet);

/**
 * Where a setting was said, and what it overrides there: "argv[2], overrides FILE:4 (Webhook)".
 * @return a plain text (kp_quote_is_plain()), caller-owned, free with free(); NULL for lack of memory
 */
char *kp_item_location_of(const struct kp_setting *setting);

/**
 * Make an item one that could not be collected: status `error` and a message. To be called before
 * entities are added, so that the message is the first cell of the report. The collected object will
 * have its error flag too: a filter may take the item away, but not that something is not known.
 *
 * Errors are never the status of an entity: oscap compares such an entity as an empty text, and
 * lets it pass a `not equal` state (1.3.7 to 1.4.4).
 */
void kp_item_set_error(struct kp_items *items, SEXP_t *item, const struct kp_error *error);

/**
 * Keep an item.
 * @param[in] item consumed; NULL counts as out of memory
 * @return 0 or PROBE_ENOMEM
 */
int kp_items_add(struct kp_items *items, SEXP_t *item);

/**
 * Hand all items over to the collected object, flagged if one of them is an error.
 * @param[in,out] items becomes empty
 * @return 0 or PROBE_ENOMEM
 */
int kp_items_collect(struct kp_items *items, probe_ctx *ctx);

/** Free the items that were not handed over. */
void kp_items_done(struct kp_items *items);

#endif
