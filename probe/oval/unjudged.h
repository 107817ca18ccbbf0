/* SPDX-License-Identifier: LGPL-2.1-or-later */
/**
 * @file
 * What an object tells of what it does not judge: by messages, since an item would be judged.
 */
#ifndef KP_OVAL_UNJUDGED_H
#define KP_OVAL_UNJUDGED_H

#include "oval/session.h"

/** Add a message to the collected object. @return 0 or PROBE_ENOMEM */
int kp_unjudged_add(const struct kp_session *session, const char *text);

/**
 * Tell what is set aside, and what was taken for another program (kp_session.tell).
 * @return 0 or PROBE_ENOMEM
 */
int kp_unjudged_tell(struct kp_session *session, const struct kp_kubelets *kubelets);

#endif
