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

/** Of what unit and container a control group is, as far as it is seen. */
struct place {
	bool is_cut;    /* as of kp_cgroup_is_cut() */
	bool is_inside; /* of a container or a user's own systemd: its unit is none of the node's */
	char *unit;     /* NULL: none is seen */
};

static void place_done(struct place *place)
{
	free(place->unit);
}

/** @param[in,out] place released by the caller */
static enum kp_status find_place(const struct node *node, const char *group, struct place *place,
				 struct kp_error *reterr)
{
	KP_CLEANUP(kp_freep) char *container = NULL;
	enum kp_status status = kp_cgroup_unit(group, &place->unit, reterr);

	if (status == KP_OK) {
		status = kp_cgroup_container(group, &container, reterr);
	}
	place->is_cut = kp_cgroup_is_cut(group, node->of_init);
	place->is_inside = container != NULL || kp_cgroup_is_of_user(group);
	return status;
}

/** Whether a unit may start the component, of the node or of a container or of a user. */
static enum kp_status may_start(struct node *node, const struct place *place, bool *ret_may,
				struct kp_error *reterr)
{
	/* Its files are not those of the node's units. */
	bool is_named = has_word(node->component, place->unit);

	if (place->is_inside || (is_named && place->is_cut)) {
		*ret_may = is_named;
		return KP_OK;
	}
	return ask_unit(node, place->unit, ret_may, reterr);
}

/**
 * Whether the processes of a control group may be the component. What decides is the innermost unit, and
 * whether there is a container or a user's manager around it: nothing of what is above the innermost container
 * or scope counts. So a path of which the beginning is hidden decides as the whole would if it shows one of
 * them; if it shows a service alone, both what it would be of the node and of a container has to be other than
 * the component; and if it shows neither, it may be of any unit.
 * @param[out] why filled if they may be
 */
static enum kp_status may_be(struct node *node, const char *group, struct kp_error *why,
			     struct kp_error *reterr)
{
	KP_CLEANUP(place_done) struct place place = { .unit = NULL };
	bool may = false;
	enum kp_status status;

	if (group == NULL || node->of_init == NULL) {
		(void)kp_fail(why, KP_ERR_PERM, "its control group cannot be told");
		return KP_OK;
	}
	status = find_place(node, group, &place, reterr);
	if (status != KP_OK) {
		return status;
	}
	if (place.unit == NULL && !place.is_inside && place.is_cut) {
		(void)kp_fail(
			why, KP_ERR_PERM,
			"the scanner's control group namespace hides whether it is of the unit "
			"of a %s",
			node->component->name);
		return KP_OK;
	}
	if (place.unit != NULL && kp_text_has_end(place.unit, ".service")) {
		status = may_start(node, &place, &may, reterr);
	}
	if (status == KP_OK && may) {
		(void)kp_fail(why, KP_ERR_PERM, "it is of %s, which may start a %s", place.unit,
			      node->component->name);
	}
	return status;
}

/** Count the processes of a control group among those that cannot be told. */
static void count_unreadable(const struct kp_unseen_group *group, const struct kp_error *why,
			     struct kp_process_walk *walk)
{
	if (walk->unreadable == 0) {
		walk->unreadable_pid = group->pid;
		(void)kp_tell(why, &walk->unreadable_error);
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
		struct kp_error why = { 0 };

		if (is_found) {
			status = may_be(node, group->group, &why, reterr);
		} else {
			(void)kp_fail(&why, KP_ERR_PERM, "its executable may not be seen");
		}
		if (status != KP_OK) {
			break;
		}
		if (why.status != KP_OK) {
			count_unreadable(group, &why, walk);
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
