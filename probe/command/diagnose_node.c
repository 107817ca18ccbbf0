/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "command/diagnose_node.h"

#include <stdlib.h>

#include "base/cleanup.h"
#include "kubelet/component.h"
#include "node/running.h"
#include "node/told.h"
#include "node/version.h"

/** Say what is known of the version of one kubelet. */
static void say_version(const struct kp_kubelet *kubelet, struct kp_diagnosis *diagnosis)
{
	const char *evidence = NULL;
	const struct kp_told *told = kp_kubelet_told(kubelet);
	int minor = kp_told_version(told, &evidence);

	kp_diagnosis_say(diagnosis, KP_HEALTH_OK, "; process %lld",
			 (long long)kp_kubelet_identity(kubelet)->pid);
	if (minor > 0) {
		kp_diagnosis_say(diagnosis, KP_HEALTH_OK, " is of 1.%d (%s)", minor, evidence);
		return;
	}
	kp_diagnosis_say(diagnosis, KP_HEALTH_OK, " does not show its version");
	if (diagnosis->advice.len == 0) {
		kp_diagnosis_advise(
			diagnosis, "set OSCAP_KUBELET_VERSION, such as 1.31: some values depend on "
				   "it");
	}
}

void kp_check_kubelets(const struct kp_patient *patient, struct kp_diagnosis *diagnosis)
{
	struct kp_query query = { .component = &kp_kubelet_component };
	struct kp_kubelets *kubelets = NULL;
	struct kp_error error = { 0 };
	struct kp_ctx ctx;
	enum kp_status status =
		kp_version_parse_variable(getenv("OSCAP_KUBELET_VERSION"), &query.minor, &error);

	(void)patient;
	if (status == KP_OK) {
		status = kp_ctx_init(&ctx, "/", &error);
	}
	if (status != KP_OK) {
		kp_diagnosis_say(diagnosis, KP_HEALTH_PROBLEM, "%s", error.message);
		return;
	}
	status = kp_kubelets_collect(&query, &ctx, &kubelets, &error);
	if (status != KP_OK) {
		kp_diagnosis_say(diagnosis, KP_HEALTH_PROBLEM, "%s", error.message);
	} else {
		const struct kp_error *incomplete = kp_kubelets_incomplete(kubelets);

		kp_diagnosis_say(diagnosis, incomplete == NULL ? KP_HEALTH_OK : KP_HEALTH_PROBLEM,
				 "%zu seen%s%s", kp_kubelets_count(kubelets),
				 incomplete == NULL ? "" : "; ",
				 incomplete == NULL ? "" : incomplete->message);
		for (size_t i = 0; i < kp_kubelets_count(kubelets); i++) {
			say_version(kp_kubelets_get(kubelets, i), diagnosis);
		}
	}
	kp_kubelets_free(kubelets);
	kp_ctx_done(&ctx);
}
