/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "document/scalar.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/cleanup.h"
#include "base/govalue.h"
#include "base/text.h"

#define YAML_TAG(name) "tag:yaml.org,2002:" name

/** Words that are no strings when they stand alone. NaN and infinities cannot become JSON. */
static const struct {
	const char *text;
	enum kp_node_kind kind;
	bool boolean;
} words[] = {
	{ "", KP_NODE_NULL, false },      { "~", KP_NODE_NULL, false },
	{ "null", KP_NODE_NULL, false },  { "Null", KP_NODE_NULL, false },
	{ "NULL", KP_NODE_NULL, false },  { "y", KP_NODE_BOOL, true },
	{ "Y", KP_NODE_BOOL, true },      { "yes", KP_NODE_BOOL, true },
	{ "Yes", KP_NODE_BOOL, true },    { "YES", KP_NODE_BOOL, true },
	{ "true", KP_NODE_BOOL, true },   { "True", KP_NODE_BOOL, true },
	{ "TRUE", KP_NODE_BOOL, true },   { "on", KP_NODE_BOOL, true },
	{ "On", KP_NODE_BOOL, true },     { "ON", KP_NODE_BOOL, true },
	{ "n", KP_NODE_BOOL, false },     { "N", KP_NODE_BOOL, false },
	{ "no", KP_NODE_BOOL, false },    { "No", KP_NODE_BOOL, false },
	{ "NO", KP_NODE_BOOL, false },    { "false", KP_NODE_BOOL, false },
	{ "False", KP_NODE_BOOL, false }, { "FALSE", KP_NODE_BOOL, false },
	{ "off", KP_NODE_BOOL, false },   { "Off", KP_NODE_BOOL, false },
	{ "OFF", KP_NODE_BOOL, false },
};

static const char *const not_json[] = {
	".nan",  ".NaN",  ".NAN",  ".inf",  ".Inf",  ".INF",
	"+.inf", "+.Inf", "+.INF", "-.inf", "-.Inf", "-.INF",
};

/** A number as JSON would carry it: one without fraction is an integer again. */
static void set_real(struct kp_node *node, double real)
{
	const double two_63 = 9223372036854775808.0;

	node->kind = KP_NODE_FLOAT;
	node->real = real;
	if (real >= -two_63 && real < two_63 && real == (double)(int64_t)real) {
		node->kind = KP_NODE_INT;
		node->integer = (int64_t)real;
	}
}

/** The text without underscores, which yaml.v2 drops from numbers wherever they stand. */
static enum kp_status without_underscores(const char *text, char **ret_plain,
					  struct kp_error *reterr)
{
	struct kp_text plain = { 0 };

	for (; *text != '\0'; text++) {
		if (*text != '_') {
			kp_text_add_char(&plain, *text);
		}
	}
	return kp_text_finish(&plain, ret_plain, reterr);
}

/** Give a node the value of a number. Leaves its kind alone if the text is none. */
static enum kp_status resolve_number(const char *text, struct kp_node *node,
				     struct kp_error *reterr)
{
	KP_CLEANUP(kp_freep) char *plain = NULL;
	enum kp_status status;
	int64_t integer;
	double real;

	if (text[0] == '.') {
		if (kp_go_float(text, &real)) {
			set_real(node, real);
		}
		return KP_OK;
	}
	if (strchr("+-0123456789", text[0]) == NULL) {
		return KP_OK;
	}
	status = without_underscores(text, &plain, reterr);
	if (status != KP_OK) {
		return status;
	}
	if (kp_go_int(plain, 0, 64, &integer)) {
		node->kind = KP_NODE_INT;
		node->integer = integer;
	} else if (kp_go_float(plain, &real)) {
		set_real(node, real);
	}
	return KP_OK;
}

/** Look a scalar without quotes up, and then try numbers. What stays KP_NODE_STRING is a string. */
static enum kp_status resolve_plain(const char *text, struct kp_node *node, struct kp_error *reterr)
{
	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
		if (strcmp(text, words[i].text) == 0) {
			node->kind = words[i].kind;
			node->boolean = words[i].boolean;
			return KP_OK;
		}
	}
	for (size_t i = 0; i < sizeof(not_json) / sizeof(not_json[0]); i++) {
		if (strcmp(text, not_json[i]) == 0) {
			return kp_fail(reterr, KP_ERR_SYNTAX, "%s has no place in JSON", text);
		}
	}
	return resolve_number(text, node, reterr);
}

/** Tags that ask for a kind. Other tags, but !!str and !!binary, mean nothing to yaml.v2. */
static const struct {
	const char *tag;
	enum kp_node_kind kind;
} kind_tags[] = {
	{ YAML_TAG("bool"), KP_NODE_BOOL },        { YAML_TAG("int"), KP_NODE_INT },
	{ YAML_TAG("float"), KP_NODE_FLOAT },      { YAML_TAG("null"), KP_NODE_NULL },
	{ YAML_TAG("timestamp"), KP_NODE_STRING },
};

/** A scalar with a tag that asks for a kind: it is of that kind or refused. */
static enum kp_status resolve_tagged(const char *text, enum kp_node_kind wanted,
				     struct kp_node *node, struct kp_error *reterr)
{
	enum kp_status status = resolve_plain(text, node, reterr);
	bool integer_as_float = node->kind == KP_NODE_INT && wanted == KP_NODE_FLOAT;
	/* `!!int 1.0` is refused by yaml.v2, which sees a float there. */
	bool float_as_integer = node->kind == KP_NODE_INT && wanted == KP_NODE_INT &&
				strpbrk(text, ".eE") != NULL && strpbrk(text, "xX") == NULL;

	if (status != KP_OK) {
		return status;
	}
	if ((node->kind != wanted && !integer_as_float) || float_as_integer) {
		return kp_fail(reterr, KP_ERR_SYNTAX, "cannot decode a scalar as a %s",
			       kp_node_kind_str(wanted));
	}
	return KP_OK;
}

/** @return the value of a base64 character; 64 if it is none */
static unsigned base64_value(char c)
{
	static const char alphabet[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
				       "0123456789+/";
	const char *at = c == '\0' ? NULL : strchr(alphabet, c);

	return at == NULL ? 64 : (unsigned)(at - alphabet);
}

/** Decode base64.StdEncoding, which ignores line ends. */
static bool decode_base64(const char *text, struct kp_text *out)
{
	unsigned bits = 0;
	size_t digits = 0;
	size_t padding = 0;

	for (; *text != '\0'; text++) {
		unsigned value = base64_value(*text);

		if (*text == '\r' || *text == '\n') {
			continue;
		}
		if (*text == '=') {
			padding++;
			continue;
		}
		if (value > 63 || padding > 0) {
			return false;
		}
		bits = bits << 6 | value;
		if (++digits % 4 != 1) {
			kp_text_add_char(out, (char)(bits >> (6 - 2 * ((digits - 1) % 4)) & 0xFF));
		}
	}
	return (digits + padding) % 4 == 0 && padding < 3;
}

/** A !!binary scalar is the string that it encodes. */
static enum kp_status resolve_binary(const char *text, struct kp_node *node,
				     struct kp_error *reterr)
{
	KP_CLEANUP(kp_text_done) struct kp_text decoded = { 0 };

	if (!decode_base64(text, &decoded)) {
		return kp_fail(reterr, KP_ERR_SYNTAX,
			       "!!binary value contains invalid base64 data");
	}
	if (decoded.len > 0 && memchr(decoded.bytes, '\0', decoded.len) != NULL) {
		return kp_fail(reterr, KP_ERR_UNSUPPORTED, "a value contains a NUL character");
	}
	free(kp_steal(&node->text));
	return kp_text_finish(&decoded, &node->text, reterr);
}

enum kp_status kp_yaml_resolve(const struct kp_scalar *scalar, struct kp_node *node,
			       struct kp_error *reterr)
{
	enum kp_status status = kp_text_dup(scalar->text, &node->text, reterr);

	node->kind = KP_NODE_STRING;
	if (status != KP_OK) {
		return status;
	}
	if (scalar->tag == NULL) {
		return scalar->plain ? resolve_plain(scalar->text, node, reterr) : KP_OK;
	}
	if (strcmp(scalar->tag, YAML_TAG("binary")) == 0) {
		return resolve_binary(scalar->text, node, reterr);
	}
	for (size_t i = 0; i < sizeof(kind_tags) / sizeof(kind_tags[0]); i++) {
		if (strcmp(scalar->tag, kind_tags[i].tag) == 0) {
			return resolve_tagged(scalar->text, kind_tags[i].kind, node, reterr);
		}
	}
	return KP_OK;
}

void kp_json_resolve(struct kp_node *node)
{
	switch (node->text[0]) {
	case 'n':
		node->kind = KP_NODE_NULL;
		break;
	case 't':
	case 'f':
		node->kind = KP_NODE_BOOL;
		node->boolean = node->text[0] == 't';
		break;
	default:
		node->kind =
			kp_go_int(node->text, 10, 64, &node->integer) ? KP_NODE_INT : KP_NODE_FLOAT;
		/* What is too large for it fits no field either. */
		if (node->kind == KP_NODE_FLOAT && !kp_go_float(node->text, &node->real)) {
			node->real = HUGE_VAL;
		}
		break;
	}
}
