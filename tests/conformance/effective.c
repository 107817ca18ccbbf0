/* SPDX-License-Identifier: LGPL-2.1-or-later */
/**
 * @file
 * Computes one recorded case: what a kubelet of a given version makes of arguments and files.
 *
 * usage: effective ROOT MINOR SETTING... < ARGV
 *
 * ROOT stands for the root directory of the kubelet and is its working directory, ARGV are its
 * arguments, each with a NUL; its environment is the one of this program. Prints `SETTING<tab>VALUE<tab>SOURCE<tab>LOCATION` for each setting,
 * `(nothing)` for a value that is not set, or `refused<tab>REASON` alone.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/cleanup.h"
#include "core/effective.h"
#include "core/govalue.h"
#include "core/kubelet.h"
#include "core/process.h"
#include "core/root.h"

static int fail(const struct kp_error *error)
{
	printf("refused\t%s\n", error->message);
	return EXIT_SUCCESS;
}

/** Read all arguments from standard input. */
static struct kp_argv *read_argv(void)
{
	static uint8_t buf[1 << 16];
	struct kp_argv *argv = NULL;
	size_t len = fread(buf, 1, sizeof(buf), stdin);

	if (kp_argv_parse(buf, len, &argv, NULL) != KP_OK) {
		abort();
	}
	return argv;
}

static int print_settings(const struct kp_kubelet *kubelet, int minor, char **names)
{
	for (; *names != NULL; names++) {
		KP_CLEANUP(kp_setting_freep) struct kp_setting *setting = NULL;
		struct kp_error error;
		enum kp_status status =
		        kp_kubelet_setting_in(kubelet, minor, *names, &setting, &error);

		if (status == KP_ERR_INVAL) {
			continue;
		}
		if (status != KP_OK) {
			return fail(&error);
		}
		printf("%s\t%s\t%s\t%s\n", setting->name,
		       setting->value == NULL ? "(nothing)" : setting->value,
		       kp_source_str(setting->source), setting->location);
	}
	return EXIT_SUCCESS;
}

int main(int argc, char **argv)
{
	KP_CLEANUP(kp_kubelet_freep) struct kp_kubelet *kubelet = NULL;
	struct kp_process process = { .pid = 1, .root_fd = -1, .cwd = strdup("/") };
	struct kp_error error;
	struct kp_ctx ctx;
	int64_t minor;

	if (argc < 4 || !kp_go_int(argv[2], 10, 32, &minor) ||
	    kp_ctx_init(&ctx, argv[1], &error) != KP_OK) {
		fprintf(stderr, "usage: effective ROOT MINOR SETTING... < ARGV\n");
		return EXIT_FAILURE;
	}
	process.root_fd = ctx.root_fd;
	process.argv = read_argv();
	process.has_alpha = getenv("KUBELET_CONFIG_DROPIN_DIR_ALPHA") == NULL ? KP_KNOWN_NO
	                                                                      : KP_KNOWN_YES;
	if (kp_kubelet_new(&ctx, &process, &kubelet, &error) != KP_OK) {
		return fail(&error);
	}
	free(process.cwd);
	kp_ctx_done(&ctx);
	return print_settings(kubelet, (int)minor, argv + 3);
}
