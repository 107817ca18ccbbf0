/* SPDX-License-Identifier: LGPL-2.1-or-later */
/**
 * @file
 * What a kubelet says of itself at /configz: `{"kubeletconfig": {...}}`, the v1beta1 type as encoding/json
 * prints it, after flags, files and defaults, without a word of where each was said.
 *
 * It leaves out what is `omitempty` and zero: plain fields, empty lists and maps, pointers that are nil.
 * Durations are always there. What that means hangs on the type of each field, and where versions have
 * it otherwise on the version: that of the operator, or else each that has all that the reply has, and
 * whose kubelets leave out nothing that is missing.
 */
#ifndef KP_CONFIGZ_REPLY_H
#define KP_CONFIGZ_REPLY_H

#include <stddef.h>
#include <stdint.h>

#include "base/limits.h"
#include "component/setting.h"

struct kp_component;
struct kp_configz_reply;
struct kp_node;

/**
 * Read a reply.
 * @param[in] url that was asked, for locations; copied
 * @param[in] minor N of 1.N, if the operator says which version it is; else 0
 * @param[out] ret_reply caller-owned, free with kp_configz_reply_free(); untouched on failure
 * @return KP_OK; KP_ERR_SYNTAX when it is not what a kubelet says; KP_ERR_LIMIT; KP_ERR_UNSUPPORTED;
 *         KP_ERR_NOMEM
 */
enum kp_status kp_configz_reply_parse(const struct kp_component *component, const uint8_t *buf,
				      size_t len, const struct kp_limits *limits, const char *url,
				      int minor, struct kp_configz_reply **ret_reply,
				      struct kp_error *reterr) __attribute__((warn_unused_result));

void kp_configz_reply_free(struct kp_configz_reply *reply);

void kp_configz_reply_freep(struct kp_configz_reply **reply);

/** @return the object below `kubeletconfig`, borrowed from reply */
const struct kp_node *kp_configz_reply_root(const struct kp_configz_reply *reply);

/**
 * What a reply says of a setting.
 * @param[in] name as for kp_effective_setting()
 * @param[out] ret_setting its source is KP_SOURCE_RUNNING, or KP_SOURCE_DEFAULT for one that is left out
 *             and has no value, so that nothing sets it; its place the URL and the path in the reply;
 *             caller-owned, free with kp_setting_free(); untouched on failure
 * @return KP_OK; KP_ERR_INVAL for a name that is no setting; KP_ERR_UNSUPPORTED when the reply does not
 *         tell it: an argument that is no part of the configuration, or what versions leave out for
 *         different reasons; KP_ERR_NOMEM
 */
enum kp_status kp_configz_reply_setting(const struct kp_configz_reply *reply, const char *name,
					struct kp_setting **ret_setting, struct kp_error *reterr)
	__attribute__((warn_unused_result));

#endif
