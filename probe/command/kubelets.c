/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "command/kubelets.h"

#include <stdlib.h>
#include <string.h>

#include "base/cleanup.h"
#include "base/govalue.h"
#include "base/text.h"
#include "configz/ask.h"
#include "configz/inquire.h"
#include "kubelet/component.h"
#include "node/running.h"
#include "node/services.h"
#include "node/version.h"

enum kp_status kp_kubelets_read_pid(const char *text, int64_t *ret_pid, struct kp_error *reterr)
{
	int64_t pid = 0;

	if (!kp_go_int(text, 10, 32, &pid) || pid <= 0) {
		return kp_fail(reterr, KP_ERR_INVAL, "--pid %s is no process ID", text);
	}
	*ret_pid = pid;
	return KP_OK;
}

/** Read the version that the operator says. */
static enum kp_status read_version(int *ret_minor, struct kp_error *reterr)
{
	return kp_version_parse_variable(getenv("OSCAP_KUBELET_VERSION"), ret_minor, reterr);
}

enum kp_status kp_kubelets_find(const struct kp_ctx *ctx, bool is_other_root, bool with_unheeded,
				struct kp_kubelets **ret_kubelets, struct kp_error *reterr)
{
	struct kp_query query = { .component = &kp_kubelet_component,
				  .with_unheeded = with_unheeded };
	enum kp_status status = read_version(&query.minor, reterr);

	if (status != KP_OK) {
		return status;
	}
	if (is_other_root && !kp_process_has_proc(ctx)) {
		query.judges_start = true;
		return kp_services_collect(&query, ctx, ret_kubelets, reterr);
	}
	return kp_kubelets_collect(&query, ctx, ret_kubelets, reterr);
}

bool kp_kubelets_may_be_asked(void)
{
	const char *options = getenv(KP_CONFIGZ_VARIABLE);

	return options != NULL && options[strspn(options, " \t\n")] != '\0';
}

enum kp_status kp_kubelets_ask(const struct kp_command *command, const struct kp_ctx *ctx,
			       const char *root, const struct kp_kubelet *kubelet,
			       struct kp_configz_reply **ret_reply, struct kp_error *reterr)
{
	KP_CLEANUP(kp_freep) char *program = NULL;
	struct kp_text path = { 0 };
	struct rusage usage;
	struct kp_configz_question question = {
		.component = &kp_kubelet_component,
		.root = root,
		.options = getenv(KP_CONFIGZ_VARIABLE),
		.seconds = ctx->limits.seconds,
	};
	enum kp_status status = read_version(&question.minor, reterr);

	if (status != KP_OK) {
		return status;
	}
	if (kp_kubelet_identity(kubelet)->origin != KP_ORIGIN_PROCESS) {
		return kp_fail(reterr, KP_ERR_UNSUPPORTED,
			       "it does not run here, so that it cannot be asked");
	}
	kp_text_addf(&path, "%.*s/" KP_CONFIGZ_PROGRAM,
		     (int)(strrchr(command->plugin, '/') - command->plugin), command->plugin);
	status = kp_text_finish(&path, &program, reterr);
	if (status != KP_OK) {
		return status;
	}
	question.program = program;
	return kp_configz_inquire(&question, kubelet, &usage, ret_reply, reterr);
}
