/* SPDX-License-Identifier: LGPL-2.1-or-later */
/**
 * @file
 * Run a program, and tell what it and its children took.
 *
 *     cost REPORT PROGRAM [ARGUMENT...]
 *
 * Writes `{"code": N, "microseconds": N, "peak_kib": N}` into the file REPORT. A program of its own,
 * since a child counts the memory of whoever started it until it executes something else.
 */
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>

extern char **environ;

int main(int argc, char **argv)
{
	struct rusage usage;
	double microseconds;
	int status = 0;
	FILE *report;
	pid_t pid;

	if (argc < 3 || posix_spawnp(&pid, argv[2], NULL, NULL, argv + 2, environ) != 0 ||
	    wait4(pid, &status, 0, &usage) != pid) {
		return EXIT_FAILURE;
	}
	microseconds = 1e6 * (double)(usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) +
		       (double)(usage.ru_utime.tv_usec + usage.ru_stime.tv_usec);
	report = fopen(argv[1], "we");
	if (report == NULL) {
		return EXIT_FAILURE;
	}
	(void)fprintf(report, "{\"code\": %d, \"microseconds\": %.0f, \"peak_kib\": %ld}\n",
		      WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status),
		      microseconds, usage.ru_maxrss);
	return fclose(report) == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
