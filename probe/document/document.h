/* SPDX-License-Identifier: LGPL-2.1-or-later */
/**
 * @file
 * A configuration document as a tree of values, each with its line.
 */
#ifndef KP_DOCUMENT_DOCUMENT_H
#define KP_DOCUMENT_DOCUMENT_H

#include <stddef.h>
#include <stdint.h>

#include <stdbool.h>

#include "base/limits.h"
#include "base/place.h"
#include "base/status.h"

enum kp_node_kind {
	KP_NODE_NULL,
	KP_NODE_BOOL,
	KP_NODE_INT,
	KP_NODE_FLOAT, /**< a number that is no 64 bit integer */
	KP_NODE_STRING,
	KP_NODE_LIST,
	KP_NODE_MAP,
	KP_NODE__COUNT /**< not a valid value */
};

/** How a value of a text is written. */
enum kp_style {
	KP_STYLE_PLAIN,  /**< a scalar without quotes */
	KP_STYLE_SINGLE, /**< a scalar in apostrophes */
	KP_STYLE_DOUBLE, /**< a scalar in quotes */
	KP_STYLE_BLOCK,  /**< by indentation: a list, a map, the text behind `|` or `>` */
	KP_STYLE_FLOW,   /**< a list or map in brackets */
	KP_STYLE__COUNT  /**< not a valid value */
};

struct kp_node;

/** What stands for a NUL in a text: no UTF-8, so that nothing else can be the same. */
#define KP_OPAQUE_NUL "\xC0\x80"

/** The position of what does not stand where it counts. */
#define KP_NOWHERE SIZE_MAX

/** A member of a list or of a map. */
struct kp_member {
	const char *key; /**< NULL in a list */
	const struct kp_place *place;
	long line; /**< of the key; of the value in a list; from 1. 0 where a place has no lines */
	size_t start; /**< of the key; of the value in a list; as in struct kp_node. KP_NOWHERE for what
	                   a merge key brought */
	bool opaque;   /**< its key is, as in struct kp_node */
	bool replaced; /**< a later member of the map has the same key (kp__node_mark_replaced()) */
	struct kp_node *value;
};

/** A value. An alias makes it a member of several nodes. Read-only outside document.c. */
struct kp_node {
	enum kp_node_kind kind;
	long line;
	char *text;   /**< of a scalar: the string, or the number as it was written */
	bool boolean; /**< of KP_NODE_BOOL */
	int64_t integer;
	double real;
	struct kp_member *members; /**< in the order of the file, repeated keys included */
	size_t count;
	size_t size;
	size_t weight; /**< nodes in it, aliases expanded */
	size_t height; /**< levels in it, aliases expanded */
	/**
	 * What it takes up, in characters behind a byte order mark (libyaml counts characters, not
	 * bytes), from its tag or anchor to its last scalar or bracket. An alias has no node of its own.
	 */
	size_t start;
	size_t end;
	enum kp_style style;
	bool open; /**< still being built */
	/**
	 * It has a string or key in it that cannot be told: one with a NUL (KP_OPAQUE_NUL), or with
	 * bytes that are no UTF-8, of which decoders make one thing or the other.
	 */
	bool opaque;
	struct kp_document *document; /**< its owner */
	struct kp_node *next;
};

/** A document owns all of its nodes. */
struct kp_document {
	struct kp_node *root;         /**< NULL for a document without content */
	bool is_json;                 /**< read by JSON's rules, where repeated keys merge */
	const struct kp_place *place; /**< what its members say where they stand; borrowed */
	struct kp_node *nodes;
	struct kp_room *room; /**< for its nodes and members; borrowed, NULL: any number */
	size_t taken;         /**< how many it made; given back with the document */
};

/** @return `null`, `bool`, `int`, `float`, `string`, `list` or `map`, a static text */
const char *kp_node_kind_str(enum kp_node_kind kind);

/** @return KP_OK; KP_ERR_UNSUPPORTED for a value that is opaque, with the reason */
enum kp_status kp_node_check_opaque(const struct kp_node *node, struct kp_error *reterr)
	__attribute__((warn_unused_result));

void kp_document_free(struct kp_document *document);

void kp_document_freep(struct kp_document **document);

/** Start a document that is put together by hand. @param[in] room as in struct kp_document */
enum kp_status kp_document_new(const struct kp_place *place, struct kp_room *room,
			       struct kp_document **ret_document, struct kp_error *reterr)
	__attribute__((warn_unused_result));

/** Add a node to a document. @param[out] ret_node borrowed from document */
enum kp_status kp__document_add(struct kp_document *document, enum kp_node_kind kind, long line,
				struct kp_node **ret_node, struct kp_error *reterr)
	__attribute__((warn_unused_result));

/** Append a member to a list or map. @param[in] member its key and value borrowed from document */
enum kp_status kp__node_append(struct kp_node *node, const struct kp_member *member,
			       const struct kp_limits *limits, struct kp_error *reterr)
	__attribute__((warn_unused_result));

/**
 * Note which members of a map a later one with the same key replaces.
 * @param[in,out] map all of whose members are there. That of a YAML text; in JSON each one counts
 * @return KP_OK; KP_ERR_NOMEM
 */
enum kp_status kp__node_mark_replaced(struct kp_node *map, struct kp_error *reterr)
	__attribute__((warn_unused_result));

#endif
