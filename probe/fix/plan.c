/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "fix/plan.h"

#include <stdlib.h>
#include <string.h>

#include "core/cleanup.h"
#include "core/flags.h"
#include "core/names.h"
#include "core/root.h"
#include "core/services.h"
#include "core/text.h"
#include "core/versions.h"
#include "fix/document_edit.h"
#include "fix/plan_argument.h"
#include "fix/plan_file.h"

void kp_plan_done(struct kp_plan *plan)
{
	for (size_t i = 0; i < plan->count; i++) {
		kp_plan_file_done(&plan->files[i]);
	}
	for (size_t i = 0; i < plan->change_count; i++) {
		free(plan->changes[i]);
	}
	free(plan->files);
	free(plan->changes);
	kp_kubelet_free(plan->service);
	*plan = (struct kp_plan){ 0 };
}

/** @return what the newest version that takes the arguments makes of a setting; caller-owned */
static enum kp_status newest_setting(const struct kp_kubelet *kubelet, const char *name,
				     struct kp_setting **ret_setting, struct kp_error *reterr)
{
	enum kp_status status = KP_ERR_UNSUPPORTED;

	for (int minor = KP_MINOR_LAST; status != KP_OK && minor >= KP_MINOR_FIRST; minor--) {
		status = kp_kubelet_setting_in(kubelet, minor, name, ret_setting, reterr);
		if (status == KP_ERR_NOMEM) {
			return status;
		}
	}
	return status;
}

enum kp_status kp_plan_look(const struct kp_kubelet *kubelet, const struct kp_wanted *wanted,
			    const struct kp_leave *leave, struct kp_setting **ret_setting,
			    bool *ret_met, struct kp_error *reterr)
{
	KP_CLEANUP(kp_setting_freep) struct kp_setting *setting = NULL;
	enum kp_status status = kp_kubelet_setting(kubelet, wanted->name, &setting, reterr);

	if (status != KP_OK) {
		return status;
	}
	*ret_met = kp_wanted_is_met(wanted, leave, setting);
	*ret_setting = kp_steal(&setting);
	return KP_OK;
}

/** Paths that a kubelet does not start without. */
static const char *const needed_files[] = {
	"authentication.x509.clientCAFile",
	"tlsCertFile",
	"tlsPrivateKeyFile",
};

/** Make sure that the file is there, if a setting is the path of one that the kubelet needs. */
static enum kp_status check_needed(const struct kp_ctx *ctx, const struct kp_wanted *wanted,
				   struct kp_error *reterr)
{
	struct stat st;

	for (size_t i = 0; i < sizeof(needed_files) / sizeof(needed_files[0]); i++) {
		if (wanted->value == NULL || strcmp(wanted->name, needed_files[i]) != 0) {
			continue;
		}
		if (wanted->value[0] != '/') {
			return kp_fail(reterr, KP_ERR_INVAL, "%s: %s is no absolute path",
				       wanted->name, wanted->value);
		}
		if (kp_root_stat_beneath(ctx->root_fd, wanted->value, &st, reterr) != KP_OK) {
			return kp_wrap(reterr, KP_ERR_NOENT, "%s would be needed", wanted->name);
		}
	}
	return KP_OK;
}

/** What a setting becomes, for a document and for a flag. Start as `{ 0 }`. */
struct target {
	struct kp_new_value value;
	const char **members; /**< owned */
	char *text;           /**< owned; members with commas */
};

static void target_done(struct target *target)
{
	free(target->members);
	free(target->text);
}

/** Fill a target that is a list. */
static enum kp_status fill_list(const struct kp_wanted *wanted, const struct kp_leave *leave,
				const struct kp_setting *setting, struct target *target,
				struct kp_error *reterr)
{
	KP_CLEANUP(kp_text_done) struct kp_text text = { 0 };

	target->members = calloc(wanted->count, sizeof(*target->members));
	if (target->members == NULL) {
		return kp_fail(reterr, KP_ERR_NOMEM, "out of memory");
	}
	target->value.items = target->members;
	target->value.count = kp_wanted_members(wanted, leave, setting, target->members);
	for (size_t i = 0; i < target->value.count; i++) {
		kp_text_add_str(&text, i == 0 ? "" : ",");
		kp_text_add_str(&text, target->members[i]);
	}
	return kp_text_finish(&text, &target->text, reterr);
}

static enum kp_status fill_target(const struct kp_wanted *wanted, const struct kp_leave *leave,
				  const struct kp_setting *setting, struct target *target,
				  struct kp_error *reterr)
{
	enum kp_status status;

	target->value.kind = wanted->kind;
	if (target->value.kind == KP_NODE_LIST) {
		return fill_list(wanted, leave, setting, target, reterr);
	}
	status = kp_text_dup(wanted->value, &target->text, reterr);
	target->value.text = target->text;
	return status;
}

/** Set a value in a configuration file. */
static enum kp_status set_in_file(struct kp_plan *plan, const char *path,
				  const struct kp_setting *setting, const struct target *target,
				  struct kp_error *reterr)
{
	KP_CLEANUP(kp_text_done) struct kp_text change = { 0 };
	KP_CLEANUP(kp_freep) uint8_t *now = NULL;
	struct kp_plan_file *file = NULL;
	size_t len = 0;
	long line = 0;
	enum kp_status status = kp_plan_file_open(plan, path, &file, reterr);

	if (status == KP_OK) {
		status = kp_document_set(file->now, file->now_len, &plan->ctx->limits,
					 setting->name, &target->value, &now, &len, &line, reterr);
		if (status != KP_OK) {
			return kp_wrap(reterr, status, "%s", path);
		}
	}
	if (status != KP_OK) {
		return status;
	}
	kp_plan_file_set(file, kp_steal(&now), len);
	kp_text_add_str(&change, path);
	kp_text_addf(&change, ":%ld: ", line);
	kp_text_add_str(&change, setting->name);
	kp_text_add_str(&change, " becomes ");
	kp_text_add_str(&change, target->text);
	status = kp_plan_note(plan, &change, reterr);
	return status == KP_OK ? kp_plan_reload(plan, reterr) : status;
}

/** Say a setting at the place that says it now, or at a new one. */
static enum kp_status say(struct kp_plan *plan, const struct kp_setting *setting,
			  const struct target *target, struct kp_error *reterr)
{
	KP_CLEANUP(kp_freep) char *path = NULL;
	enum kp_status status;
	long line = 0;

	if (setting->source == KP_SOURCE_FLAG) {
		return kp_plan_argument_set(plan, setting->name, target->text, reterr);
	}
	if (setting->source == KP_SOURCE_DEFAULT) {
		const char *config_file = kp_kubelet_config_file(plan->service);

		return config_file != NULL
			       ? set_in_file(plan, config_file, setting, target, reterr)
			       : kp_plan_argument_add(plan, setting->name, target->text, reterr);
	}
	status = kp_plan_split(setting->location, &path, &line, reterr);
	if (status == KP_ERR_INVAL) {
		return kp_fail(reterr, KP_ERR_UNSUPPORTED, "%s is said at several places: %s",
			       setting->name, setting->location);
	}
	return status == KP_OK ? set_in_file(plan, path, setting, target, reterr) : status;
}

/** Plan the change of one setting. */
static enum kp_status plan_one(struct kp_plan *plan, const struct kp_wanted *wanted,
			       const struct kp_leave *leave, struct kp_error *reterr)
{
	KP_CLEANUP(kp_setting_freep) struct kp_setting *setting = NULL;
	KP_CLEANUP(target_done) struct target target = { 0 };
	bool met = false;
	enum kp_status status = kp_plan_look(plan->service, wanted, leave, &setting, &met, reterr);

	if (status == KP_ERR_UNSUPPORTED) {
		/* It may be that only the versions differ, as they do no more once it is said. */
		status = newest_setting(plan->service, wanted->name, &setting, reterr);
	}
	if (status != KP_OK || met) {
		return status;
	}
	if (wanted->value == NULL) {
		return kp_plan_argument_remove(plan, wanted->name, reterr);
	}
	status = check_needed(plan->ctx, wanted, reterr);
	if (status == KP_OK) {
		status = fill_target(wanted, leave, setting, &target, reterr);
	}
	return status == KP_OK ? say(plan, setting, &target, reterr) : status;
}

/** Whether a name is that of a wanted setting, of the map that one is a member of, or of its flag. */
static bool is_wanted(const char *name, const struct kp_wanted *wanted, size_t count)
{
	size_t len = strlen(name);

	for (size_t i = 0; i < count; i++) {
		const char *of = wanted[i].name;

		if ((strncmp(of, name, len) == 0 && (of[len] == '\0' || of[len] == '.')) ||
		    kp_plan_flag_says(name, of)) {
			return true;
		}
	}
	return false;
}

/** Whether two values are the same; NULL is none. */
static bool is_same_value(const char *left, const char *right)
{
	return left == NULL || right == NULL ? left == right : strcmp(left, right) == 0;
}

/**
 * Whether two kubelets of one version answer the same. A version that does not start with the one or
 * the other is none that runs on both.
 */
static enum kp_status compare_in(const struct kp_kubelet *before, const struct kp_kubelet *after,
				 int minor, const char *name, bool *ret_same)
{
	KP_CLEANUP(kp_setting_freep) struct kp_setting *left = NULL;
	KP_CLEANUP(kp_setting_freep) struct kp_setting *right = NULL;
	enum kp_status left_status = kp_kubelet_setting_in(before, minor, name, &left, NULL);
	enum kp_status right_status = kp_kubelet_setting_in(after, minor, name, &right, NULL);

	if (left_status == KP_ERR_NOMEM || right_status == KP_ERR_NOMEM) {
		return KP_ERR_NOMEM;
	}
	if (left_status == KP_ERR_SYNTAX || right_status == KP_ERR_SYNTAX) {
		*ret_same = true;
	} else {
		*ret_same = left_status == right_status &&
			    (left_status != KP_OK || is_same_value(left->value, right->value));
	}
	return KP_OK;
}

/**
 * Whether two kubelets answer the same for a setting. Where no certain answer can be given, which is
 * so as long as the version is not known, every version has to.
 * @return KP_OK; KP_ERR_NOMEM
 */
static enum kp_status compare(const struct kp_kubelet *before, const struct kp_kubelet *after,
			      const char *name, bool *ret_same, struct kp_error *reterr)
{
	KP_CLEANUP(kp_setting_freep) struct kp_setting *left = NULL;
	KP_CLEANUP(kp_setting_freep) struct kp_setting *right = NULL;
	enum kp_status left_status = kp_kubelet_setting(before, name, &left, NULL);
	enum kp_status status = kp_kubelet_setting(after, name, &right, NULL);

	*ret_same = true;
	if (left_status == KP_OK && status == KP_OK) {
		*ret_same = is_same_value(left->value, right->value);
		return KP_OK;
	}
	status = left_status == KP_ERR_NOMEM || status == KP_ERR_NOMEM ? KP_ERR_NOMEM : KP_OK;
	for (int minor = KP_MINOR_FIRST; status == KP_OK && *ret_same && minor <= KP_MINOR_LAST;
	     minor++) {
		status = compare_in(before, after, minor, name, ret_same);
	}
	return status == KP_OK ? KP_OK : kp_fail(reterr, status, "out of memory");
}

/** Make sure that no setting changed but the wanted ones. */
static enum kp_status check_others(const struct kp_kubelet *before, const struct kp_kubelet *after,
				   const struct kp_wanted *wanted, size_t count,
				   struct kp_error *reterr)
{
	enum kp_status status = KP_OK;
	size_t position = 0;
	const char *name;

	while (status == KP_OK && (name = kp_names_next(&position)) != NULL) {
		bool same = true;

		if (!is_wanted(name, wanted, count)) {
			status = compare(before, after, name, &same, reterr);
		}
		if (!same) {
			return kp_fail(reterr, KP_ERR_UNSUPPORTED,
				       "to set %s would change %s too: change it by hand",
				       wanted[0].name, name);
		}
	}
	return status;
}

/** Make sure that each setting is as it is wanted. */
static enum kp_status check_met(const struct kp_plan *plan, const struct kp_wanted *wanted,
				size_t count, const struct kp_leave *leave, struct kp_error *reterr)
{
	for (size_t i = 0; i < count; i++) {
		KP_CLEANUP(kp_setting_freep) struct kp_setting *setting = NULL;
		bool met = false;
		enum kp_status status =
			kp_plan_look(plan->service, &wanted[i], leave, &setting, &met, reterr);

		if (status == KP_OK && !met) {
			return kp_fail(reterr, KP_ERR_UNSUPPORTED,
				       "%s would be %s (%s) all the same: change it by hand",
				       wanted[i].name,
				       setting->value == NULL ? "unset" : setting->value,
				       setting->location);
		}
		if (status != KP_OK) {
			return kp_wrap(reterr, status, "after the change");
		}
	}
	return KP_OK;
}

enum kp_status kp_plan_make(const struct kp_ctx *ctx, const char *unit,
			    const struct kp_wanted *wanted, size_t count,
			    const struct kp_leave *leave, struct kp_plan *plan,
			    struct kp_error *reterr)
{
	KP_CLEANUP(kp_kubelet_freep) struct kp_kubelet *before = NULL;
	enum kp_status status = kp_service_of(ctx, unit, &before, reterr);

	plan->ctx = ctx;
	plan->unit = unit;
	if (status == KP_OK && kp_kubelet_argv_error(before) != NULL) {
		status = kp_tell(kp_kubelet_argv_error(before), reterr);
	}
	if (status == KP_OK) {
		status = kp_plan_reload(plan, reterr);
	}
	for (size_t i = 0; status == KP_OK && i < count; i++) {
		status = plan_one(plan, &wanted[i], leave, reterr);
	}
	if (status == KP_OK) {
		status = check_met(plan, wanted, count, leave, reterr);
	}
	if (status == KP_OK) {
		status = check_others(before, plan->service, wanted, count, reterr);
	}
	kp_plan_drop_unchanged(plan);
	return status;
}
