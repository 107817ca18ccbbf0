/* SPDX-License-Identifier: LGPL-2.1-or-later */
/**
 * @file
 * Makes a preloaded ASan runtime initialize itself before the constructors of other libraries.
 *
 * Otherwise it does so in the first malloc() of whichever of them comes first. In oscap that is
 * libp11-kit, inside newlocale(), which holds a lock that the initialization takes once more, by
 * dlerror(): the lock is broken from then on, and a process that has asked for the text of an errno
 * hangs at exit. Linked with -z initfirst.
 */
#include <stdlib.h>

/* Seen from outside, so that the compiler keeps the allocation. */
extern void *volatile asan_first_block;
void *volatile asan_first_block;

__attribute__((constructor)) static void allocate(void)
{
	asan_first_block = malloc(1);
	free(asan_first_block);
}
