/* SPDX-License-Identifier: LGPL-2.1-or-later */
/**
 * @file
 * What a loop takes: processor time of this process, since others are at work on the machine too.
 */
#ifndef SPENT_H
#define SPENT_H

#include <stddef.h>

#include <sys/resource.h>

struct spent {
	long times;
	struct rusage begin;
};

/** @param[in] times how often the loop goes round, as text */
void spent_begin(struct spent *spent, const char *times);

/**
 * Print `{"microseconds": PER ROUND, "found": PER ROUND, "peak_kib": N}`.
 * @param[in] found in all rounds together
 * @return an exit code
 */
int spent_end(const struct spent *spent, size_t found);

#endif
