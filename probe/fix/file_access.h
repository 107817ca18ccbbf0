/* SPDX-License-Identifier: LGPL-2.1-or-later */
/**
 * @file
 * Fixes of the mode, owner and group of the files that decide about a component.
 */
#ifndef KP_FIX_FILE_ACCESS_H
#define KP_FIX_FILE_ACCESS_H

#include "fix/fix.h"
#include "fix/system/restrict.h"

enum kp_file_kind {
	KP_FILE_CONFIGURATION,    /**< the file of --config and the drop-in files */
	KP_FILE_KUBECONFIG,       /**< --kubeconfig and --bootstrap-kubeconfig */
	KP_FILE_CLIENT_CA,        /**< authentication.x509.clientCAFile */
	KP_FILE_TLS_KEY,          /**< tlsPrivateKeyFile */
	KP_FILE_UNIT,             /**< the unit, its drop-ins and environment files */
	KP_FILE_PROXY_KUBECONFIG, /**< kube-proxy's clientConnection.kubeconfig, or --kubeconfig */
	KP_FILE__COUNT            /**< not a valid value */
};

/** @return what --files calls it, such as `configuration`, a static text */
const char *kp_file_kind_str(enum kp_file_kind kind);

/** @return the component whose files they are, static */
const struct kp_component *kp_file_kind_component(enum kp_file_kind kind);

/**
 * Restrict who may access files of every kubelet, or of every kube-proxy, of this machine. Of one in a
 * container nothing is changed. A kubelet whose configuration was touched is restarted, since what it has in force could not be told any more otherwise: the time of the
 * change is that of its content's too (kp_kubelet_changed_since_start()).
 * @return KP_OK, also when nothing had to be done; else the first reason why not, or not all; the message
 *         says so if something could not be put back
 */
enum kp_status kp_file_access_fix(const struct kp_fix *fix, enum kp_file_kind kind,
				  const struct kp_restriction *wanted, struct kp_error *reterr)
	__attribute__((warn_unused_result));

#endif
