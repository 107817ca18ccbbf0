/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "loader/program.h"

#include <limits.h>
#include <string.h>
#include <unistd.h>

/* Its file tells: argv[0] is a name of whoever has started it, such as oscap-kubelet. */
bool kp_program_is_oscap(void)
{
	static const char name[] = "/oscap";
	const size_t name_length = sizeof(name) - 1;
	char path[PATH_MAX];
	ssize_t length = readlink("/proc/self/exe", path, sizeof(path));

	return length >= (ssize_t)name_length && length < (ssize_t)sizeof(path) &&
	       memcmp(path + length - name_length, name, name_length) == 0;
}
