/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include <stdlib.h>
#include <string.h>

#include "component/field_node.h"
#include "component/field_value.h"
#include "fixture.h"
#include "kubelet/fields.h"
#include "table.h"

struct row {
	const char *name;
	const char *path;
	const char *yaml;    /* the value */
	const char *refusal; /* NULL if it is accepted */
	bool is_unset;
	const char *text; /* NULL if nothing is set */
	size_t elements;
};

#define GOOD(text)           NULL, false, (text), 0
#define UNSET(text)          NULL, true, (text), 0
#define MANY(text, elements) NULL, false, (text), (elements)
#define BAD(says)            (says), false, NULL, 0

/* clang-format off */
static struct row rows[] = {
	{ "string: a word", "authorization.mode", "Webhook", GOOD("Webhook") },
	{ "string: empty", "authorization.mode", "\"\"", UNSET(NULL) },
	{ "string: empty, a pointer", "resolvConf", "\"\"", GOOD(NULL) },
	{ "string: a number", "authorization.mode", "5", BAD("int where a string is wanted") },
	{ "string: a bool", "authorization.mode", "yes", BAD("bool where a string is wanted") },
	{ "string: a list", "authorization.mode", "[]", BAD("list where a string is wanted") },
	{ "string: a map", "authorization.mode", "{}", BAD("map where a string is wanted") },
	{ "bool: true", "authentication.anonymous.enabled", "on", GOOD("true") },
	{ "bool: false", "authentication.anonymous.enabled", "off", GOOD("false") },
	{ "bool: false, whose default is true", "makeIPTablesUtilChains", "false", GOOD("false") },
	{ "bool: a string", "authentication.anonymous.enabled", "\"true\"", BAD("string where a boolean is wanted") },
	{ "bool: a number", "authentication.anonymous.enabled", "1", BAD("int where a boolean is wanted") },
	{ "int32: a number", "maxPods", "110", GOOD("110") },
	{ "int32: octal", "maxPods", "010", GOOD("8") },
	{ "int32: a float without fraction", "maxPods", "110.0", GOOD("110") },
	{ "int32: zero", "maxPods", "0", UNSET("0") },
	{ "int32: zero, a pointer", "eventRecordQPS", "0", GOOD("0") },
	{ "int32: zero, which is the default", "readOnlyPort", "0", GOOD("0") },
	{ "int32: the largest", "maxPods", "2147483647", GOOD("2147483647") },
	{ "int32: one more", "maxPods", "2147483648", BAD("out of range") },
	{ "int32: the smallest", "maxPods", "-2147483648", GOOD("-2147483648") },
	{ "int32: one less", "maxPods", "-2147483649", BAD("out of range") },
	{ "int32: a float", "maxPods", "1.5", BAD("float where an integer is wanted") },
	{ "int32: a string", "maxPods", "\"1\"", BAD("string where an integer is wanted") },
	{ "uint32: zero", "logging.verbosity", "0", GOOD("0") },
	{ "uint32: the largest", "logging.verbosity", "4294967295", GOOD("4294967295") },
	{ "uint32: one more", "logging.verbosity", "4294967296", BAD("out of range") },
	{ "uint32: below zero", "logging.verbosity", "-1", BAD("out of range") },
	{ "int64: the largest", "maxOpenFiles", "9223372036854775807", GOOD("9223372036854775807") },
	{ "int64: one more", "maxOpenFiles", "9223372036854775808", BAD("where an integer is wanted") },
	{ "pids: a number", "podPidsLimit", "100", GOOD("100") },
	{ "pids: -1", "podPidsLimit", "-1", GOOD("-1") },
	{ "pids: less", "podPidsLimit", "-5", GOOD("-1") },
	{ "pids: 0", "podPidsLimit", "0", GOOD("0") },
	{ "float64: a float", "memoryThrottlingFactor", "0.5", GOOD("0.5") },
	{ "float64: an integer", "memoryThrottlingFactor", "1", GOOD("1") },
	{ "float64: a string", "memoryThrottlingFactor", "\"1\"", BAD("string where a number is wanted") },
	{ "duration: hours", "streamingConnectionIdleTimeout", "1.5h", GOOD("1h30m0s") },
	{ "duration: zero", "streamingConnectionIdleTimeout", "0s", UNSET("0s") },
	{ "duration: zero without unit", "streamingConnectionIdleTimeout", "\"0\"", UNSET("0s") },
	{ "duration: zero that is none", "streamingConnectionIdleTimeout", "-0h", UNSET("0s") },
	{ "duration: zero, a pointer", "cpuCFSQuotaPeriod", "0s", GOOD("0s") },
	{ "duration: zero, which is the default", "shutdownGracePeriod", "0s", GOOD("0s") },
	{ "duration: below zero", "streamingConnectionIdleTimeout", "-1s", GOOD("-1s") },
	{ "duration: a number", "streamingConnectionIdleTimeout", "0", BAD("int where a duration is wanted") },
	{ "duration: no unit", "streamingConnectionIdleTimeout", "\"5\"", BAD("invalid duration") },
	{ "duration: empty", "streamingConnectionIdleTimeout", "\"\"", BAD("invalid duration") },
	{ "flush: a duration", "logging.flushFrequency", "90s", GOOD("1m30s") },
	{ "flush: nanoseconds", "logging.flushFrequency", "5000000000", GOOD("5s") },
	{ "flush: zero", "logging.flushFrequency", "0", UNSET("0s") },
	{ "flush: a list", "logging.flushFrequency", "[]", BAD("list where a duration is wanted") },
	{ "quantity: a string", "logging.options.json.infoBufferSize", "1Mi", GOOD("1Mi") },
	{ "quantity: a number", "logging.options.json.infoBufferSize", "5", GOOD("5") },
	{ "quantity: a bool", "logging.options.json.infoBufferSize", "true", BAD("bool where a quantity is wanted") },
	{ "strings: some", "clusterDNS", "[b, a]", MANY("b, a", 2) },
	{ "strings: one", "clusterDNS", "[a]", MANY("a", 1) },
	{ "strings: none", "clusterDNS", "[]", GOOD(NULL) },
	{ "strings: a null", "clusterDNS", "[a, ~, b]", MANY("a, , b", 3) },
	{ "strings: an empty one", "clusterDNS", "[\"\"]", MANY("", 1) },
	{ "strings: a number", "clusterDNS", "[a, 1]", BAD("int where a string is wanted") },
	{ "strings: a string", "clusterDNS", "a", BAD("string where a list is wanted") },
	{ "strings: a map", "clusterDNS", "{a: b}", BAD("map where a list is wanted") },
	{ "ints: some", "tlsCurvePreferences", "[2, 1]", MANY("2, 1", 2) },
	{ "ints: a null", "tlsCurvePreferences", "[~]", MANY("0", 1) },
	{ "ints: a string", "tlsCurvePreferences", "[a]", BAD("string where an integer is wanted") },
	{ "map: some, sorted", "kubeReserved", "{memory: 1Gi, cpu: \"1\"}", MANY("cpu=1, memory=1Gi", 2) },
	{ "map: none", "kubeReserved", "{}", GOOD(NULL) },
	{ "map: equal keys", "kubeReserved", "{cpu: \"1\", memory: 1Gi, cpu: \"2\"}", MANY("cpu=2, memory=1Gi", 2) },
	{ "map: a key that begins another", "kubeReserved", "{ab: \"1\", a: \"2\", a-b: \"3\"}", MANY("a=2, a-b=3, ab=1", 3) },
	{ "map: a null", "kubeReserved", "{cpu: ~}", MANY("cpu=", 1) },
	{ "map: a number", "kubeReserved", "{cpu: 1}", BAD("int where a string is wanted") },
	{ "map: a list", "kubeReserved", "[a]", BAD("list where a map is wanted") },
	{ "gates: some", "featureGates", "{B: no, A: yes}", MANY("A=true, B=false", 2) },
	{ "gates: a null", "featureGates", "{A: ~}", MANY("A=false", 1) },
	{ "gates: a string", "featureGates", "{A: \"true\"}", BAD("string where a boolean is wanted") },
	{ "lists: some", "staticPodURLHeader", "{b: [x], a: [w, z]}", MANY("a=[\"w\",\"z\"], b=[\"x\"]", 2) },
	{ "lists: a string", "staticPodURLHeader", "{a: b}", BAD("string where a list is wanted") },
	{ "lists: a number inside", "staticPodURLHeader", "{a: [1]}", BAD("int where a string is wanted") },
	{ "objects: one", "registerWithTaints", "[{key: a, effect: NoSchedule}]", MANY("{\"key\":\"a\",\"effect\":\"NoSchedule\"}", 1) },
	{ "objects: what has to be escaped", "registerWithTaints", "[{key: \"a\\\"\\\\\\x01\"}]", MANY("{\"key\":\"a\\\"\\\\\\u0001\",\"effect\":\"\"}", 1) },
	{ "objects: in another order", "registerWithTaints", "[{effect: NoSchedule, value: b, key: a}]", MANY("{\"key\":\"a\",\"value\":\"b\",\"effect\":\"NoSchedule\"}", 1) },
	{ "objects: an unknown key", "registerWithTaints", "[{nope: [1, 1.5, true, ~], key: a}]", MANY("{\"key\":\"a\",\"effect\":\"\"}", 1) },
	{ "objects: a null", "registerWithTaints", "[~]", MANY("{\"key\":\"\",\"effect\":\"\"}", 1) },
	{ "objects: a null inside", "registerWithTaints", "[{key: ~, value: \"\"}]", MANY("{\"key\":\"\",\"effect\":\"\"}", 1) },
	{ "objects: a key in other letters", "registerWithTaints", "[{Key: a}]", MANY("{\"key\":\"\",\"effect\":\"\"}", 1) },
	{ "objects: numbers", "shutdownGracePeriodByPodPriority", "[{shutdownGracePeriodSeconds: 5, priority: -1}, {}]", MANY("{\"priority\":-1,\"shutdownGracePeriodSeconds\":5}, {\"priority\":0,\"shutdownGracePeriodSeconds\":0}", 2) },
	{ "objects: verbosities", "logging.vmodule", "[{verbosity: 4, filePattern: kubelet}]", MANY("{\"filePattern\":\"kubelet\",\"verbosity\":4}", 1) },
	{ "objects: quantities, sorted", "reservedMemory", "[{limits: {memory: 1024Mi, hugepages-1Gi: 2, x: ~, z: 0.5}, numaNode: 1}]", MANY("{\"numaNode\":1,\"limits\":{\"hugepages-1Gi\":\"2\",\"memory\":\"1Gi\",\"x\":\"0\",\"z\":\"500m\"}}", 1) },
	{ "objects: no quantities", "reservedMemory", "[{numaNode: 1}]", MANY("{\"numaNode\":1,\"limits\":null}", 1) },
	{ "objects: what is no quantity", "reservedMemory", "[{limits: {memory: much}}]", BAD("string where a quantity is wanted") },
	{ "objects: no map of quantities", "reservedMemory", "[{limits: 5}]", BAD("int where a map is wanted") },
	{ "objects: a wrong type inside", "registerWithTaints", "[{key: 5}]", BAD("int where a string is wanted") },
	{ "objects: no object", "registerWithTaints", "[a]", BAD("string where an object is wanted") },
	{ "objects: no list", "registerWithTaints", "{key: a}", BAD("map where a list is wanted") },
	{ "objects: an int out of range inside", "reservedMemory", "[{numaNode: 2147483648}]", BAD("out of range") },
};

/* clang-format on */

/** The node of `x: YAML`. */
static struct kp_document *parse_value(const char *yaml, const struct kp_node **ret_node)
{
	struct kp_text text = { 0 };
	struct kp_document *document;

	kp_text_add_str(&text, "x: ");
	kp_text_add_str(&text, yaml);
	document = fixture_document(text.bytes);
	kp_text_done(&text);
	assert_int_equal(document->root->count, 1);
	*ret_node = document->root->members[0].value;
	return document;
}

static void test_row(void **state)
{
	const struct row *row = *state;
	const struct kp_field *field = kp_field_find(&kp_kubelet_type, row->path, 36);
	struct kp_field_fault fault = { 0 };
	struct kp_value value = { 0 };
	const struct kp_node *node;
	struct kp_document *document = parse_value(row->yaml, &node);
	struct kp_error error;
	enum kp_status status;

	assert_non_null(field);
	table_error_prepare(&error);
	status = kp_field_check(&kp_kubelet_type, field, node, &fault, &error);
	if (row->refusal != NULL) {
		table_assert_failed(status, &error, KP_ERR_SYNTAX, -1, row->refusal);
		kp_document_free(document);
		return;
	}
	table_assert_ok(status, &error);
	assert_int_equal(kp_field_is_unset(field, node), row->is_unset);
	table_assert_ok(kp_field_format(&kp_kubelet_type, field, node, &value, &error), &error);
	table_assert_text(value.text, row->text);
	assert_int_equal(value.elements.count, row->elements);
	kp_value_done(&value);
	assert_null(value.text);
	kp_document_free(document);
}

/** Fields whose defaults are told apart. */
struct default_row {
	const char *name; /* the path */
	bool with_config;
	const char *text;
	size_t elements;
};

static struct default_row default_rows[] = {
	{ "authorization.mode", true, "Webhook", 0 },
	{ "authorization.mode", false, "AlwaysAllow", 0 },
	{ "readOnlyPort", true, "0", 0 },
	{ "readOnlyPort", false, "10255", 0 },
	{ "maxPods", true, "110", 0 },
	{ "maxPods", false, "110", 0 },
	{ "clusterDNS", true, NULL, 0 },
	{ "enforceNodeAllocatable", true, "pods", 1 },
	{ "evictionHard", false, NULL, 0 },
	{ "evictionHard", true,
	  "imagefs.available=15%, imagefs.inodesFree=5%, memory.available=100Mi, "
	  "nodefs.available=10%, nodefs.inodesFree=5%",
	  5 },
	{ "authentication.x509.clientCAFile", true, NULL, 0 },
};

static void test_default(void **state)
{
	const struct default_row *row = *state;
	struct kp_value value = { 0 };
	struct kp_error error;

	table_error_prepare(&error);
	table_assert_ok(kp_field_default(kp_field_find(&kp_kubelet_type, row->name, 36),
					 row->with_config, &value, &error),
			&error);
	table_assert_text(value.text, row->text);
	assert_int_equal(value.elements.count, row->elements);
	kp_value_done(&value);
}

/** A default is a value that the decoder would accept, and prints as itself. */
static void test_defaults_fit(void **state)
{
	struct kp_document *scratch = fixture_document("{}");

	(void)state;
	for (size_t i = 0; i < kp_kubelet_type.count; i++) {
		const struct kp_field *field = &kp_kubelet_type.rows[i];
		struct kp_value value = { 0 };
		struct kp_value again = { 0 };
		struct kp_field_fault fault = { 0 };
		struct kp_node *node = NULL;
		struct kp_error error;

		table_error_prepare(&error);
		table_assert_ok(kp_field_default(field, true, &value, &error), &error);
		table_assert_ok(kp_field_to_node(field, &value, NULL, scratch, &node, &error),
				&error);
		assert_true(node != NULL || value.text == NULL || field->type == KP_FIELD_OBJECTS ||
			    field->type == KP_FIELD_INTS);
		if (node != NULL) {
			table_assert_ok(
				kp_field_check(&kp_kubelet_type, field, node, &fault, &error),
				&error);
			table_assert_ok(
				kp_field_format(&kp_kubelet_type, field, node, &again, &error),
				&error);
			table_assert_text(again.text, value.text);
		}
		kp_value_done(&value);
		kp_value_done(&again);
	}
	kp_document_free(scratch);
}

static void test_map(void **state)
{
	struct kp_value value = { 0 };
	struct kp_error error;

	(void)state;
	table_error_prepare(&error);
	table_assert_ok(kp_value_put(&value, "b", "1", &error), &error);
	table_assert_ok(kp_value_put(&value, "a", "2", &error), &error);
	table_assert_ok(kp_value_put(&value, "b", "3", &error), &error);
	table_assert_ok(kp_value_put(&value, "ab", "x=y", &error), &error);
	table_assert_ok(kp_value_finish_map(&value, &error), &error);
	assert_string_equal(value.text, "a=2, ab=x=y, b=3");
	assert_int_equal(value.elements.count, 3);
	assert_string_equal(kp_value_find(&value, "a"), "2");
	assert_string_equal(kp_value_find(&value, "ab"), "x=y");
	assert_null(kp_value_find(&value, "c"));
	assert_null(kp_value_find(&value, ""));
	kp_value_done(&value);
}

/** Many equal keys: the last of them stays, whatever way they are sorted. */
static void test_equal_keys(void **state)
{
	struct kp_value value = { 0 };
	char text[16];

	(void)state;
	for (int i = 0; i < 100; i++) {
		struct kp_text number = { 0 };

		kp_text_addf(&number, "%d", i);
		memcpy(text, number.bytes, number.len + 1);
		kp_text_done(&number);
		assert_int_equal(kp_value_put(&value, i % 2 == 0 ? "a" : "b", text, NULL), KP_OK);
	}
	assert_int_equal(kp_value_finish_map(&value, NULL), KP_OK);
	assert_string_equal(value.text, "a=98, b=99");
	kp_value_done(&value);
}

int main(void)
{
	static const struct table tables[] = {
		TABLE_ROWS(test_row, rows),   TABLE_ROWS(test_default, default_rows),
		TABLE_ONE(test_defaults_fit), TABLE_ONE(test_map),
		TABLE_ONE(test_equal_keys),
	};

	return TABLE_MAIN(tables);
}
