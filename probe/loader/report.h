/* SPDX-License-Identifier: LGPL-2.1-or-later */
/**
 * @file
 * The HTML report of libopenscap, with less for libxslt to do: the stylesheets of sheets.h, where the
 * document is such that they make the same report.
 */
#ifndef KP_LOADER_REPORT_H
#define KP_LOADER_REPORT_H

#include <stddef.h>

#include <stdbool.h>

#include "oval/openscap_abi.h"

/** xsltParseStylesheetFile() */
typedef xsltStylesheet *(*kp_parse_sheet_t)(const xmlChar *path);

/** xsltApplyStylesheet() */
typedef xmlDocPtr (*kp_apply_sheet_t)(xsltStylesheet *sheet, xmlDocPtr document,
				      const char **parameters);

/** xsltFreeStylesheet() */
typedef void (*kp_free_sheet_t)(xsltStylesheet *sheet);

/**
 * Parse a stylesheet: that of a report from sheets.h, if it is known, and any other as it is. What
 * is made of it has to come to kp_report_apply().
 * @param[in] parse, free_sheet libxslt's own functions
 * @return what parse returns
 */
xsltStylesheet *kp_report_parse(kp_parse_sheet_t parse, kp_free_sheet_t free_sheet,
				const xmlChar *path);

/**
 * Apply a stylesheet of kp_report_parse(), or the one on disk where the document, or a parameter, is such
 * that they could differ.
 * @param[in] apply libxslt's own function
 * @return what it returns
 */
xmlDocPtr kp_report_apply(kp_apply_sheet_t apply, xsltStylesheet *sheet, xmlDocPtr document,
			  const char **parameters);

/** Forget a stylesheet that is about to be freed, if it is one of kp_report_parse(). */
void kp_report_forget(const xsltStylesheet *sheet);

/** Whether anything stands for a file now, in this thread. @param[in] path as libxml2 opens it */
bool kp_report_serves(const char *path);

/**
 * Open what stands for a file.
 * @param[in] path as kp_report_serves() was asked about
 * @param[out] ret_text, ret_size borrowed, valid until kp_report_parse() returns; untouched if nothing does
 * @return whether anything does
 */
bool kp_report_open(const char *path, const unsigned char **ret_text, size_t *ret_size);

/** Whether all elements that the stylesheets of sheets.h look for are where these look. */
bool kp_report_is_regular(const xmlDoc *document) __attribute__((warn_unused_result));

#endif
