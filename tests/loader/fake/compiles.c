/* SPDX-License-Identifier: LGPL-2.1-or-later */
/**
 * @file
 * A library to be preloaded that counts the regular expressions which libopenscap compiles: by PCRE (1.3) or
 * PCRE2 (1.4). The number is written into the file that COMPILES names when the program ends.
 */
#include <stddef.h>
#include <stdint.h>

#include <dlfcn.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>

/* As in libopenscap's libraries, whose headers are not needed for it. */
void *pcre_compile(const char *pattern, int options, const char **error, int *offset,
		   const unsigned char *tables);
void *pcre2_compile_8(const uint8_t *pattern, size_t length, uint32_t options, int *error,
		      size_t *offset, void *context);

union function {
	void *symbol;
	void *(*compile)(const char *pattern, int options, const char **error, int *offset,
			 const unsigned char *tables);
	void *(*compile2)(const uint8_t *pattern, size_t length, uint32_t options, int *error,
			  size_t *offset, void *context);
};

static atomic_uint count;

void *pcre_compile(const char *pattern, int options, const char **error, int *offset,
		   const unsigned char *tables)
{
	union function next = { .symbol = dlsym(RTLD_NEXT, "pcre_compile") };

	atomic_fetch_add(&count, 1);
	return next.compile(pattern, options, error, offset, tables);
}

void *pcre2_compile_8(const uint8_t *pattern, size_t length, uint32_t options, int *error,
		      size_t *offset, void *context)
{
	union function next = { .symbol = dlsym(RTLD_NEXT, "pcre2_compile_8") };

	atomic_fetch_add(&count, 1);
	return next.compile2(pattern, length, options, error, offset, context);
}

__attribute__((destructor)) static void tell(void)
{
	const char *path = getenv("COMPILES");
	FILE *file = path != NULL ? fopen(path, "w") : NULL;

	if (file != NULL) {
		(void)fprintf(file, "%u\n", atomic_load(&count));
		(void)fclose(file);
	}
}
