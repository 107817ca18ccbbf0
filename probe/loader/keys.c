/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "loader/keys.h"

#include <stdlib.h>
#include <string.h>

#include "loader/markup.h"
#include "loader/names.h"
#include "loader/selector.h"
#include "loader/tree.h"

/* The most constraints of a schema of OpenSCAP are 31, in XCCDF 1.2. */
#define CONSTRAINTS 64
#define DEFAULTS    128
#define DEPTH       64

enum kind {
	KEY,
	KEYREF,
	UNIQUE,
	KINDS
};

static const char *const kinds[KINDS] = { "xsd:key", "xsd:keyref", "xsd:unique" };

/* What any element may be in and a schema does not look at (XCCDF 1.2); other such places are those of
 * other namespaces. */
#define SKIPPED "check-import"

struct constraint {
	enum kind kind;
	const char *begin;
	struct kp_span name;
	struct kp_span refer; /**< of a keyref, the name of its key */
	struct kp_span scope; /**< the element that it is about */
	struct kp_selector selector;
	struct kp_span field;
	bool has_default; /**< whether the field can be there although nobody says it */
	bool finds;       /**< whether the document has any element of a name that it looks for */
	bool is_met;
};

/* An element of the document. Those below it come behind it, until one that is not deeper. */
struct element {
	const xmlNode *node;
	size_t depth;
	bool is_ours; /**< of the namespace of the schema */
};

struct kp_keys {
	struct kp_tag root;
	struct kp_span space; /**< the namespace of the schema */
	struct constraint constraints[CONSTRAINTS];
	size_t count;
	bool scopes[KP_SELECTOR_BEGINS]; /**< what the names of scopes begin with */
	struct kp_span
		defaults[DEFAULTS]; /**< attributes that are there although nobody says them */
	size_t defaults_count;
	struct element *elements; /**< all, in the order of the document */
	size_t elements_count;
};

/* Where in the schema the search for constraints is. */
struct place {
	struct kp_markup markup;
	struct kp_span owners[DEPTH]; /**< the names of the elements that are declared around it */
	size_t depth;
};

static bool is_same(struct kp_span a, struct kp_span b)
{
	return a.length == b.length && (a.length == 0 || memcmp(a.text, b.text, a.length) == 0);
}

static bool is_text(struct kp_span span, const xmlChar *text)
{
	return span.length > 0 && text[0] == (xmlChar)span.text[0] &&
	       strncmp((const char *)text, span.text, span.length) == 0 &&
	       text[span.length] == '\0';
}

void kp_keys_free(struct kp_keys *keys)
{
	if (keys != NULL) {
		free(keys->elements);
	}
	free(keys);
}

/** Read what a constraint consists of. @return false if it is not one that is understood */
static bool read_constraint(const struct kp_keys *keys, struct kp_markup markup,
			    const struct kp_tag *tag, struct constraint *constraint)
{
	size_t selectors = 0;
	size_t fields = 0;
	struct kp_span xpath;
	const char *colon;
	struct kp_tag inner;

	if (tag->is_empty || !kp_tag_attribute(tag, "name", &constraint->name) ||
	    (constraint->kind == KEYREF && !kp_tag_attribute(tag, "refer", &constraint->refer))) {
		return false;
	}
	colon = constraint->kind == KEYREF
			? memchr(constraint->refer.text, ':', constraint->refer.length)
			: NULL;
	if (colon != NULL) {
		constraint->refer.length -= (size_t)(colon + 1 - constraint->refer.text);
		constraint->refer.text = colon + 1;
	}
	while (kp_markup_next(&markup, &inner) &&
	       !(inner.is_end && is_same(inner.name, tag->name))) {
		if (kp_span_is(inner.name, "xsd:selector") && !inner.is_end) {
			selectors++;
			if (!kp_tag_attribute(&inner, "xpath", &xpath) ||
			    !kp_selector_parse(xpath, &keys->root, &constraint->selector)) {
				return false;
			}
		} else if (kp_span_is(inner.name, "xsd:field") && !inner.is_end) {
			fields++;
			if (!kp_tag_attribute(&inner, "xpath", &constraint->field) ||
			    !kp_field_is_known(constraint->field)) {
				return false;
			}
		}
	}
	return selectors == 1 && fields == 1;
}

static bool note_default(struct kp_keys *keys, const struct kp_tag *tag)
{
	struct kp_span value;

	if (!kp_span_is(tag->name, "xsd:attribute") || tag->is_end) {
		return true;
	}
	/* One with a reference in it is not told from none. */
	if (memchr(tag->all.text, '&', tag->all.length) != NULL) {
		return false;
	}
	if (!kp_tag_attribute(tag, "default", &value) && !kp_tag_attribute(tag, "fixed", &value)) {
		return true;
	}
	return keys->defaults_count < DEFAULTS &&
	       kp_tag_attribute(tag, "name", &keys->defaults[keys->defaults_count++]);
}

/** Note a constraint. One that is not understood stays in the schema. */
static bool note_constraint(struct kp_keys *keys, const struct place *place,
			    const struct kp_tag *tag)
{
	struct constraint *constraint = &keys->constraints[keys->count];

	for (int kind = 0; kind < KINDS && !tag->is_end; kind++) {
		if (!kp_span_is(tag->name, kinds[kind])) {
			continue;
		}
		if (keys->count == CONSTRAINTS) {
			return false;
		}
		*constraint = (struct constraint){ .kind = (enum kind)kind,
						   .begin = tag->all.text,
						   .scope = place->owners[place->depth - 1] };
		constraint->is_met = constraint->scope.length > 0 &&
				     read_constraint(keys, place->markup, tag, constraint);
		keys->count++;
	}
	return true;
}

/** Look at a tag of the schema. @return false if it is too much */
static bool look(struct kp_keys *keys, struct place *place, const struct kp_tag *tag)
{
	struct kp_span name = { .text = "", .length = 0 };

	if (tag->is_end) {
		return place->depth-- > 1;
	}
	if (!note_default(keys, tag) || !note_constraint(keys, place, tag)) {
		return false;
	}
	if (tag->is_empty) {
		return true;
	}
	if (kp_span_is(tag->name, "xsd:element")) {
		(void)kp_tag_attribute(tag, "name", &name);
	}
	place->owners[place->depth++] = name;
	return place->depth < DEPTH;
}

/** Find all constraints. @return false if the schema is not understood */
static bool find_all(struct kp_keys *keys, const char *text, size_t size)
{
	struct place place = { .markup = { .at = text, .end = text + size }, .depth = 1 };
	struct kp_span form;
	struct kp_tag tag;

	if (!kp_markup_next(&place.markup, &keys->root) ||
	    !kp_tag_attribute(&keys->root, "targetNamespace", &keys->space) ||
	    !kp_tag_attribute(&keys->root, "elementFormDefault", &form) ||
	    !kp_span_is(form, "qualified")) {
		return false;
	}
	while (kp_markup_next(&place.markup, &tag)) {
		/* As it is taken out in trim.c: the first end that comes. */
		if (kp_span_is(tag.name, "xsd:annotation")) {
			if (!tag.is_empty && !kp_markup_pass(&place.markup, "</xsd:annotation>")) {
				return false;
			}
		} else if (!look(keys, &place, &tag)) {
			/* The end of the schema is the end of all. */
			return tag.is_end;
		}
	}
	return false;
}

static bool has_default(const struct kp_keys *keys, struct kp_span field)
{
	struct kp_span name = { .text = field.text + 1, .length = field.length - 1 };

	for (size_t i = 0; i < keys->defaults_count; i++) {
		if (is_same(keys->defaults[i], name)) {
			return true;
		}
	}
	return false;
}

static bool is_ours(const struct kp_keys *keys, const xmlNode *element)
{
	return element != NULL && element->ns != NULL && is_text(keys->space, element->ns->href);
}

/** @return how deep an element is. @param[in] before the one that is listed before it; NULL for the first */
static size_t depth_of(const xmlNode *node, const struct element *before)
{
	size_t depth = 0;

	if (before != NULL && node->parent == before->node) {
		return before->depth + 1;
	}
	if (before != NULL && node->parent == before->node->parent) {
		return before->depth;
	}

	while (node != NULL && node->type == XML_ELEMENT_NODE) {
		depth++;
		node = node->parent;
	}
	return depth;
}

/** List the elements of a document. @return false if there is no memory */
static bool list_elements(struct kp_keys *keys, const xmlDoc *document)
{
	struct element *before = NULL;
	struct element *element;
	size_t count = 0;

	for (const xmlNode *node = document->children; node != NULL; node = kp_tree_next(node)) {
		count += node->type == XML_ELEMENT_NODE;
	}
	keys->elements = calloc(count + 1, sizeof(*keys->elements));
	if (keys->elements == NULL) {
		return false;
	}
	for (const xmlNode *node = document->children; node != NULL; node = kp_tree_next(node)) {
		if (node->type != XML_ELEMENT_NODE) {
			continue;
		}
		element = &keys->elements[keys->elements_count++];
		element->node = node;
		element->depth = depth_of(node, before);
		/* Most have that of the element before them. */
		element->is_ours = before != NULL && before->node->ns == node->ns
					   ? before->is_ours
					   : is_ours(keys, node);
		before = element;
	}
	/* Behind them stands one of depth 0. */
	return true;
}

/** Whether a schema certainly looks at an element below another one. */
static bool is_looked_at(const struct kp_keys *keys, const xmlNode *scope, const xmlNode *element)
{
	for (const xmlNode *above = element->parent; above != scope; above = above->parent) {
		if (!is_ours(keys, above) || strcmp((const char *)above->name, SKIPPED) == 0) {
			return false;
		}
	}
	return true;
}

static bool is_found(const struct constraint *constraint, const struct element *scope,
		     const struct element *element)
{
	return element->depth - scope->depth <= constraint->selector.depth &&
	       kp_selector_finds(&constraint->selector, scope->node, element->node);
}

/** Add the texts of the fields that a key finds. @return false if they are not certain, or not unique */
static bool add_texts(const struct kp_keys *keys, const struct constraint *key,
		      const struct element *scope, struct kp_names *texts)
{
	bool good = true;

	for (const struct element *at = scope + 1; good && at->depth > scope->depth; at++) {
		const char *text = NULL;
		enum kp_selector_field found;
		size_t count;

		if (!is_found(key, scope, at)) {
			continue;
		}
		found = kp_field_of(key->field, at->node, &text);
		if (found == KP_FIELD_ABSENT) {
			good = key->kind == UNIQUE && !key->has_default;
			continue;
		}
		count = texts->count;
		good = found == KP_FIELD_FOUND && is_looked_at(keys, scope->node, at->node) &&
		       kp_names_add(texts, text) && texts->count > count;
	}
	return good;
}

/** Add the texts of the fields that a keyref finds. @return false if they are not certain */
static bool add_references(const struct constraint *keyref, const struct element *scope,
			   struct kp_names *texts)
{
	bool good = true;

	for (const struct element *at = scope + 1; good && at->depth > scope->depth; at++) {
		const char *text = NULL;
		enum kp_selector_field found;

		if (!is_found(keyref, scope, at)) {
			continue;
		}
		found = kp_field_of(keyref->field, at->node, &text);
		good = found == KP_FIELD_ABSENT
			       ? !keyref->has_default
			       : found == KP_FIELD_FOUND && kp_names_add(texts, text);
	}
	return good;
}

/** Whether all of some texts are among others. */
static bool are_among(const struct kp_names *some, const struct kp_names *others)
{
	for (size_t i = 0; i < some->size; i++) {
		const char *text = some->slots[i];

		if (text != NULL && !kp_names_have(others, text, strlen(text))) {
			return false;
		}
	}
	return true;
}

/** @return the key that a keyref is about; NULL if it is not understood */
static const struct constraint *find_key(const struct kp_keys *keys,
					 const struct constraint *keyref)
{
	for (size_t i = 0; i < keys->count; i++) {
		const struct constraint *key = &keys->constraints[i];

		if (key->kind != KEYREF && key->is_met && is_same(key->name, keyref->refer) &&
		    is_same(key->scope, keyref->scope)) {
			return key;
		}
	}
	return NULL;
}

/** Whether a keyref is met below an element that it is about. */
static bool is_keyref_met(const struct kp_keys *keys, const struct constraint *keyref,
			  const struct element *scope)
{
	const struct constraint *key = find_key(keys, keyref);
	struct kp_names references = { .size = 0 };
	struct kp_names texts = { .size = 0 };
	bool good = key != NULL && add_references(keyref, scope, &references);

	if (good && references.count > 0) {
		good = add_texts(keys, key, scope, &texts) && are_among(&references, &texts);
	}
	kp_names_done(&references);
	kp_names_done(&texts);
	return good;
}

/** The same of a key or unique. */
static bool is_key_met(const struct kp_keys *keys, const struct constraint *key,
		       const struct element *scope)
{
	struct kp_names texts = { .size = 0 };
	bool good = add_texts(keys, key, scope, &texts);

	kp_names_done(&texts);
	return good;
}

/** Whether an element is in another one of its name: what a key finds in both, libxml2 counts for neither. */
static bool is_nested(const struct kp_keys *keys, const xmlNode *element)
{
	const xmlNode *above = element->parent;

	while (above != NULL && above->type == XML_ELEMENT_NODE &&
	       !(is_ours(keys, above) &&
		 strcmp((const char *)above->name, (const char *)element->name) == 0)) {
		above = above->parent;
	}
	return above != NULL && above->type == XML_ELEMENT_NODE;
}

/** Look at the constraints about an element. */
static void look_at(struct kp_keys *keys, const struct element *element)
{
	for (size_t i = 0; i < keys->count; i++) {
		struct constraint *constraint = &keys->constraints[i];

		if (constraint->is_met && constraint->finds &&
		    is_text(constraint->scope, element->node->name)) {
			constraint->is_met =
				constraint->kind == KEYREF
					? !is_nested(keys, element->node) &&
						  is_keyref_met(keys, constraint, element)
					: is_key_met(keys, constraint, element);
		}
	}
}

/** Keep what a keyref that is kept is about. */
static void keep_needed(struct kp_keys *keys)
{
	for (size_t i = 0; i < keys->count; i++) {
		const struct constraint *keyref = &keys->constraints[i];

		for (size_t at = 0; keyref->kind == KEYREF && !keyref->is_met && at < keys->count;
		     at++) {
			if (is_same(keys->constraints[at].name, keyref->refer)) {
				keys->constraints[at].is_met = false;
			}
		}
	}
}

/* A constraint is met if each text that it finds is there once, or is among those of its key. That
 * texts differ where values do, and only there, holds for texts without blanks to take away and for
 * the types that these schemas give to such fields, which are all made of strings. What is found too
 * much, since a schema does not look at it, only makes a constraint seem to be broken; not so for the
 * texts of a key, which are looked at more closely. A keyref whose key is not certain, and a key that
 * is needed for one, stay in the schema. */
struct kp_keys *kp_keys_new(const char *text, size_t size, const xmlDoc *document,
			    const struct kp_names *elements)
{
	struct kp_keys *keys = calloc(1, sizeof(*keys));

	if (keys == NULL || !find_all(keys, text, size) || !list_elements(keys, document)) {
		kp_keys_free(keys);
		return NULL;
	}
	for (size_t i = 0; i < keys->count; i++) {
		struct constraint *constraint = &keys->constraints[i];

		if (constraint->is_met) {
			constraint->finds = kp_selector_may_find(&constraint->selector, elements);
			constraint->has_default = has_default(keys, constraint->field);
			keys->scopes[(unsigned char)constraint->scope.text[0]] |= constraint->finds;
		}
	}
	for (size_t i = 0; i < keys->elements_count; i++) {
		const struct element *element = &keys->elements[i];

		if (element->is_ours && keys->scopes[element->node->name[0]]) {
			look_at(keys, element);
		}
	}
	keep_needed(keys);
	return keys;
}

bool kp_keys_are_met(const struct kp_keys *keys, const char *begin)
{
	for (size_t i = 0; keys != NULL && i < keys->count; i++) {
		if (keys->constraints[i].begin == begin) {
			return keys->constraints[i].is_met;
		}
	}
	return false;
}
