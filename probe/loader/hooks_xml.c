/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "loader/hooks_xml.h"

#include <dlfcn.h>

#include "loader/elf_image.h"
#include "loader/memory.h"
#include "loader/real.h"
#include "loader/report.h"
#include "loader/tree.h"

/** Whether libopenscap calls all that is between a stylesheet and its end: the check at the start lets these
 * pass. */
static bool sees_sheets(void)
{
	static const struct {
		const char *name;
		union kp_function ours;
	} hooks[] = {
		{ "xsltParseStylesheetFile", { .parse_sheet = xsltParseStylesheetFile } },
		{ "xsltApplyStylesheet", { .apply_sheet = xsltApplyStylesheet } },
		{ "xsltFreeStylesheet", { .free_sheet = xsltFreeStylesheet } },
	};
	struct kp_elf_image openscap;

	if (!kp_elf_image_find(KP_OPENSCAP_LIBRARY, &openscap)) {
		return false;
	}
	for (size_t i = 0; i < sizeof(hooks) / sizeof(hooks[0]); i++) {
		if (dlsym(RTLD_DEFAULT, hooks[i].name) != hooks[i].ours.address ||
		    !kp_elf_image_binds(&openscap, hooks[i].name)) {
			return false;
		}
	}
	return true;
}

xsltStylesheet *xsltParseStylesheetFile(const xmlChar *path)
{
	union kp_function next = kp_hook_real("xsltParseStylesheetFile");
	union kp_function free_sheet;

	if (next.symbol == NULL) {
		return NULL;
	}
	if (!kp_hook_is_active() || !sees_sheets()) {
		return next.parse_sheet(path);
	}
	free_sheet = kp_hook_real("xsltFreeStylesheet");
	return free_sheet.symbol != NULL
		       ? kp_report_parse(next.parse_sheet, free_sheet.free_sheet, path)
		       : next.parse_sheet(path);
}

xmlDocPtr xsltApplyStylesheet(xsltStylesheet *sheet, xmlDocPtr document, const char **parameters)
{
	union kp_function next = kp_hook_real("xsltApplyStylesheet");

	return next.symbol != NULL ? kp_report_apply(next.apply_sheet, sheet, document, parameters)
				   : NULL;
}

void xsltFreeStylesheet(xsltStylesheet *sheet)
{
	union kp_function next = kp_hook_real("xsltFreeStylesheet");

	kp_report_forget(sheet);
	if (next.symbol != NULL) {
		next.free_sheet(sheet);
	}
}

/* Up to libxml2 2.13 the text has 4096 bytes at least, however short it is (xmlBufferCreate()), and libopenscap
 * keeps each text of a benchmark as it is. */
xmlChar *xmlTextReaderReadInnerXml(xmlTextReaderPtr reader)
{
	static _Atomic(void *) found;
	union kp_function next = kp_hook_real_once("xmlTextReaderReadInnerXml", &found);
	xmlChar *text = next.symbol != NULL ? next.read_inner(reader) : NULL;
	return kp_hook_is_active() ? kp_memory_fit(text) : text;
}

void xmlDocDumpMemory(xmlDocPtr document, xmlChar **memory, int *size)
{
	union kp_function next;

	if (kp_tree_take(document)) {
		return;
	}
	next = kp_hook_real("xmlDocDumpMemory");
	if (next.symbol != NULL) {
		next.dump(document, memory, size);
	} else {
		*memory = NULL;
	}
}
