/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The probes, with the S-expressions of the real libopenscap. The processes are made up, and
 * what the probes hand over is kept here.
 */
#include <stdarg.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/limits.h"
#include "fixture.h"
#include "memory.h"
#include "oval/entity.h"
#include "oval/kept.h"
#include "oval/kubelet_probe.h"
#include "oval/kubeletdrift_probe.h"
#include "oval/kubeletsetting_probe.h"
#include "oval/kubeproxydrift_probe.h"
#include "oval/kubeproxysetting_probe.h"
#include "oval/memo.h"
#include "process/walk.h"
#include "table.h"

/** These stand in for functions of libopenscap and of the core. */
#define EXPORT __attribute__((visibility("default")))

enum {
	ITEMS_MAX = 1024
};

/** What happened in one evaluation. */
static struct {
	SEXP_t *object;
	SEXP_t *items[ITEMS_MAX];
	size_t count;
	int flag;            /* of the collected object; -1: not set */
	bool flagged_late;   /* it got it when another thread could be at work on it */
	const char *argv[3]; /* of the processes that are there */
	const char *program; /* which they are */
	size_t length;       /* that each item shall seem to have; 0: its own */
	char message[512];   /* the last one */
	struct fixture fixture;
} evaluation;

EXPORT SEXP_t *probe_ctx_getobject(probe_ctx *ctx)
{
	(void)ctx;
	return evaluation.object;
}

EXPORT SEXP_t *probe_ctx_getresult(probe_ctx *ctx)
{
	(void)ctx;
	return evaluation.object;
}

EXPORT void probe_cobj_set_flag(SEXP_t *cobj, oval_syschar_collection_flag_t flag)
{
	assert_ptr_equal(cobj, evaluation.object);
	evaluation.flag = (int)flag;
	evaluation.flagged_late = evaluation.flagged_late || evaluation.count > 0;
}

EXPORT int probe_item_collect(probe_ctx *ctx, SEXP_t *item)
{
	(void)ctx;
	assert_true(evaluation.count < ITEMS_MAX);
	evaluation.items[evaluation.count++] = item;
	return 0;
}

EXPORT int probe_item_add_msg(SEXP_t *item, oval_message_level_t level, const char *format, ...)
{
	va_list ap;

	(void)item;
	(void)level;
	va_start(ap, format);
	(void)vsnprintf(evaluation.message, sizeof(evaluation.message), format, ap);
	va_end(ap);
	return 0;
}

const char *oval_subtype_to_str(oval_subtype_t subtype);

EXPORT const char *oval_subtype_to_str(oval_subtype_t subtype)
{
	switch ((int)subtype) {
	case OVAL_LINUX_KUBELET:
		return "kubelet";
	case OVAL_LINUX_KUBELETSETTING:
		return "kubeletsetting";
	case OVAL_LINUX_KUBEPROXYSETTING:
		return "kubeproxysetting";
	case OVAL_LINUX_KUBEPROXYDRIFT:
		return "kubeproxydrift";
	default:
		return "kubeletdrift";
	}
}

EXPORT const char *oval_subtype_get_text(oval_subtype_t subtype)
{
	return oval_subtype_to_str(subtype);
}

#define CONTAINER     "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"
#define CONTROL_GROUP "/docker/" CONTAINER "/kubelet.slice/kubelet.service"

char *__real_SEXP_string_cstr(const SEXP_t *sexp);
char *__wrap_SEXP_string_cstr(const SEXP_t *sexp);

/** Which of searches is that for the program whose processes are there. */
static size_t find_search(const struct kp_process_search *searches, size_t count)
{
	size_t at = 0;

	while (at < count && strcmp(searches[at].programs->name, evaluation.program) != 0) {
		at++;
	}
	assert_true(at < count);
	return at;
}

enum kp_status __wrap_kp_process_walk(const struct kp_ctx *ctx, struct kp_process_search *searches,
				      size_t count, struct kp_error *reterr);
bool __wrap_kp_process_is_same(const struct kp_process *process, const struct kp_argv *argv);
size_t __real_SEXP_list_length(const SEXP_t *list);
size_t __wrap_SEXP_list_length(const SEXP_t *list);

size_t __wrap_SEXP_list_length(const SEXP_t *list)
{
	return evaluation.length == 0 ? __real_SEXP_list_length(list) : evaluation.length;
}

/* What libopenscap allocates for us to free counts too. */
char *__wrap_SEXP_string_cstr(const SEXP_t *sexp)
{
	char *string = __real_SEXP_string_cstr(sexp);

	memory.live += string == NULL ? 0 : 1;
	return string;
}

bool __wrap_kp_process_is_same(const struct kp_process *process, const struct kp_argv *argv)
{
	return process->root_fd >= 0 && argv != NULL;
}

enum kp_status __wrap_kp_process_walk(const struct kp_ctx *ctx, struct kp_process_search *searches,
				      size_t count, struct kp_error *reterr)
{
	struct kp_process_search *search = &searches[find_search(searches, count)];
	enum kp_status status = KP_OK;

	(void)ctx;
	for (size_t i = 0; i < count; i++) {
		searches[i].seen = (struct kp_process_walk){ .saw_init = true };
	}
	for (size_t i = 0; status == KP_OK && i < 3 && evaluation.argv[i] != NULL; i++) {
		size_t failed = memory.failed;
		size_t counted = memory.count;
		struct kp_process process;

		/* The process is no part of the work. */
		memory_fail_at(0);
		process = fixture_process(&evaluation.fixture, evaluation.argv[i]);
		process.control_group = strdup(CONTROL_GROUP);
		memory.failed = failed;
		memory.count = counted;
		status = search->visit(search->data, &process, reterr);
		kp_process_done(&process);
	}
	if (status == KP_OK) {
		search->seen = (struct kp_process_walk){ .saw_init = true };
	}
	return status;
}

/** Append `((NAME :operation OPERATION :var_check 1) VALUE)` to an object. */
static void add_entity(SEXP_t *object, const char *name, oval_operation_t operation,
		       const char *value)
{
	SEXP_t *parts[] = {
		SEXP_string_new(name, strlen(name)),      SEXP_string_new(":operation", 10),
		SEXP_number_newu_32((uint32_t)operation), SEXP_string_new(":var_check", 10),
		SEXP_number_newu_32(OVAL_CHECK_ALL),      SEXP_string_new(value, strlen(value)),
	};
	SEXP_t *head = SEXP_list_new(parts[0], parts[1], parts[2], parts[3], parts[4], NULL);
	SEXP_t *entity = SEXP_list_new(head, parts[5], NULL);

	(void)SEXP_list_add(object, entity);
	SEXP_free(entity);
	SEXP_free(head);
	for (size_t i = 0; i < sizeof(parts) / sizeof(parts[0]); i++) {
		SEXP_free(parts[i]);
	}
}

/** An object about running kubelets, and one setting of them unless that is NULL. */
static SEXP_t *new_object(oval_operation_t operation, const char *setting)
{
	SEXP_t *name = SEXP_string_new("object", 6);
	SEXP_t *head = SEXP_list_new(name, NULL);
	SEXP_t *object = SEXP_list_new(head, NULL);

	add_entity(object, "origin", OVAL_OPERATION_EQUALS, "process");
	if (setting != NULL) {
		add_entity(object, "setting", operation, setting);
	}
	SEXP_free(head);
	SEXP_free(name);
	return object;
}

struct row {
	const char *name;
	oval_operation_t operation;
	const char *setting; /* NULL: kubelet_object */
	const char *main;    /* content of /main/kubelet.conf */
	const char *argv[3];
	size_t items;
	bool failed;      /* one of them is an error */
	const char *unit; /* NULL: no object of drift; else the arguments that the unit has */
	bool of_proxy;    /* the processes are kube-proxies, of which the settings are asked for */
};

#define GOOD FIXTURE_HEADER "authorization: {mode: Webhook}\nclusterDNS: [a, b]\n"
#define BAD  "mode\n"
#define ANY  OVAL_OPERATION_PATTERN_MATCH

#define PROXY_HEADER "apiVersion: kubeproxy.config.k8s.io/v1alpha1\nkind: KubeProxyConfiguration\n"
#define PROXY \
	PROXY_HEADER "metricsBindAddress: 0.0.0.0\nnodePortAddresses: [10.0.0.0/8, 192.0.2.0/24]\n"

/* clang-format off */
static struct row rows[] = {
	{ "kubelet_object: none", 0, NULL, GOOD, { NULL }, 0, false, NULL, false },
	{ "kubelet_object: one", 0, NULL, GOOD, { FIXTURE_CONFIG }, 1, false, NULL, false },
	{ "kubelet_object: three", 0, NULL, GOOD, { FIXTURE_CONFIG, "", "--v=2\n" }, 3, false, NULL, false },
	{ "kubelet_object: one of three is wrong", 0, NULL, GOOD, { "", "--nope\n", "--v=2\n" }, 3, true, NULL, false },
	{ "kubeletsetting_object: one", OVAL_OPERATION_EQUALS, "authorization.mode", GOOD, { FIXTURE_CONFIG, "" }, 2, false, NULL, false },
	{ "kubeletsetting_object: a list", OVAL_OPERATION_EQUALS, "clusterDNS", GOOD, { FIXTURE_CONFIG }, 1, false, NULL, false },
	{ "kubeletsetting_object: a pattern", ANY, "^authorization\\.mode$", GOOD, { FIXTURE_CONFIG }, 1, false, NULL, false },
	{ "kubeletsetting_object: a pattern that no name satisfies", ANY, "^x$", GOOD, { FIXTURE_CONFIG }, 0, false, NULL, false },
	{ "kubeletsetting_object: a broken file", OVAL_OPERATION_EQUALS, "authorization.mode", BAD, { FIXTURE_CONFIG }, 1, true, NULL, false },
	{ "kubeletdrift_object: the same", OVAL_OPERATION_EQUALS, "authorization.mode", GOOD, { "--v=2\n" }, 1, false, " --v=3", false },
	{ "kubeletdrift_object: another", OVAL_OPERATION_EQUALS, "authorization.mode", GOOD, { "--v=2\n" }, 1, false, " --authorization-mode=Webhook", false },
	{ "kubeletdrift_object: not known", OVAL_OPERATION_EQUALS, "authorization.mode", GOOD, { "--v=2\n" }, 1, true, " --nope", false },
	{ "kubeproxysetting_object: none", OVAL_OPERATION_EQUALS, "metricsBindAddress", PROXY, { NULL }, 0, false, NULL, true },
	{ "kubeproxysetting_object: a file, and none", OVAL_OPERATION_EQUALS, "metricsBindAddress", PROXY, { FIXTURE_CONFIG, "" }, 2, false, NULL, true },
	{ "kubeproxysetting_object: a list", OVAL_OPERATION_EQUALS, "nodePortAddresses", PROXY, { FIXTURE_CONFIG }, 1, false, NULL, true },
	{ "kubeproxysetting_object: a pattern", ANY, "^metricsBind", PROXY, { FIXTURE_CONFIG }, 1, false, NULL, true },
	{ "kubeproxysetting_object: a kubelet's file", OVAL_OPERATION_EQUALS, "metricsBindAddress", GOOD, { FIXTURE_CONFIG }, 1, true, NULL, true },
	{ "kubeproxysetting_object: a name as an address", OVAL_OPERATION_EQUALS, "metricsBindAddress", PROXY, { "--metrics-bind-address=localhost\n" }, 1, true, NULL, true },
	{ "kubeproxydrift_object: the same", OVAL_OPERATION_EQUALS, "metricsBindAddress", PROXY, { "--v=2\n" }, 1, false, " --v=3", true },
	{ "kubeproxydrift_object: another", OVAL_OPERATION_EQUALS, "metricsBindAddress", PROXY, { "--v=2\n" }, 1, false, " --metrics-bind-address=0.0.0.0", true },
	{ "kubeproxydrift_object: not known", OVAL_OPERATION_EQUALS, "metricsBindAddress", PROXY, { "--v=2\n" }, 1, true, " --nope", true },
};

/* Too large for every allocation to fail in turn. */
static struct row large_rows[] = {
	{ "kubeletsetting_object: errors after what is fine", ANY, "^.*$", BAD, { "", FIXTURE_CONFIG, "--nope\n" }, 0, true, NULL, false },
	{ "kubeproxysetting_object: errors after what is fine", ANY, "^.*$", BAD, { "", FIXTURE_CONFIG, "--nope\n" }, 0, true, NULL, true },
};

/* clang-format on */

static void forget_items(void)
{
	for (size_t i = 0; i < evaluation.count; i++) {
		SEXP_free(evaluation.items[i]);
	}
	evaluation.count = 0;
	evaluation.flag = -1;
	evaluation.flagged_late = false;
}

static int evaluate(const struct row *row)
{
	void *kept = kp_kept_init();
	int result;

	forget_items();
	evaluation.program = row->of_proxy ? "kube-proxy" : "kubelet";
	if (row->of_proxy && row->unit != NULL) {
		result = kubeproxydrift_probe_main(NULL, kept);
	} else if (row->of_proxy) {
		result = kubeproxysetting_probe_main(NULL, kept);
	} else if (row->unit != NULL) {
		result = kubeletdrift_probe_main(NULL, kept);
	} else if (row->setting != NULL) {
		result = kubeletsetting_probe_main(NULL, kept);
	} else {
		result = kubelet_probe_main(NULL, kept);
	}
	kp_kept_fini(kept);
	return result;
}

/** Whether an item has the status `error`: ((NAME :id "" :status STATUS) ...) or the like. */
static bool is_error(const SEXP_t *item)
{
	SEXP_t *status = probe_ent_getattrval(item, "status");
	bool error = status != NULL && SEXP_number_geti_32(status) == SYSCHAR_STATUS_ERROR;

	SEXP_free(status);
	return error;
}

static size_t count_errors(void)
{
	size_t errors = 0;

	for (size_t i = 0; i < evaluation.count; i++) {
		errors += is_error(evaluation.items[i]) ? 1 : 0;
	}
	return errors;
}

/** Items that are known may decide beside an error. */
static int wanted_flag(void)
{
	size_t errors = count_errors();

	if (errors == 0) {
		return -1;
	}
	return errors < evaluation.count ? SYSCHAR_FLAG_COMPLETE : SYSCHAR_FLAG_ERROR;
}

/** Write the unit that the control group of a process names. */
static void write_unit(const char *program, const char *arguments)
{
	struct kp_text text = { 0 };

	kp_text_add_str(&text, "[Service]\nExecStart=/usr/bin/");
	kp_text_add_str(&text, program);
	kp_text_add_str(&text, arguments);
	kp_text_add_char(&text, '\n');
	assert_false(text.failed);
	fixture_write(&evaluation.fixture, "etc/systemd/system/kubelet.service", text.bytes,
		      text.len);
	kp_text_done(&text);
}

static void begin(const struct row *row)
{
	memory_fail_at(0);
	fixture_build_main(&evaluation.fixture, row->main);
	if (row->unit != NULL) {
		write_unit(row->of_proxy ? "kube-proxy" : "kubelet", row->unit);
	}
	memcpy(evaluation.argv, row->argv, sizeof(row->argv));
	evaluation.object = new_object(row->operation, row->setting);
}

static void end(void)
{
	forget_items();
	SEXP_free(evaluation.object);
	evaluation.object = NULL;
}

/**
 * The items of a row. Once the first is handed over, another thread of oscap works on the collected
 * object, which must be left alone from then on.
 */
static void test_items(void **state)
{
	const struct row *row = *state;

	begin(row);
	memory_fail_at(0);
	assert_int_equal(evaluate(row), 0);
	if (row->items > 0 || !row->failed) {
		assert_int_equal(evaluation.count, row->items);
	}
	assert_int_equal(count_errors() > 0, row->failed);
	assert_int_equal(evaluation.flag, wanted_flag());
	assert_false(evaluation.flagged_late);
	end();
}

static void assert_entity(const SEXP_t *item, const char *name, const char *wanted)
{
	SEXP_t *entity = probe_obj_getent(item, name, 1);
	SEXP_t *value = NULL;
	char *text;

	assert_non_null(entity);
	value = SEXP_list_nth(entity, 2);
	assert_non_null(value);
	text = SEXP_string_cstr(value);
	assert_string_equal(text, wanted);
	free(text);
	SEXP_free(value);
	SEXP_free(entity);
}

/** What is more than oscap can be given is one error, which names the limit. */
static void test_limit(void **state)
{
	static const struct row row = { "", 0,    NULL, GOOD, { FIXTURE_CONFIG, "", "" },
					1,  true, NULL, false };
	char wanted[64];

	(void)state;
	(void)snprintf(wanted, sizeof(wanted), "limit of %zu entities", kp_default_limits.entities);
	begin(&row);
	memory_fail_at(0);
	evaluation.length = kp_default_limits.entities / 3;
	assert_int_equal(evaluate(&row), 0);
	assert_int_equal(evaluation.count, 3);
	assert_int_equal(count_errors(), 0);
	evaluation.length++;
	assert_int_equal(evaluate(&row), 0);
	assert_int_equal(evaluation.count, 1);
	assert_int_equal(count_errors(), 1);
	assert_int_equal(evaluation.flag, SYSCHAR_FLAG_ERROR);
	assert_non_null(strstr(evaluation.message, wanted));
	evaluation.length = 0;
	end();
}

/** The unit and the container of a kubelet. */
static void test_place(void **state)
{
	static const struct row row = {
		"", 0, NULL, GOOD, { FIXTURE_CONFIG }, 1, false, NULL, false
	};

	(void)state;
	begin(&row);
	memory_fail_at(0);
	assert_int_equal(evaluate(&row), 0);
	assert_int_equal(evaluation.count, 1);
	assert_entity(evaluation.items[0], "control_group", CONTROL_GROUP);
	assert_entity(evaluation.items[0], "unit", "kubelet.service");
	assert_entity(evaluation.items[0], "container", CONTAINER);
	end();
}

/** Each allocation of a row fails in turn: the probe says so, or an item is an error. */
static void test_out_of_memory(void **state)
{
	const struct row *row = *state;
	long before;
	size_t step = memory_step();
	size_t count;

	begin(row);
	before = memory.live;
	memory_fail_at(0);
	assert_int_equal(evaluate(row), 0);
	count = memory.count;
	assert_true(count > 0);
	assert_true(step > 0);
	assert_int_equal(memory.live, before);
	for (size_t i = 1; i <= count; i += step) {
		int result;

		memory_fail_at(i);
		result = evaluate(row);
		assert_true(memory.count >= i);
		memory_fail_at(0);
		if (result != PROBE_ENOMEM && (result != 0 || count_errors() == 0)) {
			fail_msg(
				"allocation %zu of %zu failed, and the result is %d with %zu items",
				i, count, result, evaluation.count);
		}
		if (memory.live != before) {
			fail_msg("allocation %zu of %zu failed, and %ld are left over", i, count,
				 memory.live - before);
		}
	}
	end();
}

struct match_row {
	const char *name;
	oval_operation_t operation;
	const char *asked; /* by the object */
	const char *value;
	enum kp_match match;
};

/* clang-format off */
static struct match_row match_rows[] = {
	{ "equals: the same", OVAL_OPERATION_EQUALS, "maxPods", "maxPods", KP_MATCH_YES },
	{ "equals: another", OVAL_OPERATION_EQUALS, "maxPods", "maxPod", KP_MATCH_NO },
	{ "equals: another case", OVAL_OPERATION_EQUALS, "maxPods", "maxpods", KP_MATCH_NO },
	{ "equals: nothing", OVAL_OPERATION_EQUALS, "", "", KP_MATCH_YES },
	{ "equals: something and nothing", OVAL_OPERATION_EQUALS, "", "maxPods", KP_MATCH_NO },
	{ "equals: what a report shows of it", OVAL_OPERATION_EQUALS, "a\001", "a\001", KP_MATCH_NO },
	{ "equals: no pattern", OVAL_OPERATION_EQUALS, ".*", "maxPods", KP_MATCH_NO },
	{ "not equal: the same", OVAL_OPERATION_NOT_EQUAL, "maxPods", "maxPods", KP_MATCH_NO },
	{ "not equal: another", OVAL_OPERATION_NOT_EQUAL, "maxPods", "port", KP_MATCH_YES },
	{ "another case", OVAL_OPERATION_CASE_INSENSITIVE_EQUALS, "MAXPODS", "maxPods", KP_MATCH_YES },
	{ "a pattern that is satisfied", ANY, "^max", "maxPods", KP_MATCH_YES },
	{ "a pattern that is not", ANY, "^max$", "maxPods", KP_MATCH_NO },
	{ "a pattern that is none", ANY, "(", "maxPods", KP_MATCH_ERROR },
	{ "an operation that strings do not have", OVAL_OPERATION_GREATER_THAN, "a", "b", KP_MATCH_ERROR },
};

/* clang-format on */

/** A comparison, and the same again, which is remembered; with another one in between. */
static void test_match(void **state)
{
	const struct match_row *row = *state;
	struct kp_memo memo = { 0 };
	struct kp_entity entity;
	SEXP_t *object = new_object(row->operation, row->asked);

	memory_fail_at(0);
	assert_true(kp_entity_init(OVAL_LINUX_KUBELETSETTING, object, "setting", &memo, &entity));
	assert_int_equal(kp_entity_match(&entity, row->value), row->match);
	(void)kp_entity_match(&entity, "x");
	assert_int_equal(kp_entity_match(&entity, row->value), row->match);
	/* What is the same text is the same for libopenscap, too. */
	free(entity.text);
	entity.text = NULL;
	assert_int_equal(kp_entity_match(&entity, row->value), row->match);
	kp_entity_done(&entity);
	kp_memo_done(&memo);
	SEXP_free(object);
}

/** Append `((setting :operation OPERATION :var_check CHECK :var_ref v) (VALUE VALUE))` to a new object. */
static SEXP_t *new_variable(oval_operation_t operation, oval_check_t check,
			    const char *const *values)
{
	SEXP_t *object = new_object(operation, NULL);
	SEXP_t *parts[] = {
		SEXP_string_new("setting", 7),
		SEXP_string_new(":operation", 10),
		SEXP_number_newu_32((uint32_t)operation),
		SEXP_string_new(":var_check", 10),
		SEXP_number_newu_32((uint32_t)check),
		SEXP_string_new(":var_ref", 8),
		SEXP_string_new("v", 1),
		SEXP_string_new(values[0], strlen(values[0])),
		SEXP_string_new(values[1], strlen(values[1])),
	};
	SEXP_t *head = SEXP_list_new(parts[0], parts[1], parts[2], parts[3], parts[4], parts[5],
				     parts[6], NULL);
	SEXP_t *list = SEXP_list_new(parts[7], parts[8], NULL);
	SEXP_t *entity = SEXP_list_new(head, list, NULL);

	(void)SEXP_list_add(object, entity);
	SEXP_free(entity);
	SEXP_free(list);
	SEXP_free(head);
	for (size_t i = 0; i < sizeof(parts) / sizeof(parts[0]); i++) {
		SEXP_free(parts[i]);
	}
	return object;
}

struct own_row {
	const char *name;
	oval_operation_t operation;
	oval_check_t check;
	const char *values[2];
	enum kp_match match; /* of the first */
};

/* clang-format off */
static struct own_row own_rows[] = {
	{ "own: at least one", OVAL_OPERATION_EQUALS, OVAL_CHECK_AT_LEAST_ONE, { "a", "b" }, KP_MATCH_YES },
	{ "own: at least one, twice", OVAL_OPERATION_EQUALS, OVAL_CHECK_AT_LEAST_ONE, { "a", "a" }, KP_MATCH_YES },
	{ "own: what a report shows of it", OVAL_OPERATION_EQUALS, OVAL_CHECK_AT_LEAST_ONE, { "a\001", "b" }, KP_MATCH_NO },
	{ "own: all", OVAL_OPERATION_EQUALS, OVAL_CHECK_ALL, { "a", "b" }, KP_MATCH_NO },
	{ "own: all, twice", OVAL_OPERATION_EQUALS, OVAL_CHECK_ALL, { "a", "a" }, KP_MATCH_YES },
	{ "own: only one", OVAL_OPERATION_EQUALS, OVAL_CHECK_ONLY_ONE, { "a", "b" }, KP_MATCH_YES },
	{ "own: only one, twice", OVAL_OPERATION_EQUALS, OVAL_CHECK_ONLY_ONE, { "a", "a" }, KP_MATCH_NO },
	{ "own: none satisfy", OVAL_OPERATION_EQUALS, OVAL_CHECK_NONE_SATISFY, { "a", "b" }, KP_MATCH_NO },
	{ "own: none exist", OVAL_OPERATION_EQUALS, OVAL_CHECK_NONE_EXIST, { "a", "b" }, KP_MATCH_NO },
	{ "own: another is not equal", OVAL_OPERATION_NOT_EQUAL, OVAL_CHECK_AT_LEAST_ONE, { "a", "b" }, KP_MATCH_YES },
	{ "own: none is not equal", OVAL_OPERATION_NOT_EQUAL, OVAL_CHECK_AT_LEAST_ONE, { "a", "a" }, KP_MATCH_NO },
	{ "own: a pattern that another satisfies", ANY, OVAL_CHECK_AT_LEAST_ONE, { "a+b", "b$" }, KP_MATCH_YES },
	{ "own: a pattern that does not satisfy itself", ANY, OVAL_CHECK_AT_LEAST_ONE, { "a+b", "c" }, KP_MATCH_NO },
};

/* clang-format on */

/** A value of a variable, of which libopenscap is not always asked, is told as libopenscap does. */
static void test_own(void **state)
{
	const struct own_row *row = *state;
	SEXP_t *object = new_variable(row->operation, row->check, row->values);
	struct kp_memo memo = { 0 };
	struct kp_entity entity;

	memory_fail_at(0);
	assert_true(kp_entity_init(OVAL_LINUX_KUBELETSETTING, object, "setting", &memo, &entity));
	assert_null(entity.text);
	assert_int_equal(kp_entity_match_own(&entity, row->values[0]), row->match);
	assert_int_equal(kp_entity_match(&entity, row->values[0]), row->match);
	kp_entity_done(&entity);
	kp_memo_done(&memo);
	SEXP_free(object);
}

/** Questions that differ only in where one part of them ends and the next begins. */
static void test_memo(void **state)
{
	static const char *const asked[] = { "^a", "^a$" };
	static const char *const values[] = { "$b", "b" };
	struct kp_memo memo = { 0 };

	(void)state;
	memory_fail_at(0);
	for (size_t i = 0; i < 2; i++) {
		SEXP_t *object = new_object(ANY, asked[i]);
		struct kp_entity entity;

		assert_true(kp_entity_init(OVAL_LINUX_KUBELETSETTING, object, "setting", &memo,
					   &entity));
		assert_int_equal(kp_entity_match(&entity, values[i]), KP_MATCH_NO);
		assert_int_equal(kp_entity_match(&entity, values[i]), KP_MATCH_NO);
		kp_entity_done(&entity);
		SEXP_free(object);
	}
	assert_int_equal(memo.count, 2);
	kp_memo_done(&memo);
}

int main(void)
{
	static const struct table tables[] = {
		TABLE_ROWS(test_items, rows),
		TABLE_ROWS(test_items, large_rows),
		TABLE_ONE(test_place),
		TABLE_ONE(test_limit),
		TABLE_ROWS(test_match, match_rows),
		TABLE_ROWS(test_own, own_rows),
		TABLE_ONE(test_memo),
		TABLE_ROWS(test_out_of_memory, rows),
	};

	/* With a version that is known, the work is done once and not for each of them. */
	if (setenv("OSCAP_KUBELET_VERSION", "1.36", 1) != 0) {
		return EXIT_FAILURE;
	}
	return TABLE_MAIN(tables);
}
