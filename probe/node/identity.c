/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "node/identity.h"

#include <stdlib.h>

#include "base/cleanup.h"
#include "base/text.h"
#include "process/cgroup.h"

/** Find out which unit and container a process belongs to. */
static enum kp_status place(const struct kp_process *process, struct kp_identity *who)
{
	enum kp_status status = KP_OK;

	if (process->origin == KP_ORIGIN_SERVICE) {
		return kp_text_dup(process->unit, &who->unit, NULL);
	}
	if (who->control_group != NULL) {
		status = kp_cgroup_unit(who->control_group, &who->unit, NULL);
	}
	if (status == KP_OK && who->control_group != NULL) {
		status = kp_cgroup_container(who->control_group, &who->container, NULL);
	}
	return status;
}

enum kp_status kp_identity_take(struct kp_process *process, struct kp_identity *who)
{
	*who = (struct kp_identity){
		.origin = process->origin,
		.pid = process->pid,
		.start_ticks = process->start_ticks,
		.user_id = process->user_id,
		.executable = kp_steal(&process->exe),
		.control_group = kp_steal(&process->control_group),
		.is_by_unit = process->is_by_unit,
		.group_is_cut = process->group_is_cut,
	};
	return place(process, who);
}

void kp_identity_done(struct kp_identity *who)
{
	free(kp_steal(&who->control_group));
	free(kp_steal(&who->unit));
	free(kp_steal(&who->container));
	free(kp_steal(&who->executable));
}
