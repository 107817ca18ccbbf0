/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "kubelet/needs.h"

/* clang-format off */
static const struct kp_need needs[] = {
	/* Only --kubeconfig makes a client, --bootstrap-kubeconfig without it does not. */
	{ "authentication.webhook.enabled", "true", "kubeconfig",
	  "it asks the API server, of which the kubelet is not told without --kubeconfig",
	  "cmd/kubelet/app/auth.go, BuildAuthn" },
	{ "authorization.mode", "Webhook", "kubeconfig",
	  "it asks the API server, of which the kubelet is not told without --kubeconfig",
	  "cmd/kubelet/app/auth.go, BuildAuthz" },
	{ "tlsCertFile", NULL, "tlsPrivateKeyFile",
	  "tlsPrivateKeyFile is not set, and one is of no use without the other: set both in one call",
	  "cmd/kubelet/app/server.go, InitializeTLS" },
	{ "tlsPrivateKeyFile", NULL, "tlsCertFile",
	  "tlsCertFile is not set, and one is of no use without the other: set both in one call",
	  "cmd/kubelet/app/server.go, InitializeTLS" },
};

/* clang-format on */

const struct kp_need *kp_needs(size_t *ret_count)
{
	*ret_count = sizeof(needs) / sizeof(needs[0]);
	return needs;
}
