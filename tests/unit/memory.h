/* SPDX-License-Identifier: LGPL-2.1-or-later */
/**
 * @file
 * Memory that runs out when it is told to. For a program that is linked with kubelet_fail_memory(),
 * calls of malloc() and its relatives in our own objects are counted, and one can fail; those
 * inside of libraries are as ever.
 */
#ifndef MEMORY_H
#define MEMORY_H

#include <stddef.h>

struct memory {
	long live;     /**< allocations that are not freed yet */
	size_t count;  /**< allocations asked for since memory_fail_at() */
	size_t failed; /**< the one of them that fails, from 1; 0 for none */
};

extern struct memory memory;

/** Let one of the allocations from now on fail; none if it is 0. */
void memory_fail_at(size_t number);

/**
 * How far it is from one allocation that a test lets fail to the next: 1, so that each of them does; a
 * program under valgrind, which would take minutes, is told another (../valgrind/test_unit.py).
 */
size_t memory_step(void);

#endif
