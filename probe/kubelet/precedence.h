/* SPDX-License-Identifier: LGPL-2.1-or-later */
/**
 * @file
 * In which order a kubelet takes its settings from flags, files and defaults.
 *
 * The order (cmd/kubelet/app/server.go NewKubeletCommand, 1.20 to 1.37): defaults of a kubelet
 * without --config; first parse of the flags; if --config is given, the file over the defaults of
 * a kubelet with --config instead; drop-in files (1.28 and later); second parse of the flags over
 * it; validation.
 */
#ifndef KP_KUBELET_PRECEDENCE_H
#define KP_KUBELET_PRECEDENCE_H

#include "component/load.h"

/** The kubelet's kp_component.load. */
enum kp_status kp_precedence_load(struct kp_load *load, struct kp_error *reterr)
	__attribute__((warn_unused_result));

/** The kubelet's kp_component.can_run. */
enum kp_status kp_precedence_can_run(const struct kp_sources *sources, int minor,
				     struct kp_error *reterr) __attribute__((warn_unused_result));

#endif
