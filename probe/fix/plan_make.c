/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "fix/plan_make.h"

#include <stdlib.h>
#include <string.h>

#include "base/cleanup.h"
#include "base/text.h"
#include "component/component.h"
#include "component/field.h"
#include "component/names.h"
#include "component/secret.h"
#include "component/versions.h"
#include "fix/edit/document.h"
#include "fix/plan_argument.h"
#include "fix/plan_make.h"
#include "node/told.h"

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

/** Refuse to set what the version does not have. */
static enum kp_status refuse_absent(const struct kp_setting *setting, struct kp_error *reterr)
{
	KP_CLEANUP(kp_freep) char *location = NULL;
	enum kp_status status = kp_setting_location(setting, &location, reterr);

	if (status != KP_OK) {
		return status;
	}
	(void)kp_fail(reterr, KP_ERR_INVAL, "%s: %s", setting->name, location);
	return KP_ERR_INVAL;
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
	if (setting->is_absent) {
		return refuse_absent(setting, reterr);
	}
	*ret_met = kp_wanted_is_met(wanted, leave, setting);
	*ret_setting = kp_steal(&setting);
	return KP_OK;
}

/** Make sure that a path is absolute: what a relative one is depends on where it is said. */
static enum kp_status check_path(const struct kp_config_type *type, const struct kp_wanted *wanted,
				 struct kp_error *reterr)
{
	const struct kp_field *field = kp_field_find(type, wanted->name, KP_MINOR_LAST);

	if (field == NULL || !kp_field_is_path(type, field) || wanted->value == NULL ||
	    wanted->value[0] == '/') {
		return KP_OK;
	}
	return kp_fail(reterr, KP_ERR_INVAL, "%s: %s is no absolute path", wanted->name,
		       wanted->value);
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
	KP_CLEANUP(kp_buffer_done) struct kp_buffer now = { 0 };
	struct kp_plan_file *file = NULL;
	long line = 0;
	enum kp_status status = kp_plan_file_open(plan, path, &file, reterr);

	if (status == KP_OK) {
		const struct kp_bytes was = kp_buffer_bytes(&file->now);

		status = kp_document_set(&was, &plan->ctx.limits, setting->name, &target->value,
					 &now, &line, reterr);
		if (status != KP_OK) {
			return kp_wrap(reterr, status, "%s", path);
		}
	}
	if (status != KP_OK) {
		return status;
	}
	kp_plan_file_set(file, &now);
	kp_text_add_str(&change, path);
	kp_text_addf(&change, ":%ld: ", line);
	kp_text_add_str(&change, setting->name);
	kp_text_add_str(&change, " becomes ");
	kp_text_add_str(&change, kp_secret_show_setting(plan->query->component, setting->name,
							target->text));
	status = kp_plan_note(plan, &change, reterr);
	return status == KP_OK ? kp_plan_reload(plan, reterr) : status;
}

/** Say a setting at the place that says it now, or at a new one. */
static enum kp_status say(struct kp_plan *plan, const struct kp_setting *setting,
			  const struct target *target, struct kp_error *reterr)
{
	if (setting->source == KP_SOURCE_FLAG) {
		return kp_plan_argument_set(plan, setting->name, target->text, reterr);
	}
	if (setting->source == KP_SOURCE_DEFAULT) {
		const char *config_file = kp_kubelet_config_file(plan->service);

		return config_file != NULL
			       ? set_in_file(plan, config_file, setting, target, reterr)
			       : kp_plan_argument_add(plan, setting->name, target->text, reterr);
	}
	return set_in_file(plan, setting->said[0].path, setting, target, reterr);
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
	status = check_path(plan->query->component->type, wanted, reterr);
	if (status == KP_OK) {
		status = fill_target(wanted, leave, setting, &target, reterr);
	}
	return status == KP_OK ? say(plan, setting, &target, reterr) : status;
}

/** Whether a name is that of a setting that an order wants, of the map that one is a member of, or of
 * its flag. */
static bool is_ordered(const struct kp_component *component, const char *name,
		       const struct kp_order *order)
{
	size_t len = strlen(name);

	for (size_t i = 0; i < order->count; i++) {
		const char *of = order->wanted[i].name;

		if ((strncmp(of, name, len) == 0 && (of[len] == '\0' || of[len] == '.')) ||
		    kp_plan_flag_says(component, name, of)) {
			return true;
		}
	}
	return false;
}

static bool is_wanted(const struct kp_component *component, const char *name,
		      const struct kp_orders *orders)
{
	for (size_t i = 0; i < orders->count; i++) {
		if (is_ordered(component, name, orders->items[i])) {
			return true;
		}
	}
	return false;
}

/** Make sure that no setting changed but the wanted ones. */
static enum kp_status check_others(const struct kp_component *component,
				   const struct kp_kubelet *before, const struct kp_kubelet *after,
				   const struct kp_orders *orders, struct kp_error *reterr)
{
	enum kp_status status = KP_OK;
	size_t position = 0;
	const char *name;

	while (status == KP_OK && (name = kp_names_next(component, &position)) != NULL) {
		bool same = true;

		if (!is_wanted(component, name, orders)) {
			status = kp_told_same(kp_kubelet_told(before), kp_kubelet_told(after), name,
					      &same, reterr);
		}
		/* A setting that they do not have does not change. */
		status = status == KP_ERR_INVAL ? KP_OK : status;
		if (!same) {
			return kp_fail(reterr, KP_ERR_UNSUPPORTED,
				       "to set %s would change %s too: change it by hand",
				       orders->items[0]->wanted[0].name, name);
		}
	}
	return status;
}

/** Say that a setting is not as it is wanted. */
static enum kp_status refuse(const struct kp_wanted *wanted, const struct kp_setting *setting,
			     struct kp_error *reterr)
{
	KP_CLEANUP(kp_freep) char *location = NULL;
	enum kp_status status = kp_setting_location(setting, &location, reterr);

	return status == KP_OK
		       ? kp_fail(reterr, KP_ERR_UNSUPPORTED,
				 "%s would be %s (%s) all the same: change it by hand",
				 wanted->name, setting->value == NULL ? "unset" : setting->value,
				 location)
		       : status;
}

/** Make sure that each setting is as it is wanted. */
static enum kp_status check_met(const struct kp_plan *plan, const struct kp_order *order,
				struct kp_error *reterr)
{
	for (size_t i = 0; i < order->count; i++) {
		const struct kp_wanted *wanted = &order->wanted[i];
		KP_CLEANUP(kp_setting_freep) struct kp_setting *setting = NULL;
		bool met = false;
		enum kp_status status =
			kp_plan_look(plan->service, wanted, order->leave, &setting, &met, reterr);

		if (status == KP_OK && !met) {
			return refuse(wanted, setting, reterr);
		}
		if (status != KP_OK) {
			return kp_wrap(reterr, status, "after the change");
		}
	}
	return KP_OK;
}

/** Plan the changes of one order. */
static enum kp_status plan_order(struct kp_plan *plan, const struct kp_order *order,
				 struct kp_error *reterr)
{
	enum kp_status status = KP_OK;

	for (size_t i = 0; status == KP_OK && i < order->count; i++) {
		status = plan_one(plan, &order->wanted[i], order->leave, reterr);
	}
	return status;
}

enum kp_status kp_plan_make(const struct kp_query *query, const struct kp_ctx *ctx,
			    const char *unit, const struct kp_orders *orders, struct kp_plan *plan,
			    struct kp_error *reterr)
{
	KP_CLEANUP(kp_kubelet_freep) struct kp_kubelet *before = NULL;
	enum kp_status status = kp_plan_begin(query, ctx, unit, plan, reterr);

	if (status == KP_OK && kp_kubelet_argv_error(plan->service) != NULL) {
		status = kp_tell(kp_kubelet_argv_error(plan->service), reterr);
	}
	if (status == KP_OK) {
		before = kp_steal(&plan->service);
		status = kp_plan_reload(plan, reterr);
	}
	for (size_t i = 0; status == KP_OK && i < orders->count; i++) {
		status = plan_order(plan, orders->items[i], reterr);
	}
	for (size_t i = 0; status == KP_OK && i < orders->count; i++) {
		status = check_met(plan, orders->items[i], reterr);
	}
	if (status == KP_OK) {
		status = check_others(query->component, before, plan->service, orders, reterr);
	}
	kp_plan_drop_unchanged(plan);
	return status;
}
