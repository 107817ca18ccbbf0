/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "base/rights.h"

#include <stddef.h>
#include <stdint.h>

#include <linux/capability.h>
#include <sys/syscall.h>
#include <unistd.h>

/** A right, the first capabilities of which each gives it, and what is said. */
struct row {
	uint32_t capabilities;
	const char *as_user;
	const char *as_root;
	const char *refused;
};

#define MASK(capability) (UINT32_C(1) << (capability))

/* clang-format off */
/** Messages name the capability: root in a container has but some of them. */
#define ROW(masks, name, purpose)                                                                 \
	{                                                                                         \
		masks, "run the scan as root (it lacks " name ", which " purpose ")",             \
			"the scan lacks the capability " name ", which " purpose,                 \
			"the scan has the capability " name                                       \
			", so that a security module (LSM) refuses it, or the scan is in a user " \
			"namespace of its own"                                                    \
	}

static const struct row rows[KP_RIGHT__COUNT] = {
	[KP_RIGHT_PROCESSES] = ROW(
		MASK(CAP_SYS_PTRACE), "CAP_SYS_PTRACE",
		"lets it see the executables, root directories and environments of processes"),
	[KP_RIGHT_FILES] = ROW(
		MASK(CAP_DAC_READ_SEARCH) | MASK(CAP_DAC_OVERRIDE), "CAP_DAC_READ_SEARCH",
		"lets it read files whatever their modes are"),
};

/* clang-format on */

bool kp_right_is_held(enum kp_right right)
{
	struct __user_cap_header_struct header = { .version = _LINUX_CAPABILITY_VERSION_3 };
	struct __user_cap_data_struct sets[_LINUX_CAPABILITY_U32S_3] = { { 0 } };

	return syscall(SYS_capget, &header, sets) == 0 &&
	       (sets[0].effective & rows[right].capabilities) != 0;
}

const char *kp_right_advice(enum kp_right right)
{
	if (kp_right_is_held(right)) {
		return rows[right].refused;
	}
	return geteuid() == 0 ? rows[right].as_root : rows[right].as_user;
}

enum kp_status kp_right_explain(enum kp_right right, enum kp_status status, struct kp_error *reterr)
{
	return status == KP_ERR_PERM && reterr != NULL
		       ? kp_add(reterr, status, "%s", kp_right_advice(right))
		       : status;
}
