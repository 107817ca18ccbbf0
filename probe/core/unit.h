/* SPDX-License-Identifier: LGPL-2.1-or-later */
/**
 * @file
 * A service of systemd on disk: the command that systemd would start, each argument with the place
 * that said it, and what else of its unit decides how the command reads its files.
 *
 * The rules are those of systemd 239 to 257, of the system's own instance. Where they differ, the
 * version that is installed decides; where that cannot be told, the unit is an error.
 */
#ifndef KP_UNIT_H
#define KP_UNIT_H

#include "argv.h"
#include "process.h"
#include "units.h"

struct kp_unit;

/**
 * Load a service. A masked one is loaded, and has nothing but its names and paths.
 * @param[in] name of the service, or an alias
 * @param[out] ret_unit caller-owned, free with kp_unit_free(); untouched on failure. It does not
 *             need the units after this
 * @return KP_OK; KP_ERR_NOENT: there is no such service; KP_ERR_SYNTAX: systemd would not start it;
 *         KP_ERR_UNSUPPORTED: what it would start cannot be told; KP_ERR_INVAL: that is no name of
 *         a service; KP_ERR_LIMIT; KP_ERR_NOMEM; the errno of reading a file as a status
 */
enum kp_status kp_unit_load(const struct kp_units *units, const char *name,
			    struct kp_unit **ret_unit, struct kp_error *reterr)
	__attribute__((warn_unused_result));

/**
 * Whether a command of a service has a text in it, such as a part of the name of a program: for
 * going through all services, most of which are none that need to be loaded. What cannot be read as
 * settings counts with all of its text; what leads nowhere does not.
 * @param[out] ret_mentions untouched on failure
 * @return as kp_unit_load()
 */
enum kp_status kp_unit_mentions(const struct kp_units *units, const char *name, const char *text,
				bool *ret_mentions, struct kp_error *reterr)
	__attribute__((warn_unused_result));

/**
 * Find the files that say how systemd starts a service: its unit file, its drop-in files, and the
 * environment files that are there. Whether its command can be told does not matter.
 * @param[in,out] paths empty; as they are named, symbolic links and all; released by the caller
 * @return KP_OK; KP_ERR_UNSUPPORTED also if it is masked; otherwise as kp_unit_load()
 */
enum kp_status kp_unit_files(const struct kp_units *units, const char *name, struct kp_paths *paths,
			     struct kp_error *reterr) __attribute__((warn_unused_result));

void kp_unit_free(struct kp_unit *unit);

/** Cleanup function for KP_CLEANUP. */
void kp_unit_freep(struct kp_unit **unit);

/** @return its own name, also if it was loaded by an alias; borrowed from unit */
const char *kp_unit_name(const struct kp_unit *unit);

/** @return the path of its unit file, borrowed from unit */
const char *kp_unit_path(const struct kp_unit *unit);

/** Whether systemd refuses to start it by any way. All below is for units that are not. */
bool kp_unit_is_masked(const struct kp_unit *unit);

/** @return the absolute path that is executed, borrowed from unit; NULL if masked */
const char *kp_unit_executable(const struct kp_unit *unit);

/** @return the arguments, argv[0] first; borrowed from unit; NULL if masked */
const struct kp_argv *kp_unit_argv(const struct kp_unit *unit);

/** @return the arguments for the caller to keep: caller-owned, NULL from then on */
struct kp_argv *kp_unit_take_argv(struct kp_unit *unit);

/** @return `PATH:LINE` of what said the argument with that index, borrowed from unit */
const char *kp_unit_location(const struct kp_unit *unit, size_t index);

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

/** Whether a path is one of a shell, which would make its own of the arguments. */
bool kp_unit_is_shell(const char *executable);

#endif
