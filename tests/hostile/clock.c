/* SPDX-License-Identifier: LGPL-2.1-or-later */
/**
 * @file
 * For LD_PRELOAD: a wall clock that was set forward by two hours after all that runs was started.
 */
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

enum {
	STEP = 7200
};

int clock_gettime(clockid_t id, struct timespec *time)
{
	long result = syscall(SYS_clock_gettime, id, time);

	if (result == 0 && id == CLOCK_REALTIME) {
		time->tv_sec += STEP;
	}
	return (int)result;
}
