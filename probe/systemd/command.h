/* SPDX-License-Identifier: LGPL-2.1-or-later */
/**
 * @file
 * The command line of an ExecStart= (systemd.service(5) "COMMAND LINES").
 */
#ifndef KP_SYSTEMD_COMMAND_H
#define KP_SYSTEMD_COMMAND_H

#include "base/status.h"
#include "base/strings.h"
#include "files/ctx.h"
#include "systemd/unit_file.h"

/** A word as it stands in the unit file, its specifiers replaced. */
struct kp_command_word {
	char *text;
	long line;
};

/** A command line, before variables are put in. Start as `{ 0 }`. */
struct kp_command {
	char *executable;              /**< absolute, or a name to be searched */
	bool is_literal;               /**< by `:`: nothing is a variable */
	bool is_ignored;               /**< by `-`: if systemd would refuse it, there is none */
	struct kp_command_word *words; /**< argv[0] first */
	size_t count;
	size_t size;
	size_t next; /**< where the next command of the line begins; 0 if it is the last */
};

/** Release what a command holds. */
void kp_command_done(struct kp_command *command);

/**
 * Read one command of a line. There is none, and nothing behind it, also where systemd ignores one that
 * is broken.
 * @param[in] position where it begins in the value
 * @param[in] names of the unit, for kp_specifiers_expand()
 * @param[in] limits argv_count is the most words to accept
 * @param[in,out] command empty; released by the caller in any case
 * @return KP_OK; KP_ERR_END: there is none; KP_ERR_SYNTAX: systemd refuses it; KP_ERR_UNSUPPORTED:
 *         it cannot be worked out; KP_ERR_LIMIT; KP_ERR_NOMEM
 */
enum kp_status kp_command_parse(const struct kp_assignment *assignment, size_t position,
				const struct kp_strings *names, int systemd,
				const struct kp_limits *limits, struct kp_command *command,
				struct kp_error *reterr) __attribute__((warn_unused_result));

#endif
