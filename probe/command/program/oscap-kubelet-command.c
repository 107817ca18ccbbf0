/* SPDX-License-Identifier: LGPL-2.1-or-later */
/**
 * @file
 * oscap-kubelet-command: the verbs of oscap-kubelet, which starts it with its own path as argv[0]. A
 * program of its own, since the wrapper has to start as fast as it can, and needs no library.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/cleanup.h"
#include "command/command.h"
#include "command/configz.h"
#include "command/doctor.h"
#include "command/explain.h"
#include "command/scan.h"
#include "command/summary.h"
#include "command/verbs.h"

struct verb {
	const char *name;
	int (*run)(const struct kp_command *command);
};

#define ROW(verb_name, verb_function, verb_help) { verb_name, verb_function },
static const struct verb verbs[] = { KP_VERBS(ROW) };

/** @return a path that is told from the directory of a file; caller-owned, free with free(); NULL */
static char *beside(const char *file, const char *path)
{
	char *whole = NULL;

	if (path[0] == '/') {
		return strdup(path);
	}
	if (asprintf(&whole, "%.*s/%s", (int)(strrchr(file, '/') - file), file, path) < 0) {
		return NULL;
	}
	return whole;
}

static int run(const struct verb *verb, int argc, char *argv[])
{
	KP_CLEANUP(kp_freep) char *stream = beside(argv[0], OSCAP_KUBELET_STREAM);
	KP_CLEANUP(kp_freep) char *plugin = beside(argv[0], OSCAP_KUBELET_PLUGIN);
	KP_CLEANUP(kp_freep) char *summary = beside(argv[0], OSCAP_KUBELET_SUMMARY);
	struct kp_command command = {
		argv[0],  plugin,  stream, summary, OSCAP_KUBELET_VERSION, OSCAP_KUBELET_EXAMPLES,
		argc - 1, argv + 1
	};

	if (stream == NULL || plugin == NULL || summary == NULL) {
		return kp_command_fail(&command, "out of memory");
	}
	return verb->run(&command);
}

int main(int argc, char *argv[])
{
	for (size_t i = 0; argc > 1 && argv[0][0] == '/' && i < sizeof(verbs) / sizeof(verbs[0]);
	     i++) {
		if (strcmp(argv[1], verbs[i].name) == 0) {
			return run(&verbs[i], argc, argv);
		}
	}
	(void)fputs("oscap-kubelet-command: start it as oscap-kubelet VERB\n", stderr);
	return KP_COMMAND_FAILED;
}
