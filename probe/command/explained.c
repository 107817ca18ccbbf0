/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "command/explained.h"

#include <stdlib.h>

#include "base/cleanup.h"
#include "base/quote.h"
#include "node/unheeded.h"

/** How the parts of a text begin. */
#define INDENT     "    "
#define VALUE_NONE "(not set)"

static void explained_done(struct kp_explained *explained)
{
	kp_setting_free(explained->setting);
	kp_setting_free(explained->running);
	kp_unheeded_done(&explained->unheeded);
	kp_answers_done(&explained->answers);
}

void kp_explanation_done(struct kp_explanation *explanation)
{
	for (size_t i = 0; i < explanation->count; i++) {
		explained_done(&explanation->items[i]);
	}
	free(explanation->items);
	*explanation = (struct kp_explanation){ 0 };
}

enum kp_status kp_explain_kubelet(const struct kp_ctx *ctx, const struct kp_kubelet *kubelet,
				  const char *name, struct kp_explained *explained,
				  struct kp_error *reterr)
{
	enum kp_status status;

	explained->who = kp_kubelet_identity(kubelet);
	status = kp_kubelet_setting(kubelet, name, &explained->setting, &explained->error);
	if (status == KP_ERR_NOMEM || status == KP_ERR_INVAL) {
		return kp_tell(&explained->error, reterr);
	}
	status = kp_answers_ask(kubelet, name, &explained->answers, reterr);
	return status == KP_OK
		       ? kp_kubelet_find_unheeded(ctx, kubelet, name, &explained->unheeded, reterr)
		       : status;
}

/** Add a value, whatever bytes it has. */
static void add_value(const char *value, struct kp_text *out)
{
	if (value == NULL) {
		kp_text_add_str(out, VALUE_NONE);
	} else {
		kp_quote_shell(out, value);
	}
}

/** Add which kubelet it is. */
static void add_who(const struct kp_identity *who, struct kp_text *out)
{
	if (who->origin == KP_ORIGIN_PROCESS) {
		kp_text_addf(out, "the kubelet with the process ID %lld", (long long)who->pid);
	} else {
		kp_text_add_str(out, "the kubelet that a service would start");
	}
	if (who->unit != NULL) {
		kp_text_add_str(out, ", ");
		kp_quote_message(out, who->unit);
	}
	if (who->container != NULL) {
		kp_text_add_str(out, ", container ");
		kp_quote_message(out, who->container);
	}
}

/** Add where a setting was said. */
static void add_said(const struct kp_setting *setting, struct kp_text *out)
{
	struct kp_text location = { 0 };

	kp_setting_add_location(setting, &location);
	kp_text_add_str(out, kp_source_str(setting->source));
	kp_text_add_str(out, ", ");
	kp_quote_message(out, location.bytes == NULL ? "" : location.bytes);
	out->failed = out->failed || location.failed;
	kp_text_done(&location);
}

/** Add the lines of a setting that is known. */
static void add_setting(const struct kp_setting *setting, struct kp_text *out)
{
	kp_text_add_str(out, "  value: ");
	add_value(setting->value, out);
	kp_text_add_str(out, "\n  said by: ");
	add_said(setting, out);
	for (size_t i = 0; i < setting->overridden_count; i++) {
		struct kp_text loser = { 0 };

		kp_overridden_add_text(&setting->overridden[i], &loser);
		kp_text_add_str(out, i == 0 ? "\n  overrides: " : "\n             ");
		kp_quote_message(out, loser.bytes == NULL ? "" : loser.bytes);
		out->failed = out->failed || loser.failed;
		kp_text_done(&loser);
	}
	if (setting->note != NULL) {
		kp_text_add_str(out, "\n  note: ");
		kp_quote_message(out, setting->note);
	}
	kp_text_add_char(out, '\n');
}

/** Add what the running kubelet says, if it was asked. */
static void add_running(const struct kp_explained *explained, struct kp_text *out)
{
	if (!explained->is_asked) {
		return;
	}
	kp_text_add_str(out, "  running configuration: ");
	if (explained->running != NULL) {
		add_value(explained->running->value, out);
		kp_text_add_str(out, " (");
		add_said(explained->running, out);
		kp_text_add_str(out, ")\n");
	} else {
		kp_text_add_str(out, "not known\n  because: ");
		kp_quote_message(out, explained->running_error.message);
		kp_text_add_char(out, '\n');
	}
}

/** Add what has no effect. */
static void add_unheeded(const struct kp_unheeded_list *list, struct kp_text *out)
{
	if (list->count > 0) {
		kp_text_add_str(out, "  written without effect:\n");
	}
	for (size_t i = 0; i < list->count; i++) {
		const struct kp_unheeded *item = &list->items[i];

		kp_text_add_str(out, INDENT);
		kp_quote_message(out, item->path);
		if (item->line > 0) {
			kp_text_addf(out, ":%ld", item->line);
		}
		kp_text_add_str(out, " (");
		kp_quote_message(out, item->what);
		kp_text_add_str(out, "): ");
		kp_text_add_str(out, item->kind->why);
		kp_text_add_char(out, '\n');
	}
}

/** Add what one range of versions makes of it. */
static void add_answer(const struct kp_answer *answer, struct kp_text *out)
{
	kp_text_add_str(out, INDENT);
	kp_answer_add_range(answer, out);
	kp_text_add_str(out, ": ");
	if (answer->setting != NULL) {
		add_value(answer->setting->value, out);
		kp_text_add_str(out, " (");
		add_said(answer->setting, out);
		kp_text_add_char(out, ')');
	} else if (answer->error.status == KP_ERR_INVAL) {
		kp_text_add_str(out, KP_ANSWER_NONE);
	} else {
		kp_quote_message(out, answer->error.message);
	}
	kp_text_add_char(out, '\n');
}

/** Add what the versions make of it, unless all make the same. */
static void add_answers(const struct kp_answers *answers, struct kp_text *out)
{
	if (answers->count < 2) {
		return;
	}
	kp_text_add_str(out, "  by version of Kubernetes:\n");
	for (size_t i = 0; i < answers->count; i++) {
		add_answer(&answers->items[i], out);
	}
}

void kp_explanation_write(const struct kp_explanation *explanation, struct kp_text *out)
{
	for (size_t i = 0; i < explanation->count; i++) {
		const struct kp_explained *item = &explanation->items[i];

		kp_quote_message(out, explanation->setting);
		kp_text_add_str(out, " of ");
		add_who(item->who, out);
		kp_text_add_char(out, '\n');
		if (item->setting != NULL) {
			add_setting(item->setting, out);
		} else {
			kp_text_add_str(out, "  value: not known\n  because: ");
			kp_quote_message(out, item->error.message);
			kp_text_add_char(out, '\n');
		}
		add_running(item, out);
		add_unheeded(&item->unheeded, out);
		add_answers(&item->answers, out);
	}
}
