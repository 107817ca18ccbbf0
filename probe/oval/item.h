/* SPDX-License-Identifier: LGPL-2.1-or-later */
/**
 * @file
 * Items, entity by entity. The stock HTML report is positional, so that an item must have all of
 * its entities in the same order always: one without a value is added as absent.
 */
#ifndef KP_ITEM_H
#define KP_ITEM_H

#include "core/status.h"
#include "oval/openscap_abi.h"

/** Add a string entity. Bytes that XML cannot carry are quoted (kp_quote_text()). NULL: absent. */
void kp_item_add_string(SEXP_t *item, const char *name, const char *bytes);

/** The same for a text that is plain already (kp_quote_is_plain()). */
void kp_item_add_plain(SEXP_t *item, const char *name, const char *text);

void kp_item_add_int(SEXP_t *item, const char *name, int64_t value);

void kp_item_add_bool(SEXP_t *item, const char *name, bool value);

/** Add a string entity with the status `does not exist`. */
void kp_item_add_absent(SEXP_t *item, const char *name);

/** The same for an entity of another type. @param[in] datatype OVAL's name of it: `int` */
void kp_item_add_absent_of(SEXP_t *item, const char *name, const char *datatype);

/**
 * Make an item one that could not be collected: status `error` and a message. To be called before
 * entities are added, so that the message is the first cell of the report. The collected object gets
 * its error flag too: a filter may take the item away, but not that something is not known.
 *
 * Errors are never the status of an entity: oscap compares such an entity as an empty text, and
 * lets it pass a `not equal` state (1.3.7 to 1.4.4).
 */
void kp_item_set_error(probe_ctx *ctx, SEXP_t *item, const struct kp_error *error);

/**
 * Hand an item over to the collected object.
 * @param[in] item consumed; NULL counts as out of memory
 * @return 0 or PROBE_ENOMEM
 */
int kp_item_collect(probe_ctx *ctx, SEXP_t *item);

#endif
