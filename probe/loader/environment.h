/* SPDX-License-Identifier: LGPL-2.1-or-later */
/**
 * @file
 * What the plugin changes in the environment of oscap.
 */
#ifndef KP_ENVIRONMENT_H
#define KP_ENVIRONMENT_H

/** Take the plugin out of LD_PRELOAD, so that what oscap starts does not load it. Entries of others
 * stay. To be called while the process still has one thread. */
void kp_environment_leave_preload(void);

/**
 * Where OpenSCAP's own CPE dictionary is not installed, as on Debian 13, name an empty one in
 * OSCAP_CPE_PATH: it is the same to every evaluation, but for two lines about a missing file on
 * stderr. To be called while the process still has one thread.
 */
void kp_environment_find_dictionary(void);

#endif
