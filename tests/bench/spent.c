/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "spent.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void spent_begin(struct spent *spent, const char *times)
{
	spent->times = strtol(times, NULL, 10);
	if (spent->times < 1) {
		exit(EXIT_FAILURE);
	}
	(void)getrusage(RUSAGE_SELF, &spent->begin);
}

static double microseconds(const struct rusage *usage)
{
	return 1e6 * (double)(usage->ru_utime.tv_sec + usage->ru_stime.tv_sec) +
	       (double)(usage->ru_utime.tv_usec + usage->ru_stime.tv_usec);
}

/** Peak memory since the program was executed; what getrusage(2) says includes who executed it. */
static long peak_kib(void)
{
	FILE *status = fopen("/proc/self/status", "re");
	char line[256];
	long kib = 0;

	while (status != NULL && fgets(line, sizeof(line), status) != NULL) {
		if (strncmp(line, "VmHWM:", strlen("VmHWM:")) == 0) {
			kib = strtol(line + strlen("VmHWM:"), NULL, 10);
		}
	}
	if (status != NULL) {
		(void)fclose(status);
	}
	return kib;
}

int spent_end(const struct spent *spent, size_t found)
{
	struct rusage end;

	(void)getrusage(RUSAGE_SELF, &end);
	(void)printf("{\"microseconds\": %.3f, \"found\": %.3f, \"peak_kib\": %ld}\n",
		     (microseconds(&end) - microseconds(&spent->begin)) / (double)spent->times,
		     (double)found / (double)spent->times, peak_kib());
	return fflush(stdout) == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
