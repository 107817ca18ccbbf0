/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "command/configz.h"

#include <errno.h>
#include <fcntl.h>
#include <getopt.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/cleanup.h"
#include "base/quote.h"
#include "command/kubeletconfig.h"
#include "command/kubelets.h"
#include "command/output.h"
#include "command/workspace.h"

/** What the file holds may be more than who called sudo is to see. */
#define MODE 0600

static const char help[] =
	"Usage: oscap-kubelet configz [OPTION...]\n"
	"\n"
	"Writes the effective configuration of a kubelet as the kubelet itself shows it at /configz,\n"
	"{\"kubeletconfig\": {...}}, for content that reads that from a file.\n"
	"\n"
	"  --pid N        of the kubelet with this process ID; to be said where there are several\n"
	"  --root DIR     of what the service below a directory would start: an image, a disk\n"
	"  --output FILE  into this file, with mode 600, by default to standard output\n"
	"  --computed     what follows from arguments, files and defaults (this is the default)\n"
	"  --asked        what the running kubelet says, which is asked with what OSCAP_KUBELET_CONFIGZ\n"
	"                 names\n"
	"  -h, --help     this text\n"
	"\n"
	"OSCAP_KUBELET_VERSION, such as 1.31, says the version where it cannot be seen. A setting that\n"
	"cannot be told is an error, and then nothing is written. The exit status is 0, or 1 for an error.\n";

/** What is asked. */
struct options {
	int64_t pid; /* 0: of the only one */
	const char *root;
	const char *output; /* NULL: standard output */
	bool is_asked;
	bool is_help;
};

enum {
	OPTION_PID = 256,
	OPTION_ROOT,
	OPTION_OUTPUT,
	OPTION_COMPUTED,
	OPTION_ASKED,
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
	case OPTION_OUTPUT:
		options->output = optarg;
		return KP_OK;
	case OPTION_COMPUTED:
	case OPTION_ASKED:
		options->is_asked = option == OPTION_ASKED;
		return KP_OK;
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
		{ "output", required_argument, NULL, OPTION_OUTPUT },
		{ "computed", no_argument, NULL, OPTION_COMPUTED },
		{ "asked", no_argument, NULL, OPTION_ASKED },
		{ "help", no_argument, NULL, 'h' },
		{ NULL, 0, NULL, 0 },
	};
	enum kp_status status = KP_OK;
	int option;

	opterr = 0;
	while (status == KP_OK && (option = getopt_long(argc, argv, ":h", known, NULL)) != -1) {
		status = take_option(option, argv, options, reterr);
	}
	if (status == KP_OK && !options->is_help && argc > optind) {
		return kp_fail(reterr, KP_ERR_INVAL, "unknown argument %s, see --help",
			       argv[optind]);
	}
	return status;
}

/** Say that there are several, and which. */
static enum kp_status fail_several(const struct kp_kubelets *kubelets, struct kp_error *reterr)
{
	KP_CLEANUP(kp_freep) char *which = NULL;
	struct kp_text text = { 0 };
	bool has_process = false;
	enum kp_status status;

	for (size_t i = 0; i < kp_kubelets_count(kubelets); i++) {
		const struct kp_identity *who = kp_kubelet_identity(kp_kubelets_get(kubelets, i));

		kp_text_add_str(&text, i == 0 ? "" : ", ");
		if (who->origin == KP_ORIGIN_PROCESS) {
			has_process = true;
			kp_text_addf(&text, "%lld", (long long)who->pid);
		} else {
			kp_quote_message(&text, who->unit == NULL ? "?" : who->unit);
		}
	}
	status = kp_text_finish(&text, &which, reterr);
	return status == KP_OK ? kp_fail(reterr, KP_ERR_INVAL, "there are several kubelets%s: %s",
					 has_process ? ", name one with --pid" : "", which)
			       : status;
}

/** Find the one that is meant. @param[out] ret_kubelet borrowed from kubelets */
static enum kp_status choose(const struct options *options, const struct kp_kubelets *kubelets,
			     const struct kp_kubelet **ret_kubelet, struct kp_error *reterr)
{
	const struct kp_error *incomplete = kp_kubelets_incomplete(kubelets);
	size_t count = kp_kubelets_count(kubelets);

	for (size_t i = 0; options->pid != 0 && i < count; i++) {
		const struct kp_kubelet *kubelet = kp_kubelets_get(kubelets, i);

		if (kp_kubelet_identity(kubelet)->pid == options->pid) {
			*ret_kubelet = kubelet;
			return KP_OK;
		}
	}
	if (incomplete != NULL) {
		return kp_tell(incomplete, reterr);
	}
	if (options->pid != 0) {
		return kp_fail(reterr, KP_ERR_NOENT, "no kubelet has the process ID %lld",
			       (long long)options->pid);
	}
	if (count == 0) {
		return kp_fail(reterr, KP_ERR_NOENT, "there is no kubelet on this node");
	}
	if (count > 1) {
		return fail_several(kubelets, reterr);
	}
	*ret_kubelet = kp_kubelets_get(kubelets, 0);
	return KP_OK;
}

/** Make the document. */
static enum kp_status make(const struct kp_command *command, const struct options *options,
			   const struct kp_ctx *ctx, const char *root, struct kp_text *out,
			   struct kp_error *reterr)
{
	KP_CLEANUP(kp_configz_reply_freep) struct kp_configz_reply *reply = NULL;
	const struct kp_kubelet *kubelet = NULL;
	struct kp_kubelets *kubelets = NULL;
	enum kp_status status =
		kp_kubelets_find(ctx, options->root != NULL, false, &kubelets, reterr);

	if (status == KP_OK) {
		status = choose(options, kubelets, &kubelet, reterr);
	}
	if (status == KP_OK && options->is_asked) {
		status = kp_kubelets_ask(command, ctx, root, kubelet, &reply, reterr);
	}
	if (status == KP_OK) {
		status = options->is_asked ? kp_kubeletconfig_copy(reply, kubelet, out, reterr)
					   : kp_kubeletconfig_compute(kubelet, out, reterr);
	}
	kp_kubelets_free(kubelets);
	return status;
}

/** Open the directory of a path, which is there. @param[out] ret_fd to be closed by the caller */
static enum kp_status open_parent(const char *path, int *ret_fd, struct kp_error *reterr)
{
	KP_CLEANUP(kp_freep) char *parent = NULL;
	struct kp_text text = { 0 };
	enum kp_status status;

	kp_text_add(&text, path, (size_t)(kp_text_basename(path) - path));
	status = kp_text_finish(&text, &parent, reterr);
	if (status != KP_OK) {
		return status;
	}
	*ret_fd = open(parent[0] == '\0' ? "." : parent, O_PATH | O_DIRECTORY | O_CLOEXEC);
	return *ret_fd >= 0 ? KP_OK : kp_fail_errno(reterr, errno, "cannot enter its directory");
}

/** Put a text into a file, whose directory is there. */
static enum kp_status write_file(const char *path, const char *text, struct kp_error *reterr)
{
	const struct kp_caller caller = kp_output_caller();
	const char *name = kp_text_basename(path);
	KP_CLEANUP(kp_workspace_done) struct kp_workspace workspace = { 0 };
	KP_CLEANUP(kp_freep) char *made = NULL;
	KP_CLEANUP(kp_closep) int directory = -1;
	struct kp_bytes bytes = { (const uint8_t *)text, strlen(text) };
	enum kp_status status;

	if (name[0] == '\0') {
		return kp_fail(reterr, KP_ERR_INVAL, "it is no name of a file");
	}
	status = open_parent(path, &directory, reterr);
	if (status == KP_OK) {
		status = kp_workspace_init(&workspace, reterr);
	}
	if (status == KP_OK) {
		status = kp_workspace_path(&workspace, "configz", ".json", &made, reterr);
	}
	if (status == KP_OK) {
		status = kp_workspace_write(made, &bytes, reterr);
	}
	return status == KP_OK ? kp_output_put(made, directory, name, MODE, &caller, reterr)
			       : status;
}

/** Write it where it is wanted. */
static enum kp_status write_out(const struct options *options, const char *text,
				struct kp_error *reterr)
{
	enum kp_status status;

	if (options->output == NULL) {
		return kp_command_print(text, reterr);
	}
	status = write_file(options->output, text, reterr);
	return status == KP_OK ? KP_OK : kp_wrap(reterr, status, "--output %s", options->output);
}

int kp_configz(const struct kp_command *command)
{
	KP_CLEANUP(kp_freep) char *bytes = NULL;
	KP_CLEANUP(kp_text_done) struct kp_text text = { 0 };
	struct options options = { 0 };
	struct kp_error error = { 0 };
	struct kp_ctx ctx;
	enum kp_status status = parse(command->argc, command->argv, &options, &error);

	if (status == KP_OK && options.is_help) {
		status = kp_command_print(help, &error);
	} else if (status == KP_OK) {
		const char *root = options.root == NULL ? "/" : options.root;

		status = kp_ctx_init(&ctx, root, &error);
		if (status == KP_OK) {
			status = make(command, &options, &ctx, root, &text, &error);
			kp_ctx_done(&ctx);
		}
		if (status == KP_OK) {
			status = kp_text_finish(&text, &bytes, &error);
		}
		if (status == KP_OK) {
			status = write_out(&options, bytes, &error);
		}
	}
	return status == KP_OK ? 0 : kp_command_fail(command, "%s", error.message);
}
