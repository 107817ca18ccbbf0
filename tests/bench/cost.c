/* SPDX-License-Identifier: LGPL-2.1-or-later */
/**
 * @file
 * Run a program, and tell what it and its children took.
 *
 *     cost PROGRAM [ARGUMENT...]
 *
 * Prints `{"code": N, "microseconds": N, "peak_kib": N}` on file descriptor 3. A program of its own,
 * since a child counts the memory of whoever started it until it executes something else.
 */
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>

enum {
	REPORT_FD = 3
};

extern char **environ;

int main(int argc, char **argv)
{
	struct rusage usage;
	double microseconds;
	int status = 0;
	pid_t pid;

	if (argc < 2 || posix_spawnp(&pid, argv[1], NULL, NULL, argv + 1, environ) != 0 ||
	    wait4(pid, &status, 0, &usage) != pid) {
		return EXIT_FAILURE;
	}
	microseconds = 1e6 * (double)(usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) +
		       (double)(usage.ru_utime.tv_usec + usage.ru_stime.tv_usec);
	(void)dprintf(REPORT_FD, "{\"code\": %d, \"microseconds\": %.0f, \"peak_kib\": %ld}\n",
		      WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status),
		      microseconds, usage.ru_maxrss);
	return EXIT_SUCCESS;
}
