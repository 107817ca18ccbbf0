/* SPDX-License-Identifier: LGPL-2.1-or-later */
/**
 * @file
 * The command line of oscap-kubelet-fix.
 */
#ifndef KP_FIX_PROGRAM_OPTIONS_H
#define KP_FIX_PROGRAM_OPTIONS_H

#include <stddef.h>

#include <regex.h>
#include <stdbool.h>

#include "fix/file_access.h"
#include "fix/fix.h"

/** Where copies of changed files go. */
#define KP_BACKUP_DIR "/var/lib/oscap-kubelet/backups"

/** A mode that allows everything. */
#define KP_ANY_MODE 07777

/** Exit statuses besides EXIT_SUCCESS. */
enum {
	KP_EXIT_FAILED = 1,
	KP_EXIT_USAGE = 2
};

/** What one rule wants; without rules, all that is wanted. */
struct kp_group {
	const char *rule;                     /**< NULL: none was named */
	const struct kp_component *component; /**< whose settings are wanted */
	struct kp_leave leave;
	regex_t unless;
	bool has_unless;
	bool removes;
	bool is_refused; /**< what it says makes no sense, as was told; the other rules are done */
	enum kp_file_kind files; /**< KP_FILE__COUNT: settings are wanted */
	struct kp_restriction restriction;
	struct kp_wanted *wanted; /**< owned */
	size_t count;
	size_t size;
	struct kp_wanted instead; /**< without a name if there is none */
};

/** What the command line says. */
struct kp_options {
	struct kp_fix fix;
	bool prints; /**< whether settings are printed, and nothing is fixed */
	struct kp_group
		*groups; /**< owned; they do not move, since patterns are told where they are */
	size_t count;
};

/**
 * Read the command line. Of a rule with something wrong that is told, and no more is done of it.
 * @param[in,out] options with what else than the command line says; to be released with
 *                kp_options_done() also on failure
 * @return 0; KP_EXIT_USAGE or KP_EXIT_FAILED after a line on stderr
 */
int kp_options_read(struct kp_options *options, int argc, char **argv)
	__attribute__((warn_unused_result));

/** Release what they hold. */
void kp_options_done(struct kp_options *options);

/** Print a line on stderr, after what was printed on stdout. @return KP_EXIT_USAGE */
int kp_complain(const char *format, ...) __attribute__((format(printf, 1, 2)));

#endif
