/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include <stdlib.h>
#include <string.h>

#include "component/flag_value.h"
#include "fixture.h"
#include "kubelet/fields.h"
#include "kubelet/flags.h"
#include "table.h"

/** More occurrences than any row has. */
enum {
	MAX_USES = 4
};

struct row {
	const char *name;
	const char *flag;
	bool accumulates;
	const char *values[MAX_USES]; /* one for each occurrence */
	const char *text;             /* NULL if nothing is set */
	size_t elements;
};

/* clang-format off */
static struct row rows[] = {
	{ "bool", "anonymous-auth", false, { "T" }, "true", 0 },
	{ "bool: the last wins", "anonymous-auth", false, { "true", "0" }, "false", 0 },
	{ "int32", "read-only-port", false, { "0x2807" }, "10247", 0 },
	{ "int32: the last wins", "read-only-port", false, { "1", "2", "-3" }, "-3", 0 },
	{ "int64", "pod-max-pids", false, { "4_294_967_296" }, "4294967296", 0 },
	{ "float64", "chaos-chance", false, { "0.5" }, "0.5", 0 },
	{ "verbosity", "v", false, { "010" }, "10", 0 },
	{ "duration", "sync-frequency", false, { "90m" }, "1h30m0s", 0 },
	{ "duration: zero", "sync-frequency", false, { "0" }, "0s", 0 },
	{ "string", "authorization-mode", false, { "a, b=c " }, "a, b=c ", 0 },
	{ "string: empty", "authorization-mode", false, { "" }, NULL, 0 },
	{ "string: the last is empty", "authorization-mode", false, { "a", "" }, NULL, 0 },
	{ "ip", "address", false, { "::1" }, "::1", 0 },
	{ "quantity", "log-json-info-buffer-size", false, { "1Mi" }, "1Mi", 0 },
	{ "slice", "cluster-dns", true, { "b,a" }, "b, a", 2 },
	{ "slice: quotes", "cluster-dns", true, { "\"a,b\",c" }, "a,b, c", 2 },
	{ "slice: more of them", "cluster-dns", true, { "a", "", "b,c" }, "a, b, c", 3 },
	{ "slice: empty", "cluster-dns", true, { "" }, NULL, 0 },
	{ "map", "kube-reserved", true, { "memory=1Gi, cpu = 2 " }, "cpu=2, memory=1Gi", 2 },
	{ "map: more of them", "kube-reserved", true, { "cpu=1,memory=1Gi", "cpu=2" }, "cpu=2, memory=1Gi", 2 },
	{ "map: an equals sign in the value", "kube-reserved", true, { "a=b=c" }, "a=b=c", 1 },
	{ "map: no value", "kube-reserved", true, { "a=" }, "a=", 1 },
	{ "map: empty items", "kube-reserved", true, { ",,a=1,," }, "a=1", 1 },
	{ "map: empty", "kube-reserved", true, { "" }, NULL, 0 },
	{ "map<", "eviction-hard", true, { "nodefs.available<10%,memory.available<1Gi" }, "memory.available=1Gi, nodefs.available=10%", 2 },
	{ "gates", "feature-gates", true, { "B=0,A=T" }, "A=true, B=false", 2 },
	{ "gates: more of them", "feature-gates", true, { "A=true", "A=false,B=true" }, "A=false, B=true", 2 },
	{ "one pair", "cpu-manager-policy-options", true, { "a=1,b=2" }, "a=1,b=2", 1 },
	{ "one pair: more of them", "cpu-manager-policy-options", true, { "b=1", "a=2" }, "a=2, b=1", 2 },
	{ "labels", "node-labels", true, { "b=1,a" }, "a=, b=1", 2 },
	{ "quantity: another spelling", "log-json-info-buffer-size", false, { "1024Ki" }, "1Mi", 0 },
	{ "taints", "register-with-taints", false, { "a=b:NoSchedule,c:NoExecute" }, "{\"key\":\"a\",\"value\":\"b\",\"effect\":\"NoSchedule\"}, {\"key\":\"c\",\"effect\":\"NoExecute\"}", 2 },
	{ "taints: no value", "register-with-taints", false, { "a=:NoSchedule,b" }, "{\"key\":\"a\",\"effect\":\"NoSchedule\"}, {\"key\":\"b\",\"effect\":\"\"}", 2 },
	{ "taints: the last wins", "register-with-taints", false, { "a:NoSchedule", "b:NoExecute" }, "{\"key\":\"b\",\"effect\":\"NoExecute\"}", 1 },
	{ "taints: the last is empty", "register-with-taints", false, { "a:NoSchedule", "" }, NULL, 0 },
	{ "reserved memory", "reserved-memory", true, { "0:memory=1024Mi,hugepages-1Gi=2;1:memory=2Gi" }, "{\"numaNode\":0,\"limits\":{\"hugepages-1Gi\":\"2\",\"memory\":\"1Gi\"}}, {\"numaNode\":1,\"limits\":{\"memory\":\"2Gi\"}}", 2 },
	{ "reserved memory: more of them", "reserved-memory", true, { "0:memory=1Gi", "1:memory=2Gi" }, "{\"numaNode\":0,\"limits\":{\"memory\":\"1Gi\"}}, {\"numaNode\":1,\"limits\":{\"memory\":\"2Gi\"}}", 2 },
	{ "reserved memory: what is none", "reserved-memory", true, { "x\"y" }, "\"x\\\"y\"", 1 },
	{ "verbosities", "vmodule", true, { "server=3,kube*=4,", "x=1" }, "{\"filePattern\":\"server\",\"verbosity\":3}, {\"filePattern\":\"kube*\",\"verbosity\":4}, {\"filePattern\":\"x\",\"verbosity\":1}", 3 },
	{ "verbosities: what is none", "vmodule", true, { "server" }, "\"server\"", 1 },
	{ "verbosities: empty", "vmodule", true, { "" }, NULL, 0 },
};

/* clang-format on */

static const struct kp_flag *find(const char *name)
{
	const struct kp_flag *flag = kp_flag_find(&kp_kubelet_flags, name, strlen(name), 36);

	return flag == NULL ? kp_flag_find(&kp_kubelet_flags, name, strlen(name), 20) : flag;
}

static void test_row(void **state)
{
	const struct row *row = *state;
	const struct kp_flag *flag = find(row->flag);
	struct kp_value value = { 0 };
	struct kp_error error;

	assert_non_null(flag);
	assert_int_equal(kp_flag_accumulates(flag), row->accumulates);
	table_error_prepare(&error);
	for (size_t i = 0; i < MAX_USES && row->values[i] != NULL; i++) {
		struct kp_flag_use use = { .flag = flag, .value = row->values[i], .index = i };

		table_assert_ok(kp_flag_check(flag, use.value, &error), &error);
		table_assert_ok(kp_flag_value_add(&use, &value, &error), &error);
	}
	table_assert_ok(kp_flag_value_finish(flag, &value, &error), &error);
	table_assert_text(value.text, row->text);
	assert_int_equal(value.elements.count, row->elements);
	kp_value_done(&value);
}

/** A flag and a file say the same of a map of lists, in which each value counts. */
static void test_multimap(void **state)
{
	static const char *const values[] = { "a:1, b : 3", "a:2" };
	struct kp_document *document = fixture_document("a: [\"1\", \"2\"]\nb: [\"3\"]\n");
	const struct kp_flag *flag = find("manifest-url-header");
	struct kp_value by_file = { 0 };
	struct kp_value by_flag = { 0 };

	(void)state;
	assert_int_equal(kp_field_format(&kp_kubelet_type,
					 kp_field_find(&kp_kubelet_type, "staticPodURLHeader", 36),
					 document->root, &by_file, NULL),
			 KP_OK);
	for (size_t i = 0; i < sizeof(values) / sizeof(values[0]); i++) {
		struct kp_flag_use use = { .flag = flag, .value = values[i], .index = i };

		assert_int_equal(kp_flag_value_add(&use, &by_flag, NULL), KP_OK);
	}
	assert_int_equal(kp_flag_value_finish(flag, &by_flag, NULL), KP_OK);
	assert_string_equal(by_flag.text, by_file.text);
	kp_value_done(&by_flag);
	kp_value_done(&by_file);
	kp_document_free(document);
}

int main(void)
{
	static const struct table tables[] = {
		TABLE_ROWS(test_row, rows),
		TABLE_ONE(test_multimap),
	};

	return TABLE_MAIN(tables);
}
