/* SPDX-License-Identifier: LGPL-2.1-or-later */
/**
 * @file
 * Answers what kubelets of given versions make of given arguments and files: many cases in one run.
 *
 * Standard input is a sequence of requests, standard output the answers to them. Both are texts
 * that each end with a NUL, counts among them as decimal numbers.
 *
 * A request: the directory that is the root and working directory of the kubelet; whether
 * KUBELET_CONFIG_DROPIN_DIR_ALPHA is in its environment (`yes` or `no`), or `running` for what is in the
 * file /configz to be told, as a reply of the kubelet; a count and minor
 * versions, 0 for one that is not known; a count and the names of settings; a count and argv, whose first
 * argument is `kubelet` or `kube-proxy`.
 *
 * The answer, for each version: `accepts` or `refuses`, which is about the first parse of argv alone
 * (`-` for version 0); then for each setting one of
 *   `value` VALUE SOURCE LOCATION COUNT ELEMENT... COUNT OVERRIDDEN...
 *   `nothing`, which is the same but for the VALUE
 *   `absent`, when that version has no such setting
 *   `refused` REASON
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/cleanup.h"
#include "base/govalue.h"
#include "base/text.h"
#include "component/cmdline.h"
#include "configz/reply.h"
#include "files/root.h"
#include "kubelet/component.h"
#include "kubeproxy/component.h"
#include "node/instance.h"
#include "process/process.h"

enum {
	MINORS_MAX = 32,
	SETTINGS_MAX = 512,
	COUNT_MAX = 4096
};

struct request {
	struct kp_ctx ctx;
	const struct kp_component *component;
	enum kp_known has_alpha;
	bool is_running;
	int minors[MINORS_MAX];
	size_t minor_count;
	char *settings[SETTINGS_MAX];
	size_t setting_count;
	struct kp_text argv; /* with a NUL behind each argument */
};

static void die(const char *what)
{
	fprintf(stderr, "effective: %s\n", what);
	exit(EXIT_FAILURE);
}

/** @return a text, caller-owned, free with free(); NULL at the end of the input */
static char *read_text(void)
{
	char *text = NULL;
	size_t size = 0;
	ssize_t len = getdelim(&text, &size, '\0', stdin);

	if (len > 0 && text[len - 1] == '\0') {
		return text;
	}
	free(text);
	if (len > 0) {
		die("a text without its NUL");
	}
	return NULL;
}

/** The same within a request. */
static char *need_text(void)
{
	char *text = read_text();

	if (text == NULL) {
		die("half a request");
	}
	return text;
}

static size_t need_number(size_t most)
{
	KP_CLEANUP(kp_freep) char *text = need_text();
	int64_t number;

	if (!kp_go_int(text, 10, 32, &number) || number < 0 || (size_t)number > most) {
		die("not a number, or too large a one");
	}
	return (size_t)number;
}

static void read_versions(struct request *request)
{
	request->minor_count = need_number(MINORS_MAX);
	for (size_t i = 0; i < request->minor_count; i++) {
		request->minors[i] = (int)need_number(KP_MINOR_LAST);
	}
}

static void read_settings(struct request *request)
{
	request->setting_count = need_number(SETTINGS_MAX);
	for (size_t i = 0; i < request->setting_count; i++) {
		request->settings[i] = need_text();
	}
}

static void read_argv(struct request *request)
{
	size_t count = need_number(COUNT_MAX);

	for (size_t i = 0; i < count; i++) {
		KP_CLEANUP(kp_freep) char *argument = need_text();

		kp_text_add(&request->argv, argument, strlen(argument) + 1);
	}
	request->component = request->argv.len > 0 && strcmp(request->argv.bytes, "kube-proxy") == 0
				     ? &kp_kubeproxy_component
				     : &kp_kubelet_component;
}

/** @return false at the end of the input */
static bool read_request(struct request *request)
{
	KP_CLEANUP(kp_freep) char *root = read_text();
	KP_CLEANUP(kp_freep) char *alpha = NULL;

	if (root == NULL) {
		return false;
	}
	*request = (struct request){ 0 };
	if (kp_ctx_init(&request->ctx, root, NULL) != KP_OK) {
		die("no such root");
	}
	alpha = need_text();
	request->is_running = strcmp(alpha, "running") == 0;
	request->has_alpha = strcmp(alpha, "yes") == 0 ? KP_KNOWN_YES : KP_KNOWN_NO;
	read_versions(request);
	read_settings(request);
	read_argv(request);
	return true;
}

static void request_done(struct request *request)
{
	for (size_t i = 0; i < request->setting_count; i++) {
		free(request->settings[i]);
	}
	kp_text_done(&request->argv);
	kp_ctx_done(&request->ctx);
}

static void put(const char *text)
{
	if (fputs(text, stdout) == EOF || putchar('\0') == EOF) {
		die("cannot write");
	}
}

/** @param[in,out] text becomes empty */
static void put_text(struct kp_text *text)
{
	KP_CLEANUP(kp_freep) char *string = NULL;

	if (kp_text_finish(text, &string, NULL) != KP_OK) {
		die("out of memory");
	}
	put(string);
}

static void put_count(size_t count)
{
	char number[24];

	(void)snprintf(number, sizeof(number), "%zu", count);
	put(number);
}

static void put_list(char *const *texts, size_t count)
{
	put_count(count);
	for (size_t i = 0; i < count; i++) {
		put(texts[i]);
	}
}

static void put_setting(enum kp_status status, const struct kp_setting *setting,
			const struct kp_error *error)
{
	struct kp_text text = { 0 };

	if (status == KP_ERR_INVAL || (status == KP_OK && setting->is_absent)) {
		put("absent");
		return;
	}
	if (status != KP_OK) {
		put("refused");
		put(error->message);
		return;
	}
	put(setting->value == NULL ? "nothing" : "value");
	if (setting->value != NULL) {
		put(setting->value);
	}
	put(kp_source_str(setting->source));
	kp_setting_add_location(setting, &text);
	put_text(&text);
	put_list(setting->elements, setting->element_count);
	put_count(setting->overridden_count);
	for (size_t i = 0; i < setting->overridden_count; i++) {
		kp_overridden_add_text(&setting->overridden[i], &text);
		put_text(&text);
	}
}

static struct kp_argv *make_argv(const struct request *request)
{
	struct kp_argv *argv = NULL;

	if (kp_argv_parse((const uint8_t *)request->argv.bytes, request->argv.len, &argv, NULL) !=
	    KP_OK) {
		die("out of memory");
	}
	return argv;
}

static void put_arguments(const struct request *request, int minor)
{
	KP_CLEANUP(kp_argv_freep) struct kp_argv *argv = make_argv(request);
	KP_CLEANUP(kp_cmdline_freep) struct kp_cmdline *cmdline = NULL;

	if (minor == 0) {
		put("-");
	} else if (kp_cmdline_parse(request->component, argv, minor, &cmdline, NULL) == KP_OK) {
		put("accepts");
	} else {
		put("refuses");
	}
}

/** Answer for one version, as if the operator had said that it is that one. */
static void put_version(struct request *request, int minor)
{
	KP_CLEANUP(kp_kubelet_freep) struct kp_kubelet *kubelet = NULL;
	struct kp_process process = {
		/* One that runs has started, so that a file with which none starts must have changed. */
		.origin = KP_ORIGIN_SERVICE,
		.unit = "kubelet.service",
		.pid = 1,
		.root_fd = request->ctx.root_fd,
		.cwd = strdup("/"),
		.argv = make_argv(request),
		.has_variable = request->has_alpha,
		/* Later than any change of the files. */
		.start = { .tv_sec = time(NULL) + 3600 },
	};
	const struct kp_query query = { .component = request->component, .minor = minor };
	struct kp_error error;

	put_arguments(request, minor);
	if (kp_kubelet_new(&query, &request->ctx, &process, &kubelet, &error) != KP_OK) {
		die(error.message);
	}
	for (size_t i = 0; i < request->setting_count; i++) {
		KP_CLEANUP(kp_setting_freep) struct kp_setting *setting = NULL;
		enum kp_status status =
			kp_kubelet_setting(kubelet, request->settings[i], &setting, &error);

		put_setting(status, setting, &error);
	}
}

/** Answer with what a reply says, as that of a kubelet of one version. */
static void put_running(const struct request *request, int minor)
{
	KP_CLEANUP(kp_configz_reply_freep) struct kp_configz_reply *reply = NULL;
	KP_CLEANUP(kp_freep) uint8_t *body = NULL;
	struct kp_error error;
	size_t len;

	put("-");
	if (kp_root_read_beneath(request->ctx.root_fd, "/configz", request->ctx.limits.file_bytes,
				 &body, &len, &(struct timespec){ 0 }, &error) != KP_OK ||
	    kp_configz_reply_parse(&kp_kubelet_component, body, len, &request->ctx.limits,
				   "/configz", minor, &reply, &error) != KP_OK) {
		die(error.message);
	}
	for (size_t i = 0; i < request->setting_count; i++) {
		KP_CLEANUP(kp_setting_freep) struct kp_setting *setting = NULL;
		enum kp_status status =
			kp_configz_reply_setting(reply, request->settings[i], &setting, &error);

		put_setting(status, setting, &error);
	}
}

int main(void)
{
	struct request request;

	while (read_request(&request)) {
		for (size_t i = 0; i < request.minor_count; i++) {
			if (request.is_running) {
				put_running(&request, request.minors[i]);
			} else {
				put_version(&request, request.minors[i]);
			}
		}
		request_done(&request);
	}
	return fflush(stdout) == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
