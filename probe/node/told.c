/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "node/told.h"

#include <limits.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/cleanup.h"
#include "base/text.h"
#include "component/effective.h"
#include "hosts/hosts.h"
#include "node/package.h"
#include "node/version.h"

struct kp_claimed {
	struct kp_package package;
	struct kp_circumstances circumstances;
	struct kp_versions *versions; /* NULL until something is asked */
};

static void free_claimed(struct kp_claimed *claimed)
{
	if (claimed != NULL) {
		kp_versions_free(claimed->versions);
		kp_package_done(&claimed->package);
		free(claimed);
	}
}

void kp_told_done(struct kp_told *told)
{
	free_claimed(told->claimed);
	kp_versions_free(told->versions);
	kp_versions_free(told->by_flags);
	kp_sources_done(&told->files);
	kp_given_done(&told->given);
}

/**
 * Work out what flags say whatever the files said at the start, where those changed: what they are
 * now, be it gone or broken, says nothing of it.
 */
static enum kp_status compute_by_flags(const struct kp_process *process,
				       const struct kp_circumstances *circumstances,
				       struct kp_told *told, struct kp_error *reterr)
{
	if (process->origin != KP_ORIGIN_PROCESS || told->files.changed_path == NULL) {
		return KP_OK;
	}
	told->blank = (struct kp_sources){
		.config_dir = told->files.config_dir,
		.has_alpha = told->files.has_alpha,
		.room = told->files.room,
		.is_blank = true,
	};
	return kp_versions_compute(told->component, told->given.argv, &told->blank, circumstances,
				   &told->by_flags, reterr);
}

/** Keep what a package database claims until something depends on it. */
static enum kp_status keep_claimed(struct kp_package *package,
				   const struct kp_circumstances *circumstances,
				   struct kp_told *told)
{
	if (package->minor == 0 || package->is_proven) {
		return KP_OK;
	}
	kp_package_charge(package, told->files.room);
	if (package->exe_fd < 0) {
		return KP_OK;
	}
	told->claimed = malloc(sizeof(*told->claimed));
	if (told->claimed == NULL) {
		return KP_ERR_NOMEM;
	}
	*told->claimed =
		(struct kp_claimed){ .package = *package, .circumstances = *circumstances };
	told->claimed->circumstances.minor = package->minor;
	package->exe_fd = -1;
	return KP_OK;
}

/** What is known of a process, or of what a service would start. */
static struct kp_circumstances look_around(const struct kp_query *query,
					   const struct kp_process *process,
					   struct kp_package *package)
{
	const struct kp_version version = kp_version_of(query, process, package);
	bool is_running = process->origin == KP_ORIGIN_PROCESS;

	return (struct kp_circumstances){
		.minor = version.minor,
		.evidence = version.evidence,
		.is_running = is_running,
		.is_to_start = query->judges_start && !is_running,
		.accepts_gates = version.accepts_gates,
	};
}

/** Read the files. @return as kp_sources_read(), with the reason kept in told */
static enum kp_status read_sources(const struct kp_query *query, const struct kp_ctx *ctx,
				   const struct kp_process *process, struct kp_told *told)
{
	enum kp_status status = kp_sources_read(query->component, ctx, process, told->given.argv,
						&told->files, &told->argv_error);

	if (status == KP_OK && query->with_unheeded) {
		status = kp_sources_read_unread(ctx, process, &told->files, &told->argv_error);
	}
	return status == KP_ERR_SYNTAX && process->origin == KP_ORIGIN_PROCESS
		       ? kp_versions_wrap_running(query->component, &told->argv_error)
		       : status;
}

enum kp_status kp_told_init(const struct kp_query *query, const struct kp_ctx *ctx,
			    const struct kp_process *process, struct kp_told *told)
{
	struct kp_error *error = &told->argv_error;
	struct kp_given *given = &told->given;
	enum kp_status status =
		process->argv == NULL ? kp_tell(&process->error, error)
				      : kp_host_give(query->component, ctx, process, given, error);
	KP_CLEANUP(kp_package_done) struct kp_package package = KP_PACKAGE_NONE;
	struct kp_circumstances circumstances = { 0 };

	told->component = query->component;
	if (status == KP_OK) {
		status = read_sources(query, ctx, process, told);
	}
	if (status == KP_OK) {
		circumstances = look_around(query, process, &package);
		status = kp_versions_compute(query->component, given->argv, &told->files,
					     &circumstances, &told->versions, error);
	}
	if (status == KP_OK) {
		status = compute_by_flags(process, &circumstances, told, error);
	}
	if (status == KP_OK) {
		status = keep_claimed(&package, &circumstances, told);
	}
	return status == KP_ERR_NOMEM ? status : KP_OK;
}

int kp_told_version(const struct kp_told *told, const char **ret_evidence)
{
	const struct kp_circumstances *known =
		told->versions == NULL ? NULL : kp_versions_circumstances(told->versions);

	if (known != NULL && known->minor != 0) {
		*ret_evidence = known->evidence;
		return known->minor;
	}
	if (told->claimed != NULL && kp_package_prove(&told->claimed->package)) {
		*ret_evidence = "the package that its executable is of";
		return told->claimed->package.minor;
	}
	return 0;
}

bool kp_told_changed_since_start(const struct kp_told *told)
{
	return told->files.changed_path != NULL || told->given.changed;
}

const struct kp_error *kp_told_argv_error(const struct kp_told *told)
{
	if (told->given.doubt.status != KP_OK) {
		return &told->given.doubt;
	}
	return told->argv_error.status == KP_OK ? NULL : &told->argv_error;
}

/** The longest words about an entry of a directory, and its name. */
enum {
	CAUSE_SIZE = NAME_MAX + 64
};

/** Say which entry may have changed a directory, if one is known. */
static void print_cause(const struct kp_sources *files, char cause[CAUSE_SIZE])
{
	(void)snprintf(cause, CAUSE_SIZE, "%s%s%s",
		       files->changed_entry == NULL ? "" : ", maybe by ",
		       files->changed_entry == NULL ? "" : files->changed_entry,
		       files->changed_entry == NULL || files->entry_is_read
			       ? ""
			       : ", which counts for nothing");
}

/**
 * A kubelet reads its files once, at its start (server.go): what they say later is not in force, and
 * what they said then is not known. Flags beat them in any case.
 */
static enum kp_status check_unchanged(const struct kp_told *told, const struct kp_setting *setting,
				      struct kp_error *reterr)
{
	char cause[CAUSE_SIZE];

	if (told->files.changed_path == NULL || setting->beats_files) {
		return KP_OK;
	}
	print_cause(&told->files, cause);
	return kp_fail(
		reterr, KP_ERR_UNSUPPORTED,
		"%s was changed (content, owner, mode, or the way to it) after the %s started%s, so that the "
		"value in force is not known (%s would be %s): restart the %s",
		told->files.changed_path, told->component->name, cause, setting->name,
		setting->value == NULL ? "unset" : setting->value, told->component->name);
}

/** Say that what files said at the start is not known. @param[in] error why they say nothing now */
static enum kp_status tell_lost(const struct kp_told *told, const struct kp_error *error,
				struct kp_error *reterr)
{
	enum kp_status status = kp_tell(error, reterr);
	char cause[CAUSE_SIZE];

	print_cause(&told->files, cause);
	return kp_wrap(
		reterr, status,
		"%s was changed or removed after the %s started%s, so that the value in force "
		"is not known until the %s is restarted",
		told->files.changed_path, told->component->name, cause, told->component->name);
}

/** Find what a flag says that beats files, where those are not what they were. */
static enum kp_status find_by_flags(const struct kp_told *told, const char *name,
				    struct kp_setting **ret_setting)
{
	KP_CLEANUP(kp_setting_freep) struct kp_setting *setting = NULL;
	enum kp_status status = kp_versions_setting(told->by_flags, name, &setting, NULL);

	if (status != KP_OK) {
		return status;
	}
	if (!setting->beats_files) {
		return KP_ERR_UNSUPPORTED;
	}
	*ret_setting = kp_steal(&setting);
	return KP_OK;
}

/** Work out what the version that the package database claims makes of it. @return whether that is done */
static bool compute_claimed(const struct kp_told *told)
{
	struct kp_claimed *claimed = told->claimed;

	return claimed != NULL &&
	       (claimed->versions != NULL ||
		kp_versions_compute(told->component, told->given.argv, &told->files,
				    &claimed->circumstances, &claimed->versions, NULL) == KP_OK);
}

/** Work out a setting of the versions that it can be of. */
static enum kp_status find_in_versions(const struct kp_told *told, const char *name,
				       struct kp_setting **ret_setting, struct kp_error *reterr)
{
	struct kp_claimed *claimed = compute_claimed(told) ? told->claimed : NULL;
	/* Whether it starts at all may hang on the version, and then its value. */
	bool is_proven = claimed != NULL && kp_versions_refuse(claimed->versions) &&
			 kp_package_prove(&claimed->package);
	enum kp_status status = kp_versions_setting(is_proven ? claimed->versions : told->versions,
						    name, ret_setting, reterr);

	if (status != KP_ERR_UNSUPPORTED || is_proven || claimed == NULL ||
	    !kp_package_prove(&claimed->package)) {
		return status;
	}
	*reterr = (struct kp_error){ 0 };
	return kp_versions_setting(claimed->versions, name, ret_setting, reterr);
}

/** Work out a setting from what is known, be that certain or not. */
static enum kp_status find_setting(const struct kp_told *told, const char *name,
				   struct kp_setting **ret_setting, struct kp_error *reterr)
{
	struct kp_error error = { 0 };
	enum kp_status status = told->argv_error.status;

	if (status != KP_OK) {
		(void)kp_tell(&told->argv_error, reterr);
		return status;
	}
	status = find_in_versions(told, name, ret_setting, &error);
	if (status == KP_OK) {
		return KP_OK;
	}
	if (status == KP_ERR_NOMEM || status == KP_ERR_INVAL || told->by_flags == NULL) {
		(void)kp_tell(&error, reterr);
		return status;
	}
	status = find_by_flags(told, name, ret_setting);
	if (status == KP_ERR_NOMEM) {
		return kp_fail(reterr, status, "out of memory");
	}
	return status == KP_OK ? KP_OK : tell_lost(told, &error, reterr);
}

/**
 * Say why a setting is not certain, and what it would be.
 * @param[in] setting NULL if nothing can be said of it
 */
static enum kp_status tell_doubt(const struct kp_told *told, const struct kp_setting *setting,
				 struct kp_error *reterr)
{
	const struct kp_error *doubt = &told->given.doubt;
	KP_CLEANUP(kp_freep) char *location = NULL;
	enum kp_status status;

	if (setting == NULL) {
		return kp_fail(reterr, doubt->status, "%s, so that the value in force is not known",
			       doubt->message);
	}
	status = kp_setting_location(setting, &location, reterr);
	if (status != KP_OK) {
		return status;
	}
	return kp_fail(
		reterr, doubt->status,
		"%s, so that the value in force is not known (from what can be seen %s would "
		"be %s: %s)",
		doubt->message, setting->name, setting->value == NULL ? "unset" : setting->value,
		location);
}

enum kp_status kp_told_setting(const struct kp_told *told, const char *name,
			       struct kp_setting **ret_setting, struct kp_error *reterr)
{
	KP_CLEANUP(kp_setting_freep) struct kp_setting *setting = NULL;
	enum kp_status status = find_setting(told, name, &setting, reterr);

	if (told->given.doubt.status != KP_OK && status != KP_ERR_NOMEM && status != KP_ERR_INVAL) {
		return tell_doubt(told, setting, reterr);
	}
	if (status == KP_OK) {
		status = check_unchanged(told, setting, reterr);
	}
	if (status == KP_OK) {
		*ret_setting = kp_steal(&setting);
	}
	return status;
}

enum kp_status kp_told_setting_in(const struct kp_told *told, int minor, const char *name,
				  struct kp_setting **ret_setting, struct kp_error *reterr)
{
	KP_CLEANUP(kp_effective_freep) struct kp_effective *effective = NULL;
	const struct kp_release release = { minor, true };
	enum kp_status status;

	if (kp_told_argv_error(told) != NULL) {
		return kp_tell(kp_told_argv_error(told), reterr);
	}
	status = kp_effective_new(told->component, told->given.argv, &told->files, release, NULL,
				  &effective, reterr);
	return status == KP_OK ? kp_effective_setting(effective, name, ret_setting, reterr)
			       : status;
}

/** What two kubelets tell of a setting. */
enum answer {
	ANSWER_NONE, /* the version is not that of both */
	ANSWER_NO_SETTING,
	ANSWER_SAME,
	ANSWER_OTHER, /* or not known */
	ANSWER__COUNT
};

/** Compare a setting in one version. @return KP_OK; KP_ERR_NOMEM */
static enum kp_status same_in(const struct kp_told *left, const struct kp_told *right, int minor,
			      const char *name, enum answer *ret_answer)
{
	KP_CLEANUP(kp_setting_freep) struct kp_setting *mine = NULL;
	KP_CLEANUP(kp_setting_freep) struct kp_setting *other = NULL;
	enum kp_status left_status = kp_told_setting_in(left, minor, name, &mine, NULL);
	enum kp_status status = left_status;

	if (status != KP_ERR_SYNTAX && status != KP_ERR_NOMEM) {
		status = kp_told_setting_in(right, minor, name, &other, NULL);
	}
	if (status == KP_ERR_NOMEM) {
		return status;
	}
	if (status == KP_ERR_SYNTAX) {
		*ret_answer = ANSWER_NONE;
	} else if (left_status == KP_ERR_INVAL && status == KP_ERR_INVAL) {
		*ret_answer = ANSWER_NO_SETTING;
	} else {
		*ret_answer =
			left_status == KP_OK && status == KP_OK && kp_setting_is_same(mine, other)
				? ANSWER_SAME
				: ANSWER_OTHER;
	}
	return KP_OK;
}

/** Compare a setting in each version, whichever it is. @return KP_OK; KP_ERR_NOMEM */
static enum kp_status same_in_each(const struct kp_told *left, const struct kp_told *right,
				   const char *name, enum answer *ret_answer)
{
	enum answer all = ANSWER_NONE;
	enum kp_status status = KP_OK;

	for (int minor = KP_MINOR_FIRST;
	     status == KP_OK && all != ANSWER_OTHER && minor <= KP_MINOR_LAST; minor++) {
		enum answer answer = ANSWER_NONE;

		status = same_in(left, right, minor, name, &answer);
		all = answer > all ? answer : all;
	}
	*ret_answer = all;
	return status;
}

static bool is_absent(const struct kp_setting *setting)
{
	return setting != NULL && setting->is_absent;
}

/** Compare what is certain of a setting. @return KP_OK; why it is not of one of the two */
static enum kp_status compare_certain(const struct kp_told *left, const struct kp_told *right,
				      const char *name, bool *ret_same)
{
	KP_CLEANUP(kp_setting_freep) struct kp_setting *mine = NULL;
	KP_CLEANUP(kp_setting_freep) struct kp_setting *other = NULL;
	enum kp_status status = kp_told_setting(left, name, &mine, NULL);

	if (status == KP_OK) {
		status = kp_told_setting(right, name, &other, NULL);
	}
	/* What a version does not have can be compared in another one that may be that of both. */
	if (status == KP_OK && (is_absent(mine) || is_absent(other))) {
		return KP_ERR_INVAL;
	}
	if (status == KP_OK) {
		*ret_same = kp_setting_is_same(mine, other);
	}
	return status;
}

enum kp_status kp_told_same(const struct kp_told *left, const struct kp_told *right,
			    const char *name, bool *ret_same, struct kp_error *reterr)
{
	enum answer answer = ANSWER_OTHER;
	enum kp_status status = compare_certain(left, right, name, ret_same);

	if (status == KP_OK) {
		return KP_OK;
	}
	/* One that no version starts with is not the same as one that runs. */
	if (status != KP_ERR_SYNTAX && status != KP_ERR_NOMEM &&
	    !kp_told_changed_since_start(left) && !kp_told_changed_since_start(right)) {
		status = same_in_each(left, right, name, &answer);
	}
	if (status == KP_ERR_NOMEM) {
		return kp_fail(reterr, status, "out of memory");
	}
	if (answer == ANSWER_NO_SETTING) {
		return kp_fail(reterr, KP_ERR_INVAL, "no setting is named %s", name);
	}
	*ret_same = answer == ANSWER_SAME;
	return KP_OK;
}
