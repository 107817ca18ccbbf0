/* SPDX-License-Identifier: LGPL-2.1-or-later */
/**
 * @file
 * Programs by the names of their files.
 */
#ifndef KP_HOSTS_PROGRAM_NAME_H
#define KP_HOSTS_PROGRAM_NAME_H

#include <stdbool.h>

/**
 * Whether a file is a program, or a copy of it under a name that says so: `kubelet-v1.31.2`,
 * `kubelet.real`, `kubelet-linux-amd64`, `.kubelet-wrapped`, `memfd:kubelet`. Behind the name comes a
 * version, which anything may follow, or words that stand for a copy; `kubelet-exporter` is another
 * program.
 * @param[in] file its name, without directories
 * @param[in] program not empty
 */
bool kp_program_is_named(const char *file, const char *program);

/**
 * The same in two steps, for one file and many programs.
 * @return what has to begin as the name of a program does, borrowed from file
 */
const char *kp_program_stem(const char *file);

/** @param[in] stem as of kp_program_stem() */
bool kp_program_has_stem(const char *stem, const char *program);

#endif
