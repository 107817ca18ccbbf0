/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "node/others.h"

#include <stdlib.h>
#include <string.h>

#include "base/cleanup.h"
#include "base/rights.h"
#include "base/text.h"
#include "files/procfs.h"
#include "node/services.h"
#include "process/cgroup.h"
#include "systemd/units.h"

/** Processes that are named in the message. */
enum {
	NAMED_MAX = 8
};

/** What is needed to tell what a unit starts. */
struct node {
	const struct kp_component *component;
	const struct kp_ctx *ctx;
	char *of_init;          /* control group of process 1; NULL if it cannot be told */
	struct kp_units *units; /* NULL: not read yet */
};

static void node_done(struct node *node)
{
	free(node->of_init);
	kp_units_free(node->units);
}

static bool has_word(const struct kp_component *component, const char *name)
{
	bool found = false;

	for (size_t i = 0; !found && component->words[i] != NULL; i++) {
		found = strstr(name, component->words[i]) != NULL;
	}
	return found;
}

/** Whether a service of the node itself starts the component, or may do so. */
static enum kp_status ask_unit(struct node *node, const char *unit, bool *ret_starts,
			       struct kp_error *reterr)
{
	enum kp_status status =
		node->units == NULL ? kp_units_new(node->ctx, &node->units, reterr) : KP_OK;

	if (status == KP_OK) {
		return kp_service_starts(node->component, node->units, unit, ret_starts, reterr);
	}
	*ret_starts = true;
	return status == KP_ERR_NOMEM ? status : KP_OK;
}

/** Whether the processes of a control group may be the component. */
static enum kp_status may_be(struct node *node, const char *group, bool *ret_may,
			     struct kp_error *reterr)
{
	KP_CLEANUP(kp_freep) char *container = NULL;
	KP_CLEANUP(kp_freep) char *unit = NULL;
	enum kp_status status;

	*ret_may = true;
	if (group == NULL || node->of_init == NULL || kp_cgroup_is_cut(group, node->of_init)) {
		return KP_OK;
	}
	status = kp_cgroup_unit(group, &unit, reterr);
	if (status == KP_OK) {
		status = kp_cgroup_container(group, &container, reterr);
	}
	if (status != KP_OK || unit == NULL || !kp_text_has_end(unit, ".service")) {
		*ret_may = false;
		return status;
	}
	if (container != NULL || kp_cgroup_is_of_user(group)) {
		/* Its files are not those of the node's units. */
		*ret_may = has_word(node->component, unit);
		return KP_OK;
	}
	return ask_unit(node, unit, ret_may, reterr);
}

/** Count the processes of a control group among those that cannot be told. */
static void count_unreadable(const struct kp_unseen_group *group, struct kp_process_walk *walk)
{
	if (walk->unreadable == 0) {
		walk->unreadable_pid = group->pid;
		(void)kp_fail(&walk->unreadable_error, KP_ERR_PERM,
			      "its executable may not be seen");
	}
	walk->unreadable += group->count;
}

/** What is said of the others. */
static enum kp_status tell(const struct kp_component *component, size_t count,
			   struct kp_text *names, struct kp_error *others, struct kp_error *reterr)
{
	KP_CLEANUP(kp_freep) char *list = NULL;
	enum kp_status status = kp_text_finish(names, &list, reterr);

	if (status == KP_OK && count > 0) {
		(void)kp_fail(others, KP_ERR_PERM,
			      "processes whose executables cannot be seen (%zu: %s) are taken for "
			      "other programs than a %s, since they are named otherwise; %s",
			      count, list, component->name, kp_right_advice(KP_RIGHT_PROCESSES));
	}
	return status;
}

/** Decide on each control group. @param[in,out] node released by the caller */
static enum kp_status decide(struct node *node, bool is_found, struct kp_process_walk *walk,
			     struct kp_error *others, struct kp_error *reterr)
{
	struct kp_text names = { 0 };
	enum kp_status status = KP_OK;
	size_t count = 0;
	size_t groups = 0;

	for (size_t i = 0; status == KP_OK && i < walk->unseen.count; i++) {
		const struct kp_unseen_group *group = &walk->unseen.items[i];
		bool may = true;

		if (is_found) {
			status = may_be(node, group->group, &may, reterr);
		}
		if (status != KP_OK || may) {
			count_unreadable(group, walk);
			continue;
		}
		count += group->count;
		if (groups++ < NAMED_MAX) {
			kp_text_addf(&names, "%s%ld (%s)", groups > 1 ? ", " : "", (long)group->pid,
				     group->name);
		}
	}
	kp_text_add_str(&names, groups > NAMED_MAX ? ", ..." : "");
	if (status != KP_OK) {
		kp_text_done(&names);
		return status;
	}
	return tell(node->component, count, &names, others, reterr);
}

enum kp_status kp_others_find(const struct kp_component *component, const struct kp_ctx *ctx,
			      bool is_found, struct kp_process_walk *walk, struct kp_error *others,
			      struct kp_error *reterr)
{
	KP_CLEANUP(node_done) struct node node = { .component = component, .ctx = ctx };
	KP_CLEANUP(kp_closep) int proc_fd = -1;

	if (walk->unseen.count == 0) {
		return KP_OK;
	}
	if (kp_procfs_open(ctx->root_fd, &proc_fd, NULL) == KP_OK) {
		node.of_init = kp_cgroup_read(proc_fd, "1/cgroup");
	}
	return decide(&node, is_found, walk, others, reterr);
}
