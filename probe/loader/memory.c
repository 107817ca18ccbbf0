/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "loader/memory.h"

#include <stdatomic.h>
#include <string.h>

#include "loader/real.h"

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
