/* SPDX-License-Identifier: LGPL-2.1-or-later */
/**
 * @file
 * Items, entity by entity. The stock HTML report is positional, so that an item must have all of
 * its entities in the same order always: one without a value is added as absent.
 */
#ifndef KP_OVAL_ITEM_H
#define KP_OVAL_ITEM_H

#include <stddef.h>
#include <stdint.h>

#include <stdbool.h>

#include "base/status.h"
#include "component/setting.h"
#include "node/instance.h"
#include "oval/openscap_abi.h"
#include "process/process.h"

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
	size_t failed;   /**< how many of them are errors */
	bool incomplete; /**< whether something could not be seen at all */
	size_t entities; /**< of all of them */
	bool is_over;    /**< there were more than the limit, and all were dropped */
};

/** An entity that all items of a type have. */
struct kp_item_entity {
	const char *name;
	const char *datatype; /**< OVAL's name of it: `int` */
	/** Add the entity with a value that the function knows the type of. @return false if none */
	bool (*fill)(SEXP_t *item, const char *name, const void *value);
	size_t offset; /**< of the value in what kp_item_fill() gets */
};

/**
 * Add all entities of an item.
 * @param[in] entities in their order, up to one without a name
 * @param[in] told a struct with the values
 */
void kp_item_fill(SEXP_t *item, const struct kp_item_entity *entities, const void *told);

/** Add all entities of an item that only says what went wrong: all but `origin` are absent. */
void kp_item_fill_absent(SEXP_t *item, const struct kp_item_entity *entities, const char *origin);

/*
 * Functions for the entities of a table: what the value points to, and which one is none.
 */

/** A const char *, which is quoted (kp_item_add_string()). None: NULL. */
bool kp_item_fill_string(SEXP_t *item, const char *name, const void *value);

/** A const char * that is plain (kp_quote_is_plain()). None: NULL. */
bool kp_item_fill_plain(SEXP_t *item, const char *name, const void *value);

/** An int64_t. None: negative. */
bool kp_item_fill_int(SEXP_t *item, const char *name, const void *value);

/** An enum kp_known. None: KP_NOT_KNOWN. */
bool kp_item_fill_bool(SEXP_t *item, const char *name, const void *value);

/** A const struct kp_strings *, of which each is an entity. None: NULL, or an empty list. */
bool kp_item_fill_paths(SEXP_t *item, const char *name, const void *value);

/** A const struct kp_setting *, for its value. None: NULL, or a setting without one. */
bool kp_item_fill_value(SEXP_t *item, const char *name, const void *value);

/**
 * A const struct kp_setting *, for where it was said and what it overrides there: "argv[2],
 * overrides FILE:4 (Webhook)". None: NULL.
 */
bool kp_item_fill_location(SEXP_t *item, const char *name, const void *value);

/** Add a string entity. Bytes that XML cannot carry are quoted (kp_quote_text()). */
void kp_item_add_string(SEXP_t *item, const char *name, const char *bytes);

/** kp_item_add_string() for a text that is plain (kp_quote_is_plain()). */
void kp_item_add_plain(SEXP_t *item, const char *name, const char *text);

/**
 * Whether oscap's file test can look at a file: its path is one that items tell as it is, and short
 * enough for open(2) behind the root directory that is scanned.
 * @param[in] path from the scanner's root directory
 * @return KP_OK; KP_ERR_UNSUPPORTED or KP_ERR_LIMIT, with the path
 */
enum kp_status kp_item_check_path(const char *path, struct kp_error *reterr)
	__attribute__((warn_unused_result));

/** kp_item_check_path() of each. @param[in] paths NULL: none @return as it, of the first that fails */
enum kp_status kp_item_check_paths(const struct kp_strings *paths, struct kp_error *reterr)
	__attribute__((warn_unused_result));

/** @return the value of the entity `pid`; negative for a kubelet that does not run */
int64_t kp_item_pid_of(const struct kp_kubelet *kubelet);

/**
 * Make an item one that could not be collected: status `error` and a message. To be called before
 * entities are added, so that the message is the first cell of the report. What becomes of the
 * collected object is for kp_items_collect().
 *
 * Errors are never the status of an entity: oscap compares such an entity as an empty text, and
 * lets it pass a `not equal` state (1.3.7 to 1.4.4).
 */
void kp_item_set_error(struct kp_items *items, SEXP_t *item, const struct kp_error *error);

/** Give an item a message that is no error; before entities are added. @param[in] note NULL: none */
void kp_item_set_note(SEXP_t *item, const char *note);

/**
 * Keep an item. Past the limit of entities all are dropped, and those that come.
 * @param[in] item consumed; NULL counts as out of memory
 * @return 0 or PROBE_ENOMEM
 */
int kp_items_add(struct kp_items *items, SEXP_t *item);

/**
 * Hand all items over to the collected object. Its flag, if one of them is an error, lets an item that
 * is bad decide all the same (oval_resultTest.c of oscap 1.3.7 to 1.4.4):
 * `error` if no item is known: whatever is asked is an error. But what one value of a variable brings
 * is only a part of an object, of which others may be bad;
 * `incomplete` if something could not be seen at all, or if the object has a filter, which may take the
 * error away: false if an item is, or else unknown, and never that there is none;
 * `complete` if not: false if an item is, or else the error of the other item.
 * @param[in,out] items becomes empty
 * @return 0 or PROBE_ENOMEM
 */
int kp_items_collect(struct kp_items *items, probe_ctx *ctx);

/** Free the items that were not handed over. */
void kp_items_done(struct kp_items *items);

#endif
