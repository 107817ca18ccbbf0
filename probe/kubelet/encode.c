/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "kubelet/encode.h"

#include <string.h>

#include "base/text.h"
#include "document/tree.h"
#include "kubelet/fields.h"

bool kp_encode_is_omitted(const struct kp_field *field, const struct kp_node *node)
{
	switch (node->kind) {
	case KP_NODE_NULL:
		return true;
	case KP_NODE_BOOL:
		return field->unset != KP_UNSET_NIL && !node->boolean;
	case KP_NODE_INT:
		return field->unset != KP_UNSET_NIL && node->integer == 0;
	case KP_NODE_STRING:
		return field->unset != KP_UNSET_NIL && node->text[0] == '\0';
	case KP_NODE_LIST:
	case KP_NODE_MAP:
		return node->count == 0;
	case KP_NODE_FLOAT:
	case KP_NODE__COUNT:
		break;
	}
	return false;
}

/** Words that Go's names write in capitals where they begin a key. */
static const struct {
	const char *key;
	const char *name;
} go_words[] = {
	{ "cpu", "CPU" }, { "http", "HTTP" }, { "iptables", "IPTables" },
	{ "oom", "OOM" }, { "qos", "QOS" },   { "tls", "TLS" },
};

/** Add Go's name of a key of the internal type. */
static void add_go_name(struct kp_text *name, const char *key, size_t len)
{
	if (len == strlen("resolvConf") && strncmp(key, "resolvConf", len) == 0) {
		kp_text_add_str(name, "ResolverConfig");
		return;
	}
	for (size_t i = 0; i < sizeof(go_words) / sizeof(go_words[0]); i++) {
		size_t word = strlen(go_words[i].key);

		if (len > word && strncmp(key, go_words[i].key, word) == 0 && key[word] >= 'A' &&
		    key[word] <= 'Z') {
			kp_text_add_str(name, go_words[i].name);
			kp_text_add(name, key + word, len - word);
			return;
		}
	}
	kp_text_add_char(name, (char)(key[0] & ~0x20));
	kp_text_add(name, key + 1, len - 1);
}

/** Make a node that owns the name of a key. */
static enum kp_status make_key(struct kp_document *scratch, const char *key, size_t len,
			       bool internal, const char **ret_key, struct kp_error *reterr)
{
	struct kp_text name = { 0 };
	struct kp_node *owner;
	enum kp_status status = kp__document_add(scratch, KP_NODE_STRING, 0, &owner, reterr);

	if (status != KP_OK) {
		return status;
	}
	if (internal) {
		add_go_name(&name, key, len);
	} else {
		kp_text_add(&name, key, len);
	}
	status = kp_text_finish(&name, &owner->text, reterr);
	if (status == KP_OK) {
		*ret_key = owner->text;
	}
	return status;
}

/**
 * The map for the fields below a key. The rows are sorted by path, so that it is the last member if
 * it is there already.
 */
static enum kp_status enter(struct kp_node *map, const struct kp_member *member,
			    struct kp_document *scratch, struct kp_node **ret_map,
			    struct kp_error *reterr)
{
	struct kp_member added = *member;
	enum kp_status status;

	if (map->count > 0 && strcmp(map->members[map->count - 1].key, member->key) == 0) {
		*ret_map = map->members[map->count - 1].value;
		return KP_OK;
	}
	status = kp__document_add(scratch, KP_NODE_MAP, 0, &added.value, reterr);
	if (status == KP_OK) {
		status = kp__node_append(map, &added, &kp_no_limits, reterr);
	}
	if (status == KP_OK) {
		*ret_map = added.value;
	}
	return status;
}

/** Put the value of a field into an object. */
static enum kp_status encode_field(const struct kp_field *field, const struct kp_said *said,
				   bool internal, struct kp_document *scratch,
				   struct kp_node *object, struct kp_error *reterr)
{
	const char *at = field->path;
	struct kp_node *map = object;
	enum kp_status status = KP_OK;

	while (status == KP_OK && *at != '\0') {
		size_t len = strcspn(at, ".");
		struct kp_member member = { .place = said->place, .line = said->line };

		status = make_key(scratch, at, len, internal, &member.key, reterr);
		if (status != KP_OK) {
			return status;
		}
		at += len + (at[len] == '.' ? 1 : 0);
		if (*at != '\0') {
			status = enter(map, &member, scratch, &map, reterr);
		} else {
			member.value = said->node;
			if (said->node->kind == KP_NODE_MAP) {
				status = kp_tree_sort_members(said->node, scratch, &member.value,
							      reterr);
			}
			status = status == KP_OK
					 ? kp__node_append(map, &member, &kp_no_limits, reterr)
					 : status;
		}
	}
	return status;
}

static enum kp_status encode(const struct kp_config *config, int minor, bool internal,
			     struct kp_document *scratch, struct kp_node **ret_object,
			     struct kp_error *reterr)
{
	const struct kp_config_type *type = &kp_kubelet_type;
	struct kp_node *object;
	enum kp_status status = kp__document_add(scratch, KP_NODE_MAP, 0, &object, reterr);

	for (size_t i = 0; status == KP_OK && i < type->count; i++) {
		const struct kp_field *field = &type->rows[i];
		const struct kp_said *said = kp_config_get(config, field);

		if (minor < field->since || minor > field->until || said->node == NULL ||
		    (!internal && kp_encode_is_omitted(field, said->node))) {
			continue;
		}
		status = encode_field(field, said, internal, scratch, object, reterr);
	}
	/* Go's names are not sorted as the rows are. */
	if (status == KP_OK) {
		status = kp_tree_sort_in_place(object, reterr);
	}
	if (status == KP_OK) {
		*ret_object = object;
	}
	return status;
}

enum kp_status kp_encode_v1beta1(const struct kp_config *config, int minor,
				 struct kp_document *scratch, struct kp_node **ret_object,
				 struct kp_error *reterr)
{
	return encode(config, minor, false, scratch, ret_object, reterr);
}

enum kp_status kp_encode_internal(const struct kp_config *config, int minor,
				  struct kp_document *scratch, struct kp_node **ret_object,
				  struct kp_error *reterr)
{
	return encode(config, minor, true, scratch, ret_object, reterr);
}
