/* SPDX-License-Identifier: LGPL-2.1-or-later */
/**
 * @file
 * The text of one unit file or drop-in file as settings (systemd.syntax(7)).
 */
#ifndef KP_SYSTEMD_UNIT_FILE_H
#define KP_SYSTEMD_UNIT_FILE_H

#include <stddef.h>
#include <stdint.h>

#include <stdbool.h>

#include "base/status.h"

struct kp_unit_file;

/** One `KEY=VALUE`. Read-only; borrowed from its file. */
struct kp_assignment {
	char *section;
	char *key;
	char *value;   /**< without blanks around it; lines that were continued are joined */
	size_t offset; /**< of the value in the joined line */
	struct kp_line_mark *marks; /**< where lines of the file begin in the joined line */
	size_t mark_count;
};

/**
 * Read settings. Lines that systemd ignores with a warning are left out. Where it stops reading, the
 * file ends: see kp_unit_file_broken().
 * @param[in] systemd version of systemd, for which some rules hold only
 * @param[in] limit most settings to accept
 * @param[out] ret_file caller-owned, free with kp_unit_file_free(); untouched on failure
 * @return KP_OK; KP_ERR_UNSUPPORTED: versions of systemd read a line differently, with the line;
 *         KP_ERR_LIMIT; KP_ERR_NOMEM
 */
enum kp_status kp_unit_file_parse(const uint8_t *buf, size_t len, int systemd, size_t limit,
				  struct kp_unit_file **ret_file, struct kp_error *reterr)
	__attribute__((warn_unused_result));

void kp_unit_file_free(struct kp_unit_file *file);

void kp_unit_file_freep(struct kp_unit_file **file);

/**
 * Why systemd stops reading somewhere. It refuses a unit then; of any other file it takes what stands
 * before.
 * @return KP_ERR_SYNTAX with the line, borrowed from file; NULL if it reads all
 */
const struct kp_error *kp_unit_file_broken(const struct kp_unit_file *file);

size_t kp_unit_file_count(const struct kp_unit_file *file);

/** @return the setting with that index, in the order of the file; borrowed from file */
const struct kp_assignment *kp_unit_file_get(const struct kp_unit_file *file, size_t index);

/** @return the line of the file, from 1, with the byte of a value that has that index */
long kp_assignment_line(const struct kp_assignment *assignment, size_t offset);

/** Whether a text is UTF-8 for systemd: well-formed (RFC 3629), and without noncharacters (utf8.c). */
bool kp_unit_is_utf8(const char *text);

#endif
