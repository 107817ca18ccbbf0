/* SPDX-License-Identifier: LGPL-2.1-or-later */
/**
 * @file
 * Fixes of the mode, owner and group of the files that decide about a kubelet.
 */
#ifndef KP_FILES_H
#define KP_FILES_H

#include "fix/fix.h"
#include "fix/restrict.h"

enum kp_files_kind {
	KP_FILES_CONFIGURATION, /**< the file of --config and the drop-in files */
	KP_FILES_KUBECONFIG,    /**< --kubeconfig and --bootstrap-kubeconfig */
	KP_FILES_CLIENT_CA,     /**< authentication.x509.clientCAFile */
	KP_FILES_UNIT,          /**< the unit, its drop-ins and environment files */
	KP_FILES__COUNT         /**< not a valid value */
};

/** @return `configuration`, `kubeconfig`, `client_ca` or `unit`, a static text */
const char *kp_files_kind_str(enum kp_files_kind kind);

/**
 * Restrict who may access files of every kubelet of this machine. A kubelet whose configuration was
 * touched is restarted, since what it has in force could not be told any more otherwise: the time of the
 * change is that of its content's too (kp_kubelet_changed_since_start()).
 * @return as kp_fix_settings()
 */
enum kp_status kp_fix_files(const struct kp_fix *fix, enum kp_files_kind kind,
			    const struct kp_restriction *wanted, struct kp_error *reterr)
	__attribute__((warn_unused_result));

#endif
