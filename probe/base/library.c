/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "base/library.h"

#include <stddef.h>

#include <dlfcn.h>
#include <string.h>

bool kp_library_find(void *library, const char *name, void *function_address)
{
	void *found = dlsym(library, name);

	/* POSIX says that it can be called, ISO C knows no conversion. */
	memcpy(function_address, &found, sizeof(found));
	return found != NULL;
}
