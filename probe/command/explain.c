/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "command/explain.h"

#include <getopt.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/cleanup.h"
#include "command/explained.h"
#include "command/explained_json.h"
#include "command/kubelets.h"
#include "command/setting_name.h"
#include "configz/running.h"
#include "kubelet/component.h"

static const char help[] =
	"Usage: oscap-kubelet explain [--pid N] [--root DIR] [--format text|json] SETTING\n"
	"\n"
	"Tells of each kubelet of this node the value of a setting, where it was said, what that\n"
	"overrides, what was written without effect, and what each version of Kubernetes would make\n"
	"of it, where these differ.\n"
	"\n"
	"  SETTING        a path of the configuration (authorization.mode, featureGates.NAME), or the\n"
	"                 name of a flag (read-only-port)\n"
	"  --pid N        of the kubelet with this process ID alone\n"
	"  --root DIR     of what the services below a directory would start: an image, a disk\n"
	"  --format json  for programs\n"
	"  -h, --help     this text\n"
	"\n"
	"OSCAP_KUBELET_VERSION, such as 1.31, says the version where it cannot be seen. With\n"
	"OSCAP_KUBELET_CONFIGZ set each running kubelet is asked, too, and its answer is told beside.\n"
	"The exit status is 0 if the value is known of each kubelet, and there is one; else 1.\n";

/** What is asked. */
struct options {
	const char *setting;
	int64_t pid; /* 0: of each */
	const char *root;
	bool is_json;
	bool is_help;
};

enum {
	OPTION_PID = 256,
	OPTION_ROOT,
	OPTION_FORMAT,
};

/** Take one option. @return KP_OK; KP_ERR_INVAL */
static enum kp_status take_option(int option, char *argv[], struct options *options,
				  struct kp_error *reterr)
{
	switch (option) {
	case OPTION_PID:
		return kp_kubelets_read_pid(optarg, &options->pid, reterr);
	case OPTION_ROOT:
		options->root = optarg;
		return KP_OK;
	case OPTION_FORMAT:
		options->is_json = strcmp(optarg, "json") == 0;
		return options->is_json || strcmp(optarg, "text") == 0
			       ? KP_OK
			       : kp_fail(reterr, KP_ERR_INVAL, "--format %s is none of text, json",
					 optarg);
	case 'h':
		options->is_help = true;
		return KP_OK;
	case ':':
		return kp_fail(reterr, KP_ERR_INVAL, "%s needs a value", argv[optind - 1]);
	default:
		return kp_fail(reterr, KP_ERR_INVAL, "unknown option %s, see --help",
			       argv[optind - 1]);
	}
}

static enum kp_status parse(int argc, char *argv[], struct options *options,
			    struct kp_error *reterr)
{
	static const struct option known[] = {
		{ "pid", required_argument, NULL, OPTION_PID },
		{ "root", required_argument, NULL, OPTION_ROOT },
		{ "format", required_argument, NULL, OPTION_FORMAT },
		{ "help", no_argument, NULL, 'h' },
		{ NULL, 0, NULL, 0 },
	};
	enum kp_status status = KP_OK;
	int option;

	opterr = 0;
	while (status == KP_OK && (option = getopt_long(argc, argv, ":h", known, NULL)) != -1) {
		status = take_option(option, argv, options, reterr);
	}
	if (status != KP_OK || options->is_help) {
		return status;
	}
	if (argc - optind != 1 || argv[optind][0] == '\0') {
		return kp_fail(reterr, KP_ERR_INVAL, "say one setting, such as authorization.mode");
	}
	if (options->pid != 0 && options->root != NULL) {
		return kp_fail(reterr, KP_ERR_INVAL, "--pid and --root exclude each other");
	}
	options->setting = argv[optind];
	return KP_OK;
}

/** Whether some kubelet has the setting for certain, be it one that only its files know. */
static bool is_any_known(const struct kp_explanation *explanation)
{
	bool known = false;

	for (size_t i = 0; i < explanation->count; i++) {
		known = known || explanation->items[i].setting != NULL;
	}
	return known;
}

/** Ask a kubelet for the setting, too. What is wrong with that is kept. */
static enum kp_status ask(const struct kp_command *command, const struct options *options,
			  const struct kp_ctx *ctx, const struct kp_kubelet *kubelet,
			  const char *name, struct kp_explained *explained, struct kp_error *reterr)
{
	KP_CLEANUP(kp_configz_reply_freep) struct kp_configz_reply *reply = NULL;
	enum kp_status status;

	if (!kp_kubelets_may_be_asked() || explained->who->origin != KP_ORIGIN_PROCESS) {
		return KP_OK;
	}
	explained->is_asked = true;
	status = kp_kubelets_ask(command, ctx, options->root == NULL ? "/" : options->root, kubelet,
				 &reply, &explained->running_error);
	if (status == KP_OK) {
		status = kp_configz_running_setting(reply, kubelet, name, &explained->running,
						    &explained->running_error);
	}
	return status == KP_ERR_NOMEM ? kp_tell(&explained->running_error, reterr) : KP_OK;
}

/** Explain the setting of each kubelet that is asked for. */
static enum kp_status explain_each(const struct kp_command *command, const struct options *options,
				   const struct kp_ctx *ctx, const struct kp_kubelets *kubelets,
				   struct kp_explanation *explanation, struct kp_error *reterr)
{
	size_t count = kp_kubelets_count(kubelets);
	enum kp_status status = KP_OK;

	explanation->incomplete = kp_kubelets_incomplete(kubelets);
	explanation->items = calloc(count + 1, sizeof(*explanation->items));
	if (explanation->items == NULL) {
		return kp_fail(reterr, KP_ERR_NOMEM, "out of memory");
	}
	for (size_t i = 0; status == KP_OK && i < count; i++) {
		const struct kp_kubelet *kubelet = kp_kubelets_get(kubelets, i);
		struct kp_explained *explained = &explanation->items[explanation->count];

		if (options->pid != 0 && options->pid != kp_kubelet_identity(kubelet)->pid) {
			continue;
		}
		explanation->count++;
		status = kp_explain_kubelet(ctx, kubelet, explanation->setting, explained, reterr);
		if (status == KP_OK) {
			status = ask(command, options, ctx, kubelet, explanation->setting,
				     explained, reterr);
		}
	}
	if (status == KP_ERR_INVAL ||
	    (status == KP_OK && !is_any_known(explanation) &&
	     !kp_setting_name_is_known(&kp_kubelet_component, explanation->setting))) {
		return kp_setting_name_fail(&kp_kubelet_component, options->setting, reterr);
	}
	if (status != KP_OK || explanation->count > 0) {
		return status;
	}
	if (explanation->incomplete != NULL) {
		return kp_tell(explanation->incomplete, reterr);
	}
	return options->pid != 0
		       ? kp_fail(reterr, KP_ERR_NOENT, "no kubelet has the process ID %lld",
				 (long long)options->pid)
		       : kp_fail(reterr, KP_ERR_NOENT, "there is no kubelet on this node");
}

/** Whether all that was asked is known. */
static bool is_known(const struct kp_explanation *explanation)
{
	bool known = explanation->incomplete == NULL;

	for (size_t i = 0; known && i < explanation->count; i++) {
		known = explanation->items[i].setting != NULL ||
			explanation->items[i].running != NULL;
	}
	return known;
}

/** Write all of it to standard output. */
static enum kp_status write_out(const struct options *options,
				const struct kp_explanation *explanation, struct kp_error *reterr)
{
	KP_CLEANUP(kp_freep) char *bytes = NULL;
	struct kp_text text = { 0 };
	enum kp_status status = KP_OK;

	if (options->is_json) {
		status = kp_explanation_write_json(explanation, &text, reterr);
	} else {
		kp_explanation_write(explanation, &text);
	}
	if (status == KP_OK) {
		status = kp_text_finish(&text, &bytes, reterr);
	}
	kp_text_done(&text);
	return status == KP_OK ? kp_command_print(bytes, reterr) : status;
}

/** @param[out] ret_known whether all that was asked is known */
static enum kp_status explain(const struct kp_command *command, const struct options *options,
			      const struct kp_ctx *ctx, bool *ret_known, struct kp_error *reterr)
{
	KP_CLEANUP(kp_explanation_done)
	struct kp_explanation explanation = {
		.setting = kp_setting_name_of(&kp_kubelet_component, options->setting),
	};
	struct kp_kubelets *kubelets = NULL;
	enum kp_status status =
		kp_kubelets_find(ctx, options->root != NULL, true, &kubelets, reterr);

	if (status == KP_OK) {
		status = explain_each(command, options, ctx, kubelets, &explanation, reterr);
	}
	if (status == KP_OK && explanation.incomplete != NULL) {
		(void)kp_command_fail(command, "%s", explanation.incomplete->message);
	}
	if (status == KP_OK) {
		status = write_out(options, &explanation, reterr);
	}
	*ret_known = is_known(&explanation);
	kp_kubelets_free(kubelets);
	return status;
}

int kp_explain(const struct kp_command *command)
{
	struct options options = { 0 };
	struct kp_error error = { 0 };
	struct kp_ctx ctx;
	bool is_all_known = false;
	enum kp_status status = parse(command->argc, command->argv, &options, &error);

	if (status == KP_OK && options.is_help) {
		return fputs(help, stdout) < 0 || fflush(stdout) != 0 ? KP_COMMAND_FAILED : 0;
	}
	if (status == KP_OK) {
		status = kp_ctx_init(&ctx, options.root == NULL ? "/" : options.root, &error);
		if (status == KP_OK) {
			status = explain(command, &options, &ctx, &is_all_known, &error);
			kp_ctx_done(&ctx);
		}
	}
	if (status != KP_OK) {
		return kp_command_fail(command, "%s", error.message);
	}
	return is_all_known ? 0 : KP_COMMAND_FAILED;
}
