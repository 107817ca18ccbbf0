/* SPDX-License-Identifier: LGPL-2.1-or-later */
/**
 * @file
 * The stylesheets of libopenscap's HTML report, written so that libxslt has less to do for the same
 * report.
 */
#ifndef KP_LOADER_SHEETS_H
#define KP_LOADER_SHEETS_H

#include <stddef.h>

#include <stdbool.h>

/** How many files a report is made of. */
#define KP_SHEETS_COUNT 7

/** The files. In place: starts as zeros, freed by kp_sheets_done(). */
struct kp_sheets {
	char *directory; /**< with a slash at its end */

	struct kp_sheet {
		char *text;
		size_t size;
	} sheets[KP_SHEETS_COUNT];
};

/**
 * Read the stylesheets and rewrite them.
 * @param[in] path of the first, as libxslt is told
 * @param[out] ret_sheets caller-owned, also if they are not as they are known: kp_sheets_done()
 * @return whether each place that is rewritten is there, and nothing else asks for what is left out: if
 *         not, none of them is to be used
 */
bool kp_sheets_read(const char *path, struct kp_sheets *ret_sheets)
	__attribute__((warn_unused_result));

/** @return the stylesheet of a path, borrowed from sheets; NULL if it is none of them */
const struct kp_sheet *kp_sheets_find(const struct kp_sheets *sheets, const char *path)
	__attribute__((warn_unused_result));

/**
 * Write the texts of CDATA sections without these: libxml2 reads a text several times faster, and the
 * tree is the same, since libxslt has it make texts of both. For kp_sheets_read() and tests.
 * @return false without memory, which leaves them as they are
 */
bool kp__sheets_open_sections(struct kp_sheet *sheet) __attribute__((warn_unused_result));

/** Free what is in the struct. May be called again, and for zeros. */
void kp_sheets_done(struct kp_sheets *sheets);

#endif
