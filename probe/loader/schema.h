/* SPDX-License-Identifier: LGPL-2.1-or-later */
/**
 * @file
 * Our types in the OVAL schemas that oscap validates against, whichever are installed.
 */
#ifndef KP_LOADER_SCHEMA_H
#define KP_LOADER_SCHEMA_H

/**
 * Have libxml2 see the installed OVAL schemas extended by our types, from now on and in this process
 * only. A schema directory that is already extended, as content/schema/overlay makes it, stays as
 * it is. To be called while the process still has one thread.
 */
void kp_schema_extend(void);

#endif
