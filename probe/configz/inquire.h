/* SPDX-License-Identifier: LGPL-2.1-or-later */
/**
 * @file
 * Ask a running kubelet what it runs with.
 */
#ifndef KP_CONFIGZ_INQUIRE_H
#define KP_CONFIGZ_INQUIRE_H

#include <sys/resource.h>

#include "configz/reply.h"
#include "node/instance.h"

/** What a kubelet is asked with. */
struct kp_configz_question {
	const char *program; /**< path of KP_CONFIGZ_PROGRAM */
	const struct kp_component *component;
	const char *root;    /**< path of the root directory that is scanned */
	const char *options; /**< value of KP_CONFIGZ_VARIABLE; NULL: not set */
	int minor;           /**< as of struct kp_query */
	unsigned seconds;    /**< that it may take */
};

/**
 * Ask, by the program that is made for it.
 * @param[out] ret_usage as of kp_configz_ask()
 * @param[out] ret_reply caller-owned, free with kp_configz_reply_free(); untouched on failure
 * @return KP_OK; why there is no reply, with what to do; KP_ERR_NOMEM
 */
enum kp_status kp_configz_inquire(const struct kp_configz_question *question,
				  const struct kp_kubelet *kubelet, struct rusage *ret_usage,
				  struct kp_configz_reply **ret_reply, struct kp_error *reterr)
	__attribute__((warn_unused_result));

#endif
