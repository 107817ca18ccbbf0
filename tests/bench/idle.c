/* SPDX-License-Identifier: LGPL-2.1-or-later */
/**
 * @file
 * Processes that do nothing, each with memory and arguments of its own.
 *
 *     idle COUNT
 *
 * Prints `ready` once all are there. They end when standard input does, or with their parent.
 */
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

/** One of them; never returns. */
static void idle(void)
{
	(void)prctl(PR_SET_PDEATHSIG, SIGKILL);
	(void)close(STDIN_FILENO);
	(void)close(STDOUT_FILENO);
	for (;;) {
		(void)pause();
	}
}

/** End all, and wait till they are gone. */
static void end(void)
{
	(void)signal(SIGTERM, SIG_IGN);
	(void)kill(0, SIGTERM);
	while (wait(NULL) > 0 || errno == EINTR) {
		;
	}
}

int main(int argc, char **argv)
{
	long count = argc == 2 ? strtol(argv[1], NULL, 10) : 0;
	char byte;

	(void)prctl(PR_SET_PDEATHSIG, SIGKILL);
	(void)setpgid(0, 0);
	for (long i = 0; i < count; i++) {
		pid_t pid = fork();

		if (pid == 0) {
			idle();
		}
		if (pid < 0) {
			(void)fprintf(stderr, "idle: after %ld processes: %s\n", i,
				      strerror(errno));
			end();
			return EXIT_FAILURE;
		}
	}
	if (puts("ready") == EOF || fflush(stdout) != 0) {
		end();
		return EXIT_FAILURE;
	}
	while (read(STDIN_FILENO, &byte, 1) > 0) {
		;
	}
	end();
	return EXIT_SUCCESS;
}
