/* SPDX-License-Identifier: LGPL-2.1-or-later */
/**
 * @file
 * The flags of a command line, read as a component of Kubernetes reads them.
 *
 * A kubelet parses its arguments with pflag (flag.go, unchanged from 1.20 to 1.37). If it loads
 * configuration files it parses them once more over the loaded configuration
 * (cmd/kubelet/app/server.go, kubeletConfigFlagPrecedence), this time with every global flag
 * replaced by one that takes a value: there a bare `--enable-load-reader` swallows the argument
 * behind it. Settings of the configuration come from the second parse then, all else from the
 * first.
 */
#ifndef KP_COMPONENT_CMDLINE_H
#define KP_COMPONENT_CMDLINE_H

#include <stddef.h>

#include "base/status.h"
#include "component/flag.h"
#include "process/argv.h"

/** One occurrence of a flag. */
struct kp_flag_use {
	const struct kp_flag *flag;
	const char *value;          /**< borrowed from the argv; "true" for a bare bool */
	const struct kp_argv *argv; /**< borrowed, as given to the parse */
	size_t index;               /**< index in argv of the argument with the flag's name */
};

struct kp_cmdline;
struct kp_component;

/**
 * The first parse.
 * @param[in] argv must outlive the command line
 * @param[in] minor which version's flags to know
 * @param[out] ret_cmdline caller-owned, free with kp_cmdline_free(); untouched on failure
 * @return KP_OK; KP_ERR_SYNTAX when that version refuses the arguments, with the reason;
 *         KP_ERR_NOMEM
 */
enum kp_status kp_cmdline_parse(const struct kp_component *component, const struct kp_argv *argv,
				int minor, struct kp_cmdline **ret_cmdline, struct kp_error *reterr)
	__attribute__((warn_unused_result));

/** The second parse. Parameters and result as kp_cmdline_parse(). */
enum kp_status kp_cmdline_parse_again(const struct kp_component *component,
				      const struct kp_argv *argv, int minor,
				      struct kp_cmdline **ret_cmdline, struct kp_error *reterr)
	__attribute__((warn_unused_result));

/** @param[out] ret_cmdline without any flag, caller-owned; untouched on failure */
enum kp_status kp_cmdline_new(struct kp_cmdline **ret_cmdline, struct kp_error *reterr)
	__attribute__((warn_unused_result));

/** Whether one occurrence of a flag is wanted. */
typedef bool (*kp_cmdline_wants)(const void *data, const struct kp_cmdline *cmdline,
				 const struct kp_flag_use *use);

/**
 * Take some of the occurrences.
 * @param[out] ret_selected with those that are wanted, caller-owned, free with kp_cmdline_free();
 *             untouched on failure
 * @return KP_OK; KP_ERR_NOMEM
 */
enum kp_status kp_cmdline_select(const struct kp_cmdline *cmdline, kp_cmdline_wants wants,
				 const void *data, struct kp_cmdline **ret_selected,
				 struct kp_error *reterr) __attribute__((warn_unused_result));

void kp_cmdline_free(struct kp_cmdline *cmdline);

void kp_cmdline_freep(struct kp_cmdline **cmdline);

size_t kp_cmdline_count(const struct kp_cmdline *cmdline);

/** @return the occurrence with that index, in the order of argv, borrowed from cmdline */
const struct kp_flag_use *kp_cmdline_get(const struct kp_cmdline *cmdline, size_t index);

/** @return the last occurrence of a flag, which wins, borrowed from cmdline; NULL if none */
const struct kp_flag_use *kp_cmdline_last(const struct kp_cmdline *cmdline, const char *name);

#endif
