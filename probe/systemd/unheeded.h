/* SPDX-License-Identifier: LGPL-2.1-or-later */
/**
 * @file
 * What is written about a flag in or beside the files of a service, and reaches no command.
 */
#ifndef KP_SYSTEMD_UNHEEDED_H
#define KP_SYSTEMD_UNHEEDED_H

#include "base/unheeded.h"
#include "systemd/units.h"

/** What to look for. */
struct kp_unit_search {
	const char *const *flags; /**< names without dashes, up to NULL */
	const char *const
		*files; /**< environment files that a service may be thought to read, up to NULL */
};

/**
 * Look for lines that name a flag and give the command of a service no argument of that name. Comments
 * are not told. Of a service that cannot be loaded nothing is.
 * @param[in,out] list gets what is found
 * @return KP_OK; KP_ERR_NOMEM
 */
enum kp_status kp_unit_find_unheeded(const struct kp_units *units, const char *name,
				     const struct kp_unit_search *wanted,
				     struct kp_unheeded_list *list, struct kp_error *reterr)
	__attribute__((warn_unused_result));

#endif
