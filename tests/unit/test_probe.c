/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The two probes, with the S-expressions of the real libopenscap. The processes are made up, and
 * what the probes hand over is kept here.
 */
#include <stdlib.h>
#include <string.h>

#include "fixture.h"
#include "memory.h"
#include "oval/kept.h"
#include "oval/kubelet_probe.h"
#include "oval/kubeletsetting_probe.h"
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
	bool flagged;        /* the collected object has its error flag */
	bool flagged_late;   /* it got it when another thread could be at work on it */
	const char *argv[3]; /* of the processes that are there */
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
	assert_int_equal(flag, SYSCHAR_FLAG_ERROR);
	evaluation.flagged = true;
	evaluation.flagged_late = evaluation.flagged_late || evaluation.count > 0;
}

EXPORT int probe_item_collect(probe_ctx *ctx, SEXP_t *item)
{
	(void)ctx;
	assert_true(evaluation.count < ITEMS_MAX);
	evaluation.items[evaluation.count++] = item;
	return 0;
}

const char *oval_subtype_to_str(oval_subtype_t subtype);

EXPORT const char *oval_subtype_to_str(oval_subtype_t subtype)
{
	return subtype == OVAL_LINUX_KUBELET ? "kubelet" : "kubeletsetting";
}

EXPORT const char *oval_subtype_get_text(oval_subtype_t subtype)
{
	return oval_subtype_to_str(subtype);
}

#define CONTAINER     "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"
#define CONTROL_GROUP "/docker/" CONTAINER "/kubelet.slice/kubelet.service"

char *__real_SEXP_string_cstr(const SEXP_t *sexp);
char *__wrap_SEXP_string_cstr(const SEXP_t *sexp);
enum kp_status __wrap_kp_process_walk(const struct kp_ctx *ctx, kp_process_visit visit, void *data,
				      struct kp_process_walk *ret_walk, struct kp_error *reterr);
bool __wrap_kp_process_is_same(const struct kp_process *process, const struct kp_argv *argv);

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

enum kp_status __wrap_kp_process_walk(const struct kp_ctx *ctx, kp_process_visit visit, void *data,
				      struct kp_process_walk *ret_walk, struct kp_error *reterr)
{
	enum kp_status status = KP_OK;

	(void)ctx;
	for (size_t i = 0; status == KP_OK && i < 3 && evaluation.argv[i] != NULL; i++) {
		size_t failed = memory.failed;
		size_t count = memory.count;
		struct kp_process process;

		/* The process is no part of the work. */
		memory_fail_at(0);
		process = fixture_process(&evaluation.fixture, evaluation.argv[i]);
		process.control_group = strdup(CONTROL_GROUP);
		memory.failed = failed;
		memory.count = count;
		status = visit(data, &process, reterr);
		kp_argv_free(process.argv);
		free(process.control_group);
	}
	if (status == KP_OK) {
		*ret_walk = (struct kp_process_walk){ .saw_init = true };
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
	bool failed; /* one of them is an error */
};

#define GOOD FIXTURE_HEADER "authorization: {mode: Webhook}\nclusterDNS: [a, b]\n"
#define BAD  "mode\n"
#define ANY  OVAL_OPERATION_PATTERN_MATCH

/* clang-format off */
static struct row rows[] = {
	{ "kubelet_object: none", 0, NULL, GOOD, { NULL }, 0, false },
	{ "kubelet_object: one", 0, NULL, GOOD, { FIXTURE_CONFIG }, 1, false },
	{ "kubelet_object: three", 0, NULL, GOOD, { FIXTURE_CONFIG, "", "--v=2\n" }, 3, false },
	{ "kubelet_object: one of three is wrong", 0, NULL, GOOD, { "", "--nope\n", "--v=2\n" }, 3, true },
	{ "kubeletsetting_object: one", OVAL_OPERATION_EQUALS, "authorization.mode", GOOD, { FIXTURE_CONFIG, "" }, 2, false },
	{ "kubeletsetting_object: a list", OVAL_OPERATION_EQUALS, "clusterDNS", GOOD, { FIXTURE_CONFIG }, 1, false },
	{ "kubeletsetting_object: a pattern", ANY, "^authorization\\.mode$", GOOD, { FIXTURE_CONFIG }, 1, false },
	{ "kubeletsetting_object: a pattern that no name satisfies", ANY, "^x$", GOOD, { FIXTURE_CONFIG }, 0, false },
	{ "kubeletsetting_object: a broken file", OVAL_OPERATION_EQUALS, "authorization.mode", BAD, { FIXTURE_CONFIG }, 1, true },
};

/* Too large for every allocation to fail in turn. */
static struct row large_rows[] = {
	{ "kubeletsetting_object: errors after what is fine", ANY, "^.*$", BAD, { "", FIXTURE_CONFIG, "--nope\n" }, 0, true },
};

/* clang-format on */

static void forget_items(void)
{
	for (size_t i = 0; i < evaluation.count; i++) {
		SEXP_free(evaluation.items[i]);
	}
	evaluation.count = 0;
	evaluation.flagged = false;
	evaluation.flagged_late = false;
}

static int evaluate(const struct row *row)
{
	void *kept = kp_kept_init();
	int result;

	forget_items();
	result = row->setting == NULL ? kubelet_probe_main(NULL, kept)
				      : kubeletsetting_probe_main(NULL, kept);
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

static void begin(const struct row *row)
{
	fixture_build_main(&evaluation.fixture, row->main);
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
	assert_int_equal(evaluation.flagged, row->failed);
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

/** The unit and the container of a kubelet. */
static void test_place(void **state)
{
	static const struct row row = { "", 0, NULL, GOOD, { FIXTURE_CONFIG }, 1, false };

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
	size_t count;

	begin(row);
	before = memory.live;
	memory_fail_at(0);
	assert_int_equal(evaluate(row), 0);
	count = memory.count;
	assert_true(count > 0);
	assert_int_equal(memory.live, before);
	for (size_t i = 1; i <= count; i++) {
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

int main(void)
{
	static const struct table tables[] = {
		TABLE_ROWS(test_items, rows),
		TABLE_ROWS(test_items, large_rows),
		TABLE_ONE(test_place),
		TABLE_ROWS(test_out_of_memory, rows),
	};

	/* With a version that is known, the work is done once and not for each of them. */
	if (setenv("OSCAP_KUBELET_VERSION", "1.36", 1) != 0) {
		return EXIT_FAILURE;
	}
	return TABLE_MAIN(tables);
}
