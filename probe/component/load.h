/* SPDX-License-Identifier: LGPL-2.1-or-later */
/**
 * @file
 * The steps that a component's order of sources is made of.
 */
#ifndef KP_COMPONENT_LOAD_H
#define KP_COMPONENT_LOAD_H

#include "component/config_files.h"
#include "component/finding.h"
#include "process/argv.h"

/** A place that no file is, owned by the load. */
struct kp_load_place;

/** What one version of a component makes of its arguments and files. Start as `{ 0 }`. */
struct kp_load {
	const struct kp_argv *argv;
	const struct kp_sources *sources;
	struct kp_document *scratch; /**< owns values that no file has */
	struct kp_load_place *places;
	struct kp_view view; /**< what comes out; owned */
};

/** Release what a load holds. */
void kp_load_done(struct kp_load *load);

/** Whether a string flag is given with something in it. */
bool kp_load_has_flag(const struct kp_load *load, const char *name);

/**
 * Decode the file given by --config into the view.
 * @return KP_OK; KP_ERR_SYNTAX when it is refused; the status of reading it; KP_ERR_NOMEM
 */
enum kp_status kp_load_file(struct kp_load *load, struct kp_error *reterr)
	__attribute__((warn_unused_result));

/**
 * Give each field that the configuration of the view does not say the value that flags and defaults
 * give it.
 * @return KP_OK; KP_ERR_NOMEM
 */
enum kp_status kp_load_complete(struct kp_load *load, struct kp_cmdline *flags,
				struct kp_error *reterr) __attribute__((warn_unused_result));

#endif
