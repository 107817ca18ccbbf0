/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A kubelet with all of its files, as files, up to its settings. The input is up to four parts with
 * lines `%%` between them: arguments, the main file, and two drop-in files; a part that is missing
 * is a file that is not there. The first line of the arguments is about the kubelet: whether the
 * environment variable for drop-in files is set (`y`, `n`, else not known), and a letter for the
 * version to ask for (`a` is the oldest). */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/cleanup.h"
#include "component/names.h"
#include "file_tree.h"
#include "files/ctx.h"
#include "fuzz.h"
#include "kubelet/component.h"
#include "kubelet/flags.h"
#include "node/instance.h"
#include "process/process.h"

enum {
	PARTS = 4,
	NAMES_STEP = 32, /* of all settings, each input asks for one in so many */
	ROOM = 1 << 17,
};

/** The file of each part. */
static const char *const files[PARTS] = { NULL, "main", "d/10-first.conf", "d/20-second.conf" };

static const char *const directories[] = { "d", NULL };

/** Settings that are asked for in any case. */
static const char *const names[] = {
	"authorization.mode",
	"authentication.anonymous.enabled",
	"authentication.x509.clientCAFile",
	"authorization",
	"apiVersion",
	"streamingConnectionIdleTimeout",
	"tlsCipherSuites",
	"featureGates",
	"featureGates.A",
	"evictionHard",
	"evictionHard.memory.available",
	"kubeReserved.cpu",
	"shutdownGracePeriodByPodPriority",
	"staticPodURLHeader",
	"node-labels",
	"a.b",
	"x",
};

/** `kubelet`, the flags for the parts that are there, and the lines behind the first. */
static struct kp_argv *make_argv(const struct fuzz_part *parts)
{
	struct kp_text line = { 0 };
	const char *rest = memchr(parts[0].bytes, '\n', parts[0].len);
	KP_CLEANUP(kp_freep) char *bytes = NULL;
	size_t len;

	kp_text_add_str(&line, "kubelet\n");
	kp_text_add_str(&line, parts[1].bytes == NULL ? "" : "--config=/main\n");
	kp_text_add_str(&line, parts[2].bytes == NULL ? "" : "--config-dir=/d\n");
	if (rest != NULL) {
		kp_text_add(&line, rest + 1, parts[0].len - (size_t)(rest + 1 - parts[0].bytes));
	}
	len = line.len;
	bytes = fuzz_finish(&line);
	return fuzz_argv((const uint8_t *)bytes, len);
}

static struct kp_kubelet *make_kubelet(const struct kp_ctx *ctx, const struct fuzz_part *parts)
{
	static const enum kp_known known[] = { ['y'] = KP_KNOWN_YES, ['n'] = KP_KNOWN_NO };

	size_t letter = parts[0].len == 0 ? 0 : (size_t)(unsigned char)parts[0].bytes[0];
	struct kp_process process = {
		.pid = 1,
		.pid_fd = -1,
		.start = { .tv_sec = INT32_MAX }, /* after everything was written */
		.argv = make_argv(parts),
		.root_fd = fuzz_tree_make(directories),
		.cwd = strdup("/"),
		.user_id = -1,
		.has_variable =
			letter < sizeof(known) / sizeof(known[0]) ? known[letter] : KP_NOT_KNOWN,
	};
	const struct kp_query query = { .component = &kp_kubelet_component };
	struct kp_kubelet *kubelet = NULL;

	FUZZ_CHECK(kp_kubelet_new(&query, ctx, &process, &kubelet, NULL) == KP_OK);
	FUZZ_CHECK(process.argv == NULL);
	return kubelet;
}

/** What is certain for all versions is so for each that runs with these arguments and files. */
static void check_version(const struct kp_kubelet *kubelet, int minor,
			  const struct kp_setting *certain)
{
	KP_CLEANUP(kp_setting_freep) struct kp_setting *setting = NULL;
	struct kp_error error = { 0 };
	enum kp_status status =
		kp_kubelet_setting_in(kubelet, minor, certain->name, &setting, &error);

	if (status != KP_OK) {
		FUZZ_CHECK(setting == NULL);
		fuzz_check_error(status, &error);
		return;
	}
	fuzz_check_setting(setting, certain->name);
	FUZZ_CHECK(setting->source == certain->source);
	/* Only the one for all versions hides credentials. */
	FUZZ_CHECK(strncmp(certain->name, "staticPodURL", strlen("staticPodURL")) == 0 ||
		   (certain->value == NULL) == (setting->value == NULL));
	FUZZ_CHECK(strncmp(certain->name, "staticPodURL", strlen("staticPodURL")) == 0 ||
		   certain->value == NULL || strcmp(certain->value, setting->value) == 0);
}

static void check_setting(const struct kp_kubelet *kubelet, int minor, const char *name)
{
	KP_CLEANUP(kp_setting_freep) struct kp_setting *setting = NULL;
	KP_CLEANUP(kp_setting_freep) struct kp_setting *again = NULL;
	struct kp_error error = { 0 };
	enum kp_status status = kp_kubelet_setting(kubelet, name, &setting, &error);

	FUZZ_CHECK(kp_kubelet_setting(kubelet, name, &again, NULL) == status);
	FUZZ_CHECK(fuzz_is_same_setting(setting, again));
	if (status != KP_OK) {
		FUZZ_CHECK(setting == NULL);
		fuzz_check_error(status, &error);
		return;
	}
	FUZZ_CHECK(kp_kubelet_argv_error(kubelet) == NULL);
	FUZZ_CHECK(!kp_kubelet_changed_since_start(kubelet) || setting->beats_files);
	fuzz_check_setting(setting, name);
	check_version(kubelet, minor, setting);
}

static void check_settings(const struct kp_kubelet *kubelet, int minor, size_t offset)
{
	size_t position = 0;
	size_t index = offset;
	const char *name;

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		check_setting(kubelet, minor, names[i]);
	}
	while ((name = kp_names_next(&kp_kubelet_component, &position)) != NULL) {
		if (index++ % NAMES_STEP == 0) {
			check_setting(kubelet, minor, name);
		}
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	KP_CLEANUP(kp_freep) char *text = fuzz_copy(data, size);
	struct fuzz_part parts[PARTS] = { { 0 } };
	struct kp_ctx ctx = { .root_fd = -1 };
	struct kp_kubelet *kubelet;
	struct kp_room room = { .left = ROOM, .whose = "kubelets" };
	int minor = KP_MINOR_FIRST;

	(void)fuzz_tree_make(directories);
	FUZZ_CHECK(kp_ctx_init(&ctx, fuzz_tree_path(), NULL) == KP_OK);
	ctx.limits.room = &room;
	ctx.limits.document_nodes = 1 << 12;
	fuzz_split(text, size, parts, PARTS);
	for (size_t i = 1; i < PARTS; i++) {
		fuzz_tree_write(files[i], parts[i].bytes, parts[i].len);
	}
	if (parts[0].len > 1) {
		minor += (unsigned char)(parts[0].bytes[1] - 'a') %
			 (KP_MINOR_LAST - KP_MINOR_FIRST + 1);
	}
	kubelet = make_kubelet(&ctx, parts);
	check_settings(kubelet, minor, size);
	kp_kubelet_free(kubelet);
	FUZZ_CHECK(room.left == ROOM);
	kp_ctx_done(&ctx);
	return 0;
}
