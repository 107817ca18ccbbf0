/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The file of MicroK8s' kubelite, with a fixed environment, up to the arguments of a kubelet. */
#include <stdlib.h>
#include <string.h>

#include "base/cleanup.h"
#include "fuzz.h"
#include "hosts/argsfile.h"

/** Room for a few arguments, so that inputs reach the limits. */
static const struct kp_limits limits = { .argv_count = 16, .argv_bytes = 512 };

static const uint8_t block[] = "A=1\0SNAP_DATA=/var/snap/microk8s/9072\0Q=\" $A \"\0=x\0none";

/** Each argument says which line of the file it is from, and lines only go up. */
static void check_places(const struct kp_argv *argv)
{
	long last = 0;

	for (size_t i = 1; i < kp_argv_count(argv); i++) {
		const struct kp_said_at at = kp_argv_place(argv, i);

		FUZZ_CHECK(at.path != NULL && strcmp(at.path, "/f") == 0);
		FUZZ_CHECK(at.line >= last && at.line > 0);
		last = at.line;
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	KP_CLEANUP(kp_argv_freep) struct kp_argv *argv = NULL;
	KP_CLEANUP(kp_freep) char *bytes = fuzz_copy(data, size);
	const struct kp_goenv env = { block, sizeof(block) - 1 };
	struct kp_error error;
	enum kp_status status =
		kp_argsfile_parse("/f", (const uint8_t *)bytes, size, &env, &limits, &argv, &error);

	if (status != KP_OK) {
		fuzz_check_error(status, &error);
		FUZZ_CHECK(argv == NULL && strncmp(error.message, "/f:", 3) == 0);
		return 0;
	}
	FUZZ_CHECK(kp_argv_count(argv) >= 1 && kp_argv_count(argv) <= limits.argv_count);
	FUZZ_CHECK(strcmp(kp_argv_get(argv, 0), "kubelet") == 0);
	check_places(argv);
	return 0;
}
