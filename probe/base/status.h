/* SPDX-License-Identifier: LGPL-2.1-or-later */
/**
 * @file
 * What a call of the core can end with, and how it says why.
 */
#ifndef KP_BASE_STATUS_H
#define KP_BASE_STATUS_H

#include <stdarg.h>

/**
 * The result of everything that can fail. Absent, unreadable, malformed and too large are four
 * results and stay four results: none is ever folded into another, or into a default.
 */
enum kp_status {
	KP_OK = 0,
	KP_ERR_INVAL,       /**< the caller asked for something that does not exist */
	KP_ERR_NOMEM,       /**< out of memory */
	KP_ERR_NOENT,       /**< it is not there */
	KP_ERR_GONE,        /**< the process vanished, or became another, while being read */
	KP_ERR_PERM,        /**< the scanner may not read it */
	KP_ERR_IO,          /**< reading failed for another reason */
	KP_ERR_LIMIT,       /**< larger than a limit of struct kp_limits */
	KP_ERR_SYNTAX,      /**< who reads it, a component or systemd, would refuse it */
	KP_ERR_UNSUPPORTED, /**< cannot be worked out by this version of the probe */
	KP_ERR_END,         /**< an iteration is over */
	KP_STATUS__COUNT    /**< not a valid value */
};

/** Longest message of a struct kp_error, in bytes with the final NUL; longer ones end in "...".
 * Below the 1023 bytes that OpenSCAP accepts for the message of an item. */
#define KP_ERROR_MESSAGE_MAX 768

/** Why a call failed. Filled by kp_fail() and kp_wrap() only; needs no freeing. */
struct kp_error {
	enum kp_status status;
	int sys_errno; /**< errno of the failing system call, 0 if none failed */
	long line;     /**< line in the file that the message names, from 1; 0 if none */
	char message[KP_ERROR_MESSAGE_MAX];
};

/** @return the English name of a status, a static text, never NULL */
const char *kp_status_str(enum kp_status status);

/**
 * Fill an error and hand its status back, so that a failing function can say
 * `return kp_fail(reterr, ...)`.
 * @param[out] reterr the error, or NULL if the caller does not want one
 * @param[in] status what happened, not KP_OK
 * @param[in] format printf format of a sentence without final full stop
 * @return status
 */
enum kp_status kp_fail(struct kp_error *reterr, enum kp_status status, const char *format, ...)
	__attribute__((format(printf, 3, 4)));

/** As kp_fail(), with the errno of the system call that failed. The status follows from it. */
enum kp_status kp_fail_errno(struct kp_error *reterr, int sys_errno, const char *format, ...)
	__attribute__((format(printf, 3, 4)));

/** As kp_fail(), for something wrong in a given line of a file. */
enum kp_status kp_fail_line(struct kp_error *reterr, enum kp_status status, long line,
			    const char *format, ...) __attribute__((format(printf, 4, 5)));

/**
 * Hand over an error that was kept.
 * @param[in] error a filled error
 * @return its status
 */
enum kp_status kp_tell(const struct kp_error *error, struct kp_error *reterr);

/**
 * Put context before the message of an error: "context: message".
 * @param[in,out] reterr a filled error, or NULL
 * @param[in] status its status, handed back
 */
enum kp_status kp_wrap(struct kp_error *reterr, enum kp_status status, const char *format, ...)
	__attribute__((format(printf, 3, 4)));

/**
 * Put what to do behind the message of an error: "message; what to do".
 * @param[in,out] reterr a filled error, or NULL
 * @param[in] status its status, handed back
 */
enum kp_status kp_add(struct kp_error *reterr, enum kp_status status, const char *format, ...)
	__attribute__((format(printf, 3, 4)));

#endif
