/* SPDX-License-Identifier: LGPL-2.1-or-later */
/**
 * @file
 * Which of the processes whose executables may not be seen are taken for other programs.
 */
#ifndef KP_NODE_OTHERS_H
#define KP_NODE_OTHERS_H

#include <stdbool.h>

#include "base/status.h"
#include "component/component.h"
#include "files/ctx.h"
#include "process/walk.h"

/**
 * Decide on the processes of walk.unseen. Those that may be the component after all are counted among
 * walk.unreadable: of a unit that starts it, or whose unit cannot be told, or any of them if no other
 * process is left to be judged.
 * @param[in] is_found whether there is one to be judged
 * @param[out] others filled with the others, if there are any
 * @return KP_OK; KP_ERR_NOMEM
 */
enum kp_status kp_others_find(const struct kp_component *component, const struct kp_ctx *ctx,
			      bool is_found, struct kp_process_walk *walk, struct kp_error *others,
			      struct kp_error *reterr) __attribute__((warn_unused_result));

#endif
