/* SPDX-License-Identifier: LGPL-2.1-or-later */
/**
 * @file
 * oscap-kubelet-fix: the fixes of the content, each of which is a call of it.
 */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>

#include "base/cleanup.h"
#include "base/text.h"
#include "fix/components.h"
#include "fix/file_access.h"
#include "fix/print.h"
#include "fix/program/options.h"
#include "fix/tasks.h"
#include "node/version.h"

/* Only one at a time: each restarts kubelets. */
#define LOCK_FILE "/run/oscap-kubelet-fix.lock"

/** A kubelet that refuses its configuration does so within two seconds. */
#define DEFAULT_SETTLE 10

/** One of 1.20 without a network takes twelve seconds until its healthz answers. */
#define DEFAULT_HEALTH 60

/** Wait until no other fix runs. @return the lock, held until it is closed; -1 */
static int lock(void)
{
	int fd = open(LOCK_FILE, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);

	if (fd < 0 || flock(fd, LOCK_EX) != 0) {
		(void)kp_complain("%s: %s", LOCK_FILE, strerror(errno));
		kp_closep(&fd);
		return -1;
	}
	return fd;
}

/**
 * Let no signal stop what was begun: it comes to its end, or is put back, by itself. A program may have
 * been started with the end of children ignored, and could not wait for one then.
 */
static void set_signals(void)
{
	static const int ignored[] = { SIGHUP, SIGINT, SIGPIPE, SIGTERM };

	for (size_t i = 0; i < sizeof(ignored) / sizeof(ignored[0]); i++) {
		(void)signal(ignored[i], SIG_IGN);
	}
	(void)signal(SIGCHLD, SIG_DFL);
}

/** Tell what became of a group. @return its exit status */
static int tell(const struct kp_group *group, enum kp_status status, const struct kp_error *error)
{
	if (status != KP_OK) {
		(void)kp_complain("%s%s%s", group->rule == NULL ? "" : group->rule,
				  group->rule == NULL ? "" : ": ", error->message);
		return KP_EXIT_FAILED;
	}
	if (group->rule != NULL) {
		(void)printf("done: %s\n", group->rule);
	}
	return EXIT_SUCCESS;
}

/** Whether a group wants settings of the component that a fix is of. */
static bool is_of(const struct kp_group *group, const struct kp_fix *fix)
{
	return group->files == KP_FILE__COUNT && !group->is_refused &&
	       group->component == fix->query->component;
}

/** Fix what all groups say of the settings of a component, in one step. @return the exit status */
static int fix_settings(const struct kp_fix *fix, const struct kp_options *options)
{
	KP_CLEANUP(kp_freep) struct kp_task *tasks = calloc(options->count, sizeof(*tasks));
	struct kp_error error;
	enum kp_status status;
	int result = EXIT_SUCCESS;
	size_t count = 0;

	if (tasks == NULL) {
		(void)kp_complain("out of memory");
		return KP_EXIT_FAILED;
	}
	for (size_t i = 0; i < options->count; i++) {
		const struct kp_group *group = &options->groups[i];

		if (is_of(group, fix)) {
			tasks[count++].order =
				(struct kp_order){ group->wanted, group->count, &group->leave,
						   group->instead.name == NULL ? NULL
									       : &group->instead };
		}
	}
	status = count == 0 ? KP_OK : kp_tasks_do(fix, tasks, count, &error);
	for (size_t i = 0, task = 0; i < options->count; i++) {
		const struct kp_group *group = &options->groups[i];

		if (!is_of(group, fix)) {
			continue;
		}
		if (status != KP_OK) {
			(void)tell(group, status, &error);
			result = KP_EXIT_FAILED;
		} else if (tell(group, tasks[task].status, &tasks[task].error) != EXIT_SUCCESS) {
			result = KP_EXIT_FAILED;
		}
		task++;
	}
	return result;
}

/** What all groups want of a kind of files. @return how many groups these are */
static size_t join(const struct kp_options *options, enum kp_file_kind kind,
		   struct kp_restriction *ret_all)
{
	size_t count = 0;

	*ret_all = (struct kp_restriction){ .allowed = KP_ANY_MODE };
	for (size_t i = 0; i < options->count; i++) {
		const struct kp_restriction *wanted = &options->groups[i].restriction;

		if (options->groups[i].files == kind && !options->groups[i].is_refused) {
			ret_all->allowed &= wanted->allowed;
			ret_all->root_owner = ret_all->root_owner || wanted->root_owner;
			ret_all->root_group = ret_all->root_group || wanted->root_group;
			count++;
		}
	}
	return count;
}

/** Fix what the groups say of a kind of files: in one step, or where that fails one by one. */
static int fix_files(const struct kp_fix *fix, const struct kp_options *options,
		     enum kp_file_kind kind)
{
	struct kp_restriction all;
	struct kp_error error;
	size_t count = join(options, kind, &all);
	enum kp_status status = count == 0 ? KP_OK : kp_file_access_fix(fix, kind, &all, &error);
	int result = EXIT_SUCCESS;

	for (size_t i = 0; i < options->count; i++) {
		const struct kp_group *group = &options->groups[i];
		enum kp_status alone = status;

		if (group->files != kind || group->is_refused) {
			continue;
		}
		if (status != KP_OK && count > 1) {
			alone = kp_file_access_fix(fix, kind, &group->restriction, &error);
		}
		if (tell(group, alone, &error) != EXIT_SUCCESS) {
			result = KP_EXIT_FAILED;
		}
	}
	return result;
}

/** Restrict the configuration files of kubelets that are restarted next: one restart does for both. What
 * comes of it is told by fix_files(). */
static void restrict_before(const struct kp_fix *fix, const void *user)
{
	const struct kp_options *options = user;
	struct kp_fix later = *fix;
	struct kp_restriction all;
	struct kp_error error;

	later.restarts_later = true;
	if (join(options, KP_FILE_CONFIGURATION, &all) > 0 &&
	    kp_file_access_fix(&later, KP_FILE_CONFIGURATION, &all, &error) != KP_OK) {
		(void)printf("failed: %s\n", error.message);
	}
}

/** Fix what the groups say of settings, component by component. @return the exit status */
static int fix_all_settings(const struct kp_fix *fix, const struct kp_options *options)
{
	struct kp_restriction ignored;
	bool restricts = join(options, KP_FILE_CONFIGURATION, &ignored) > 0;
	int result = EXIT_SUCCESS;

	for (size_t i = 0; kp_fix_components[i] != NULL; i++) {
		struct kp_query query = *fix->query;
		struct kp_fix of_one = *fix;

		query.component = kp_fix_components[i];
		of_one.query = &query;
		if (restricts && query.component == kp_file_kind_component(KP_FILE_CONFIGURATION)) {
			of_one.before = restrict_before;
			of_one.user = options;
		}
		if (fix_settings(&of_one, options) != EXIT_SUCCESS) {
			result = KP_EXIT_FAILED;
		}
	}
	return result;
}

/** Fix what the groups say. @return the exit status */
static int fix_all(const struct kp_fix *fix, const struct kp_options *options)
{
	int result = fix_all_settings(fix, options);

	for (size_t i = 0; i < options->count; i++) {
		result = options->groups[i].is_refused ? KP_EXIT_FAILED : result;
	}
	for (enum kp_file_kind kind = 0; kind < KP_FILE__COUNT; kind++) {
		if (fix_files(fix, options, kind) != EXIT_SUCCESS) {
			result = KP_EXIT_FAILED;
		}
	}
	return result;
}

/** Fix what the options say. @return the exit status */
static int fix(const struct kp_options *options)
{
	struct kp_fix fix = options->fix;
	struct kp_query query = { .component = kp_fix_components[0], .with_services = true };
	struct kp_ctx ctx;
	struct kp_error error;
	int result = KP_EXIT_FAILED;
	enum kp_status status = kp_ctx_init(&ctx, "/", &error);

	if (status == KP_OK) {
		status = kp_version_parse_variable(getenv("OSCAP_KUBELET_VERSION"), &query.minor,
						   &error);
		fix.query = &query;
		fix.ctx = &ctx;
		if (status == KP_OK) {
			result = fix_all(&fix, options);
		}
		kp_ctx_done(&ctx);
	}
	if (status != KP_OK) {
		(void)kp_complain("%s", error.message);
	}
	return result;
}

/**
 * Add the document of a component to a text, behind those that are there.
 * @param[in,out] count of settings in all documents
 */
static enum kp_status add_document(const struct kp_options *options,
				   const struct kp_component *component, struct kp_text *all,
				   size_t *count, struct kp_error *reterr)
{
	KP_CLEANUP(kp_buffer_done) struct kp_buffer document = { 0 };
	enum kp_status status = kp_print_begin(component, &document, reterr);
	size_t before = *count;

	for (size_t i = 0; status == KP_OK && i < options->count; i++) {
		const struct kp_group *group = &options->groups[i];
		size_t of_it = group->component == component ? group->count : 0;

		for (size_t j = 0; status == KP_OK && j < of_it; j++) {
			if (group->wanted[j].value != NULL) {
				status = kp_print_add(&group->wanted[j], &document, reterr);
				++*count;
			}
		}
	}
	if (status == KP_OK && *count > before) {
		kp_text_add_str(all, before > 0 ? "---\n" : "");
		kp_text_add(all, (const char *)document.at, document.len);
	}
	return status;
}

/**
 * Print the settings of all groups, one document for each component: of several a kubelet reads the first
 * alone, which is its own. @return the exit status
 */
static int print(const struct kp_options *options)
{
	KP_CLEANUP(kp_freep) char *all = NULL;
	struct kp_text text = { 0 };
	struct kp_error error;
	enum kp_status status = KP_OK;
	size_t count = 0;

	for (size_t i = 0; i < options->count; i++) {
		if (options->groups[i].is_refused) {
			return KP_EXIT_FAILED;
		}
	}
	for (size_t i = 0; status == KP_OK && kp_fix_components[i] != NULL; i++) {
		status = add_document(options, kp_fix_components[i], &text, &count, &error);
	}
	if (status == KP_OK) {
		status = kp_text_finish(&text, &all, &error);
	}
	kp_text_done(&text);
	if (status != KP_OK) {
		(void)kp_complain("%s", error.message);
		return KP_EXIT_FAILED;
	}
	if (count == 0) {
		return kp_complain(
			"--print: no SETTING=VALUE is given; flags and files are in no document");
	}
	if (fputs(all, stdout) == EOF || fflush(stdout) != 0) {
		(void)kp_complain("cannot write: %s", strerror(errno));
		return KP_EXIT_FAILED;
	}
	return EXIT_SUCCESS;
}

int main(int argc, char *argv[])
{
	KP_CLEANUP(kp_options_done)
	struct kp_options options = {
		.fix = { .backup_dir = KP_BACKUP_DIR,
			 .settle = DEFAULT_SETTLE,
			 .health = DEFAULT_HEALTH,
			 .out = stdout },
	};
	int result = kp_options_read(&options, argc, argv);
	KP_CLEANUP(kp_closep) int lock_fd = -1;

	if (result != 0) {
		return result;
	}
	if (options.prints) {
		return print(&options);
	}
	if (geteuid() != 0) {
		(void)kp_complain("only root can change a kubelet");
		return KP_EXIT_FAILED;
	}
	lock_fd = lock();
	if (lock_fd < 0) {
		return KP_EXIT_FAILED;
	}
	set_signals();
	result = fix(&options);
	if (fflush(stdout) != 0) {
		(void)kp_complain("cannot write: %s", strerror(errno));
		return KP_EXIT_FAILED;
	}
	return result;
}
