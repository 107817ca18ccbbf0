/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "command/summary.h"

#include <stddef.h>

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define PYTHON "python3"

/** Become python3, which runs the directory. Its modules are the system's and ours; it leaves no files. */
static void become(const struct kp_command *command, const char **argv)
{
	union {
		const char **from;
		char *const *to;
	} arguments = { .from = argv };

	*argv++ = PYTHON;
	*argv++ = "-I";
	*argv++ = "-B";
	*argv++ = command->summary;
	*argv++ = command->version;
	for (int i = 1; i < command->argc; i++) {
		*argv++ = command->argv[i];
	}
	*argv = NULL;
	(void)execvp(PYTHON, arguments.to);
}

int kp_summary(const struct kp_command *command)
{
	/* In place of the verb five words, and NULL. */
	const char **argv = calloc((size_t)command->argc + 5, sizeof(*argv));
	int failure;

	if (argv == NULL) {
		return kp_command_fail(command, "out of memory");
	}
	become(command, argv);
	failure = errno;
	free(argv);
	if (failure == ENOENT) {
		return kp_command_fail(command, "there is no " PYTHON
						" in PATH: install python3 and python3-jinja2");
	}
	return kp_command_fail(command, "cannot start " PYTHON ": %s", strerror(failure));
}
