/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "component/flag_value.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/cleanup.h"
#include "base/quantity.h"
#include "base/text.h"
#include "component/object.h"

/** How pairs are written in a flag's value. */
struct pair_syntax {
	char separator; /* between key and value; '\0': the kind has no pairs */
	bool split;     /* whether commas separate several pairs */
};

static struct pair_syntax syntax_of(enum kp_flag_kind kind)
{
	switch (kind) {
	case KP_KIND_MAP:
	case KP_KIND_MAP_BOOL:
	case KP_KIND_MAP_LABELS:
		return (struct pair_syntax){ '=', true };
	case KP_KIND_MAP_NO_SPLIT:
		return (struct pair_syntax){ '=', false };
	case KP_KIND_MAP_LANGLE:
		return (struct pair_syntax){ '<', true };
	case KP_KIND_MULTIMAP:
		return (struct pair_syntax){ ':', true };
	case KP_KIND_BOOL:
	case KP_KIND_VERSION:
	case KP_KIND_INT32:
	case KP_KIND_INT64:
	case KP_KIND_FLOAT64:
	case KP_KIND_VERBOSITY:
	case KP_KIND_DURATION:
	case KP_KIND_STRING:
	case KP_KIND_STRING_SLICE:
	case KP_KIND_TAINTS:
	case KP_KIND_RESERVED_MEMORY:
	case KP_KIND_VMODULE:
	case KP_KIND_IP:
	case KP_KIND_IP_PORT:
	case KP_KIND_PORT_RANGE:
	case KP_KIND_QUANTITY:
	case KP_KIND__COUNT:
		break;
	}
	return (struct pair_syntax){ '\0', false };
}

bool kp_flag_accumulates(const struct kp_flag *flag)
{
	return flag->kind == KP_KIND_STRING_SLICE || flag->kind == KP_KIND_RESERVED_MEMORY ||
	       flag->kind == KP_KIND_VMODULE || syntax_of(flag->kind).separator != '\0';
}

bool kp_flag_adds_to_files(const struct kp_flag *flag)
{
	return flag->kind == KP_KIND_MAP_BOOL || flag->kind == KP_KIND_VMODULE;
}

/** Add one `key separator value`, blanks trimmed. */
static enum kp_status add_pair(enum kp_flag_kind kind, char separator, char *pair,
			       struct kp_value *value, struct kp_error *reterr)
{
	char *text = strchr(pair, separator);
	bool truth = false;

	if (text != NULL) {
		*text++ = '\0';
		text = kp_text_trim(text);
	}
	if (kind == KP_KIND_MAP_BOOL && text != NULL && kp_go_bool(text, &truth)) {
		return kp_value_put(value, kp_text_trim(pair), truth ? "true" : "false", reterr);
	}
	return kp_value_put(value, kp_text_trim(pair), text == NULL ? "" : text, reterr);
}

/** Add one object. */
static enum kp_status add_object(enum kp_flag_kind kind, char *part, struct kp_value *value,
				 struct kp_error *reterr)
{
	KP_CLEANUP(kp_freep) char *object = NULL;
	struct kp_text text = { 0 };
	enum kp_status status = kp_object_format_part(kind, part, &text, reterr);
	enum kp_status finished = kp_text_finish(&text, &object, reterr);

	status = status == KP_OK ? finished : status;
	return status == KP_OK ? kp_strings_add(&value->elements, object, strlen(object), reterr)
			       : status;
}

/** Call add_pair() or add_object() for each non-empty part between separators. */
static enum kp_status add_parts(const struct kp_flag_use *use, struct kp_value *value,
				struct kp_error *reterr)
{
	enum kp_flag_kind kind = use->flag->kind;
	struct pair_syntax syntax = syntax_of(kind);
	const char *between = kp_object_separator(kind);
	const char *at = use->value;
	enum kp_status status = KP_OK;

	while (status == KP_OK && *at != '\0') {
		size_t len = strcspn(at, between != NULL ? between : syntax.split ? "," : "");
		KP_CLEANUP(kp_freep) char *part = strndup(at, len);

		if (part == NULL) {
			return kp_fail(reterr, KP_ERR_NOMEM, "out of memory");
		}
		if (len > 0) {
			status = between != NULL
					 ? add_object(kind, part, value, reterr)
					 : add_pair(kind, syntax.separator, part, value, reterr);
		}
		at += len + (at[len] == '\0' ? 0 : 1);
	}
	return status;
}

/** A single value in the spelling that Go prints. */
static void add_scalar(const struct kp_flag_use *use, struct kp_text *text)
{
	int64_t number;
	bool truth;

	switch (use->flag->kind) {
	case KP_KIND_BOOL:
		if (kp_go_bool(use->value, &truth)) {
			kp_text_add_str(text, truth ? "true" : "false");
		}
		return;
	case KP_KIND_INT32:
	case KP_KIND_INT64:
		if (kp_go_int(use->value, 0, 64, &number)) {
			kp_text_addf(text, "%" PRId64, number);
		}
		return;
	case KP_KIND_VERBOSITY:
		if (kp_go_int(use->value, 10, 32, &number)) {
			kp_text_addf(text, "%" PRId64, number);
		}
		return;
	case KP_KIND_DURATION:
		if (kp_go_duration(use->value, &number)) {
			kp_go_format_duration(text, number);
		}
		return;
	case KP_KIND_QUANTITY:
		kp_quantity_format(text, use->value);
		return;
	case KP_KIND_VERSION:
	case KP_KIND_FLOAT64:
	case KP_KIND_STRING:
	case KP_KIND_STRING_SLICE:
	case KP_KIND_MAP:
	case KP_KIND_MAP_LANGLE:
	case KP_KIND_MAP_BOOL:
	case KP_KIND_MAP_NO_SPLIT:
	case KP_KIND_MAP_LABELS:
	case KP_KIND_MULTIMAP:
	case KP_KIND_TAINTS:
	case KP_KIND_RESERVED_MEMORY:
	case KP_KIND_VMODULE:
	case KP_KIND_IP:
	case KP_KIND_IP_PORT:
	case KP_KIND_PORT_RANGE:
	case KP_KIND__COUNT:
		break;
	}
	kp_text_add_str(text, use->value);
}

enum kp_status kp_flag_value_add(const struct kp_flag_use *use, struct kp_value *value,
				 struct kp_error *reterr)
{
	struct kp_text text = { 0 };

	if (use->flag->kind == KP_KIND_STRING_SLICE) {
		return kp_go_csv(use->value, &value->elements, reterr);
	}
	if (kp_flag_accumulates(use->flag)) {
		return add_parts(use, value, reterr);
	}
	kp_value_done(value);
	if (kp_object_separator(use->flag->kind) != NULL) {
		return add_parts(use, value, reterr);
	}
	if (use->value[0] == '\0') {
		return KP_OK; /* an empty string is nothing set */
	}
	add_scalar(use, &text);
	return kp_text_finish(&text, &value->text, reterr);
}

enum kp_status kp_flag_value_finish(const struct kp_flag *flag, struct kp_value *value,
				    struct kp_error *reterr)
{
	if (flag->kind == KP_KIND_MULTIMAP) {
		return kp_value_finish_multimap(value, reterr);
	}
	if (syntax_of(flag->kind).separator != '\0') {
		return kp_value_finish_map(value, reterr);
	}
	return flag->kind == KP_KIND_STRING_SLICE || kp_object_separator(flag->kind) != NULL
		       ? kp_value_finish_list(value, reterr)
		       : KP_OK;
}
