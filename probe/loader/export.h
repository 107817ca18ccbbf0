/* SPDX-License-Identifier: LGPL-2.1-or-later */
/**
 * @file
 * Whether anybody reads the results of OVAL that libopenscap writes.
 */
#ifndef KP_LOADER_EXPORT_H
#define KP_LOADER_EXPORT_H

#include <stdbool.h>

#include "oval/openscap_abi.h"

/**
 * Note that a file or kind of results is to be written.
 * @param[in] is_wanted false where it is said that it is not
 */
void kp_export_want(bool is_wanted);

/** Note that files of OVAL's own, results or variables, are to be written. @param[in] is_wanted likewise */
void kp_export_want_oval(bool is_wanted);

/** Note that a result data stream is to be written, or a report, which is made of one. @param[in] is_wanted likewise */
void kp_export_want_arf(bool is_wanted);

/** Whether this program is oscap, and has asked for no results. */
bool kp_export_is_idle(void);

/** Whether a result data stream, or a report, is wanted. */
bool kp_export_needs_oval(void);

/** Note that the results of OVAL of a session are not exported yet, since it is idle. */
void kp_export_put_off(const struct xccdf_session *session);

/** Whether that was noted, in this thread. From then on it is not. */
bool kp_export_take_up(const struct xccdf_session *session);

/** Begin, or end, what libopenscap does to export the results of OVAL, in this thread. */
void kp_export_begin(void);
void kp_export_end(void);

/** Whether what is saved now, in this thread, is a file for nobody, in a directory that libopenscap takes
 * away. */
bool kp_export_is_scratch(void);

#endif
