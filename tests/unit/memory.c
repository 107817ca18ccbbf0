/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "memory.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

void *__real_malloc(size_t size);
void *__real_calloc(size_t count, size_t size);
void *__real_realloc(void *pointer, size_t size);
char *__real_strdup(const char *string);
char *__real_strndup(const char *string, size_t len);
void __real_free(void *pointer);

void *__wrap_malloc(size_t size);
void *__wrap_calloc(size_t count, size_t size);
void *__wrap_realloc(void *pointer, size_t size);
char *__wrap_strdup(const char *string);
char *__wrap_strndup(const char *string, size_t len);
void __wrap_free(void *pointer);

struct memory memory;

void memory_fail_at(size_t number)
{
	memory.count = 0;
	memory.failed = number;
}

size_t memory_step(void)
{
	const char *step = getenv("OSCAP_KUBELET_TEST_MEMORY_STEP");

	return step == NULL ? 1 : strtoul(step, NULL, 10);
}

static bool allow(void)
{
	return ++memory.count != memory.failed;
}

static void *count_live(void *pointer)
{
	memory.live += pointer == NULL ? 0 : 1;
	return pointer;
}

void *__wrap_malloc(size_t size)
{
	return allow() ? count_live(__real_malloc(size)) : NULL;
}

void *__wrap_calloc(size_t count, size_t size)
{
	return allow() ? count_live(__real_calloc(count, size)) : NULL;
}

void *__wrap_realloc(void *pointer, size_t size)
{
	if (!allow()) {
		return NULL;
	}
	return pointer == NULL ? count_live(__real_realloc(NULL, size))
			       : __real_realloc(pointer, size);
}

char *__wrap_strdup(const char *string)
{
	return allow() ? count_live(__real_strdup(string)) : NULL;
}

char *__wrap_strndup(const char *string, size_t len)
{
	return allow() ? count_live(__real_strndup(string, len)) : NULL;
}

void __wrap_free(void *pointer)
{
	memory.live -= pointer == NULL ? 0 : 1;
	__real_free(pointer);
}
