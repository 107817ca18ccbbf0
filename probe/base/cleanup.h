/* SPDX-License-Identifier: LGPL-2.1-or-later */
/**
 * @file
 * Owned local variables that free themselves, and the hand-over of what they own.
 */
#ifndef KP_BASE_CLEANUP_H
#define KP_BASE_CLEANUP_H

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/** Call `function`, a kp_x_freep() or kp_x_done(), with the variable's address when it leaves its
 * scope. */
#define KP_CLEANUP(function) __attribute__((cleanup(function)))

/** Cleanup function for any pointer that free() frees. */
static inline void kp_freep(void *pointer_address)
{
	void *pointer;

	memcpy(&pointer, pointer_address, sizeof(pointer));
	free(pointer);
}

/** Cleanup function for a file descriptor; -1 is none. */
static inline void kp_closep(const int *fd)
{
	if (*fd >= 0) {
		(void)close(*fd);
	}
}

/**
 * Hand over what a pointer variable owns.
 * @param[in,out] pointer_address address of the pointer, which becomes NULL
 * @return the pointer, caller-owned
 */
static inline void *kp_steal(void *pointer_address)
{
	void *pointer;
	void *none = NULL;

	memcpy(&pointer, pointer_address, sizeof(pointer));
	memcpy(pointer_address, &none, sizeof(none));
	return pointer;
}

/** @return the file descriptor, caller-owned; the variable becomes -1 */
static inline int kp_steal_fd(int *fd)
{
	int owned = *fd;

	*fd = -1;
	return owned;
}

#endif
