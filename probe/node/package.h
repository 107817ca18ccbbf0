/* SPDX-License-Identifier: LGPL-2.1-or-later */
/**
 * @file
 * The version of an executable that dpkg installed, as long as it is still that one.
 */
#ifndef KP_NODE_PACKAGE_H
#define KP_NODE_PACKAGE_H

#include <stdbool.h>

#include "base/limits.h"
#include "component/component.h"
#include "files/digest.h"
#include "process/process.h"

/** What the package database says of an executable. Start as KP_PACKAGE_NONE. */
struct kp_package {
	int minor;             /**< N of Kubernetes 1.N; 0 if it says nothing */
	bool is_proven;        /**< whether the executable is the one of the package */
	int exe_fd;            /**< it, open for reading, if that has yet to be proven; -1: not */
	char sum[KP_MD5_SIZE]; /**< that it has then */
};

/* clang-format off */
#define KP_PACKAGE_NONE { .exe_fd = -1 }
/* clang-format on */

/**
 * Look a process up in the database below its root, if its executable is what a package installs
 * (component.package), and was not replaced since it started. That it is the file of the package is proven if
 * it did not change since dpkg listed it. Otherwise (a copy, a root directory that was unpacked, chmod) it is
 * opened, so that its content can be asked.
 * @param[in,out] package fresh; to be released with kp_package_done()
 */
void kp_package_find(const struct kp_component *component, const struct kp_process *process,
		     struct kp_package *package);

/**
 * Take what proving it by its content may cost from what all may take together: a user can have a thousand
 * large files run. Of what costs more than is left nothing will be proven.
 * @param[in,out] room NULL: any cost
 */
void kp_package_charge(struct kp_package *package, struct kp_room *room);

/**
 * Ask the content, which costs the reading of some 100 MB: once, and only where something depends on it.
 * @return whether the executable is the one of the package
 */
bool kp_package_prove(struct kp_package *package);

void kp_package_done(struct kp_package *package);

#endif
