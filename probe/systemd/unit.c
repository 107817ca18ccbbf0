/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "systemd/unit.h"

#include <stdlib.h>
#include <string.h>

#include "base/cleanup.h"
#include "base/text.h"
#include "systemd/unit_body.h"

void kp_unit_free(struct kp_unit *unit)
{
	if (unit == NULL) {
		return;
	}
	free(unit->name);
	free(unit->path);
	free(unit->executable);
	kp_argv_free(unit->argv);
	kp_environment_done(&unit->environment);
	free(unit->cwd);
	free(unit->root);
	free(unit->user);
	free(unit->doubt);
	kp_strings_done(&unit->missing);
	free(unit);
}

void kp_unit_freep(struct kp_unit **unit)
{
	kp_unit_free(*unit);
}

const char *kp_unit_name(const struct kp_unit *unit)
{
	return unit->name;
}

const char *kp_unit_path(const struct kp_unit *unit)
{
	return unit->path;
}

bool kp_unit_is_masked(const struct kp_unit *unit)
{
	return unit->is_masked;
}

const char *kp_unit_executable(const struct kp_unit *unit)
{
	return unit->executable;
}

const struct kp_argv *kp_unit_argv(const struct kp_unit *unit)
{
	return unit->argv;
}

struct kp_argv *kp_unit_take_argv(struct kp_unit *unit)
{
	return kp_steal(&unit->argv);
}

enum kp_known kp_unit_has_variable(const struct kp_unit *unit, const char *name)
{
	const struct kp_variable *variable =
		kp_environment_get(&unit->environment, name, strlen(name));

	if (variable == NULL) {
		return unit->environment.open != NULL ? KP_NOT_KNOWN : KP_KNOWN_NO;
	}
	if (variable->is_unset) {
		return KP_KNOWN_NO;
	}
	return variable->value == NULL ? KP_NOT_KNOWN : KP_KNOWN_YES;
}

const char *kp_unit_variable(const struct kp_unit *unit, const char *name)
{
	const struct kp_variable *variable =
		kp_environment_get(&unit->environment, name, strlen(name));

	return variable == NULL || variable->is_unset ? NULL : variable->value;
}

const char *kp_unit_cwd(const struct kp_unit *unit)
{
	return unit->cwd == NULL ? "/" : unit->cwd;
}

const char *kp_unit_root(const struct kp_unit *unit)
{
	return unit->root == NULL ? "/" : unit->root;
}

const char *kp_unit_user(const struct kp_unit *unit)
{
	return unit->user;
}

const char *kp_unit_doubt(const struct kp_unit *unit)
{
	return unit->doubt;
}

const struct kp_strings *kp_unit_missing(const struct kp_unit *unit)
{
	return &unit->missing;
}

bool kp_unit_is_shell(const char *executable)
{
	static const char *const shells[] = {
		"ash",  "bash",  "busybox", "csh", "dash", "fish",   "ksh",  "ksh93", "mksh",
		"oksh", "pdksh", "rbash",   "sh",  "tcsh", "toybox", "yash", "zsh",
	};
	const char *name = kp_text_basename(executable);

	for (size_t i = 0; i < sizeof(shells) / sizeof(shells[0]); i++) {
		if (strcmp(name, shells[i]) == 0) {
			return true;
		}
	}
	return false;
}
