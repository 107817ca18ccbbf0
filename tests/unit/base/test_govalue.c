/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include <float.h>
#include <locale.h>
#include <stdlib.h>
#include <string.h>

#include "base/govalue.h"
#include "table.h"

struct bool_row {
	const char *name; /* the text itself */
	bool valid;
	bool value;
};

static struct bool_row bool_rows[] = {
	{ "true", true, true },    { "false", true, false },   { "1", true, true },
	{ "t", true, true },       { "T", true, true },        { "TRUE", true, true },
	{ "True", true, true },    { "0", true, false },       { "f", true, false },
	{ "F", true, false },      { "FALSE", true, false },   { "False", true, false },
	{ "", false, false },      { "yes", false, false },    { "no", false, false },
	{ "on", false, false },    { "off", false, false },    { "y", false, false },
	{ "n", false, false },     { "tRUE", false, false },   { "fALSE", false, false },
	{ "TRue", false, false },  { "2", false, false },      { "-1", false, false },
	{ "00", false, false },    { "01", false, false },     { " true", false, false },
	{ "true ", false, false }, { "true\n", false, false }, { "truefalse", false, false },
	{ "tr", false, false },    { "null", false, false },
};

static void test_bool(void **state)
{
	const struct bool_row *row = *state;

	for (int before = 0; before <= 1; before++) {
		bool value = before != 0;

		assert_int_equal(kp_go_bool(row->name, &value), row->valid);
		assert_int_equal(value, row->valid ? row->value : before);
	}
}

struct int_row {
	const char *name;
	const char *text;
	int base;
	int bits;
	bool valid;
	int64_t value;
};

/* clang-format off */
static struct int_row int_rows[] = {
	{ "base 0: a number", "42", 0, 32, true, 42 },
	{ "base 0: zero", "0", 0, 32, true, 0 },
	{ "base 0: minus zero", "-0", 0, 32, true, 0 },
	{ "base 0: a plus", "+42", 0, 32, true, 42 },
	{ "base 0: a minus", "-42", 0, 32, true, -42 },
	{ "base 0: hexadecimal", "0x2807", 0, 32, true, 10247 },
	{ "base 0: hexadecimal in capitals", "0XABCDEF", 0, 32, true, 0xABCDEF },
	{ "base 0: hexadecimal in small letters", "0xabcdef", 0, 32, true, 0xABCDEF },
	{ "base 0: hexadecimal, negative", "-0x10", 0, 32, true, -16 },
	{ "base 0: octal with a letter", "0o17", 0, 32, true, 15 },
	{ "base 0: octal with a capital letter", "0O17", 0, 32, true, 15 },
	{ "base 0: octal", "017", 0, 32, true, 15 },
	{ "base 0: octal zero", "00", 0, 32, true, 0 },
	{ "base 0: octal with many zeros", "00017", 0, 32, true, 15 },
	{ "base 0: binary", "0b101", 0, 32, true, 5 },
	{ "base 0: binary with a capital letter", "0B101", 0, 32, true, 5 },
	{ "base 0: underscores between digits", "10_255", 0, 32, true, 10255 },
	{ "base 0: an underscore behind each digit but the last", "1_0_2", 0, 32, true, 102 },
	{ "base 0: an underscore behind a prefix", "0x_ff", 0, 32, true, 255 },
	{ "base 0: an underscore behind an octal zero", "0_17", 0, 32, true, 15 },
	{ "base 0: an underscore in a hexadecimal number", "0xf_f", 0, 32, true, 255 },
	{ "base 0: nothing", "", 0, 32, false, 0 },
	{ "base 0: a minus alone", "-", 0, 32, false, 0 },
	{ "base 0: a plus alone", "+", 0, 32, false, 0 },
	{ "base 0: two signs", "+-1", 0, 32, false, 0 },
	{ "base 0: a prefix alone", "0x", 0, 32, false, 0 },
	{ "base 0: a binary prefix alone", "0b", 0, 32, false, 0 },
	{ "base 0: an octal prefix alone", "0o", 0, 32, false, 0 },
	{ "base 0: a prefix and an underscore", "0x_", 0, 32, false, 0 },
	{ "base 0: a digit that is not octal", "08", 0, 32, false, 0 },
	{ "base 0: a digit that is not octal, behind a letter", "0o8", 0, 32, false, 0 },
	{ "base 0: a digit that is not binary", "0b2", 0, 32, false, 0 },
	{ "base 0: a letter that is not hexadecimal", "0xg", 0, 32, false, 0 },
	{ "base 0: hexadecimal without prefix", "ff", 0, 32, false, 0 },
	{ "base 0: an underscore at the begin", "_1", 0, 32, false, 0 },
	{ "base 0: an underscore behind a sign", "-_1", 0, 32, false, 0 },
	{ "base 0: an underscore at the end", "1_", 0, 32, false, 0 },
	{ "base 0: an underscore behind zero", "0_", 0, 32, false, 0 },
	{ "base 0: two underscores", "1__0", 0, 32, false, 0 },
	{ "base 0: two underscores behind a prefix", "0x__1", 0, 32, false, 0 },
	{ "base 0: an underscore alone", "_", 0, 32, false, 0 },
	{ "base 0: an underscore in a prefix", "0_x1", 0, 32, false, 0 },
	{ "base 0: a blank before", " 1", 0, 32, false, 0 },
	{ "base 0: a blank behind", "1 ", 0, 32, false, 0 },
	{ "base 0: a line end behind", "1\n", 0, 32, false, 0 },
	{ "base 0: a fraction", "1.0", 0, 32, false, 0 },
	{ "base 0: an exponent", "1e4", 0, 32, false, 0 },
	{ "base 0: a unit", "10Mi", 0, 32, false, 0 },
	{ "base 0: a byte beyond ASCII", "1\xC2\xA0", 0, 32, false, 0 },
	{ "32 bits: the largest", "2147483647", 0, 32, true, INT32_MAX },
	{ "32 bits: one more", "2147483648", 0, 32, false, 0 },
	{ "32 bits: the smallest", "-2147483648", 0, 32, true, INT32_MIN },
	{ "32 bits: one less", "-2147483649", 0, 32, false, 0 },
	{ "32 bits: the largest, hexadecimal", "0x7fffffff", 0, 32, true, INT32_MAX },
	{ "32 bits: hexadecimal is not a bit pattern", "0xffffffff", 0, 32, false, 0 },
	{ "32 bits: beyond 64 bits", "99999999999999999999", 0, 32, false, 0 },
	{ "64 bits: beyond 32 bits", "4294967296", 0, 64, true, INT64_C(4294967296) },
	{ "64 bits: the largest", "9223372036854775807", 0, 64, true, INT64_MAX },
	{ "64 bits: one more", "9223372036854775808", 0, 64, false, 0 },
	{ "64 bits: the smallest", "-9223372036854775808", 0, 64, true, INT64_MIN },
	{ "64 bits: one less", "-9223372036854775809", 0, 64, false, 0 },
	{ "64 bits: the largest without sign", "18446744073709551615", 0, 64, false, 0 },
	{ "64 bits: one beyond that", "18446744073709551616", 0, 64, false, 0 },
	{ "64 bits: the same digits and one more", "184467440737095516150", 0, 64, false, 0 },
	{ "64 bits: the largest, hexadecimal", "0x7fffffffffffffff", 0, 64, true, INT64_MAX },
	{ "64 bits: the smallest, hexadecimal", "-0x8000000000000000", 0, 64, true, INT64_MIN },
	{ "64 bits: one bit too many", "0x10000000000000000", 0, 64, false, 0 },
	{ "64 bits: more zeros than digits fit", "0x00000000000000000000000000000001", 0, 64, true, 1 },
	{ "base 10: a number", "42", 10, 32, true, 42 },
	{ "base 10: signs", "-42", 10, 32, true, -42 },
	{ "base 10: a plus", "+42", 10, 32, true, 42 },
	{ "base 10: leading zeros mean nothing", "010", 10, 32, true, 10 },
	{ "base 10: the largest", "2147483647", 10, 32, true, INT32_MAX },
	{ "base 10: one more", "2147483648", 10, 32, false, 0 },
	{ "base 10: no prefix", "0x10", 10, 32, false, 0 },
	{ "base 10: no underscore", "1_0", 10, 32, false, 0 },
	{ "base 10: nothing", "", 10, 32, false, 0 },
	{ "base 10: letters", "a", 10, 32, false, 0 },
	{ "base 10: the largest of 64 bits", "9223372036854775807", 10, 64, true, INT64_MAX },
	{ "base 10: the smallest of 64 bits", "-9223372036854775808", 10, 64, true, INT64_MIN },
};

/* clang-format on */

static void test_int(void **state)
{
	const struct int_row *row = *state;
	int64_t value = TABLE_UNTOUCHED_NUMBER;

	assert_int_equal(kp_go_int(row->text, row->base, row->bits, &value), row->valid);
	assert_true(value == (row->valid ? row->value : TABLE_UNTOUCHED_NUMBER));
}

struct float_row {
	const char *name; /* the text itself */
	bool valid;
	double value;
};

static struct float_row float_rows[] = {
	{ "1.5", true, 1.5 },
	{ "0", true, 0 },
	{ "-1.5", true, -1.5 },
	{ "+1.5", true, 1.5 },
	{ "1", true, 1 },
	{ "1.", true, 1 },
	{ ".5", true, 0.5 },
	{ "-.5", true, -0.5 },
	{ "1e4", true, 10000 },
	{ "1E4", true, 10000 },
	{ "1e+4", true, 10000 },
	{ "25e-2", true, 0.25 },
	{ "1.e1", true, 10 },
	{ "0008", true, 8 },
	{ "1.7976931348623157e308", true, DBL_MAX },
	{ "1e-400", true, 0 },
	{ "1e400", false, 0 },
	{ "-1e400", false, 0 },
	{ "", false, 0 },
	{ ".", false, 0 },
	{ "-", false, 0 },
	{ "e4", false, 0 },
	{ ".e4", false, 0 },
	{ "1e", false, 0 },
	{ "1e+", false, 0 },
	{ "1e4.5", false, 0 },
	{ "1.2.3", false, 0 },
	{ "1,5", false, 0 },
	{ " 1", false, 0 },
	{ "1 ", false, 0 },
	{ "1x", false, 0 },
	{ "+-1", false, 0 },
	{ "abc", false, 0 },
};

static void test_float(void **state)
{
	const struct float_row *row = *state;
	double value = TABLE_UNTOUCHED_NUMBER;
	double wanted = row->valid ? row->value : TABLE_UNTOUCHED_NUMBER;

	assert_int_equal(kp_go_float(row->name, &value), row->valid);
	assert_true(value >= wanted && value <= wanted);
}

/** A host whose locale has a decimal comma changes nothing. */
static void test_float_locale(void **state)
{
	static const char *const locales[] = { "de_DE.UTF-8", "fr_FR.UTF-8", "de_DE", "C.UTF-8" };
	double value = 0;
	size_t set = 0;

	(void)state;
	for (size_t i = 0; i < sizeof(locales) / sizeof(locales[0]); i++) {
		if (setlocale(LC_ALL, locales[i]) == NULL) {
			continue;
		}
		set++;
		assert_true(kp_go_float("1.5", &value));
		assert_true(value > 1.4 && value < 1.6);
		assert_false(kp_go_float("1,5", &value));
	}
	(void)setlocale(LC_ALL, "C");
	if (set == 0) {
		skip();
	}
}

#define SECOND INT64_C(1000000000)
#define MINUTE (60 * SECOND)
#define HOUR   (60 * MINUTE)

struct duration_row {
	const char *name; /* the text itself */
	bool valid;
	int64_t value;
};

/* clang-format off */
static struct duration_row duration_rows[] = {
	{ "1s", true, SECOND },
	{ "0", true, 0 },
	{ "-0", true, 0 },
	{ "+0", true, 0 },
	{ "0s", true, 0 },
	{ "0h0m0s", true, 0 },
	{ "1ns", true, 1 },
	{ "1us", true, 1000 },
	{ "1\xC2\xB5s", true, 1000 },
	{ "1\xCE\xBCs", true, 1000 },
	{ "1ms", true, 1000000 },
	{ "1m", true, MINUTE },
	{ "1h", true, HOUR },
	{ "4h0m0s", true, 4 * HOUR },
	{ "1h30m", true, HOUR + 30 * MINUTE },
	{ "30m1h", true, HOUR + 30 * MINUTE },
	{ "1m1m", true, 2 * MINUTE },
	{ "90m", true, 90 * MINUTE },
	{ "100ms", true, 100000000 },
	{ "1m100ms", true, MINUTE + 100000000 },
	{ "-1s", true, -SECOND },
	{ "+1s", true, SECOND },
	{ "-1h30m", true, -(HOUR + 30 * MINUTE) },
	{ "1.5h", true, HOUR + 30 * MINUTE },
	{ "1.5s", true, SECOND + SECOND / 2 },
	{ "-1.5s", true, -(SECOND + SECOND / 2) },
	{ ".5s", true, SECOND / 2 },
	{ "-.5s", true, -SECOND / 2 },
	{ "1.s", true, SECOND },
	{ "5.s", true, 5 * SECOND },
	{ "1.000000001s", true, SECOND + 1 },
	{ "1.0000000019s", true, SECOND + 1 },
	{ "0.5ns", true, 0 },
	{ "1.9ns", true, 1 },
	{ "0.3333333333333333333h", true, 20 * MINUTE },
	{ "0.100000000000000000000h", true, 6 * MINUTE },
	{ "0.9223372036854775807h", true, INT64_C(3320413933267) },
	{ "1.00000000000000000000000000000000000001s", true, SECOND },
	{ "007s", true, 7 * SECOND },
	{ "9007199254.740993ms", true, INT64_C(9007199254740993) },
	{ "9223372036854775807ns", true, INT64_MAX },
	{ "9223372036854775.807us", true, INT64_MAX },
	{ "2562047h47m16.854775807s", true, INT64_MAX },
	{ "-9223372036854775808ns", true, INT64_MIN },
	{ "-9223372036854775.808us", true, INT64_MIN },
	{ "-2562047h47m16.854775808s", true, INT64_MIN },
	{ "9223372036854775808ns", false, 0 },
	{ "9223372036854775.808us", false, 0 },
	{ "2562047h47m16.854775808s", false, 0 },
	{ "-9223372036854775809ns", false, 0 },
	{ "-2562047h47m16.854775809s", false, 0 },
	{ "3000000h", false, 0 },
	{ "-3000000h", false, 0 },
	{ "2562047h1h", false, 0 },
	{ "99999999999999999999ns", false, 0 },
	{ "18446744073709551617ns", false, 0 },
	{ "", false, 0 },
	{ "5", false, 0 },
	{ "-5", false, 0 },
	{ "00", false, 0 },
	{ "0.0", false, 0 },
	{ "3.", false, 0 },
	{ ".s", false, 0 },
	{ "+.s", false, 0 },
	{ "-.", false, 0 },
	{ ".", false, 0 },
	{ "-", false, 0 },
	{ "+", false, 0 },
	{ "s", false, 0 },
	{ "-s", false, 0 },
	{ "--1s", false, 0 },
	{ "+-1s", false, 0 },
	{ "1h-30m", false, 0 },
	{ "1h 30m", false, 0 },
	{ " 1s", false, 0 },
	{ "1s ", false, 0 },
	{ "1 s", false, 0 },
	{ "1S", false, 0 },
	{ "1H", false, 0 },
	{ "1d", false, 0 },
	{ "1w", false, 0 },
	{ "1y", false, 0 },
	{ "1sec", false, 0 },
	{ "1min", false, 0 },
	{ "1e3s", false, 0 },
	{ "1_000s", false, 0 },
	{ "0x1s", false, 0 },
	{ "1,5s", false, 0 },
	{ "1.2.3s", false, 0 },
	{ "1s5", false, 0 },
	{ "1h5", false, 0 },
	{ "1\xC2s", false, 0 },
	{ "1\xB5s", false, 0 },
	{ "abc", false, 0 },
	{ "Infs", false, 0 },
};

/* clang-format on */

static void test_duration(void **state)
{
	const struct duration_row *row = *state;
	int64_t value = TABLE_UNTOUCHED_NUMBER;

	assert_int_equal(kp_go_duration(row->name, &value), row->valid);
	assert_true(value == (row->valid ? row->value : TABLE_UNTOUCHED_NUMBER));
}

struct format_row {
	const char *name; /* the text itself */
	int64_t value;
};

static struct format_row format_rows[] = {
	{ "0s", 0 },
	{ "1ns", 1 },
	{ "999ns", 999 },
	{ "1\xC2\xB5s", 1000 },
	{ "1.1\xC2\xB5s", 1100 },
	{ "999.999\xC2\xB5s", 999999 },
	{ "1ms", 1000000 },
	{ "2.2ms", 2200000 },
	{ "999.999999ms", 999999999 },
	{ "1s", SECOND },
	{ "3.3s", 3 * SECOND + 300000000 },
	{ "1.000000001s", SECOND + 1 },
	{ "1.00000001s", SECOND + 10 },
	{ "59.999999999s", MINUTE - 1 },
	{ "1m0s", MINUTE },
	{ "1m0.5s", MINUTE + SECOND / 2 },
	{ "4m5s", 4 * MINUTE + 5 * SECOND },
	{ "4m5.001s", 4 * MINUTE + 5 * SECOND + 1000000 },
	{ "59m59.999999999s", HOUR - 1 },
	{ "1h0m0s", HOUR },
	{ "4h0m0s", 4 * HOUR },
	{ "1h0m0.000000001s", HOUR + 1 },
	{ "5h6m7.001s", 5 * HOUR + 6 * MINUTE + 7 * SECOND + 1000000 },
	{ "168h0m0s", 168 * HOUR },
	{ "2562047h47m16.854775807s", INT64_MAX },
	{ "-1ns", -1 },
	{ "-1.5s", -SECOND - SECOND / 2 },
	{ "-1h0m0s", -HOUR },
	{ "-2562047h47m16.854775808s", INT64_MIN },
};

static void test_format(void **state)
{
	const struct format_row *row = *state;
	struct kp_text out = { 0 };
	char *text = NULL;
	int64_t again = TABLE_UNTOUCHED_NUMBER;

	kp_text_add_str(&out, "x=");
	kp_go_format_duration(&out, row->value);
	assert_int_equal(kp_text_finish(&out, &text, NULL), KP_OK);
	assert_memory_equal(text, "x=", 2);
	assert_string_equal(text + 2, row->name);
	assert_true(kp_go_duration(text + 2, &again));
	assert_true(again == row->value);
	free(text);
}

/** More fields than any row has. */
enum {
	MAX_FIELDS = 5
};

struct csv_row {
	const char *name;
	const char *text;
	const char *fields[MAX_FIELDS];
	const char *refusal; /* NULL if it is accepted */
};

static struct csv_row csv_rows[] = {
	{ "csv: one", "a", { "a" }, NULL },
	{ "csv: some", "a,b,c", { "a", "b", "c" }, NULL },
	{ "csv: nothing", "", { NULL }, NULL },
	{ "csv: a comma alone", ",", { "", "" }, NULL },
	{ "csv: an empty field in the middle", "a,,b", { "a", "", "b" }, NULL },
	{ "csv: an empty field at the end", "a,", { "a", "" }, NULL },
	{ "csv: blanks belong to the fields", " a , b ", { " a ", " b " }, NULL },
	{ "csv: quotes", "\"a\",\"b\"", { "a", "b" }, NULL },
	{ "csv: a comma in quotes", "\"a,b\",c", { "a,b", "c" }, NULL },
	{ "csv: a quote in quotes", "\"a\"\"b\"", { "a\"b" }, NULL },
	{ "csv: a quote alone in quotes", "\"\"\"\"", { "\"" }, NULL },
	{ "csv: nothing in quotes", "\"\"", { "" }, NULL },
	{ "csv: nothing in quotes, twice", "\"\",\"\"", { "", "" }, NULL },
	{ "csv: a line end in quotes", "\"a\nb\",c", { "a\nb", "c" }, NULL },
	{ "csv: a line end of two characters in quotes", "\"a\r\nb\"", { "a\nb" }, NULL },
	{ "csv: a carriage return in quotes", "\"a\rb\"", { "a\rb" }, NULL },
	{ "csv: only the first line", "a,b\nc", { "a", "b" }, NULL },
	{ "csv: only the first line, quoted", "\"a\"\nc", { "a" }, NULL },
	{ "csv: only the first line, whatever follows", "a\n\"", { "a" }, NULL },
	{ "csv: a line end of two characters", "a,b\r\nc", { "a", "b" }, NULL },
	{ "csv: a line end at the end", "a\n", { "a" }, NULL },
	{ "csv: a carriage return at the end", "a\r", { "a" }, NULL },
	{ "csv: a carriage return at the end, quoted", "\"a\"\r", { "a" }, NULL },
	{ "csv: a carriage return in the middle", "a\rb", { "a\rb" }, NULL },
	{ "csv: empty lines before", "\n\r\n\na", { "a" }, NULL },
	{ "csv: an apostrophe is no quote", "'a,b'", { "'a", "b'" }, NULL },
	{ "csv: a backslash escapes nothing", "a\\,b", { "a\\", "b" }, NULL },
	{ "csv: bytes beyond ASCII", "\xC3\xA9,\xFF", { "\xC3\xA9", "\xFF" }, NULL },
	{ "csv: a hash is no comment", "#a", { "#a" }, NULL },
	{ "csv: a quote inside a field", "a\"b", { NULL }, "bare \"" },
	{ "csv: a quote at the end of a field", "a\"", { NULL }, "bare \"" },
	{ "csv: a blank before a quote", " \"a\"", { NULL }, "bare \"" },
	{ "csv: something behind a quote", "\"a\"b", { NULL }, "quoted-field" },
	{ "csv: a blank behind a quote", "\"a\" ", { NULL }, "quoted-field" },
	{ "csv: a carriage return behind a quote", "\"a\"\rb", { NULL }, "quoted-field" },
	{ "csv: no closing quote", "\"a", { NULL }, "quoted-field" },
	{ "csv: a quote alone", "\"", { NULL }, "quoted-field" },
	{ "csv: no closing quote in the second field", "a,\"b", { NULL }, "quoted-field" },
	{ "csv: three quotes", "\"\"\"", { NULL }, "quoted-field" },
	{ "csv: a line end alone", "\n", { NULL }, "EOF" },
	{ "csv: line ends alone", "\n\r\n", { NULL }, "EOF" },
	{ "csv: a carriage return alone", "\r", { NULL }, "EOF" },
};

static void test_csv(void **state)
{
	const struct csv_row *row = *state;
	struct kp_strings fields = { 0 };
	struct kp_error error;
	enum kp_status status;
	size_t count = 0;

	table_error_prepare(&error);
	status = kp_go_csv(row->text, &fields, &error);
	if (row->refusal != NULL) {
		table_assert_failed(status, &error, KP_ERR_SYNTAX, 0, row->refusal);
		kp_strings_done(&fields);
		return;
	}
	table_assert_ok(status, &error);
	while (count < MAX_FIELDS && row->fields[count] != NULL) {
		assert_true(count < fields.count);
		assert_string_equal(fields.items[count], row->fields[count]);
		count++;
	}
	assert_int_equal(fields.count, count);
	kp_strings_done(&fields);
}

/** Fields are added to those that are there. */
static void test_csv_appends(void **state)
{
	struct kp_strings fields = { 0 };

	(void)state;
	assert_int_equal(kp_go_csv("a", &fields, NULL), KP_OK);
	assert_int_equal(kp_go_csv("", &fields, NULL), KP_OK);
	assert_int_equal(kp_go_csv("b,c", &fields, NULL), KP_OK);
	assert_int_equal(fields.count, 3);
	assert_string_equal(fields.items[0], "a");
	assert_string_equal(fields.items[2], "c");
	kp_strings_done(&fields);
}

int main(void)
{
	static const struct table tables[] = {
		TABLE_ROWS(test_bool, bool_rows),         TABLE_ROWS(test_int, int_rows),
		TABLE_ROWS(test_float, float_rows),       TABLE_ONE(test_float_locale),
		TABLE_ROWS(test_duration, duration_rows), TABLE_ROWS(test_format, format_rows),
		TABLE_ROWS(test_csv, csv_rows),           TABLE_ONE(test_csv_appends),
	};

	return TABLE_MAIN(tables);
}
