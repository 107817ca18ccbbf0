/* SPDX-License-Identifier: LGPL-2.1-or-later */
/**
 * @file
 * The hooks of libxslt and libxml2, as libopenscap calls these: for the report, and to keep less.
 */
#ifndef KP_LOADER_HOOKS_XML_H
#define KP_LOADER_HOOKS_XML_H

#include "loader/hook.h"
#include "oval/openscap_abi.h"

/* Of libxslt. */
KP_EXPORT xsltStylesheet *xsltParseStylesheetFile(const xmlChar *path);
KP_EXPORT xmlDocPtr xsltApplyStylesheet(xsltStylesheet *sheet, xmlDocPtr document,
					const char **parameters);
KP_EXPORT void xsltFreeStylesheet(xsltStylesheet *sheet);

/* Of libxml2. */
KP_EXPORT xmlChar *xmlTextReaderReadInnerXml(xmlTextReaderPtr reader);
KP_EXPORT void xmlDocDumpMemory(xmlDocPtr document, xmlChar **memory, int *size);

#endif
