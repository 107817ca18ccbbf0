/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "fix/plan_argument.h"

#include <stdlib.h>
#include <string.h>

#include "base/cleanup.h"
#include "base/text.h"
#include "component/cmdline.h"
#include "component/flag_value.h"
#include "component/secret.h"
#include "fix/edit/argument.h"
#include "fix/plan.h"
#include "fix/shared.h"
#include "node/services.h"
#include "process/argv.h"

/** Texts that are tried for one change: each is a reading of all files of the kubelet. */
#define TRIES_MAX 500

/** A change of one argument. */
struct change {
	enum kp_argument_change kind;
	size_t index;    /**< of the argument */
	const char *now; /**< as in struct kp_argument_edit */
	const char *
		was_value; /**< to be replaced: the end of the argument, NULL if that is no value */
	const char *now_value;
};

/** @return the argument with an index that a change makes of others, borrowed from it or them */
static const char *argument_after(const struct kp_argv *was, const struct change *change,
				  size_t index)
{
	size_t at = change->index;

	switch (change->kind) {
	case KP_ARGUMENT_REPLACE:
		return index == at ? change->now : kp_argv_get(was, index);
	case KP_ARGUMENT_ADD:
		return index == at + 1 ? change->now
				       : kp_argv_get(was, index > at ? index - 1 : index);
	case KP_ARGUMENT_REMOVE:
	case KP_ARGUMENT__COUNT:
		break;
	}
	return kp_argv_get(was, index < at ? index : index + 1);
}

/** Whether arguments are those that a change makes of others. */
static bool is_result(const struct kp_argv *was, const struct change *change,
		      const struct kp_argv *argv)
{
	size_t count = kp_argv_count(was) + (change->kind == KP_ARGUMENT_ADD ? 1 : 0) -
		       (change->kind == KP_ARGUMENT_REMOVE ? 1 : 0);
	bool same = argv != NULL && kp_argv_count(argv) == count;

	for (size_t i = 0; same && i < count; i++) {
		same = strcmp(kp_argv_get(argv, i), argument_after(was, change, i)) == 0;
	}
	return same;
}

/** Try one text. @param[in,out] now becomes empty @return KP_OK; KP_ERR_INVAL: that is not it */
static enum kp_status try_text(struct kp_plan *plan, struct kp_plan_file *file,
			       const struct change *change, struct kp_buffer *now,
			       struct kp_error *reterr)
{
	KP_CLEANUP(kp_kubelet_freep) struct kp_kubelet *before = kp_steal(&plan->service);
	KP_CLEANUP(kp_buffer_done) struct kp_buffer was = kp_buffer_steal(&file->now);
	struct kp_error ignored;
	enum kp_status status;

	kp_plan_file_set(file, now);
	status = kp_plan_reload(plan, &ignored);
	if (status == KP_OK &&
	    is_result(kp_kubelet_argv(before), change, kp_kubelet_argv(plan->service))) {
		return KP_OK;
	}
	kp_kubelet_free(plan->service);
	plan->service = kp_steal(&before);
	kp_plan_file_set(file, &was);
	return status == KP_ERR_NOMEM ? kp_fail(reterr, status, "out of memory")
				      : kp_fail(reterr, KP_ERR_INVAL, "that is not it");
}

/** Try all texts of a change, made of what is written, until one says it. */
static enum kp_status try_texts(struct kp_plan *plan, struct kp_plan_file *file, long line,
				const struct change *change, const char *written,
				const char *instead, struct kp_error *reterr)
{
	enum kp_status status = KP_ERR_INVAL;

	for (size_t number = 0; status == KP_ERR_INVAL && number < TRIES_MAX; number++) {
		const struct kp_argument_edit edit = {
			.change = change->kind,
			.buf = file->now.at,
			.len = file->now.len,
			.line = line,
			.was = written,
			.now = instead,
		};
		struct kp_buffer now = { 0 };

		status = kp_argument_try(&edit, number, &now, reterr);
		if (status == KP_OK) {
			status = try_text(plan, file, change, &now, reterr);
		}
	}
	return status == KP_ERR_INVAL ? KP_ERR_END : status;
}

/** @return an argument as it may be shown: whole, or not at all; borrowed from argument */
static const char *show(const struct kp_plan *plan, const char *argument)
{
	return kp_secret_is_told(plan->query->component, argument) ? KP_SECRET_MARKER : argument;
}

/** Write down what a change does. */
static enum kp_status note(struct kp_plan *plan, const struct kp_said_at *at, const char *was,
			   const struct change *change, struct kp_error *reterr)
{
	KP_CLEANUP(kp_text_done) struct kp_text text = { 0 };

	kp_said_at_add(at, &text);
	kp_text_add_str(&text, ": ");
	if (change->kind != KP_ARGUMENT_ADD) {
		kp_text_add_str(&text, show(plan, was));
	}
	if (change->kind == KP_ARGUMENT_REPLACE) {
		kp_text_add_str(&text, " becomes ");
	}
	if (change->now != NULL) {
		kp_text_add_str(&text, show(plan, change->now));
	}
	kp_text_add_str(&text, change->kind == KP_ARGUMENT_ADD      ? " is added"
			       : change->kind == KP_ARGUMENT_REMOVE ? " is removed"
								    : "");
	return kp_plan_note(plan, &text, reterr);
}

/** Change one argument of the kubelet, in the file that says it. */
static enum kp_status change_argument(struct kp_plan *plan, const struct change *change,
				      struct kp_error *reterr)
{
	const struct kp_argv *argv = kp_kubelet_argv(plan->service);
	struct kp_said_at at = kp_argv_place(argv, change->index);
	KP_CLEANUP(kp_freep) char *path = NULL;
	KP_CLEANUP(kp_freep) char *was = NULL;
	struct kp_plan_file *file = NULL;
	enum kp_status status = kp_text_dup(kp_argv_get(argv, change->index), &was, reterr);

	if (status == KP_OK && (at.path == NULL || at.path[0] != '/' || at.line == 0)) {
		return kp_fail(reterr, KP_ERR_UNSUPPORTED, "no file says the argument %s",
			       show(plan, was));
	}
	if (status == KP_OK) {
		status = kp_text_dup(at.path, &path, reterr);
		at.path = path;
	}
	if (status == KP_OK) {
		status = kp_shared_check(plan->query, plan->units, plan->unit, path, reterr);
	}
	if (status == KP_OK) {
		status = kp_plan_file_open(plan, path, &file, reterr);
	}
	if (status == KP_OK) {
		status = try_texts(plan, file, at.line, change, was, change->now, reterr);
	}
	if (status == KP_ERR_END && change->was_value != NULL) {
		/* The value may stand in a variable of its own. */
		status = try_texts(plan, file, at.line, change, change->was_value,
				   change->now_value, reterr);
	}
	if (status == KP_ERR_END) {
		return kp_fail(reterr, KP_ERR_UNSUPPORTED,
			       "%s:%ld: the argument %s is not written there as it is, so that "
			       "it cannot be changed: change it by hand",
			       path, at.line, show(plan, was));
	}
	return status == KP_OK ? note(plan, &at, was, change, reterr) : status;
}

/** Read the arguments as the newest version that takes them. */
static enum kp_status parse_newest(const struct kp_plan *plan, struct kp_cmdline **ret_cmdline,
				   struct kp_error *reterr)
{
	enum kp_status status = KP_ERR_SYNTAX;

	for (int minor = KP_MINOR_LAST; status == KP_ERR_SYNTAX && minor >= KP_MINOR_FIRST;
	     minor--) {
		status = kp_cmdline_parse(plan->query->component, kp_kubelet_argv(plan->service),
					  minor, ret_cmdline, reterr);
	}
	return status;
}

/** @return the key of a name that is of a member of a flag's map; NULL if it is of none */
static const char *key_of(const struct kp_flag *flag, const char *name)
{
	size_t len = flag->path == NULL ? 0 : strlen(flag->path);

	return len > 0 && strncmp(flag->path, name, len) == 0 && name[len] == '.' ? name + len + 1
										  : NULL;
}

/** Whether a flag says a setting, or the map that it is a member of. */
static bool says(const struct kp_flag *flag, const char *name)
{
	return strcmp(flag->path == NULL ? flag->name : flag->path, name) == 0 ||
	       key_of(flag, name) != NULL;
}

/** @return where in a flag's value `KEY=VALUE` stands, borrowed; NULL if it does not */
static const char *find_pair(const char *value, const char *key)
{
	size_t len = strlen(key);

	while (value != NULL) {
		if (strncmp(value, key, len) == 0 && value[len] == '=') {
			return value;
		}
		value = strchr(value, ',');
		value = value == NULL ? NULL : value + 1;
	}
	return NULL;
}

/** @return the last use of a flag that says a setting, borrowed from cmdline; NULL if none does */
static const struct kp_flag_use *find_use(const struct kp_cmdline *cmdline, const char *name,
					  size_t *ret_count)
{
	const struct kp_flag_use *found = NULL;

	*ret_count = 0;
	for (size_t i = 0; i < kp_cmdline_count(cmdline); i++) {
		const struct kp_flag_use *use = kp_cmdline_get(cmdline, i);
		const char *key = key_of(use->flag, name);

		if (says(use->flag, name) && (key == NULL || find_pair(use->value, key) != NULL)) {
			found = use;
			(*ret_count)++;
		}
	}
	return found;
}

/** Whether the value of a flag is an argument of its own. */
static bool is_separate(const struct kp_flag_use *use)
{
	return use->index + 1 < kp_argv_count(use->argv) &&
	       use->value == kp_argv_get(use->argv, use->index + 1);
}

/** Add a text in which the value of a key is another one. */
static void add_with_pair(struct kp_text *text, const char *pairs, const char *key,
			  const char *value)
{
	const char *pair = find_pair(pairs, key);
	const char *end = strchr(pair, ',');

	kp_text_add(text, pairs, (size_t)(pair - pairs) + strlen(key) + 1);
	kp_text_add_str(text, value);
	kp_text_add_str(text, end == NULL ? "" : end);
}

/** Write the argument that gives a flag another value. @param[out] ret_argument caller-owned */
static enum kp_status write_argument(const struct kp_flag_use *use, const char *name,
				     const char *value, char **ret_argument,
				     struct kp_error *reterr)
{
	KP_CLEANUP(kp_text_done) struct kp_text text = { 0 };
	const char *was = kp_argv_get(use->argv, use->index);
	const char *key = key_of(use->flag, name);

	if (!is_separate(use)) {
		kp_text_add(&text, was, strcspn(was, "="));
		kp_text_add_char(&text, '=');
	}
	if (key == NULL) {
		kp_text_add_str(&text, value);
	} else {
		add_with_pair(&text, use->value, key, value);
	}
	return kp_text_finish(&text, ret_argument, reterr);
}

enum kp_status kp_plan_argument_set(struct kp_plan *plan, const char *name, const char *value,
				    struct kp_error *reterr)
{
	KP_CLEANUP(kp_cmdline_freep) struct kp_cmdline *cmdline = NULL;
	KP_CLEANUP(kp_freep) char *argument = NULL;
	KP_CLEANUP(kp_freep) char *was_value = NULL;
	const struct kp_flag_use *use = NULL;
	struct change change = { .kind = KP_ARGUMENT_REPLACE };
	size_t count = 0;
	enum kp_status status = parse_newest(plan, &cmdline, reterr);

	if (status == KP_OK && (use = find_use(cmdline, name, &count)) == NULL) {
		/* An argument about a group of feature gates says it for one that none names. */
		return kp_plan_argument_add(plan, name, value, reterr);
	}
	if (status == KP_OK && count > 1 && kp_flag_accumulates(use->flag) &&
	    key_of(use->flag, name) == NULL) {
		status = kp_fail(reterr, KP_ERR_UNSUPPORTED,
				 "--%s is there %zu times and adds up: change it by hand",
				 use->flag->name, count);
	}
	if (status == KP_OK) {
		status = write_argument(use, name, value, &argument, reterr);
	}
	if (status == KP_OK) {
		change.index = is_separate(use) ? use->index + 1 : use->index;
		change.now = argument;
		status = kp_text_dup(use->value, &was_value, reterr);
	}
	if (status == KP_OK) {
		if (key_of(use->flag, name) == NULL) {
			change.was_value = was_value;
			change.now_value = value;
		}
		status = change_argument(plan, &change, reterr);
	}
	return status;
}

bool kp_plan_flag_says(const struct kp_component *component, const char *flag, const char *name)
{
	const char *turning_on = kp_flag_switch(component->flags, name);

	return turning_on != NULL && strcmp(flag, turning_on) == 0;
}

/** Whether an argument of a flag can be added to say a setting. */
static bool can_say(const struct kp_component *component, const struct kp_flag *flag,
		    const char *name)
{
	return kp_plan_flag_says(component, flag->name, name) ||
	       (flag->path != NULL && says(flag, name));
}

/** @return the newest flag that says a setting; NULL if none does */
static const struct kp_flag *find_flag(const struct kp_component *component, const char *name)
{
	const struct kp_flag *found = NULL;

	for (size_t i = 0; i < component->flags->count; i++) {
		const struct kp_flag *flag = &component->flags->rows[i];

		if (can_say(component, flag, name) &&
		    (found == NULL || flag->until > found->until)) {
			found = flag;
		}
	}
	return found;
}

enum kp_status kp_plan_argument_add(struct kp_plan *plan, const char *name, const char *value,
				    struct kp_error *reterr)
{
	KP_CLEANUP(kp_text_done) struct kp_text text = { 0 };
	KP_CLEANUP(kp_freep) char *argument = NULL;
	const struct kp_flag *flag = find_flag(plan->query->component, name);
	const char *key = flag == NULL ? NULL : key_of(flag, name);
	struct change change = { .kind = KP_ARGUMENT_ADD };
	enum kp_status status;

	if (flag == NULL) {
		return kp_fail(reterr, KP_ERR_UNSUPPORTED,
			       "no flag says %s, and the %s has no --config", name,
			       plan->query->component->name);
	}
	kp_text_add_str(&text, "--");
	kp_text_add_str(&text, flag->name);
	kp_text_add_char(&text, '=');
	if (key != NULL) {
		kp_text_add_str(&text, key);
		kp_text_add_char(&text, '=');
	}
	kp_text_add_str(&text, value);
	status = kp_text_finish(&text, &argument, reterr);
	if (status != KP_OK) {
		return status;
	}
	change.now = argument;
	status = KP_ERR_UNSUPPORTED;
	for (size_t i = kp_argv_count(kp_kubelet_argv(plan->service));
	     status == KP_ERR_UNSUPPORTED && i > 0; i--) {
		change.index = i - 1;
		status = change_argument(plan, &change, reterr);
	}
	return status;
}

enum kp_status kp_plan_argument_remove(struct kp_plan *plan, const char *name,
				       struct kp_error *reterr)
{
	enum kp_status status = KP_OK;

	while (status == KP_OK) {
		KP_CLEANUP(kp_cmdline_freep) struct kp_cmdline *cmdline = NULL;
		const struct kp_flag_use *use = NULL;
		struct change change = { .kind = KP_ARGUMENT_REMOVE };
		size_t count = 0;

		status = parse_newest(plan, &cmdline, reterr);
		if (status == KP_OK && (use = find_use(cmdline, name, &count)) == NULL) {
			return KP_OK;
		}
		/* The value first: it is no flag of its own. */
		if (status == KP_OK && is_separate(use)) {
			size_t index = use->index;

			change.index = index + 1;
			status = change_argument(plan, &change, reterr);
			change.index = index;
		} else if (status == KP_OK) {
			change.index = use->index;
		}
		if (status == KP_OK) {
			status = change_argument(plan, &change, reterr);
		}
	}
	return status;
}
