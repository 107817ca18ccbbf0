/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "loader/selfcheck.h"

#include <dlfcn.h>
#include <stdio.h>

#include "loader/hooks.h"

/** Check one hook; otherwise as kp_selfcheck(). */
static bool check_hook(const struct kp_elf_image *openscap, size_t index, char *ret_problem,
		       size_t size)
{
	const char *name = kp_hooks_name(index);
	enum kp_hook_kind kind = kp_hooks_kind(index);

	if (kind == KP_HOOK_OPTIONAL) {
		return true;
	}
	if (dlsym(RTLD_DEFAULT, name) != kp_hooks_address(index)) {
		(void)snprintf(ret_problem, size, "another preloaded library has taken %s", name);
	} else if (dlsym(RTLD_NEXT, name) == NULL) {
		(void)snprintf(ret_problem, size, "%s has no %s", openscap->path, name);
	} else if (kind == KP_HOOK_INSIDE && !kp_elf_image_binds(openscap, name)) {
		(void)snprintf(ret_problem, size,
			       "%s was built without symbol interposition "
			       "(%s is bound internally)",
			       openscap->path, name);
	} else {
		return true;
	}
	return false;
}

/* Weak symbols of the tool chain itself, such as __gmon_start__, begin with an underscore; none of
 * our imports does. */
static bool check_import(const char *name, bool undefined, void *user)
{
	const char **missing = user;

	if (undefined && name[0] != '_' && dlsym(RTLD_DEFAULT, name) == NULL) {
		*missing = name;
	}
	return *missing == NULL;
}

bool kp_selfcheck(const struct kp_elf_image *openscap, char *ret_problem, size_t size)
{
	struct kp_elf_image self;
	const char *missing = NULL;

	for (size_t i = 0; kp_hooks_name(i) != NULL; i++) {
		if (!check_hook(openscap, i, ret_problem, size)) {
			return false;
		}
	}
	if (!kp_elf_image_find_address(kp_hooks_address(0), &self)) {
		(void)snprintf(ret_problem, size, "the plugin cannot find itself");
		return false;
	}
	kp_elf_image_visit(&self, check_import, &missing);
	if (missing != NULL) {
		(void)snprintf(ret_problem, size, "%s does not bring %s", openscap->path, missing);
	}
	return missing == NULL;
}
