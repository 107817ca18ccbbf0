/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A configuration file, YAML or JSON, as every version decodes it. */
#include <stdlib.h>
#include <string.h>

#include "base/cleanup.h"
#include "component/component.h"
#include "component/config.h"
#include "component/field_value.h"
#include "document/envelope.h"
#include "document/json.h"
#include "document/parse.h"
#include "document/tree.h"
#include "fuzz.h"
#include "kubelet/fields.h"
#include "kubelet/flags.h"

/** Limits, and rooms for all values, that an input of some kilobytes can reach. */
enum {
	NODES = 1 << 12,
	DEPTH = 60,
	SMALL_ROOM = 40,
};

static const struct kp_limits limits = {
	.file_bytes = 1 << 20,
	.document_nodes = NODES,
	.document_depth = DEPTH,
	.document_anchors = 32,
	.document_blanks = 256,
	.document_directives = 16,
};
static const struct kp_place place = { .source = KP_SOURCE_FILE, .text = "/main" };

static void check_node(const struct kp_node *node, long lines)
{
	size_t weight = 1;
	size_t height = 1;
	bool is_map = node->kind == KP_NODE_MAP;

	FUZZ_CHECK(node->kind < KP_NODE__COUNT && !node->open);
	FUZZ_CHECK(node->line >= 1 && node->line <= lines);
	FUZZ_CHECK(node->kind != KP_NODE_STRING || node->text != NULL);
	FUZZ_CHECK(is_map || node->kind == KP_NODE_LIST || node->count == 0);
	for (size_t i = 0; i < node->count; i++) {
		const struct kp_member *member = &node->members[i];

		FUZZ_CHECK((member->key != NULL) == is_map);
		FUZZ_CHECK(member->line >= 1 && member->line <= lines);
		FUZZ_CHECK(member->place == &place);
		check_node(member->value, lines);
		weight += member->value->weight;
		height = member->value->height >= height ? member->value->height + 1 : height;
	}
	FUZZ_CHECK(node->weight == weight && weight <= NODES);
	FUZZ_CHECK(node->height == height && height <= DEPTH);
}

/** Whether two trees are the same; members are compared in their order. */
static bool is_same_node(const struct kp_node *left, const struct kp_node *right)
{
	if (left == NULL || right == NULL || left->kind != right->kind ||
	    left->count != right->count) {
		return left == right;
	}
	if ((left->text == NULL) != (right->text == NULL) ||
	    (left->text != NULL && strcmp(left->text, right->text) != 0) ||
	    left->boolean != right->boolean || left->integer != right->integer) {
		return false;
	}
	for (size_t i = 0; i < left->count; i++) {
		const struct kp_member *ours = &left->members[i];
		const struct kp_member *theirs = &right->members[i];

		if ((ours->key != NULL && strcmp(ours->key, theirs->key) != 0) ||
		    !is_same_node(ours->value, theirs->value)) {
			return false;
		}
	}
	return true;
}

/** A merge patch is idempotent, and what it makes is sorted. */
static void check_patch(const struct kp_node *root)
{
	KP_CLEANUP(kp_document_freep) struct kp_document *scratch = NULL;
	struct kp_node *sorted = NULL;
	struct kp_node *once = NULL;
	struct kp_node *twice = NULL;

	FUZZ_CHECK(kp_document_new(NULL, NULL, &scratch, NULL) == KP_OK);
	FUZZ_CHECK(kp_tree_sort_last(root, scratch, &sorted, NULL) == KP_OK);
	for (size_t i = 1; i < sorted->count; i++) {
		FUZZ_CHECK(strcmp(sorted->members[i - 1].key, sorted->members[i].key) < 0);
	}
	FUZZ_CHECK(kp_tree_merge(NULL, sorted, scratch, &once, NULL) == KP_OK);
	FUZZ_CHECK(kp_tree_merge(once, sorted, scratch, &twice, NULL) == KP_OK);
	FUZZ_CHECK(is_same_node(once, twice));
}

/** Each value that a configuration has can be written. */
static void check_config(const struct kp_config *config, int minor)
{
	for (size_t i = 0; i < kp_kubelet_type.count; i++) {
		const struct kp_field *field = &kp_kubelet_type.rows[i];
		const struct kp_said *said = kp_config_get(config, field);
		KP_CLEANUP(kp_value_done) struct kp_value value = { 0 };
		struct kp_field_fault fault = { 0 };

		if (said->node == NULL) {
			continue;
		}
		FUZZ_CHECK(field->since <= minor && minor <= field->until);
		FUZZ_CHECK(said->place == &place && said->line >= 1);
		FUZZ_CHECK(said->node->kind == KP_NODE_NULL ||
			   kp_field_check(&kp_kubelet_type, field, said->node, &fault, NULL) ==
				   KP_OK);
		FUZZ_CHECK(kp_field_format(&kp_kubelet_type, field, said->node, &value, NULL) ==
			   KP_OK);
		FUZZ_CHECK(value.elements.count == 0 || value.text != NULL);
	}
}

/** What a version makes of a document, with or without its envelope. */
static void check_decode(const struct kp_document *document, int minor)
{
	KP_CLEANUP(kp_document_freep) struct kp_document *scratch = NULL;
	KP_CLEANUP(kp_config_freep) struct kp_config *config = NULL;
	struct kp_error error = { 0 };
	enum kp_status status;

	FUZZ_CHECK(kp_document_new(NULL, NULL, &scratch, NULL) == KP_OK);
	status = kp_config_decode(&kp_kubelet_type, document, minor, scratch, &config, &error);
	if (status == KP_OK) {
		FUZZ_CHECK(kp_envelope_check(kp_kubelet_type.envelope, document, NULL) == KP_OK);
		FUZZ_CHECK(kp_envelope_check_kind(document, NULL) == KP_OK);
		check_config(config, minor);
	} else {
		FUZZ_CHECK(config == NULL && status == KP_ERR_SYNTAX);
		fuzz_check_error(status, &error);
	}
}

/** What the decoder of a drop-in file makes of an object. */
static void check_decode_object(const struct kp_node *object, int minor)
{
	for (unsigned bits = 0; bits < 8; bits++) {
		const struct kp_decoding decoding = { .type = &kp_kubelet_type,
						      .minor = minor,
						      .repeats_merge = (bits & 1) != 0,
						      .folds_case = (bits & 2) != 0,
						      .is_internal = (bits & 4) != 0 };
		KP_CLEANUP(kp_document_freep) struct kp_document *scratch = NULL;
		KP_CLEANUP(kp_config_freep) struct kp_config *config = NULL;
		struct kp_error error = { 0 };
		enum kp_status status;

		FUZZ_CHECK(kp_document_new(NULL, NULL, &scratch, NULL) == KP_OK);
		status = kp_config_decode_object(object, &decoding, scratch, &config, &error);
		if (status == KP_OK) {
			kp_config_drop_unset(config);
		} else {
			FUZZ_CHECK(config == NULL && status == KP_ERR_SYNTAX);
			fuzz_check_error(status, &error);
		}
	}
}

/** With little room the answer is the same, or that there is too little; all of it comes back. */
static void check_room(const uint8_t *data, size_t size, enum kp_status expected)
{
	struct kp_limits roomy = limits;
	struct kp_document *document = NULL;
	struct kp_error error = { 0 };
	struct kp_room room = { .left = SMALL_ROOM, .whose = "kubelets" };
	enum kp_status status;

	roomy.room = &room;
	status = kp_document_parse(data, size, &roomy, &place, &document, &error);
	FUZZ_CHECK(status == expected || status == KP_ERR_LIMIT);
	if (status != KP_OK) {
		fuzz_check_error(status, &error);
	}
	kp_document_free(document);
	FUZZ_CHECK(room.left == SMALL_ROOM);
}

static long count_lines(const uint8_t *data, size_t size)
{
	long lines = 2; /* an empty value stands on the line behind the last */

	for (size_t i = 0; i < size; i++) {
		/* YAML also breaks lines at CR, NEL, LS and PS, whose last bytes these are. */
		lines += data[i] == '\n' || data[i] == '\r' || data[i] == 0x85 || data[i] == 0xA8 ||
			 data[i] == 0xA9;
	}
	return lines;
}

/** All versions, one after the other. */
static void check_versions(const struct kp_document *document)
{
	bool is_map = document->root != NULL && document->root->kind == KP_NODE_MAP;

	for (int minor = KP_MINOR_FIRST; minor <= KP_MINOR_LAST; minor++) {
		check_decode(document, minor);
		if (is_map && minor % 4 == 0) {
			check_decode_object(document->root, minor);
		}
	}
	if (is_map) {
		check_patch(document->root);
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	KP_CLEANUP(kp_document_freep) struct kp_document *document = NULL;
	KP_CLEANUP(kp_document_freep) struct kp_document *again = NULL;
	struct kp_error error = { 0 };
	enum kp_status status = kp_document_parse(data, size, &limits, &place, &document, &error);

	FUZZ_CHECK(kp_document_parse(data, size, &limits, &place, &again, NULL) == status);
	check_room(data, size, status);
	if (status != KP_OK) {
		FUZZ_CHECK(document == NULL && again == NULL);
		FUZZ_CHECK(status == KP_ERR_SYNTAX || status == KP_ERR_LIMIT ||
			   status == KP_ERR_UNSUPPORTED);
		fuzz_check_error(status, &error);
		return 0;
	}
	FUZZ_CHECK(document->is_json == kp_json_is_chosen(data, size));
	FUZZ_CHECK((document->root == NULL) == (again->root == NULL));
	if (document->root != NULL) {
		check_node(document->root, count_lines(data, size));
		FUZZ_CHECK(is_same_node(document->root, again->root));
	}
	check_versions(document);
	return 0;
}
