/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * What a probe keeps between objects. The kubelet is made up, and walks of /proc are counted.
 */
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "fixture_kubelet.h"
#include "oval/kept.h"
#include "process/walk.h"
#include "table.h"

/** What the kept collection meets. */
static struct {
	struct fixture fixture;
	const char *argv;      /* of the kubelet; NULL for none */
	enum kp_status status; /* of a walk */
	bool gone;             /* the kubelet that was collected */
	size_t vanished;       /* during a walk */
	size_t unreadable;     /* likewise */
	long later;            /* what the clock is ahead by, in milliseconds */
	size_t walks;
} outside;

/** Which of two searches is that for kubelets: what is asked for first stands first. */
static size_t kubelets_of(const struct kp_process_search *searches)
{
	return strcmp(searches[0].programs->name, "kubelet") == 0 ? 0 : 1;
}

enum kp_status __wrap_kp_process_walk(const struct kp_ctx *ctx, struct kp_process_search *searches,
				      size_t count, struct kp_error *reterr);
bool __wrap_kp_process_is_same(const struct kp_process *process, const struct kp_argv *argv);
bool __wrap_kp_process_still_runs(int proc_fd, pid_t pid, int64_t start_ticks,
				  const struct kp_argv *argv, struct kp_process_watch *watch);
int __real_clock_gettime(clockid_t clock, struct timespec *ret_time);
int __wrap_clock_gettime(clockid_t clock, struct timespec *ret_time);

enum kp_status __wrap_kp_process_walk(const struct kp_ctx *ctx, struct kp_process_search *searches,
				      size_t count, struct kp_error *reterr)
{
	struct kp_process_search *search = &searches[kubelets_of(searches)];
	enum kp_status status = outside.status;
	struct kp_process process;

	(void)ctx;
	for (size_t i = 0; i < count; i++) {
		searches[i].seen = (struct kp_process_walk){ .saw_init = true };
	}
	outside.walks++;
	outside.gone = false;
	if (status != KP_OK) {
		return kp_fail(reterr, status, "it fails");
	}
	if (outside.argv != NULL) {
		process = fixture_process(&outside.fixture, outside.argv);
		status = search->visit(search->data, &process, reterr);
		kp_process_done(&process);
	}
	search->seen = (struct kp_process_walk){
		.saw_init = true,
		.vanished = outside.vanished,
		.unreadable = outside.unreadable,
	};
	return status;
}

bool __wrap_kp_process_is_same(const struct kp_process *process, const struct kp_argv *argv)
{
	(void)process;
	(void)argv;
	return true;
}

bool __wrap_kp_process_still_runs(int proc_fd, pid_t pid, int64_t start_ticks,
				  const struct kp_argv *argv, struct kp_process_watch *watch)
{
	(void)watch;
	(void)proc_fd;
	(void)pid;
	(void)start_ticks;
	assert_string_equal(kp_argv_get(argv, 0), "kubelet");
	return !outside.gone;
}

int __wrap_clock_gettime(clockid_t clock, struct timespec *ret_time)
{
	int result = __real_clock_gettime(clock, ret_time);

	/* Of the other clocks nothing may depend on it. */
	if (result == 0 && clock == CLOCK_BOOTTIME) {
		ret_time->tv_sec = 1000 + outside.later / 1000;
		ret_time->tv_nsec = 500000000 + outside.later % 1000 * 1000000;
		ret_time->tv_sec += ret_time->tv_nsec / 1000000000;
		ret_time->tv_nsec %= 1000000000;
	}
	return result;
}

/** A program that ran and was waited for. */
static void child_ended(void)
{
	pid_t pid = fork();
	int status;

	if (pid == 0) {
		_exit(EXIT_SUCCESS);
	}
	assert_true(pid > 0);
	assert_int_equal(waitpid(pid, &status, 0), pid);
}

static void kubelet_went(void)
{
	outside.gone = true;
}

static void kubelet_restarted(void)
{
	outside.gone = true;
	outside.argv = "--authorization-mode=Webhook\n";
}

static void time_passed(void)
{
	outside.later = 1999;
}

static void more_time_passed(void)
{
	outside.later = 2000;
}

static void too_much_time_passed(void)
{
	outside.later = 2001;
}

static void nothing(void)
{
}

/** What there is, what happens between two objects, and how many walks there are in the end. */
struct row {
	const char *name;
	const char *argv;
	enum kp_status status;
	size_t vanished;
	size_t unreadable;
	void (*between)(void);
	size_t walks;
};

#define BAD "--authorization-mode=AlwaysAllow\n"

/* clang-format off */
static struct row rows[] = {
	{ "nothing happens", BAD, KP_OK, 0, 0, nothing, 1 },
	{ "no kubelet", NULL, KP_OK, 0, 0, nothing, 1 },
	{ "time passes", BAD, KP_OK, 0, 0, time_passed, 1 },
	{ "as much time as may pass", BAD, KP_OK, 0, 0, more_time_passed, 1 },
	{ "too much time passes", BAD, KP_OK, 0, 0, too_much_time_passed, 2 },
	{ "a fix ran", BAD, KP_OK, 0, 0, child_ended, 2 },
	{ "a fix ran where there was no kubelet", NULL, KP_OK, 0, 0, child_ended, 2 },
	{ "the kubelet has gone", BAD, KP_OK, 0, 0, kubelet_went, 2 },
	{ "another one came in its place", BAD, KP_OK, 0, 0, kubelet_restarted, 2 },
	{ "a kubelet had vanished during the walk", BAD, KP_OK, 1, 0, nothing, 6 },
	{ "processes could not be seen", BAD, KP_OK, 0, 1, nothing, 1 },
	{ "it failed", BAD, KP_ERR_IO, 0, 0, nothing, 1 },
	{ "it failed, and time passes", BAD, KP_ERR_IO, 0, 0, too_much_time_passed, 2 },
	{ "it failed, and a fix ran", BAD, KP_ERR_IO, 0, 0, child_ended, 2 },
	{ "there was no memory", BAD, KP_ERR_NOMEM, 0, 0, nothing, 2 },
};

/* clang-format on */

static void begin(const struct row *row)
{
	memset(&outside, 0, sizeof(outside));
	fixture_build_main(&outside.fixture, NULL);
	outside.argv = row->argv;
	outside.status = row->status;
	outside.vanished = row->vanished;
	outside.unreadable = row->unreadable;
}

/** The files of the unit were looked for, if they are wanted: the kubelet has no control group. */
static void check_unit_files(const struct kp_kubelet *kubelet, bool with_unit_files)
{
	const struct kp_strings *paths = NULL;
	struct kp_error error;

	if (with_unit_files) {
		table_error_prepare(&error);
		table_assert_failed(kp_kubelet_unit_files(kubelet, &paths, &error), &error,
				    KP_ERR_PERM, 0, "control group");
	}
}

/** Ask for the kubelets as an object does, and check that the answer is that of the moment. */
static void ask_at(struct kp_kept *kept, const char *root, const struct kp_query *query)
{
	const struct kp_kubelets *kubelets = TABLE_UNTOUCHED;
	struct kp_error error;
	struct kp_ctx ctx;
	enum kp_status status;

	assert_int_equal(kp_ctx_init(&ctx, root, NULL), KP_OK);
	table_error_prepare(&error);
	kp_kept_lock(kept);
	status = kp_kept_collect(kept, query, &ctx, KP_ORIGIN_PROCESS, &kubelets, &error);
	assert_int_equal(status, outside.status);
	assert_int_equal(fcntl(ctx.root_fd, F_GETFD), -1);
	if (status != KP_OK) {
		assert_ptr_equal(kubelets, TABLE_UNTOUCHED);
		assert_string_equal(error.message, "it fails");
	} else {
		table_assert_error_untouched(&error);
		assert_int_equal(kp_kubelets_count(kubelets), outside.argv == NULL ? 0 : 1);
	}
	if (status == KP_OK && outside.argv != NULL) {
		const struct kp_argv *argv = kp_kubelet_argv(kp_kubelets_get(kubelets, 0));

		assert_int_equal(strlen(kp_argv_get(argv, 1)) + 1, strlen(outside.argv));
		check_unit_files(kp_kubelets_get(kubelets, 0), query->with_unit_files);
	}
	kp_kept_unlock(kept);
}

static void ask_with(struct kp_kept *kept, bool with_unit_files)
{
	struct kp_query query = fixture_query;

	query.with_unit_files = with_unit_files;
	ask_at(kept, "/", &query);
}

static void ask(struct kp_kept *kept)
{
	ask_with(kept, false);
}

static void test_between_objects(void **state)
{
	const struct row *row = *state;
	struct kp_kept *kept = kp_kept_init();

	assert_non_null(kept);
	begin(row);
	ask(kept);
	row->between();
	ask(kept);
	assert_int_equal(outside.walks, row->walks);
	kp_kept_fini(kept);
}

/** What is kept does not become younger by being used. */
static void test_age(void **state)
{
	struct kp_kept *kept = kp_kept_init();

	(void)state;
	assert_non_null(kept);
	begin(&rows[0]);
	for (outside.later = 0; outside.later <= 6000; outside.later += 500) {
		ask(kept);
	}
	assert_int_equal(outside.walks, 3);
	kp_kept_fini(kept);
}

/** All instances share what is kept, until the last of them has ended. */
static void test_sessions(void **state)
{
	void *kept[2] = { kp_kept_init(), kp_kept_init() };

	(void)state;
	begin(&rows[0]);
	for (size_t i = 0; i < 4; i++) {
		ask(kept[i % 2]);
	}
	kp_kept_fini(kept[0]);
	ask(kept[1]);
	assert_int_equal(outside.walks, 1);
	kp_kept_fini(kept[1]);
	kp_kept_fini(NULL);
	kept[0] = kp_kept_init();
	ask(kept[0]);
	assert_int_equal(outside.walks, 2);
	kp_kept_fini(kept[0]);
}

/** A change of what is asked. */
struct other_row {
	const char *name;
	struct kp_query query;
	const char *root;
	size_t walks; /* in the end, where the first query was asked before and is after it */
};

/* clang-format off */
static struct other_row other_rows[] = {
	{ "the same", { .component = NULL }, "/", 1 },
	{ "with unit files", { .with_unit_files = true }, "/", 1 },
	{ "another version", { .minor = 31 }, "/", 3 },
	{ "another root directory", { .minor = 0 }, "/proc", 3 },
};

/* clang-format on */

/** What was asked otherwise is no answer. */
static void test_other(void **state)
{
	const struct other_row *row = *state;
	struct kp_kept *kept = kp_kept_init();
	struct kp_query query = row->query;

	assert_non_null(kept);
	begin(&rows[0]);
	query.component = fixture_query.component;
	ask_at(kept, "/", &fixture_query);
	ask_at(kept, row->root, &query);
	ask_at(kept, "/", &fixture_query);
	assert_int_equal(outside.walks, row->walks);
	kp_kept_fini(kept);
}

/** Whoever wants more than what is kept gets it without a walk. */
static void test_unit_files(void **state)
{
	static const bool steps[] = { false, true, false, true };
	struct kp_kept *kept = kp_kept_init();

	(void)state;
	assert_non_null(kept);
	begin(&rows[0]);
	for (size_t i = 0; i < sizeof(steps) / sizeof(steps[0]); i++) {
		ask_with(kept, steps[i]);
		assert_int_equal(outside.walks, 1);
	}
	kp_kept_fini(kept);
}

int main(void)
{
	static const struct table tables[] = {
		TABLE_ROWS(test_between_objects, rows),
		TABLE_ONE(test_age),
		TABLE_ONE(test_sessions),
		TABLE_ROWS(test_other, other_rows),
		TABLE_ONE(test_unit_files),
	};

	return TABLE_MAIN(tables);
}
