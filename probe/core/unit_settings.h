/* SPDX-License-Identifier: LGPL-2.1-or-later */
/**
 * @file
 * The settings of a service that decide what is started, taken from its unit file and its drop-in
 * files one after the other.
 */
#ifndef KP_UNIT_SETTINGS_H
#define KP_UNIT_SETTINGS_H

#include "unit_environment.h"
#include "unit_file.h"
#include "unit_glob.h"

/** An assignment, and the file that has it. Borrowed. */
struct kp_unit_setting {
	const struct kp_assignment *assignment;
	const char *path;
};

/** Room for one assignment of each key that is looked at. */
enum {
	KP_UNIT_SETTING_ROWS = 32
};

/** Settings. Start as `{ .names = ..., .systemd = ..., .limits = ... }`. */
struct kp_unit_settings {
	const struct kp_paths *names; /**< as of kp_specifiers_expand() */
	int systemd;
	const struct kp_limits *limits;
	struct kp_unit_setting *execs; /**< ExecStart= lines that count */
	size_t exec_count;
	size_t exec_size;
	struct kp_unit_setting hiding[KP_UNIT_SETTING_ROWS]; /**< what changes the view of files */
	struct kp_environment environment;                   /**< of Environment= */
	struct kp_paths files;                               /**< of EnvironmentFile=, as written */
	struct kp_paths passed;                              /**< names of PassEnvironment= */
	struct kp_paths passed_at;                           /**< the file of each */
	struct kp_paths unset;                               /**< of UnsetEnvironment= */
	struct kp_paths search;                              /**< directories of ExecSearchPath= */
	char *user;
	char *cwd; /**< as written, specifiers replaced */
	char *root;
	bool is_oneshot;
};

/** Release what settings hold; for KP_CLEANUP. */
void kp_unit_settings_done(struct kp_unit_settings *settings);

/**
 * Take the assignments of one file.
 * @param[in] file must outlive the settings
 * @param[in] path of it, must outlive the settings
 * @return KP_OK; KP_ERR_SYNTAX: systemd refuses the unit; KP_ERR_UNSUPPORTED; KP_ERR_LIMIT;
 *         KP_ERR_NOMEM; each with file and line
 */
enum kp_status kp_unit_settings_take(struct kp_unit_settings *settings,
				     const struct kp_unit_file *file, const char *path,
				     struct kp_error *reterr) __attribute__((warn_unused_result));

/** Take DefaultEnvironment= of systemd's own configuration. Otherwise as kp_unit_settings_take(). */
enum kp_status kp_unit_settings_take_manager(struct kp_unit_settings *settings,
					     const struct kp_unit_file *file, const char *path,
					     struct kp_error *reterr)
	__attribute__((warn_unused_result));

#endif
