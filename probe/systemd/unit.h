/* SPDX-License-Identifier: LGPL-2.1-or-later */
/**
 * @file
 * A service of systemd on disk: the command that systemd would start, each argument with the place
 * that said it, and what else of its unit decides how the command reads its files.
 *
 * The rules are those of systemd 239 to 262, of the system's own instance. Where they differ, the
 * version that is installed decides; where that cannot be told, the unit is an error.
 */
#ifndef KP_SYSTEMD_UNIT_H
#define KP_SYSTEMD_UNIT_H

#include "base/strings.h"
#include "process/argv.h"
#include "process/process.h"

struct kp_unit;

void kp_unit_free(struct kp_unit *unit);

void kp_unit_freep(struct kp_unit **unit);

/** @return its own name, also if it was loaded by an alias; borrowed from unit */
const char *kp_unit_name(const struct kp_unit *unit);

/** @return the path of its unit file, borrowed from unit */
const char *kp_unit_path(const struct kp_unit *unit);

/** Whether systemd refuses to start it by any way. All below is for units that are not. */
bool kp_unit_is_masked(const struct kp_unit *unit);

/** @return the absolute path that is executed, borrowed from unit; NULL if masked */
const char *kp_unit_executable(const struct kp_unit *unit);

/** @return the arguments, argv[0] first, each with the line that said it; borrowed from unit; NULL if masked */
const struct kp_argv *kp_unit_argv(const struct kp_unit *unit);

/** @return the arguments for the caller to keep: caller-owned, NULL from then on */
struct kp_argv *kp_unit_take_argv(struct kp_unit *unit);

/** Whether a variable will be set. Not known: systemd may have it in its own environment. */
enum kp_known kp_unit_has_variable(const struct kp_unit *unit, const char *name);

/** @return the value of a variable, borrowed from unit; NULL if not set, or not known */
const char *kp_unit_variable(const struct kp_unit *unit, const char *name);

/** @return the working directory, inside of the root directory; absolute; borrowed from unit */
const char *kp_unit_cwd(const struct kp_unit *unit);

/** @return the root directory, `/` unless RootDirectory= says another; borrowed from unit */
const char *kp_unit_root(const struct kp_unit *unit);

/** @return what User= says, borrowed from unit; NULL if nothing */
const char *kp_unit_user(const struct kp_unit *unit);

/**
 * @return why the files that it reads when it starts need not be those that are there on an image: a
 *         command before may write them, or an optional environment file is below /run; borrowed from
 *         unit; NULL if nothing is known of that kind
 */
const char *kp_unit_doubt(const struct kp_unit *unit);

/**
 * @return the paths of files that systemd would read if they were there, such as optional environment
 *         files, and what drop-in files lead to; borrowed from unit
 */
const struct kp_strings *kp_unit_missing(const struct kp_unit *unit);

/** Whether a path is one of a shell, which would make its own of the arguments. */
bool kp_unit_is_shell(const char *executable);

#endif
