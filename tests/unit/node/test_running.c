/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * A running kubelet, and the one that its unit would start. The process is made up.
 */
#include <stdlib.h>
#include <string.h>

#include "base/rights.h"
#include "fixture_kubelet.h"
#include "node/running.h"
#include "process/walk.h"
#include "table.h"

/** The process. */
static struct {
	struct fixture fixture;
	const char *group;
	bool shut;                          /* whether its root directory cannot be opened */
	const struct kp_process_walk *none; /* what a walk tells that finds none; NULL: it does */
} outside;

enum kp_status __wrap_kp_process_walk(const struct kp_ctx *ctx, struct kp_process_search *searches,
				      size_t count, struct kp_error *reterr);
bool __wrap_kp_process_is_same(const struct kp_process *process, const struct kp_argv *argv);

enum kp_status __wrap_kp_process_walk(const struct kp_ctx *ctx, struct kp_process_search *searches,
				      size_t count, struct kp_error *reterr)
{
	struct kp_process process = fixture_process(&outside.fixture, "--v=3\n");
	enum kp_status status;

	(void)ctx;
	(void)count;
	if (outside.none != NULL) {
		kp_process_done(&process);
		searches[0].seen = *outside.none;
		return KP_OK;
	}
	process.control_group = strdup(outside.group);
	if (outside.shut) {
		process.root_fd = -1;
		(void)kp_fail(&process.error, KP_ERR_PERM, "its root is shut");
	}
	status = searches[0].visit(searches[0].data, &process, reterr);
	kp_process_done(&process);
	searches[0].seen = (struct kp_process_walk){ .saw_init = true };
	return status;
}

bool __wrap_kp_process_is_same(const struct kp_process *process, const struct kp_argv *argv)
{
	(void)process;
	(void)argv;
	return true;
}

const char *__wrap_kp_right_advice(enum kp_right right);

const char *__wrap_kp_right_advice(enum kp_right right)
{
	assert_int_equal(right, KP_RIGHT_PROCESSES);
	return "run it as another";
}

struct row {
	const char *name;
	const char *group;
	bool shut;
	bool wanted; /* whether its service is */
	enum kp_status status;
	const char *reason;
};

#define SYSTEM "/system.slice/kubelet.service"
#define USER   "/user.slice/user-1000.slice/user@1000.service/app.slice/kubelet.service"

static struct row rows[] = {
	{ "the unit starts one", SYSTEM, false, true, KP_OK, NULL },
	{ "no unit", "/kubelet", false, true, KP_ERR_NOENT, "belongs to no service" },
	{ "a unit that is not there", "/system.slice/other.service", false, true, KP_ERR_NOENT,
	  "other.service" },
	{ "a unit of a user", USER, false, true, KP_ERR_UNSUPPORTED,
	  "kubelet.service is a unit of a user's own systemd" },
	{ "a root that is shut", SYSTEM, true, true, KP_ERR_PERM, "its root is shut" },
	{ "not wanted", SYSTEM, false, false, KP_OK, "" },
};

static void assert_service(const struct kp_kubelet *kubelet, const struct row *row)
{
	const struct kp_kubelet *service = TABLE_UNTOUCHED;
	struct kp_error error;
	enum kp_status status;

	table_error_prepare(&error);
	status = kp_kubelet_service(kubelet, &service, &error);
	if (row->status != KP_OK) {
		table_assert_failed(status, &error, row->status, -1, row->reason);
	}
	if (row->status != KP_OK || !row->wanted) {
		assert_ptr_equal(service, TABLE_UNTOUCHED);
		return;
	}
	table_assert_ok(status, &error);
	assert_string_equal(kp_kubelet_identity(service)->unit, "kubelet.service");
	assert_string_equal(kp_argv_get(kp_kubelet_argv(service), 1), "--v=2");
}

static void test_service(void **state)
{
	const struct row *row = *state;
	struct kp_kubelets *kubelets = NULL;
	struct kp_error error;
	struct kp_query query = fixture_query;
	struct kp_ctx ctx;

	outside.group = row->group;
	outside.shut = row->shut;
	fixture_build(&outside.fixture, "etc/systemd/system/kubelet.service: [Service]\n"
					"\tExecStart=/usr/bin/kubelet --v=2\n");
	table_error_prepare(&error);
	table_assert_ok(kp_ctx_init(&ctx, outside.fixture.path, &error), &error);
	query.with_services = row->wanted;
	table_assert_ok(kp_kubelets_collect(&query, &ctx, &kubelets, &error), &error);
	assert_int_equal(kp_kubelets_count(kubelets), 1);
	assert_string_equal(kp_argv_get(kp_kubelet_argv(kp_kubelets_get(kubelets, 0)), 1), "--v=3");
	assert_service(kp_kubelets_get(kubelets, 0), row);
	kp_kubelets_free(kubelets);
	kp_ctx_done(&ctx);
}

/** A walk that finds no kubelet, and why one may be missing all the same. */
struct none_row {
	const char *name;
	const char *tree;
	struct kp_process_walk walk;
	const char *says; /* NULL: none is missing */
};

#define UNIT "etc/systemd/system/kubelet.service: [Service]\n\tExecStart=/usr/bin/kubelet\n"
#define STOPPED                      \
	"run/systemd/system/\n" UNIT \
	"etc/systemd/system/multi-user.target.wants/kubelet.service -> ../kubelet.service\n"
#define UNREADABLE(status, text)                                 \
	.saw_init = true, .unreadable = 3, .unreadable_pid = 77, \
	.unreadable_error = { (status), 0, 0, text }

/* clang-format off */
static struct none_row none_rows[] = {
	{ "none", UNIT, { .saw_init = true }, NULL },
	{ "none: its service is to run", STOPPED, { .saw_init = true }, "the kubelet of kubelet.service is not running now" },
	{ "none: no permission", STOPPED, { UNREADABLE(KP_ERR_PERM, "x") }, "processes cannot be seen (3, of which 77 is one: x), so that kubelets may be missing; run it as another" },
	{ "none: no more descriptors", STOPPED, { UNREADABLE(KP_ERR_IO, "77/task: Too many open files") }, "processes cannot be looked at (3, of which 77 is one: 77/task: Too many open files), so that kubelets may be missing: scan again" },
	{ "none: hidden", UNIT, { .saw_init = false }, "hidepid" },
};

/* clang-format on */

static void test_none(void **state)
{
	const struct none_row *row = *state;
	struct kp_kubelets *kubelets = NULL;
	struct kp_error error;
	struct kp_ctx ctx;

	fixture_build(&outside.fixture, row->tree);
	outside.none = &row->walk;
	table_error_prepare(&error);
	table_assert_ok(kp_ctx_init(&ctx, outside.fixture.path, &error), &error);
	table_assert_ok(kp_kubelets_collect(&fixture_query, &ctx, &kubelets, &error), &error);
	outside.none = NULL;
	assert_int_equal(kp_kubelets_count(kubelets), 0);
	if (row->says == NULL) {
		assert_null(kp_kubelets_incomplete(kubelets));
	} else {
		table_assert_contains(kp_kubelets_incomplete(kubelets)->message, row->says);
	}
	kp_kubelets_free(kubelets);
	kp_ctx_done(&ctx);
}

int main(void)
{
	static const struct table tables[] = {
		TABLE_ROWS(test_service, rows),
		TABLE_ROWS(test_none, none_rows),
	};

	return TABLE_MAIN(tables);
}
