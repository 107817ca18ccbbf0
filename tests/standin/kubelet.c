/* SPDX-License-Identifier: LGPL-2.1-or-later */
/**
 * @file
 * A stand-in for a kubelet: a process that has the name, the arguments, the directory and the files
 * of one, and waits. Its arguments are never looked at.
 *
 * It names its first thread as the variable STANDIN_COMM says, as a program that sets its title does,
 * and prints `ready` on standard output once it runs. It ends by SIGTERM, with its parent, or, where
 * standard input is a pipe or a socket, when that is closed.
 */
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <unistd.h>

/** Whether standard input can tell by its end that whoever started us is gone. */
static bool stdin_is_a_leash(void)
{
	struct stat st;

	return fstat(STDIN_FILENO, &st) == 0 && (S_ISFIFO(st.st_mode) || S_ISSOCK(st.st_mode));
}

int main(void)
{
	const char *comm = getenv("STANDIN_COMM");
	char byte;

	if (prctl(PR_SET_PDEATHSIG, SIGKILL) != 0) {
		return EXIT_FAILURE;
	}
	if (comm != NULL && prctl(PR_SET_NAME, comm) != 0) {
		return EXIT_FAILURE;
	}
	if (puts("ready") == EOF || fflush(stdout) != 0) {
		return EXIT_FAILURE;
	}
	if (!stdin_is_a_leash()) {
		for (;;) {
			(void)pause();
		}
	}
	while (read(STDIN_FILENO, &byte, sizeof(byte)) > 0) {
		;
	}
	return EXIT_SUCCESS;
}
