/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "document/yaml.h"

#include <stdlib.h>
#include <string.h>
#include <yaml.h>

#include "base/cleanup.h"
#include "base/text.h"
#include "document/scalar.h"
#include "document/yaml_slow.h"

/** A name that aliases refer to. */
struct anchor {
	char *name;
	struct kp_node *node;
};

/** A document under construction. */
struct builder {
	yaml_parser_t parser;
	yaml_event_t event; /* the current one, owned by next_event() and builder_done() */
	const uint8_t *text;
	const struct kp_limits *limits;
	struct kp_document *document;
	struct anchor *anchors;
	size_t anchor_count;
	size_t anchor_size;
	size_t depth;
	size_t end; /* of the last scalar, alias or closing bracket, in characters */
	struct kp_error *reterr;
};

static void builder_done(struct builder *builder)
{
	for (size_t i = 0; i < builder->anchor_count; i++) {
		free(builder->anchors[i].name);
	}
	free(builder->anchors);
	yaml_event_delete(&builder->event);
	yaml_parser_delete(&builder->parser);
}

static long line_of(const struct builder *builder)
{
	return (long)builder->event.start_mark.line + 1;
}

/** The line of a byte, of which only the offset is known. */
static long line_of_offset(const struct builder *builder, size_t offset)
{
	long line = 1;

	for (size_t i = 0; i < offset; i++) {
		line += builder->text[i] == '\n' ? 1 : 0;
	}
	return line;
}

/** Say what libyaml did not like. */
static enum kp_status parser_failed(const struct builder *builder)
{
	const yaml_parser_t *parser = &builder->parser;
	long line = parser->error == YAML_READER_ERROR
			    ? line_of_offset(builder, parser->problem_offset)
			    : (long)parser->problem_mark.line + 1;
	const char *problem = parser->problem == NULL ? "unknown problem" : parser->problem;

	if (parser->error == YAML_MEMORY_ERROR) {
		return kp_fail(builder->reterr, KP_ERR_NOMEM, "out of memory");
	}
	return kp_fail_line(builder->reterr, KP_ERR_SYNTAX, line, "line %ld: not YAML: %s", line,
			    problem);
}

/** Whether the current event ends what is written. What indentation ends has an empty event. */
static bool has_end(const struct builder *builder)
{
	const yaml_event_t *event = &builder->event;

	return event->type == YAML_SCALAR_EVENT || event->type == YAML_ALIAS_EVENT ||
	       ((event->type == YAML_SEQUENCE_END_EVENT || event->type == YAML_MAPPING_END_EVENT) &&
		event->end_mark.index > event->start_mark.index);
}

/** Go to the next event. The one before is gone then. */
static enum kp_status next_event(struct builder *builder)
{
	yaml_event_delete(&builder->event);
	if (yaml_parser_parse(&builder->parser, &builder->event) == 0) {
		return parser_failed(builder);
	}
	if (has_end(builder)) {
		builder->end = builder->event.end_mark.index;
	}
	return KP_OK;
}

static enum kp_status refuse(const struct builder *builder, long line, const char *why)
{
	return kp_fail_line(builder->reterr, KP_ERR_SYNTAX, line, "line %ld: %s", line, why);
}

/** Remember the anchor of the current event, if it has one, for a node. */
static enum kp_status add_anchor(struct builder *builder, const yaml_char_t *name,
				 struct kp_node *node)
{
	enum kp_status status;

	if (name == NULL) {
		return KP_OK;
	}
	if (builder->anchor_count >= builder->limits->document_anchors) {
		return kp_fail_line(builder->reterr, KP_ERR_LIMIT, line_of(builder),
				    "line %ld: more than the limit of %zu anchors",
				    line_of(builder), builder->limits->document_anchors);
	}
	status = kp_array_reserve(&builder->anchors, builder->anchor_count, &builder->anchor_size,
				  sizeof(*builder->anchors), builder->reterr);
	if (status != KP_OK) {
		return status;
	}
	status = kp_text_dup((const char *)name, &builder->anchors[builder->anchor_count].name,
			     builder->reterr);
	if (status == KP_OK) {
		builder->anchors[builder->anchor_count++].node = node;
	}
	return status;
}

/** The node that the current alias event means. */
static enum kp_status find_alias(const struct builder *builder, struct kp_node **ret_node)
{
	const char *name = (const char *)builder->event.data.alias.anchor;

	for (size_t i = builder->anchor_count; i > 0; i--) {
		struct anchor *anchor = &builder->anchors[i - 1];

		if (strcmp(anchor->name, name) != 0) {
			continue;
		}
		if (anchor->node->open) {
			return refuse(builder, line_of(builder),
				      "an anchor's value contains itself");
		}
		*ret_node = anchor->node;
		return KP_OK;
	}
	return refuse(builder, line_of(builder), "unknown anchor");
}

/** How the scalar or the collection that the current event begins is written. */
static enum kp_style style_of(const yaml_event_t *event)
{
	if (event->type == YAML_MAPPING_START_EVENT) {
		return event->data.mapping_start.style == YAML_FLOW_MAPPING_STYLE ? KP_STYLE_FLOW
										  : KP_STYLE_BLOCK;
	}
	if (event->type == YAML_SEQUENCE_START_EVENT) {
		return event->data.sequence_start.style == YAML_FLOW_SEQUENCE_STYLE
			       ? KP_STYLE_FLOW
			       : KP_STYLE_BLOCK;
	}
	switch (event->data.scalar.style) {
	case YAML_SINGLE_QUOTED_SCALAR_STYLE:
		return KP_STYLE_SINGLE;
	case YAML_DOUBLE_QUOTED_SCALAR_STYLE:
		return KP_STYLE_DOUBLE;
	case YAML_LITERAL_SCALAR_STYLE:
	case YAML_FOLDED_SCALAR_STYLE:
		return KP_STYLE_BLOCK;
	case YAML_ANY_SCALAR_STYLE:
	case YAML_PLAIN_SCALAR_STYLE:
	default:
		return KP_STYLE_PLAIN;
	}
}

/** Add a node for what the current event begins. */
static enum kp_status add_node(struct builder *builder, enum kp_node_kind kind,
			       struct kp_node **ret_node)
{
	enum kp_status status = kp__document_add(builder->document, kind, line_of(builder),
						 ret_node, builder->reterr);

	if (status == KP_OK) {
		(*ret_node)->start = builder->event.start_mark.index;
		(*ret_node)->end = builder->end;
		(*ret_node)->style = style_of(&builder->event);
	}
	return status;
}

/** Give a node the text of a scalar with NUL in it, which only quotes can have. */
static enum kp_status set_opaque(const yaml_event_t *event, struct kp_node *node,
				 struct kp_error *reterr)
{
	struct kp_text text = { 0 };

	if (event->data.scalar.tag != NULL) {
		return kp_fail(reterr, KP_ERR_UNSUPPORTED, "a value contains a NUL character");
	}
	for (size_t i = 0; i < event->data.scalar.length; i++) {
		char c = (char)event->data.scalar.value[i];

		if (c == '\0') {
			kp_text_add_str(&text, KP_OPAQUE_NUL);
		} else {
			kp_text_add_char(&text, c);
		}
	}
	node->opaque = true;
	return kp_text_finish(&text, &node->text, reterr);
}

/** The node of the current scalar event. */
static enum kp_status build_scalar(struct builder *builder, struct kp_node **ret_node)
{
	const yaml_event_t *event = &builder->event;
	struct kp_scalar scalar = {
		.text = (const char *)event->data.scalar.value,
		.tag = (const char *)event->data.scalar.tag,
		.plain = event->data.scalar.plain_implicit != 0,
	};
	long line = line_of(builder);
	enum kp_status status = add_node(builder, KP_NODE_STRING, ret_node);

	if (status != KP_OK) {
		return status;
	}
	status = strlen(scalar.text) == event->data.scalar.length
			 ? kp_yaml_resolve(&scalar, *ret_node, builder->reterr)
			 : set_opaque(event, *ret_node, builder->reterr);
	if (status != KP_OK) {
		if (builder->reterr != NULL) {
			builder->reterr->line = line;
		}
		return kp_wrap(builder->reterr, status, "line %ld", line);
	}
	return add_anchor(builder, event->data.scalar.anchor, *ret_node);
}

static enum kp_status build_node(struct builder *builder, struct kp_node **ret_node);

/** Append the members of a merge's source; what stood before under the same keys is overridden. */
static enum kp_status merge_map(struct builder *builder, struct kp_node *map,
				const struct kp_node *source)
{
	enum kp_status status = KP_OK;

	for (size_t i = 0; status == KP_OK && i < source->count; i++) {
		struct kp_member member = source->members[i];

		member.start = KP_NOWHERE;
		status = kp__node_append(map, &member, builder->limits, builder->reterr);
	}
	return status;
}

/** The value of a `<<` key: a map, an alias of one, or a list of both, of which earlier ones win. */
static enum kp_status build_merge(struct builder *builder, struct kp_node *map, long line)
{
	static const char wanted[] = "map merge requires map or sequence of maps as the value";
	bool is_alias = builder->event.type == YAML_ALIAS_EVENT;
	struct kp_node *source;
	enum kp_status status = build_node(builder, &source);

	if (status != KP_OK) {
		return status;
	}
	if (source->kind == KP_NODE_MAP) {
		return merge_map(builder, map, source);
	}
	if (source->kind != KP_NODE_LIST || is_alias) {
		return refuse(builder, line, wanted);
	}
	for (size_t i = source->count; status == KP_OK && i > 0; i--) {
		if (source->members[i - 1].value->kind != KP_NODE_MAP) {
			return refuse(builder, line, wanted);
		}
		status = merge_map(builder, map, source->members[i - 1].value);
	}
	return status;
}

/** Whether the current event is a merge key (yaml.v2 decode.go isMerge). */
static bool is_merge_key(const struct builder *builder)
{
	const yaml_event_t *event = &builder->event;

	if (event->type != YAML_SCALAR_EVENT ||
	    strcmp((const char *)event->data.scalar.value, "<<") != 0) {
		return false;
	}
	return event->data.scalar.plain_implicit != 0 ||
	       (event->data.scalar.tag != NULL &&
		strcmp((const char *)event->data.scalar.tag, "tag:yaml.org,2002:merge") == 0);
}

/** The text of a key, as sigs.k8s.io/yaml makes it a JSON key. */
static enum kp_status key_text(struct builder *builder, const struct kp_node *key,
			       const char **ret_text)
{
	struct kp_text text = { 0 };
	struct kp_node *owner;
	enum kp_status status;

	if (key->kind == KP_NODE_STRING) {
		*ret_text = key->text;
		return KP_OK;
	}
	switch (key->kind) {
	case KP_NODE_BOOL:
		kp_text_add_str(&text, key->boolean ? "true" : "false");
		break;
	case KP_NODE_INT:
		kp_text_addf(&text, "%lld", (long long)key->integer);
		break;
	case KP_NODE_FLOAT:
		kp_text_addf(&text, "%g", key->real);
		break;
	case KP_NODE_NULL:
	case KP_NODE_STRING:
	case KP_NODE_LIST:
	case KP_NODE_MAP:
	case KP_NODE__COUNT:
		return refuse(builder, key->line, "unsupported map key");
	}
	/* In a node of its own: an alias may make the key a key again, or a value. */
	status = kp__document_add(builder->document, KP_NODE_STRING, key->line, &owner,
				  builder->reterr);
	if (status != KP_OK) {
		kp_text_done(&text);
		return status;
	}
	status = kp_text_finish(&text, &owner->text, builder->reterr);
	if (status == KP_OK) {
		*ret_text = owner->text;
	}
	return status;
}

/** A member that the current event begins. */
static struct kp_member begin_member(const struct builder *builder)
{
	return (struct kp_member){
		.place = builder->document->place,
		.line = line_of(builder),
		.start = builder->event.start_mark.index,
	};
}

/** One key and its value; the current event is the key. */
static enum kp_status build_pair(struct builder *builder, struct kp_node *map)
{
	struct kp_member member = begin_member(builder);
	bool is_merge = is_merge_key(builder);
	struct kp_node *key;
	enum kp_status status = build_node(builder, &key);

	if (status == KP_OK) {
		status = key_text(builder, key, &member.key);
	}
	if (status == KP_OK) {
		member.opaque = key->opaque;
		status = next_event(builder);
	}
	if (status != KP_OK) {
		return status;
	}
	if (is_merge) {
		return build_merge(builder, map, member.line);
	}
	status = build_node(builder, &member.value);
	return status == KP_OK ? kp__node_append(map, &member, builder->limits, builder->reterr)
			       : status;
}

/** One member of a list; the current event begins it. */
static enum kp_status build_item(struct builder *builder, struct kp_node *list)
{
	struct kp_member member = begin_member(builder);
	enum kp_status status = build_node(builder, &member.value);

	return status == KP_OK ? kp__node_append(list, &member, builder->limits, builder->reterr)
			       : status;
}

/** A list or a map, from its start event to its end event. */
static enum kp_status build_collection(struct builder *builder, bool is_map,
				       struct kp_node **ret_node)
{
	const yaml_event_t *event = &builder->event;
	const yaml_char_t *anchor =
		is_map ? event->data.mapping_start.anchor : event->data.sequence_start.anchor;
	yaml_event_type_t end = is_map ? YAML_MAPPING_END_EVENT : YAML_SEQUENCE_END_EVENT;
	struct kp_node *node;
	enum kp_status status = add_node(builder, is_map ? KP_NODE_MAP : KP_NODE_LIST, &node);

	if (status == KP_OK) {
		status = add_anchor(builder, anchor, node);
	}
	if (status != KP_OK) {
		return status;
	}
	node->open = true;
	for (;;) {
		status = next_event(builder);
		if (status != KP_OK || builder->event.type == end) {
			break;
		}
		status = is_map ? build_pair(builder, node) : build_item(builder, node);
		if (status != KP_OK) {
			break;
		}
	}
	if (status != KP_OK) {
		return status;
	}
	node->open = false;
	node->end = builder->end;
	*ret_node = node;
	return is_map ? kp__node_mark_replaced(node, builder->reterr) : KP_OK;
}

/** The node that the current event begins. Afterwards the current event is its last one. */
static enum kp_status build_node(struct builder *builder, struct kp_node **ret_node)
{
	enum kp_status status;

	if (++builder->depth > builder->limits->document_depth) {
		return kp_fail_line(builder->reterr, KP_ERR_LIMIT, line_of(builder),
				    "line %ld: nested deeper than the limit of %zu levels",
				    line_of(builder), builder->limits->document_depth);
	}
	switch (builder->event.type) {
	case YAML_ALIAS_EVENT:
		status = find_alias(builder, ret_node);
		break;
	case YAML_SCALAR_EVENT:
		status = build_scalar(builder, ret_node);
		break;
	case YAML_SEQUENCE_START_EVENT:
		status = build_collection(builder, false, ret_node);
		break;
	case YAML_MAPPING_START_EVENT:
		status = build_collection(builder, true, ret_node);
		break;
	case YAML_NO_EVENT:
	case YAML_STREAM_START_EVENT:
	case YAML_STREAM_END_EVENT:
	case YAML_DOCUMENT_START_EVENT:
	case YAML_DOCUMENT_END_EVENT:
	case YAML_SEQUENCE_END_EVENT:
	case YAML_MAPPING_END_EVENT:
	default:
		status = refuse(builder, line_of(builder), "a value is missing");
		break;
	}
	builder->depth--;
	return status;
}

/** Check the %YAML directive of the current document start event. */
static enum kp_status check_directive(const struct builder *builder)
{
	const yaml_version_directive_t *version =
		builder->event.data.document_start.version_directive;

	if (version != NULL && (version->major != 1 || version->minor != 1)) {
		return refuse(builder, line_of(builder), "found incompatible YAML document");
	}
	return KP_OK;
}

/** Build the first document, up to the event that ends it; what follows is not looked at. */
static enum kp_status build_document(struct builder *builder)
{
	struct kp_node *root;
	enum kp_status status = next_event(builder); /* the start of the stream */

	if (status == KP_OK) {
		status = next_event(builder);
	}
	if (status != KP_OK || builder->event.type == YAML_STREAM_END_EVENT) {
		return status;
	}
	status = check_directive(builder);
	if (status == KP_OK) {
		status = next_event(builder);
	}
	if (status == KP_OK) {
		status = build_node(builder, &root);
	}
	if (status == KP_OK) {
		status = next_event(builder);
	}
	if (status == KP_OK) {
		builder->document->root = root;
	}
	return status;
}

static const uint8_t mark_utf8[] = { 0xEF, 0xBB, 0xBF };

/** Whether a text is UTF-16, which its byte order mark says. */
static bool is_utf16(const uint8_t *buf, size_t len)
{
	return len >= 2 &&
	       ((buf[0] == 0xFE && buf[1] == 0xFF) || (buf[0] == 0xFF && buf[1] == 0xFE));
}

/** @return the first character of a text in UTF-8, behind a byte order mark if it begins with one */
static const uint8_t *skip_mark(const uint8_t *buf, size_t len)
{
	return len >= sizeof(mark_utf8) && memcmp(buf, mark_utf8, sizeof(mark_utf8)) == 0
		       ? buf + sizeof(mark_utf8)
		       : buf;
}

/** @return the first byte order mark of a text but for the one that it begins with; NULL: none */
static const uint8_t *find_mark(const uint8_t *buf, size_t len)
{
	const uint8_t *begin = skip_mark(buf, len);

	if (!is_utf16(buf, len)) {
		return memmem(begin, len - (size_t)(begin - buf), mark_utf8, sizeof(mark_utf8));
	}
	for (size_t at = 2; at + 1 < len; at += 2) {
		if (memcmp(buf + at, buf, 2) == 0) {
			return buf + at;
		}
	}
	return NULL;
}

/** Whether libyaml has read a byte of a text. All of UTF-16 counts as read. */
static bool has_read(const struct builder *builder, const uint8_t *byte, size_t len)
{
	size_t characters = 0;

	for (const uint8_t *at = skip_mark(builder->text, len); at < byte; at++) {
		characters += (*at & 0xC0) != 0x80 ? 1 : 0;
	}
	return is_utf16(builder->text, len) || characters < builder->parser.mark.index;
}

/**
 * Refuse a byte order mark in what libyaml has read, but for one at the very beginning. libyaml
 * skips one wherever a line begins. yaml.v2 means to do the same, but its scannerc.go looks for it
 * at the beginning of its buffer (is_bom), wherever that happens to be in the text: it takes the
 * mark for a part of a key, or skips other characters than the mark, even where that stands in a
 * comment.
 */
static enum kp_status check_marks(const struct builder *builder, size_t len)
{
	const uint8_t *mark = find_mark(builder->text, len);
	long line;

	if (mark == NULL || !has_read(builder, mark, len)) {
		return KP_OK;
	}
	line = line_of_offset(builder, (size_t)(mark - builder->text));
	return kp_fail_line(builder->reterr, KP_ERR_UNSUPPORTED, line,
			    "line %ld: a byte order mark (U+FEFF) that is not the first character, "
			    "which Kubernetes does not read as it is meant",
			    line);
}

enum kp_status kp_yaml_build(const uint8_t *buf, size_t len, const struct kp_limits *limits,
			     struct kp_document *document, struct kp_error *reterr)
{
	struct builder builder = {
		.text = buf, .limits = limits, .document = document, .reterr = reterr
	};
	enum kp_status status = kp_yaml_check_slow(buf, len, limits, reterr);

	if (status != KP_OK) {
		return status;
	}
	if (yaml_parser_initialize(&builder.parser) == 0) {
		return kp_fail(reterr, KP_ERR_NOMEM, "out of memory");
	}
	yaml_parser_set_input_string(&builder.parser, buf, len);
	status = build_document(&builder);
	/* What else is wrong may be so because of a mark. */
	if (status != KP_ERR_NOMEM && check_marks(&builder, len) != KP_OK) {
		status = KP_ERR_UNSUPPORTED;
	}
	builder_done(&builder);
	return status;
}
