/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "loader/memory.h"

#include <malloc.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

#include "loader/real.h"

#define ARENAS_ENV   "MALLOC_ARENA_MAX"
#define TUNABLES_ENV "GLIBC_TUNABLES"

/* glibc gives each new thread a heap of its own, up to eight for each processor (mallopt(3), M_ARENA_MAX),
 * and such a heap grows a page at a time, each by a system call. oscap has a thread for each object, of
 * which one works while the others wait for it: there is nobody to wait for the one heap. */
void kp_memory_share(void)
{
	const char *tunables = getenv(TUNABLES_ENV);

	if (getenv(ARENAS_ENV) == NULL &&
	    (tunables == NULL || strstr(tunables, "arena_max") == NULL)) {
		(void)mallopt(M_ARENA_MAX, 1);
	}
}

xmlChar *kp_memory_fit(xmlChar *text)
{
	static _Atomic(void *) found;

	union {
		void *symbol;
		xmlReallocFunc *resize;
	} memory = { .symbol = atomic_load(&found) };

	void *fitted;

	if (text == NULL) {
		return NULL;
	}
	if (memory.symbol == NULL) {
		memory.symbol = kp_real("xmlRealloc");
		atomic_store(&found, memory.symbol);
	}
	if (memory.symbol == NULL) {
		return text;
	}
	fitted = (*memory.resize)(text, strlen((const char *)text) + 1);
	return fitted != NULL ? fitted : text;
}
