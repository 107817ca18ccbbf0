/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "kubelet/dropins.h"

#include <string.h>

#include "base/cleanup.h"
#include "base/rights.h"
#include "base/text.h"
#include "component/field_node.h"
#include "component/field_value.h"
#include "document/envelope.h"
#include "document/tree.h"
#include "kubelet/defaults.h"
#include "kubelet/encode.h"
#include "kubelet/fields.h"

/** A merge under way. */
struct merge {
	const struct kp_sources *sources;
	int minor;
	struct kp_document *scratch;
	struct kp_error *reterr;
};

enum kp_status kp_dropins_check_variable(const struct kp_sources *sources, int minor,
					 struct kp_error *reterr)
{
	if (minor >= KP_DROPINS_NO_VARIABLE || sources->has_alpha == KP_KNOWN_YES) {
		return KP_OK;
	}
	if (sources->has_alpha == KP_NOT_KNOWN) {
		return kp_fail(reterr, KP_ERR_PERM,
			       "whether KUBELET_CONFIG_DROPIN_DIR_ALPHA is set cannot be seen: %s",
			       kp_right_advice(KP_RIGHT_PROCESSES));
	}
	return kp_fail(reterr, KP_ERR_SYNTAX,
		       "--config-dir without KUBELET_CONFIG_DROPIN_DIR_ALPHA in the environment");
}

/** Whether mergo lets a value override: not if it is Go's zero. */
static bool is_nonzero(const struct kp_field *field, const struct kp_node *node)
{
	int64_t nanoseconds = 0;

	switch (node->kind) {
	case KP_NODE_BOOL:
		return node->boolean;
	case KP_NODE_INT:
		return node->integer != 0;
	case KP_NODE_STRING:
		if (field->type == KP_FIELD_DURATION || field->type == KP_FIELD_FLUSH) {
			(void)kp_go_duration(node->text, &nanoseconds);
			return nanoseconds != 0;
		}
		if (field->type == KP_FIELD_QUANTITY && strcmp(node->text, "0") == 0) {
			return false;
		}
		return node->text[0] != '\0';
	case KP_NODE_LIST:
	case KP_NODE_MAP:
		return node->count > 0;
	case KP_NODE_FLOAT:
		return true;
	case KP_NODE_NULL:
	case KP_NODE__COUNT:
		break;
	}
	return false;
}

/** The value of a field in a file that is defaulted by itself. */
static enum kp_status value_in_file(const struct merge *merge, struct kp_config *file,
				    const struct kp_field *field, struct kp_said *ret_said)
{
	static const struct kp_place defaulted = {
		.source = KP_SOURCE_DEFAULT,
		.text = "default of a drop-in file (1.28)",
	};
	/* No default hangs on a feature gate in that version, whose table is not needed then. */
	const struct kp_view view = {
		.minor = merge->minor,
		.config = file,
		.with_config = true,
	};
	KP_CLEANUP(kp_value_done) struct kp_value value = { 0 };
	enum kp_status status;

	*ret_said = *kp_config_get(file, field);
	if (ret_said->node != NULL) {
		return KP_OK;
	}
	ret_said->place = &defaulted;
	status = kp_defaults_find(&view, field, &value, merge->reterr);
	return status == KP_OK ? kp_field_to_node(field, &value, &defaulted, merge->scratch,
						  &ret_said->node, merge->reterr)
			       : status;
}

/** Whether a default overrides a scalar with what it is anyway: whoever said that has said it still. */
static bool changes_nothing(const struct kp_said *said, const struct kp_node *old)
{
	if (said->place->source != KP_SOURCE_DEFAULT || old == NULL ||
	    old->kind != said->node->kind) {
		return false;
	}
	switch (old->kind) {
	case KP_NODE_BOOL:
		return old->boolean == said->node->boolean;
	case KP_NODE_INT:
		return old->integer == said->node->integer;
	case KP_NODE_STRING:
		return strcmp(old->text, said->node->text) == 0;
	case KP_NODE_NULL:
	case KP_NODE_FLOAT:
	case KP_NODE_LIST:
	case KP_NODE_MAP:
	case KP_NODE__COUNT:
		break;
	}
	return false;
}

/**
 * Give the null members of a map the values that Go has for them: zero, which overrides like any other, or for
 * a list nil, which overrides nothing (mergo 0.3.6, deepMerge()).
 * @param[in,out] map a copy of its own; the nodes of its values are shared
 */
static enum kp_status fill_nulls(const struct merge *merge, const struct kp_field *field,
				 struct kp_node *map)
{
	enum kp_status status = KP_OK;
	size_t count = 0;

	for (size_t i = 0; status == KP_OK && i < map->count; i++) {
		struct kp_member member = map->members[i];

		if (member.value->kind == KP_NODE_NULL && field->type == KP_FIELD_LIST_MAP) {
			continue;
		}
		if (member.value->kind == KP_NODE_NULL) {
			status = kp__document_add(merge->scratch,
						  field->type == KP_FIELD_BOOL_MAP ? KP_NODE_BOOL
										   : KP_NODE_STRING,
						  member.value->line, &member.value, merge->reterr);
		}
		if (status == KP_OK && member.value->kind == KP_NODE_STRING &&
		    member.value->text == NULL) {
			status = kp_text_dup("", &member.value->text, merge->reterr);
		}
		map->members[count++] = member;
	}
	map->count = status == KP_OK ? count : map->count;
	return status;
}

/** Let one field of a file override. Maps are united. */
static enum kp_status override_field(const struct merge *merge, struct kp_config *file,
				     const struct kp_field *field, struct kp_config *config)
{
	struct kp_said said;
	struct kp_said old = *kp_config_get(config, field);
	struct kp_node *patch;
	enum kp_status status = value_in_file(merge, file, field, &said);

	if (status != KP_OK || said.node == NULL || !is_nonzero(field, said.node) ||
	    changes_nothing(&said, old.node)) {
		return status;
	}
	if (kp_field_is_map(field)) {
		status = kp_tree_sort_members(said.node, merge->scratch, &patch, merge->reterr);
		if (status == KP_OK) {
			status = fill_nulls(merge, field, patch);
		}
		if (status == KP_OK && old.node != NULL) {
			status = kp_tree_sort_members(old.node, merge->scratch, &old.node,
						      merge->reterr);
		}
		if (status == KP_OK) {
			status = kp_tree_merge(old.node, patch, merge->scratch, &said.node,
					       merge->reterr);
		}
	}
	if (status == KP_OK) {
		kp_config_set(config, field, &said);
	}
	return status;
}

/** Merge one file as 1.28 does. */
static enum kp_status override_with(const struct merge *merge, const struct kp_document *document,
				    struct kp_config *config)
{
	KP_CLEANUP(kp_config_freep) struct kp_config *file = NULL;
	enum kp_status status = kp_config_decode(&kp_kubelet_type, document, merge->minor,
						 merge->scratch, &file, merge->reterr);

	for (size_t i = 0; status == KP_OK && i < kp_kubelet_type.count; i++) {
		const struct kp_field *field = &kp_kubelet_type.rows[i];

		if (merge->minor >= field->since && merge->minor <= field->until) {
			status = override_field(merge, file, field, config);
		}
	}
	return status;
}

/** The whole merge of 1.28. */
static enum kp_status merge_by_override(const struct merge *merge, const struct kp_config *base,
					struct kp_config **ret_config)
{
	KP_CLEANUP(kp_config_freep) struct kp_config *config = NULL;
	enum kp_status status = kp_config_copy(base, &config, merge->reterr);

	for (size_t i = 0; status == KP_OK && i < merge->sources->dropin_count; i++) {
		const struct kp_config_file *file = &merge->sources->dropins[i];

		status = override_with(merge, file->document, config);
		if (status != KP_OK) {
			return kp_wrap(merge->reterr, status, "%s", file->path);
		}
	}
	if (status == KP_OK) {
		*ret_config = kp_steal(&config);
	}
	return status;
}

/** Apply one file as a merge patch. @param[in,out] object what it is applied to */
static enum kp_status patch_with(const struct merge *merge, const struct kp_document *document,
				 struct kp_node **object)
{
	struct kp_node *patch;
	enum kp_status status =
		merge->minor >= KP_DROPINS_V1BETA1
			? kp_envelope_check(kp_kubelet_type.envelope, document, merge->reterr)
			: kp_envelope_check_kind(document, merge->reterr);

	if (status == KP_OK) {
		status = kp_tree_sort(document->root, merge->scratch, &patch, merge->reterr);
	}
	return status == KP_OK
		       ? kp_tree_merge(*object, patch, merge->scratch, object, merge->reterr)
		       : status;
}

/**
 * Remember who said what the JSON in between leaves out: a false or 0 that is the default too. Its
 * value is the same with and without.
 */
static void restore_omitted(const struct kp_config *base, struct kp_config *config)
{
	for (size_t i = 0; i < kp_kubelet_type.count; i++) {
		const struct kp_field *field = &kp_kubelet_type.rows[i];
		const struct kp_said *said = kp_config_get(base, field);
		bool is_default = field->unset == KP_UNSET_NEVER || field->preset == NULL;

		if (is_default && said->node != NULL && said->place->source != KP_SOURCE_DEFAULT &&
		    kp_encode_is_omitted(field, said->node) &&
		    kp_config_get(config, field)->node == NULL) {
			kp_config_set(config, field, said);
		}
	}
}

/** The whole merge from 1.29 on. */
static enum kp_status merge_by_patch(const struct merge *merge, const struct kp_config *base,
				     struct kp_config **ret_config)
{
	bool is_internal = merge->minor < KP_DROPINS_V1BETA1;
	const struct kp_decoding decoding = {
		.type = &kp_kubelet_type,
		.minor = merge->minor,
		.repeats_merge = true,
		.folds_case = true,
		.is_internal = is_internal,
	};
	struct kp_node *object;
	enum kp_status status = is_internal ? kp_encode_internal(base, merge->minor, merge->scratch,
								 &object, merge->reterr)
					    : kp_encode_v1beta1(base, merge->minor, merge->scratch,
								&object, merge->reterr);

	for (size_t i = 0; status == KP_OK && i < merge->sources->dropin_count; i++) {
		const struct kp_config_file *file = &merge->sources->dropins[i];

		status = patch_with(merge, file->document, &object);
		if (status != KP_OK) {
			return kp_wrap(merge->reterr, status, "%s", file->path);
		}
	}
	if (status == KP_OK) {
		status = kp_config_decode_object(object, &decoding, merge->scratch, ret_config,
						 merge->reterr);
	}
	if (status == KP_OK && !is_internal) {
		kp_config_drop_unset(*ret_config);
		restore_omitted(base, *ret_config);
	}
	return status;
}

enum kp_status kp_dropins_merge(const struct kp_sources *sources, const struct kp_config *base,
				int minor, struct kp_document *scratch,
				struct kp_config **ret_config, struct kp_error *reterr)
{
	const struct merge merge = {
		.sources = sources,
		.minor = minor,
		.scratch = scratch,
		.reterr = reterr,
	};
	enum kp_status status;

	for (size_t i = 0; i < sources->dropin_count; i++) {
		if (sources->dropins[i].status != KP_OK) {
			return kp_tell(&sources->dropins[i].error, reterr);
		}
	}
	if (sources->dir_status != KP_OK) {
		return kp_tell(&sources->dir_error, reterr);
	}
	status = minor < KP_DROPINS_PATCH ? merge_by_override(&merge, base, ret_config)
					  : merge_by_patch(&merge, base, ret_config);
	return status == KP_OK ? KP_OK : kp_wrap(reterr, status, "failed to merge kubelet configs");
}
