/* SPDX-License-Identifier: LGPL-2.1-or-later */
/**
 * @file
 * How the plugin speaks.
 */
#ifndef KP_LOADER_SAY_H
#define KP_LOADER_SAY_H

/** Print one line on stderr, with the name of the plugin before it. */
void kp_loader_say(const char *format, ...) __attribute__((format(printf, 1, 2)));

#endif
