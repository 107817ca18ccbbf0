/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "systemd/version.h"

#include <string.h>

#include "base/cleanup.h"
#include "files/glob.h"

/** Where distributions have the library that systemd itself is linked with. */
static const char *const patterns[] = {
	"/usr/lib/systemd/libsystemd-shared-*.so",
	"/usr/lib/*/systemd/libsystemd-shared-*.so",
	"/usr/lib64/systemd/libsystemd-shared-*.so",
	"/lib/systemd/libsystemd-shared-*.so",
};

/** The number behind `libsystemd-shared-`, as in `-252.so` or `-239-82.el8.so`; 0 if none. */
static int number_in(const char *path)
{
	const char *at = strstr(path, "libsystemd-shared-") + strlen("libsystemd-shared-");
	int number = 0;

	for (; *at >= '0' && *at <= '9' && number < 10000; at++) {
		number = number * 10 + (*at - '0');
	}
	return number;
}

enum kp_status kp_systemd_version(const struct kp_ctx *ctx, int *ret_version,
				  struct kp_error *reterr)
{
	int version = KP_SYSTEMD_UNKNOWN;

	for (size_t i = 0; i < sizeof(patterns) / sizeof(patterns[0]); i++) {
		KP_CLEANUP(kp_strings_done) struct kp_strings paths = { 0 };
		enum kp_status status = kp_glob(ctx, patterns[i], &paths, reterr);

		if (status != KP_OK) {
			return status;
		}
		for (size_t j = 0; j < paths.count; j++) {
			int number = number_in(paths.items[j]);

			if (version != KP_SYSTEMD_UNKNOWN && number != version) {
				*ret_version = KP_SYSTEMD_UNKNOWN;
				return KP_OK;
			}
			version = number;
		}
	}
	*ret_version = version;
	return KP_OK;
}
