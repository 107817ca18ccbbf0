/* SPDX-License-Identifier: LGPL-2.1-or-later */
/**
 * @file
 * What the plugin changes in the environment of oscap.
 */
#ifndef KP_LOADER_PRELOAD_H
#define KP_LOADER_PRELOAD_H

#include <stdbool.h>

/** Take the plugin out of LD_PRELOAD, so that what oscap starts does not load it. Entries of others
 * stay. To be called while the process still has one thread. */
void kp_environment_leave_preload(void);

/**
 * Where OpenSCAP's own CPE dictionary is not installed, as on Debian 13, name an empty one in
 * OSCAP_CPE_PATH: it is the same to every evaluation, but for two lines about a missing file on
 * stderr. To be called while the process still has one thread.
 */
void kp_environment_find_dictionary(void);

/** Set by whoever wants libopenscap to check its S-expressions. */
#define KP_SEXP_VALIDATE_ENV "OSCAP_KUBELET_SEXP_VALIDATE"

/**
 * Turn off that libopenscap, where it was built with assertions, walks the whole of an S-expression
 * before whatever it does with it, which makes n items of an object cost n^2. To be called while the
 * process still has one thread, and before libopenscap's first S-expression.
 * @return whether that is off now
 */
bool kp_environment_trust_sexp(void);

#endif
