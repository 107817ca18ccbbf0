/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "base/library.h"

#include <stddef.h>

#include <dlfcn.h>
#include <string.h>

#include "base/text.h"

bool kp_library_find(void *library, const char *name, void *function_address)
{
	void *found = dlsym(library, name);

	/* POSIX says that it can be called, ISO C knows no conversion. */
	memcpy(function_address, &found, sizeof(found));
	return found != NULL;
}

enum kp_status kp_library_beside(const void *part, const char *name, char **ret_path,
				 struct kp_error *reterr)
{
	struct kp_text text = { 0 };
	Dl_info info;

	if (dladdr(part, &info) == 0 || info.dli_fname == NULL) {
		return kp_fail(reterr, KP_ERR_NOENT, "where %s is cannot be told", name);
	}
	kp_text_add(&text, info.dli_fname,
		    (size_t)(kp_text_basename(info.dli_fname) - info.dli_fname));
	kp_text_add_str(&text, name);
	return kp_text_finish(&text, ret_path, reterr);
}
