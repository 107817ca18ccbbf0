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

/* The variables of libxml2 by which memory is had and given back. */
union variable {
	void *symbol;
	xmlReallocFunc *resize;
	xmlFreeFunc *release;
};

static union variable find(const char *name, _Atomic(void *) *found)
{
	union variable variable = { .symbol = atomic_load(found) };

	if (variable.symbol == NULL) {
		variable.symbol = kp_real(name);
		atomic_store(found, variable.symbol);
	}
	return variable;
}

/* Copied, not cut: what is cut off goes to what is free behind it, which glibc then puts in order as a
 * whole, each time (malloc_consolidate()). */
xmlChar *kp_memory_fit(xmlChar *text)
{
	static _Atomic(void *) resizes;
	static _Atomic(void *) releases;
	union variable resize = find("xmlRealloc", &resizes);
	union variable release = find("xmlFree", &releases);
	xmlChar *copy = NULL;
	size_t size;

	if (text == NULL || resize.symbol == NULL || release.symbol == NULL) {
		return text;
	}
	size = strlen((const char *)text) + 1;
	copy = (*resize.resize)(NULL, size);
	if (copy == NULL) {
		return text;
	}
	memcpy(copy, text, size);
	(*release.release)(text);
	return copy;
}
