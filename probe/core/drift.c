/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "drift.h"

#include <string.h>

#include "cleanup.h"
#include "flags.h"

void kp_drift_done(struct kp_drift *drift)
{
	kp_setting_free(drift->running);
	kp_setting_free(drift->service);
	*drift = (struct kp_drift){ 0 };
}

/** Whether two values are not the same; NULL is none. */
static bool differ(const struct kp_setting *left, const struct kp_setting *right)
{
	return left->value == NULL || right->value == NULL ? left->value != right->value
							   : strcmp(left->value, right->value) != 0;
}

/**
 * Compare a setting in one version.
 * @param[in,out] ret_any becomes true if both have a value there
 * @return whether it is the same, or there is none
 */
static bool same_in(const struct kp_kubelet *running, const struct kp_kubelet *service, int minor,
		    const char *name, bool *ret_any)
{
	KP_CLEANUP(kp_setting_freep) struct kp_setting *left = NULL;
	KP_CLEANUP(kp_setting_freep) struct kp_setting *right = NULL;
	enum kp_status running_status = kp_kubelet_setting_in(running, minor, name, &left, NULL);
	enum kp_status service_status = kp_kubelet_setting_in(service, minor, name, &right, NULL);

	if (running_status != KP_OK || service_status != KP_OK) {
		/* A version that both refuse is none that runs; one that cannot be worked out may be. */
		return running_status != KP_OK && service_status != KP_OK &&
		       running_status != KP_ERR_NOMEM && service_status != KP_ERR_NOMEM;
	}
	*ret_any = true;
	return !differ(left, right);
}

/** Whether a setting is the same in each version, whichever it is. */
static bool same_in_all(const struct kp_kubelet *running, const struct kp_kubelet *service,
			const char *name)
{
	bool same = !kp_kubelet_changed_since_start(running);
	bool any = false;

	for (int minor = KP_MINOR_FIRST; same && minor <= KP_MINOR_LAST; minor++) {
		same = same_in(running, service, minor, name, &any);
	}
	return same && any;
}

enum kp_status kp_drift_get(const struct kp_kubelet *kubelet, const char *name,
			    struct kp_drift *drift, struct kp_error *reterr)
{
	const struct kp_kubelet *service = NULL;
	struct kp_error reason;
	enum kp_status status = kp_kubelet_service(kubelet, &service, reterr);

	if (status != KP_OK) {
		return status;
	}
	if (kp_kubelet_argv_error(service) != NULL) {
		(void)kp_tell(kp_kubelet_argv_error(service), reterr);
		return kp_wrap(reterr, kp_kubelet_argv_error(service)->status, "after a restart");
	}
	status = kp_kubelet_setting(kubelet, name, &drift->running, &reason);
	if (status == KP_OK) {
		status = kp_kubelet_setting(service, name, &drift->service, &reason);
		if (status != KP_OK) {
			(void)kp_wrap(&reason, status, "after a restart");
		}
	}
	if (status == KP_OK) {
		drift->differs = differ(drift->running, drift->service);
		return KP_OK;
	}
	kp_drift_done(drift);
	if (status != KP_ERR_NOMEM && same_in_all(kubelet, service, name)) {
		return KP_OK;
	}
	return kp_tell(&reason, reterr);
}
