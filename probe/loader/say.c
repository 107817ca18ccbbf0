/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "loader/say.h"

#include <stdarg.h>

#include <stdio.h>
#include <unistd.h>

/* Not through stdio: a constructor must not be the first to set up the streams of the host. */
void kp_loader_say(const char *format, ...)
{
	char text[4608];
	va_list arguments;

	va_start(arguments, format);
	(void)vsnprintf(text, sizeof(text), format, arguments);
	va_end(arguments);
	(void)dprintf(STDERR_FILENO, "oscap-kubelet: %s\n", text);
}
