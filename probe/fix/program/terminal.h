/* SPDX-License-Identifier: LGPL-2.1-or-later */
/**
 * @file
 * The terminal of who runs oscap, which keeps what a fix says for its results.
 */
#ifndef KP_FIX_PROGRAM_TERMINAL_H
#define KP_FIX_PROGRAM_TERMINAL_H

#include <stdarg.h>

/**
 * Say something on the terminal, if oscap started this program, by itself or by a shell, and there is one.
 * Whoever else starts it sees what it writes to standard error.
 */
void kp_terminal_say(const char *format, va_list arguments) __attribute__((format(printf, 1, 0)));

#endif
