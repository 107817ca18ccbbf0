/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "node/unheeded.h"

#include <string.h>

#include "base/cleanup.h"
#include "component/component.h"
#include "component/flag.h"
#include "component/unheeded.h"
#include "node/told.h"
#include "systemd/unheeded.h"

/** Flags that say one setting, at most: none has more than three. */
enum {
	FLAGS_MAX = 8
};

/**
 * Environment files of the kubelet in one distribution or another (kubeadm's drop-in file of the unit,
 * kubespray, RHEL's package): who writes into that of another distribution writes for nobody.
 */
static const char *const environment_files[] = {
	"/etc/default/kubelet",
	"/etc/sysconfig/kubelet",
	"/etc/kubernetes/kubelet",
	"/etc/kubernetes/kubelet.env",
	"/etc/kubelet.env",
	"/var/lib/kubelet/kubeadm-flags.env",
	NULL,
};

/** Add a flag of the setting, once. @return how many there are then */
static size_t add_flag(const struct kp_flag *flag, const char *setting, const char **names,
		       size_t count)
{
	const char *of = flag->path == NULL ? flag->name : flag->path;

	if (strcmp(of, setting) != 0 || count == FLAGS_MAX ||
	    (count > 0 && strcmp(names[count - 1], flag->name) == 0)) {
		return count;
	}
	names[count] = flag->name;
	return count + 1;
}

enum kp_status kp_kubelet_find_unheeded(const struct kp_ctx *ctx, const struct kp_kubelet *kubelet,
					const char *setting, struct kp_unheeded_list *list,
					struct kp_error *reterr)
{
	const struct kp_told *told = kp_kubelet_told(kubelet);
	const struct kp_flags *flags = told->component->flags;
	const char *names[FLAGS_MAX + 1] = { NULL };
	const struct kp_unit_search wanted = { names, environment_files };
	const char *unit = kp_kubelet_identity(kubelet)->unit;
	KP_CLEANUP(kp_units_freep) struct kp_units *units = NULL;
	size_t count = 0;
	enum kp_status status =
		kp_unheeded_find(told->component, setting, &told->files, list, reterr);

	for (size_t i = 0; i < flags->count; i++) {
		count = add_flag(&flags->rows[i], setting, names, count);
	}
	if (status != KP_OK || count == 0 || unit == NULL) {
		return status;
	}
	/* That units cannot be found is told where they are asked for. */
	status = kp_units_new(ctx, &units, NULL);
	if (status == KP_OK) {
		status = kp_unit_find_unheeded(units, unit, &wanted, list, reterr);
	}
	return status == KP_ERR_NOMEM ? kp_fail(reterr, status, "out of memory") : KP_OK;
}
