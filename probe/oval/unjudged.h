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
 * What tells one thing that is not judged.
 * @param[in] aside a process that is set aside; NULL: it is about no process, or about more of them
 * @param[in] note why, in words: "set aside, since ..." of a process
 * @return 0 or PROBE_ENOMEM
 */
typedef int kp_unjudged_function(struct kp_session *session, const struct kp_aside *aside,
				 const char *note);

/** Have what is set aside, and what was taken for another program, told. @return 0 or PROBE_ENOMEM */
int kp_unjudged_each(struct kp_session *session, const struct kp_kubelets *kubelets,
		     kp_unjudged_function *tell);

/**
 * Tell all of it in messages (kp_session.tell).
 * @return 0 or PROBE_ENOMEM
 */
int kp_unjudged_tell(struct kp_session *session, const struct kp_kubelets *kubelets);

#endif
