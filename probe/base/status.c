/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "base/status.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

const char *kp_status_str(enum kp_status status)
{
	switch (status) {
	case KP_OK:
		return "ok";
	case KP_ERR_INVAL:
		return "no such thing";
	case KP_ERR_NOMEM:
		return "out of memory";
	case KP_ERR_NOENT:
		return "not there";
	case KP_ERR_GONE:
		return "process gone";
	case KP_ERR_PERM:
		return "permission denied";
	case KP_ERR_IO:
		return "input/output error";
	case KP_ERR_LIMIT:
		return "limit exceeded";
	case KP_ERR_SYNTAX:
		return "refused";
	case KP_ERR_UNSUPPORTED:
		return "not supported";
	case KP_ERR_END:
		return "end";
	case KP_STATUS__COUNT:
		break;
	}
	return "invalid status";
}

/** Show that a message was cut. */
static void mark_cut(char *message, int wanted)
{
	if (wanted >= KP_ERROR_MESSAGE_MAX) {
		memcpy(message + KP_ERROR_MESSAGE_MAX - 4, "...", 4);
	}
}

static void fill(struct kp_error *reterr, enum kp_status status, int sys_errno, long line,
		 const char *format, va_list ap) __attribute__((format(printf, 5, 0)));

static void fill(struct kp_error *reterr, enum kp_status status, int sys_errno, long line,
		 const char *format, va_list ap)
{
	if (reterr == NULL) {
		return;
	}
	reterr->status = status;
	reterr->sys_errno = sys_errno;
	reterr->line = line;
	mark_cut(reterr->message, vsnprintf(reterr->message, sizeof(reterr->message), format, ap));
}

enum kp_status kp_fail(struct kp_error *reterr, enum kp_status status, const char *format, ...)
{
	va_list ap;

	va_start(ap, format);
	fill(reterr, status, 0, 0, format, ap);
	va_end(ap);
	return status;
}

enum kp_status kp_fail_line(struct kp_error *reterr, enum kp_status status, long line,
			    const char *format, ...)
{
	va_list ap;

	va_start(ap, format);
	fill(reterr, status, 0, line, format, ap);
	va_end(ap);
	return status;
}

/** The status that an errno stands for. */
static enum kp_status from_errno(int sys_errno)
{
	switch (sys_errno) {
	case ENOMEM:
		return KP_ERR_NOMEM;
	case ENOENT:
	case ENOTDIR:
		return KP_ERR_NOENT;
	case ESRCH:
		return KP_ERR_GONE;
	case EACCES:
	case EPERM:
		return KP_ERR_PERM;
	default:
		return KP_ERR_IO;
	}
}

/** Cut a text so that it leaves room for what has to follow. */
static void leave_room(char *text, size_t room)
{
	size_t max = KP_ERROR_MESSAGE_MAX - 1 -
		     (room < KP_ERROR_MESSAGE_MAX / 2 ? room : KP_ERROR_MESSAGE_MAX / 2);

	if (strlen(text) > max) {
		memcpy(text + max - 3, "...", 4);
	}
}

enum kp_status kp_fail_errno(struct kp_error *reterr, int sys_errno, const char *format, ...)
{
	enum kp_status status = from_errno(sys_errno);
	char buffer[128];
	char reason[sizeof(buffer) + 2];
	va_list ap;

	va_start(ap, format);
	fill(reterr, status, sys_errno, 0, format, ap);
	va_end(ap);
	if (reterr != NULL) {
		/* strerror_r: the host calls probes from several threads. */
		(void)snprintf(reason, sizeof(reason), ": %s",
			       strerror_r(sys_errno, buffer, sizeof(buffer)));
		leave_room(reterr->message, strlen(reason));
		memcpy(reterr->message + strlen(reterr->message), reason, strlen(reason) + 1);
	}
	return status;
}

enum kp_status kp_tell(const struct kp_error *error, struct kp_error *reterr)
{
	if (reterr != NULL) {
		*reterr = *error;
	}
	return error->status;
}

enum kp_status kp_wrap(struct kp_error *reterr, enum kp_status status, const char *format, ...)
{
	char inner[KP_ERROR_MESSAGE_MAX];
	va_list ap;
	size_t used;

	if (reterr == NULL) {
		return status;
	}
	memcpy(inner, reterr->message, sizeof(inner));
	va_start(ap, format);
	(void)vsnprintf(reterr->message, sizeof(reterr->message), format, ap);
	va_end(ap);
	/* The reason matters more than where it is, of which a path may take all the room. */
	leave_room(reterr->message, strlen(inner) + 2);
	used = strlen(reterr->message);
	mark_cut(reterr->message,
		 (int)used + snprintf(reterr->message + used, sizeof(reterr->message) - used,
				      ": %s", inner));
	return status;
}

enum kp_status kp_add(struct kp_error *reterr, enum kp_status status, const char *format, ...)
{
	char more[KP_ERROR_MESSAGE_MAX];
	va_list ap;
	size_t used;

	if (reterr == NULL) {
		return status;
	}
	va_start(ap, format);
	(void)vsnprintf(more, sizeof(more), format, ap);
	va_end(ap);
	leave_room(reterr->message, strlen(more) + 2);
	used = strlen(reterr->message);
	mark_cut(reterr->message,
		 (int)used + snprintf(reterr->message + used, sizeof(reterr->message) - used,
				      "; %s", more));
	return status;
}
