/* SPDX-License-Identifier: LGPL-2.1-or-later */
/**
 * @file
 * An imitation of oscap that shows what reached it.
 */
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "fake.h"

extern char **environ;

static void show(char *const list[])
{
	for (size_t i = 0; list[i] != NULL; i++)
		(void)fwrite(list[i], 1, strlen(list[i]) + 1, stdout);
}

int main(int argc, char *argv[])
{
	const char *command = argc > 1 ? argv[1] : "";

	if (strcmp(command, "table") == 0)
		fake_call_all();
	else if (strcmp(command, "--version") == 0)
		probe_table_list(stdout);
	else if (strcmp(command, "environment") == 0)
		show(environ);
	else if (strcmp(command, "arguments") == 0)
		show(argv);
	else if (strcmp(command, "copy") == 0)
		for (int c = getchar(); c != EOF; c = getchar())
			(void)putchar(c);
	else if (strcmp(command, "complain") == 0)
		(void)fputs("complaint\n", stderr);
	else if (strcmp(command, "child") == 0)
		return system(argv[2]) == 0 ? 0 : 1;
	else if (strcmp(command, "exit") == 0)
		return atoi(argv[2]);
	else if (strcmp(command, "die") == 0)
		(void)raise(SIGTERM);
	return 0;
}
