/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "configz/inquire.h"

#include <stdio.h>
#include <string.h>

#include "base/cleanup.h"
#include "configz/ask.h"
#include "configz/where.h"
#include "files/ctx.h"

/** Say why nobody is asked. */
static enum kp_status advise(const struct kp_configz_question *question, struct kp_error *reterr)
{
	struct kp_ctx ctx;
	enum kp_status status = kp_ctx_init(&ctx, question->root, reterr);

	if (status == KP_OK) {
		status = kp_configz_advise(&ctx, question->root, reterr);
		kp_ctx_done(&ctx);
	}
	return status;
}

/** Ask at a place. */
static enum kp_status ask(const struct kp_configz_question *question, const struct kp_identity *who,
			  const struct kp_configz_where *where, struct rusage *ret_usage,
			  struct kp_buffer *ret_body, struct kp_error *reterr)
{
	/* It may take two handshakes, and there has to be time for its answer. */
	const unsigned part = 450;
	const struct kp_configz_job job = {
		.root = question->root,
		.pid = who->pid,
		.start_ticks = who->start_ticks,
		.options = question->options,
		.server = where->server,
		.certificate = where->certificate == NULL ? "" : where->certificate,
		.name = where->name == NULL ? "" : where->name,
		.milliseconds = question->seconds * part,
	};

	return kp_configz_ask(question->program, &job, question->seconds, ret_usage, ret_body,
			      reterr);
}

enum kp_status kp_configz_inquire(const struct kp_configz_question *question,
				  const struct kp_kubelet *kubelet, struct rusage *ret_usage,
				  struct kp_configz_reply **ret_reply, struct kp_error *reterr)
{
	KP_CLEANUP(kp_configz_options_done) struct kp_configz_options options = { 0 };
	KP_CLEANUP(kp_configz_where_done) struct kp_configz_where where = { 0 };
	KP_CLEANUP(kp_buffer_done) struct kp_buffer body = { 0 };
	char url[KP_CONFIGZ_HOST_SIZE + sizeof("https://:65535/configz")];
	enum kp_status status = kp_configz_options_parse(question->options, &options, reterr);

	*ret_usage = (struct rusage){ 0 };
	if (status == KP_ERR_NOENT) {
		return advise(question, reterr);
	}
	if (status == KP_OK) {
		status = kp_configz_where_find(kubelet, &options, &where, reterr);
	}
	if (status != KP_OK) {
		return status;
	}
	(void)snprintf(url, sizeof(url), "https://%s:%d/configz", where.server.host,
		       where.server.port);
	status = ask(question, kp_kubelet_identity(kubelet), &where, ret_usage, &body, reterr);
	if (status != KP_OK) {
		/* What libcurl says has the URL already, with the name of the node perhaps. */
		return reterr == NULL || strncmp(reterr->message, "https://", 8) == 0
			       ? status
			       : kp_wrap(reterr, status, "%s", url);
	}
	return kp_configz_reply_parse(question->component, body.at, body.len, &kp_default_limits,
				      url, question->minor, ret_reply, reterr);
}
