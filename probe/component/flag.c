/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "component/flag.h"

#include <stdlib.h>
#include <string.h>

#include "base/address.h"
#include "base/cleanup.h"
#include "base/quantity.h"

/** A name as it stands in an argument. */
struct name {
	const char *bytes;
	size_t len;
};

/** Compare a name of an argument, in which `_` is `-`, with that of a row. */
static int compare_name(const void *key, const void *row)
{
	const struct name *name = key;
	const struct kp_flag *flag = row;

	for (size_t i = 0; i < name->len; i++) {
		unsigned char left = (unsigned char)(name->bytes[i] == '_' ? '-' : name->bytes[i]);
		unsigned char right = (unsigned char)flag->name[i];

		/* The row's final NUL differs from any byte of an argument. */
		if (left != right) {
			return left < right ? -1 : 1;
		}
	}
	return flag->name[name->len] == '\0' ? 0 : -1;
}

const struct kp_flag *kp_flag_find(const struct kp_flags *flags, const char *name, size_t len,
				   int minor)
{
	const struct name key = { name, len };
	const struct kp_flag *flag =
		bsearch(&key, flags->rows, flags->count, sizeof(flags->rows[0]), compare_name);

	/* The global flags come from a set that knows both spellings. */
	if (flag != NULL && flags->is_strict && !flag->global && memchr(name, '_', len) != NULL) {
		return NULL;
	}
	return flag != NULL && minor >= flag->since && minor <= flag->until ? flag : NULL;
}

const char *kp_flag_preset(const struct kp_flags *flags, const struct kp_flag *flag)
{
	for (size_t i = 0; i < flags->preset_count; i++) {
		if (strcmp(flags->presets[i].flag, flag->name) == 0) {
			return flags->presets[i].value;
		}
	}
	return flag->kind == KP_KIND_BOOL ? "false" : NULL;
}

const char *kp_flag_switch(const struct kp_flags *flags, const char *path)
{
	for (size_t i = 0; i < flags->switch_count; i++) {
		if (strcmp(flags->switches[i].path, path) == 0) {
			return flags->switches[i].flag;
		}
	}
	return NULL;
}

bool kp_flag_is_bool(const struct kp_flag *flag)
{
	return flag->kind == KP_KIND_BOOL || flag->kind == KP_KIND_VERSION;
}

/** Whether a text is an address, or one with a port (pkg/util/flag IPPortVar); or empty, which says nothing. */
static bool is_address(const char *value, bool may_have_port)
{
	const char *port;

	return *value == '\0' || kp_address_is_ip(value) ||
	       (may_have_port && kp_address_split(value, &port) && kp_address_is_port(port, 0));
}

/** Whether each non-empty part between commas is a pair. */
static bool is_pairs(const char *value, char separator)
{
	while (*value != '\0') {
		size_t len = strcspn(value, ",");

		if (len > 0 && memchr(value, separator, len) == NULL) {
			return false;
		}
		value += len + (value[len] == ',' ? 1 : 0);
	}
	return true;
}

/** Check `k=bool` pairs (map_string_bool.go). */
static enum kp_status check_bools(const char *value, struct kp_error *reterr)
{
	while (*value != '\0') {
		size_t len = strcspn(value, ",");
		KP_CLEANUP(kp_freep) char *pair = strndup(value, len);
		char *separator;
		bool ignored;

		if (pair == NULL) {
			return kp_fail(reterr, KP_ERR_NOMEM, "out of memory");
		}
		separator = strchr(pair, '=');
		if (len > 0 && separator == NULL) {
			return kp_fail(reterr, KP_ERR_SYNTAX, "missing bool value for %s", pair);
		}
		if (len > 0 && !kp_go_bool(kp_text_trim(separator + 1), &ignored)) {
			return kp_fail(reterr, KP_ERR_SYNTAX, "invalid bool value in %s", pair);
		}
		value += len + (value[len] == ',' ? 1 : 0);
	}
	return KP_OK;
}

/** Check the kinds whose syntax is a yes or no. */
static bool is_valid(enum kp_flag_kind kind, const char *value)
{
	int64_t number;
	double real;
	bool truth;

	switch (kind) {
	case KP_KIND_BOOL:
		return kp_go_bool(value, &truth);
	case KP_KIND_VERSION:
		return kp_go_bool(value, &truth) || strcmp(value, "raw") == 0 || value[0] == 'v';
	case KP_KIND_INT32:
		return kp_go_int(value, 0, 32, &number);
	case KP_KIND_INT64:
		return kp_go_int(value, 0, 64, &number);
	case KP_KIND_VERBOSITY:
		return kp_go_int(value, 10, 32, &number);
	case KP_KIND_FLOAT64:
		return kp_go_float(value, &real);
	case KP_KIND_DURATION:
		return kp_go_duration(value, &number);
	case KP_KIND_MAP:
		return is_pairs(value, '=');
	case KP_KIND_MAP_LANGLE:
		return is_pairs(value, '<');
	case KP_KIND_MULTIMAP:
		return is_pairs(value, ':');
	case KP_KIND_MAP_NO_SPLIT:
		return strchr(value, '=') != NULL;
	case KP_KIND_IP:
	case KP_KIND_IP_PORT:
		return is_address(value, kind == KP_KIND_IP_PORT);
	case KP_KIND_PORT_RANGE:
		return kp_address_is_port_range(value);
	case KP_KIND_QUANTITY:
		return kp_quantity_is(value);
	case KP_KIND_STRING:
	case KP_KIND_STRING_SLICE:
	case KP_KIND_MAP_BOOL:
	case KP_KIND_MAP_LABELS:
	case KP_KIND_TAINTS:
	case KP_KIND_RESERVED_MEMORY:
	case KP_KIND_VMODULE:
	case KP_KIND__COUNT:
		break;
	}
	return true;
}

enum kp_status kp_flag_check(const struct kp_flag *flag, const char *value, struct kp_error *reterr)
{
	if (flag->kind == KP_KIND_STRING_SLICE) {
		KP_CLEANUP(kp_strings_done) struct kp_strings fields = { 0 };

		return kp_go_csv(value, &fields, reterr);
	}
	if (flag->kind == KP_KIND_MAP_BOOL) {
		return check_bools(value, reterr);
	}
	if (!is_valid(flag->kind, value)) {
		return kp_fail(reterr, KP_ERR_SYNTAX, "not a valid value of its kind");
	}
	return KP_OK;
}
