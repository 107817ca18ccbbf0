/* SPDX-License-Identifier: LGPL-2.1-or-later */
/**
 * @file
 * The flags of a component: what kind of value each takes, and which setting it is.
 */
#ifndef KP_COMPONENT_FLAG_H
#define KP_COMPONENT_FLAG_H

#include <stddef.h>

#include <stdbool.h>

#include "base/govalue.h"
#include "base/status.h"

/** Syntax of a flag's value. */
enum kp_flag_kind {
	KP_KIND_BOOL,    /**< takes no separate argument: `--flag` is true */
	KP_KIND_VERSION, /**< bool-like, but also `raw` or a version */
	KP_KIND_INT32,
	KP_KIND_INT64,
	KP_KIND_FLOAT64,
	KP_KIND_VERBOSITY, /**< decimal, klog's -v */
	KP_KIND_DURATION,
	KP_KIND_STRING,          /**< anything; also what a running component has checked already */
	KP_KIND_STRING_SLICE,    /**< CSV, accumulates */
	KP_KIND_MAP,             /**< `k=v,k=v`, accumulates */
	KP_KIND_MAP_LANGLE,      /**< `k<v`, accumulates */
	KP_KIND_MAP_BOOL,        /**< `k=bool`, accumulates */
	KP_KIND_MAP_NO_SPLIT,    /**< one `k=v` per occurrence, accumulates */
	KP_KIND_MAP_LABELS,      /**< `k=v`, a missing `=` is an empty value, accumulates */
	KP_KIND_MULTIMAP,        /**< `k:v`, accumulates */
	KP_KIND_TAINTS,          /**< `key=value:effect,...` */
	KP_KIND_RESERVED_MEMORY, /**< `node:type=quantity,...;...`, accumulates */
	KP_KIND_VMODULE,         /**< `pattern=N,...`, accumulates, also to what a file says */
	KP_KIND_IP,              /**< empty: as if it were not given */
	KP_KIND_IP_PORT,         /**< an address with or without a port; empty as well */
	KP_KIND_PORT_RANGE,      /**< `1000-2000`, `1000+9`, or one port */
	KP_KIND_QUANTITY,
	KP_KIND__COUNT /**< not a valid value */
};

/** One flag. */
struct kp_flag {
	const char *name;
	enum kp_flag_kind kind;
	const char *path; /**< path of the configuration; NULL for a flag-only option */
	int since;        /**< first minor version that has the flag */
	int until;        /**< last minor version that has it */
	int path_since;   /**< first minor version in which the path is its place */
	bool global;      /**< klog, cadvisor and the like: a no-op in the second parse */
};

/** The default of a flag that is no part of the configuration. */
struct kp_flag_preset {
	const char *flag;
	const char *value;
};

/** A flag beside the configuration that, where it is true, turns a field on. */
struct kp_flag_switch {
	const char *flag;
	const char *path; /**< of the field */
};

/** All flags of a component. */
struct kp_flags {
	const struct kp_flag *rows; /**< sorted by name */
	size_t count;
	const struct kp_flag_preset *presets;
	size_t preset_count;
	const struct kp_flag_switch *switches;
	size_t switch_count;
	bool is_strict;  /**< `_` in a name is no `-`, but for global flags */
	bool lets_empty; /**< a positional argument that is empty is let pass */
};

/**
 * @param[in] name as it stands in the argument, without dashes
 * @param[in] len its length
 * @return the flag of that version, a row; NULL if that version has none. `_` in a name is
 *         `-` (component-base/cli/flag/flags.go WordSepNormalizeFunc), unless flags are strict; case
 *         matters.
 */
const struct kp_flag *kp_flag_find(const struct kp_flags *flags, const char *name, size_t len,
				   int minor);

/** @return the default of a flag that is no part of the configuration, static; NULL if it has none */
const char *kp_flag_preset(const struct kp_flags *flags, const struct kp_flag *flag);

/** @return the name of the flag that turns a field on, static; NULL if none does */
const char *kp_flag_switch(const struct kp_flags *flags, const char *path);

/** @return whether the flag may stand without a value (pflag's NoOptDefVal) */
bool kp_flag_is_bool(const struct kp_flag *flag);

/**
 * Check a value as the flag's Set() would (pflag and component-base/cli/flag, unchanged from 1.20 to 1.37).
 * @return KP_OK; KP_ERR_SYNTAX with what is wrong; KP_ERR_NOMEM
 */
enum kp_status kp_flag_check(const struct kp_flag *flag, const char *value, struct kp_error *reterr)
	__attribute__((warn_unused_result));

#endif
