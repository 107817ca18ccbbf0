/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "command/command.h"

#include <stdarg.h>

#include <errno.h>
#include <stdio.h>

int kp_command_fail(const struct kp_command *command, const char *format, ...)
{
	va_list arguments;

	(void)fprintf(stderr, "oscap-kubelet %s: ", command->argv[0]);
	va_start(arguments, format);
	(void)vfprintf(stderr, format, arguments);
	va_end(arguments);
	(void)fputc('\n', stderr);
	return KP_COMMAND_FAILED;
}

enum kp_status kp_command_print(const char *text, struct kp_error *reterr)
{
	return fputs(text, stdout) < 0 || fflush(stdout) != 0
		       ? kp_fail_errno(reterr, errno, "cannot write to standard output")
		       : KP_OK;
}
