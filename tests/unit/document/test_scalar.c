/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "document/scalar.h"
#include "table.h"

#define TAG(name) "tag:yaml.org,2002:" name

struct row {
	const char *name;
	const char *text;
	const char *tag;
	bool plain;
	enum kp_node_kind kind; /* KP_NODE__COUNT if it is refused */
	int64_t integer;        /* of an int; 1 for true */
	double real;
	const char *wanted; /* of a string, where it is not the text itself; of a refusal */
};

#define STRING(text)                   (text), NULL, true, KP_NODE_STRING, 0, 0, NULL
#define QUOTED(text)                   (text), NULL, false, KP_NODE_STRING, 0, 0, NULL
#define BOOL(text, value)              (text), NULL, true, KP_NODE_BOOL, (value), 0, NULL
#define NOTHING(text)                  (text), NULL, true, KP_NODE_NULL, 0, 0, NULL
#define INT(text, value)               (text), NULL, true, KP_NODE_INT, (value), 0, NULL
#define REAL(text, value)              (text), NULL, true, KP_NODE_FLOAT, 0, (value), NULL
#define REFUSED(text, says)            (text), NULL, true, KP_NODE__COUNT, 0, 0, (says)
#define TAGGED(tag, text, kind, value) (text), TAG(tag), false, (kind), (value), 0, NULL
#define TAG_REFUSED(tag, text, says)   (text), TAG(tag), false, KP_NODE__COUNT, 0, 0, (says)

/* clang-format off */
static struct row yaml_rows[] = {
	{ "a word", STRING("Webhook") },
	{ "quotes make a string", QUOTED("true") },
	{ "quotes make a string of digits", QUOTED("10255") },
	{ "quotes make an empty string", QUOTED("") },
	{ "quotes make a string of null", QUOTED("null") },
	{ "true", BOOL("true", 1) }, { "True", BOOL("True", 1) }, { "TRUE", BOOL("TRUE", 1) },
	{ "y", BOOL("y", 1) }, { "Y", BOOL("Y", 1) },
	{ "yes", BOOL("yes", 1) }, { "Yes", BOOL("Yes", 1) }, { "YES", BOOL("YES", 1) },
	{ "on", BOOL("on", 1) }, { "On", BOOL("On", 1) }, { "ON", BOOL("ON", 1) },
	{ "false", BOOL("false", 0) }, { "False", BOOL("False", 0) }, { "FALSE", BOOL("FALSE", 0) },
	{ "n", BOOL("n", 0) }, { "N", BOOL("N", 0) },
	{ "no", BOOL("no", 0) }, { "No", BOOL("No", 0) }, { "NO", BOOL("NO", 0) },
	{ "off", BOOL("off", 0) }, { "Off", BOOL("Off", 0) }, { "OFF", BOOL("OFF", 0) },
	{ "tRUE", STRING("tRUE") }, { "yEs", STRING("yEs") }, { "oN", STRING("oN") },
	{ "t", STRING("t") }, { "f", STRING("f") }, { "truee", STRING("truee") },
	{ "nothing is null", NOTHING("") }, { "a tilde is null", NOTHING("~") },
	{ "null", NOTHING("null") }, { "Null", NOTHING("Null") }, { "NULL", NOTHING("NULL") },
	{ "nULL", STRING("nULL") }, { "nil", STRING("nil") }, { "two tildes", STRING("~~") },
	{ "a number", INT("10255", 10255) }, { "zero", INT("0", 0) },
	{ "a negative number", INT("-5", -5) }, { "a plus", INT("+5", 5) },
	{ "underscores", INT("10_255", 10255) },
	{ "underscores anywhere", INT("1__0_", 10) },
	{ "an underscore at the begin", STRING("_1") },
	{ "octal", INT("024017", 10255) },
	{ "octal with a letter", INT("0o24017", 10255) },
	{ "hexadecimal", INT("0x280F", 10255) },
	{ "hexadecimal, negative", INT("-0x10", -16) },
	{ "binary", INT("0b101", 5) },
	{ "binary, negative", INT("-0b101", -5) },
	{ "not octal, so a float without fraction", INT("08", 8) },
	{ "the largest", INT("9223372036854775807", INT64_MAX) },
	{ "the smallest", INT("-9223372036854775808", INT64_MIN) },
	{ "one more than the largest", REAL("9223372036854775808", 9223372036854775808.0) },
	{ "the largest without sign", REAL("18446744073709551615", 18446744073709551616.0) },
	{ "base 60 is a string", STRING("1:30") },
	{ "a port is a string", STRING("10.0.0.1:80") },
	{ "an address is a string", STRING("10.0.0.1") },
	{ "a date is a string", STRING("2001-12-14") },
	{ "a time is a string", STRING("2001-12-14T21:59:43Z") },
	{ "a duration is a string", STRING("1h") },
	{ "a quantity is a string", STRING("10Mi") },
	{ "a percentage is a string", STRING("10%") },
	{ "a version is a string", STRING("1.2.3") },
	{ "a dash is a string", STRING("-") },
	{ "a plus alone is a string", STRING("+") },
	{ "a point alone is a string", STRING(".") },
	{ "a prefix alone is a string", STRING("0x") },
	{ "a float", REAL("1.5", 1.5) },
	{ "a float of a fraction alone", REAL(".5", 0.5) },
	{ "a negative float", REAL("-1.5", -1.5) },
	{ "a float with underscores", REAL("1_0.5", 10.5) },
	{ "a float without fraction is an integer", INT("10255.0", 10255) },
	{ "a float without digits behind the point", INT("10255.", 10255) },
	{ "an exponent without fraction is an integer", INT("1e4", 10000) },
	{ "a negative exponent", REAL("1e-1", 0.1) },
	{ "an exponent beyond integers", REAL("1e19", 1e19) },
	{ "an exponent beyond floats is a string", STRING("1e400") },
	{ "an exponent without digits is a string", STRING("1e") },
	{ "not a number", REFUSED(".nan", "JSON") },
	{ "not a number in capitals", REFUSED(".NAN", "JSON") },
	{ "infinity", REFUSED(".inf", "JSON") },
	{ "infinity with a plus", REFUSED("+.Inf", "JSON") },
	{ "infinity with a minus", REFUSED("-.INF", "JSON") },
	{ "nan without point is a string", STRING("nan") },
	{ "inf without point is a string", STRING("inf") },
	{ "a merge sign as a value is a string", STRING("<<") },
	{ "an equals sign is a string", STRING("=") },
	{ "a text with blanks", STRING("true false") },
	{ "bytes beyond ASCII", STRING("h\xC3\xA9") },
	{ "!!str of a word", TAGGED("str", "true", KP_NODE_STRING, 0) },
	{ "!!str of digits", TAGGED("str", "5", KP_NODE_STRING, 0) },
	{ "!!str of nothing", TAGGED("str", "", KP_NODE_STRING, 0) },
	{ "!!bool", TAGGED("bool", "yes", KP_NODE_BOOL, 1) },
	{ "!!bool of another word", TAG_REFUSED("bool", "maybe", "as a bool") },
	{ "!!bool of a number", TAG_REFUSED("bool", "1", "as a bool") },
	{ "!!int", TAGGED("int", "0x10", KP_NODE_INT, 16) },
	{ "!!int of a word", TAG_REFUSED("int", "x", "as a int") },
	{ "!!int of a float", TAG_REFUSED("int", "1.5", "as a int") },
	{ "!!int of a float without fraction", TAG_REFUSED("int", "1.0", "as a int") },
	{ "!!float of a number", TAGGED("float", "2", KP_NODE_INT, 2) },
	{ "!!float of a word", TAG_REFUSED("float", "x", "as a float") },
	{ "!!null", TAGGED("null", "~", KP_NODE_NULL, 0) },
	{ "!!null of a word", TAG_REFUSED("null", "x", "as a null") },
	{ "!!binary", "QWx3YXlzQWxsb3c=", TAG("binary"), false, KP_NODE_STRING, 0, 0, "AlwaysAllow" },
	{ "!!binary without padding", "QUJD", TAG("binary"), false, KP_NODE_STRING, 0, 0, "ABC" },
	{ "!!binary with two signs of padding", "QQ==", TAG("binary"), false, KP_NODE_STRING, 0, 0, "A" },
	{ "!!binary of nothing", "", TAG("binary"), false, KP_NODE_STRING, 0, 0, "" },
	{ "!!binary with line ends", "QUJD\nREVG\r\n", TAG("binary"), false, KP_NODE_STRING, 0, 0, "ABCDEF" },
	{ "!!binary with all characters", "+/+/", TAG("binary"), false, KP_NODE_STRING, 0, 0, "\xFB\xFF\xBF" },
	{ "!!binary cut off", TAG_REFUSED("binary", "QUJ", "base64") },
	{ "!!binary with a blank", TAG_REFUSED("binary", "QUJD REVG", "base64") },
	{ "!!binary with another character", TAG_REFUSED("binary", "QU-D", "base64") },
	{ "!!binary with padding in the middle", TAG_REFUSED("binary", "QQ==QUJD", "base64") },
	{ "!!binary of padding alone", TAG_REFUSED("binary", "====", "base64") },
	{ "a tag of one's own means nothing", "true", "!foo", false, KP_NODE_STRING, 0, 0, NULL },
};
/* clang-format on */

/* clang-format off */
static struct row json_rows[] = {
	{ "json: true", BOOL("true", 1) },
	{ "json: false", BOOL("false", 0) },
	{ "json: null", NOTHING("null") },
	{ "json: a number", INT("10255", 10255) },
	{ "json: a negative number", INT("-5", -5) },
	{ "json: zero", INT("0", 0) },
	{ "json: the largest", INT("9223372036854775807", INT64_MAX) },
	{ "json: one more", REAL("9223372036854775808", 9223372036854775808.0) },
	{ "json: a fraction", REAL("1.5", 1.5) },
	{ "json: a fraction of zero stays a float", REAL("10255.0", 10255) },
	{ "json: an exponent stays a float", REAL("1e4", 10000) },
	{ "json: a number that is too large", REAL("1e400", HUGE_VAL) },
};
/* clang-format on */

typedef enum kp_status resolve_function(const struct kp_scalar *scalar, struct kp_node *node,
					struct kp_error *reterr);

static void assert_row(resolve_function *resolve, const struct row *row)
{
	struct kp_scalar scalar = { .text = row->text, .tag = row->tag, .plain = row->plain };
	struct kp_node node = { .line = 7 };
	struct kp_error error;
	enum kp_status status;

	table_error_prepare(&error);
	status = resolve(&scalar, &node, &error);
	if (row->kind == KP_NODE__COUNT) {
		table_assert_failed(status, &error, KP_ERR_SYNTAX, 0, row->wanted);
		free(node.text);
		return;
	}
	table_assert_ok(status, &error);
	assert_string_equal(kp_node_kind_str(node.kind), kp_node_kind_str(row->kind));
	assert_string_equal(node.text, row->wanted == NULL ? row->text : row->wanted);
	if (row->kind == KP_NODE_BOOL) {
		assert_int_equal(node.boolean, row->integer);
	}
	if (row->kind == KP_NODE_INT) {
		assert_true(node.integer == row->integer);
	}
	if (row->kind == KP_NODE_FLOAT) {
		assert_true(node.real >= row->real && node.real <= row->real);
	}
	assert_int_equal(node.line, 7);
	free(node.text);
}

static void test_yaml(void **state)
{
	assert_row(kp_yaml_resolve, *state);
}

/** kp_json_resolve() as the other is called. */
static enum kp_status resolve_json(const struct kp_scalar *scalar, struct kp_node *node,
				   struct kp_error *reterr)
{
	(void)reterr;
	node->text = strdup(scalar->text);
	assert_non_null(node->text);
	kp_json_resolve(node);
	return KP_OK;
}

static void test_json(void **state)
{
	assert_row(resolve_json, *state);
}

/** C could not carry a string with NUL. */
static void test_binary_nul(void **state)
{
	struct kp_scalar scalar = { .text = "QQBC", .tag = TAG("binary") };
	struct kp_node node = { .line = 7 };
	struct kp_error error;

	(void)state;
	table_error_prepare(&error);
	table_assert_failed(kp_yaml_resolve(&scalar, &node, &error), &error, KP_ERR_UNSUPPORTED, 0,
			    "NUL");
	free(node.text);
}

int main(void)
{
	static const struct table tables[] = {
		TABLE_ROWS(test_yaml, yaml_rows),
		TABLE_ROWS(test_json, json_rows),
		TABLE_ONE(test_binary_nul),
	};

	return TABLE_MAIN(tables);
}
