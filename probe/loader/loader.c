/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "loader/loader.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "loader/elf_image.h"
#include "loader/hooks.h"
#include "loader/preload.h"
#include "loader/real.h"
#include "loader/say.h"
#include "loader/schema.h"
#include "loader/selfcheck.h"

/**
 * Runs in every process that the plugin is loaded into, before main(). Where there is no
 * libopenscap, such as in the shell of a fix script, nothing may happen.
 */
__attribute__((constructor)) static void start(void)
{
	const char *selftest = getenv(KP_SELFTEST_ENV);
	struct kp_elf_image openscap;
	char problem[4352];
	bool effective;

	if (!kp_elf_image_find(KP_OPENSCAP_LIBRARY, &openscap)) {
		return;
	}
	effective = kp_selfcheck(&openscap, problem, sizeof(problem));
	if (!effective) {
		kp_loader_say("%s: kubelet_test results will be \"unknown\"", problem);
	}
	if (selftest != NULL && strcmp(selftest, KP_SELFTEST_ASKED) == 0) {
		_exit(effective ? KP_SELFTEST_EFFECTIVE : KP_SELFTEST_REFUSED);
	}
	if (!effective && getenv(KP_REQUIRED_ENV) != NULL) {
		_exit(EXIT_FAILURE);
	}
	(void)unsetenv(KP_REQUIRED_ENV);
	kp_environment_leave_preload();
	if (!effective) {
		return;
	}
	kp_environment_find_dictionary();
	kp_schema_extend();
	kp_hooks_activate(kp_environment_trust_sexp());
}
