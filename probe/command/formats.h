/* SPDX-License-Identifier: LGPL-2.1-or-later */
/**
 * @file
 * Verdicts, as a person or a program reads them.
 */
#ifndef KP_COMMAND_FORMATS_H
#define KP_COMMAND_FORMATS_H

#include "base/text.h"
#include "command/format.h"

struct kp_format {
	const char *name;
	/**
	 * @param[in,out] out where it is added
	 * @return KP_OK; KP_ERR_NOMEM
	 */
	enum kp_status (*write)(const struct kp_verdicts *verdicts,
				const struct kp_format_told *told, struct kp_text *out,
				struct kp_error *reterr);
};

/** @return a format by its name, static; NULL */
const struct kp_format *kp_formats_find(const char *name);

/** The names of all formats, for errors and help. */
#define KP_FORMATS "text, json, junit or sarif"

#endif
