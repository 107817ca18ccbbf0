/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "fixture_kubelet.h"

#include "files/ctx.h"
#include "kubelet/component.h"
#include "table.h"

const struct kp_query fixture_query = { .component = &kp_kubelet_component };

struct kp_kubelet *fixture_kubelet_of(const struct fixture *fixture, struct kp_process *process)
{
	struct kp_kubelet *kubelet = NULL;
	struct kp_error error;
	struct kp_ctx ctx;

	table_error_prepare(&error);
	table_assert_ok(kp_ctx_init(&ctx, fixture->path, &error), &error);
	table_assert_ok(kp_kubelet_new(&fixture_query, &ctx, process, &kubelet, &error), &error);
	kp_ctx_done(&ctx);
	return kubelet;
}

struct kp_kubelet *fixture_kubelet(const struct fixture *fixture, const char *argv)
{
	struct kp_process process = fixture_process(fixture, argv);

	return fixture_kubelet_of(fixture, &process);
}
