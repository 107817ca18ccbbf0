/* SPDX-License-Identifier: LGPL-2.1-or-later */
/**
 * @file
 * The settings of a service that decide what is started, taken from its unit file and its drop-in
 * files one after the other.
 */
#ifndef KP_SYSTEMD_SETTINGS_H
#define KP_SYSTEMD_SETTINGS_H

#include "base/strings.h"
#include "systemd/environment.h"
#include "systemd/unit_file.h"

/** An assignment, and the file that has it. Borrowed. */
struct kp_unit_setting {
	const struct kp_assignment *assignment;
	const char *path;
};

/** Room for one assignment of each key that is looked at. */
enum {
	KP_UNIT_SETTING_ROWS = 32
};

/** A command of an ExecStart=. */
struct kp_unit_exec {
	struct kp_unit_setting setting;
	size_t position; /**< for kp_command_parse() */
};

/** Settings. Start as `{ .names = ..., .systemd = ..., .limits = ... }`. */
struct kp_unit_settings {
	/** Of the unit, for kp_specifiers_expand(); NULL for those of systemd itself. */
	const struct kp_strings *names;
	int systemd;
	const struct kp_limits *limits;
	struct kp_unit_exec *execs; /**< the commands of ExecStart= that count */
	size_t exec_count;
	size_t exec_size;
	struct kp_unit_setting hiding[KP_UNIT_SETTING_ROWS]; /**< what changes the view of files */
	struct kp_environment environment;                   /**< of Environment= */
	struct kp_strings
		files; /**< of EnvironmentFile=, specifiers replaced, `-` in front or not */
	struct kp_strings passed;    /**< names of PassEnvironment= */
	struct kp_strings passed_at; /**< the file of each */
	struct kp_strings unset;     /**< of UnsetEnvironment= */
	struct kp_strings search;    /**< directories of ExecSearchPath= */
	/** The first ExecCondition= and ExecStartPre= that may write files (kp_command_is_harmless()). */
	struct kp_unit_setting preparing[KP_UNIT_SETTING_ROWS];
	char *user;
	char *cwd; /**< specifiers replaced; NULL if not said */
	char *root;
	bool is_cwd_optional;
	bool is_oneshot;
};

/** Release what settings hold. */
void kp_unit_settings_done(struct kp_unit_settings *settings);

/**
 * Take the assignments of one file.
 * @param[in] file must outlive the settings
 * @param[in] path of it, must outlive the settings
 * @return KP_OK; KP_ERR_SYNTAX: systemd stops reading the file there, and refuses the unit if it is the
 *         unit file; KP_ERR_UNSUPPORTED; KP_ERR_LIMIT; KP_ERR_NOMEM; each with file and line
 */
enum kp_status kp_unit_settings_take(struct kp_unit_settings *settings,
				     const struct kp_unit_file *file, const char *path,
				     struct kp_error *reterr) __attribute__((warn_unused_result));

/**
 * Take DefaultEnvironment= of a file of systemd's own configuration.
 * @param[in] file, path must outlive the settings
 * @return as kp_unit_settings_take()
 */
enum kp_status kp_unit_settings_take_manager(struct kp_unit_settings *settings,
					     const struct kp_unit_file *file, const char *path,
					     struct kp_error *reterr)
	__attribute__((warn_unused_result));

#endif
