/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "files/change.h"

struct timespec kp_change_of(const struct stat *st)
{
	struct timespec changed = st->st_ctim;

	/* The clock of a file system with nanoseconds hits a whole second once in a million times. */
	if (changed.tv_nsec == 0 && st->st_mtim.tv_nsec == 0) {
		changed.tv_nsec = 999999999;
	}
	return changed;
}

struct timespec kp_change_of_name(const struct stat *st)
{
	const struct timespec never = { 0 };

	if (st->st_ctim.tv_sec == st->st_mtim.tv_sec &&
	    st->st_ctim.tv_nsec == st->st_mtim.tv_nsec) {
		return never;
	}
	return kp_change_of(st);
}

bool kp_change_is_earlier(const struct timespec *left, const struct timespec *right)
{
	return left->tv_sec == right->tv_sec ? left->tv_nsec < right->tv_nsec
					     : left->tv_sec < right->tv_sec;
}
