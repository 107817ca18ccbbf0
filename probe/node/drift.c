/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "node/drift.h"

#include "base/cleanup.h"
#include "node/told.h"

void kp_drift_done(struct kp_drift *drift)
{
	kp_setting_free(drift->running);
	kp_setting_free(drift->service);
	*drift = (struct kp_drift){ 0 };
}

/** What can be told of one that a pod starts: whether its files are still those that it has read. */
static enum kp_status get_of_pod(const struct kp_kubelet *kubelet, const char *name,
				 struct kp_drift *drift, struct kp_error *reterr)
{
	const struct kp_error *error = kp_kubelet_argv_error(kubelet);

	drift->is_of_pod = true;
	if (error != NULL) {
		return kp_tell(error, reterr);
	}
	return kp_kubelet_changed_since_start(kubelet)
		       ? kp_kubelet_setting(kubelet, name, &drift->running, reterr)
		       : KP_OK;
}

enum kp_status kp_drift_get(const struct kp_kubelet *kubelet, const char *name,
			    struct kp_drift *drift, struct kp_error *reterr)
{
	const struct kp_kubelet *service = NULL;
	struct kp_error reason;
	bool same = false;
	enum kp_status status;

	if (kp_kubelet_is_of_pod(kubelet)) {
		return get_of_pod(kubelet, name, drift, reterr);
	}
	status = kp_kubelet_service(kubelet, &service, reterr);
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
		drift->differs = !kp_setting_is_same(drift->running, drift->service);
		/* One may have it in versions that the other cannot be of. */
		if (drift->differs && (drift->running->is_absent || drift->service->is_absent) &&
		    kp_told_same(kp_kubelet_told(kubelet), kp_kubelet_told(service), name, &same,
				 NULL) == KP_OK) {
			drift->differs = !same;
		}
		return KP_OK;
	}
	kp_drift_done(drift);
	if (status == KP_ERR_NOMEM ||
	    kp_told_same(kp_kubelet_told(kubelet), kp_kubelet_told(service), name, &same, NULL) !=
		    KP_OK ||
	    !same) {
		return kp_tell(&reason, reterr);
	}
	return KP_OK;
}
