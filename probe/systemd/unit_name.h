/* SPDX-License-Identifier: LGPL-2.1-or-later */
/**
 * @file
 * The names of systemd services: `PREFIX.service`, the template `PREFIX@.service` and its instances
 * `PREFIX@INSTANCE.service` (systemd.unit(5)).
 */
#ifndef KP_SYSTEMD_UNIT_NAME_H
#define KP_SYSTEMD_UNIT_NAME_H

#include <stdbool.h>

#include "base/status.h"
#include "base/text.h"

#define KP_UNIT_SUFFIX ".service"

/** Which kind of name a text is. */
enum kp_unit_name_kind {
	KP_UNIT_NAME_INVALID, /**< no name of a service */
	KP_UNIT_NAME_PLAIN,
	KP_UNIT_NAME_TEMPLATE,
	KP_UNIT_NAME_INSTANCE,
};

enum kp_unit_name_kind kp_unit_name_kind(const char *name);

/** @return the length of what comes before the `@`, or before the suffix */
size_t kp_unit_name_prefix_len(const char *name);

/** @return the length of what is behind the `@`, 0 if there is none */
size_t kp_unit_name_instance_len(const char *name);

/** @return what is behind the `@`, or the suffix if there is none; borrowed from name */
const char *kp_unit_name_instance(const char *name);

/**
 * The name of a prefix with the instance of another name, if that has one.
 * @param[in] like an instance, a template or a plain name
 * @param[out] ret_name caller-owned, free with free(); untouched on failure
 * @return KP_OK; KP_ERR_NOMEM
 */
enum kp_status kp_unit_name_build(const char *prefix, size_t prefix_len, const char *like,
				  char **ret_name, struct kp_error *reterr)
	__attribute__((warn_unused_result));

/**
 * The template of an instance.
 * @param[out] ret_name caller-owned, free with free(); untouched on failure
 * @return KP_OK; KP_ERR_NOMEM
 */
enum kp_status kp_unit_name_template(const char *name, char **ret_name, struct kp_error *reterr)
	__attribute__((warn_unused_result));

/** The shorter prefix for whose drop-ins `foo-bar` looks, `foo-`. @return its length; 0 if none */
size_t kp_unit_name_shorten(const char *prefix, size_t len);

/**
 * Undo the escapes of a name: `-` is a slash, `\xNN` a byte.
 * @return false if there is another escape, with nothing added
 */
bool kp_unit_name_unescape(struct kp_text *out, const char *text, size_t len);

#endif
