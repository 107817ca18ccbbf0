/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A stand-in for what a service starts: writes down how it was started, in the form of show_unit.c,
 * to /judge/started. The file is there once it is complete. */
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static void show(FILE *file, const char *key, const char *value)
{
	(void)fprintf(file, "%s%c%s%c", key, '\0', value, '\0');
}

int main(int argc, char **argv)
{
	char exe[PATH_MAX] = "";
	char cwd[PATH_MAX] = "";
	FILE *file = fopen("/judge/started.new", "we");

	if (file == NULL || readlink("/proc/self/exe", exe, sizeof(exe) - 1) < 0 ||
	    getcwd(cwd, sizeof(cwd)) == NULL) {
		return EXIT_FAILURE;
	}
	show(file, "exe", exe);
	show(file, "cwd", cwd);
	for (int i = 0; i < argc; i++) {
		show(file, "argument", argv[i]);
	}
	for (char **variable = environ; *variable != NULL; variable++) {
		char *equals = strchr(*variable, '=');

		if (equals != NULL) {
			*equals = '\0';
			show(file, "variable", *variable);
			show(file, "value", equals + 1);
		}
	}
	return fclose(file) == 0 && rename("/judge/started.new", "/judge/started") == 0
		       ? EXIT_SUCCESS
		       : EXIT_FAILURE;
}
