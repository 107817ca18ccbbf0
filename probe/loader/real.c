/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "loader/real.h"

#include <dlfcn.h>

#include "loader/elf_image.h"
#include "loader/say.h"

/* Of xmlDocDumpMemory(), which programs without libopenscap call, too. */
#define LIBXML2 "libxml2.so"
/* Likewise, of xsltApplyStylesheet(). */
#define LIBXSLT "libxslt.so"

/* A library that was opened with RTLD_LOCAL, as Python does, calls our hooks, since preloaded symbols
 * come first, but RTLD_NEXT does not see it. */
static void *find_in_local(const char *prefix, const char *name)
{
	struct kp_elf_image image;
	void *library;
	void *symbol;

	if (!kp_elf_image_find(prefix, &image)) {
		return NULL;
	}
	library = dlopen(image.path, RTLD_LAZY | RTLD_NOLOAD);
	if (library == NULL) {
		return NULL;
	}
	symbol = dlsym(library, name);
	/* Only the reference that RTLD_NOLOAD took: the library stays loaded. */
	(void)dlclose(library);
	return symbol;
}

void *kp_real(const char *name)
{
	void *symbol = dlsym(RTLD_NEXT, name);

	if (symbol == NULL) {
		symbol = find_in_local(KP_OPENSCAP_LIBRARY, name);
	}
	if (symbol == NULL) {
		symbol = find_in_local(LIBXML2, name);
	}
	if (symbol == NULL) {
		symbol = find_in_local(LIBXSLT, name);
	}
	if (symbol == NULL) {
		kp_loader_say("there is no %s in libopenscap, libxml2 or libxslt", name);
	}
	return symbol;
}
