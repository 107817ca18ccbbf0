/* SPDX-License-Identifier: LGPL-2.1-or-later */
/**
 * @file
 * The environment of a service: variables, each with the place that set it.
 */
#ifndef KP_SYSTEMD_ENVIRONMENT_H
#define KP_SYSTEMD_ENVIRONMENT_H

#include <stddef.h>

#include <stdbool.h>

#include "base/index.h"
#include "base/status.h"
#include "files/ctx.h"

/** A variable. Read-only outside of environment.c. */
struct kp_variable {
	char *name;
	char *value; /**< NULL: not known */
	char *why;   /**< why it is not known, with the place; NULL if it is */
	char *path;  /**< the unit file, drop-in file or environment file that set it */
	long line;
	bool is_unset; /**< what is started does not get it: kp_environment_unset() */
};

/** Start as `{ .systemd = ..., .limits = ... }`. */
struct kp_environment {
	struct kp_variable *items;
	size_t count;
	size_t size;
	struct kp_index names; /**< where in the items each is */
	size_t bytes;          /**< of all names and values */
	char *open;            /**< what else may set variables; NULL if nothing */
	int systemd;           /**< version of systemd, as in version.h */
	const struct kp_limits *limits;
};

/** Release what an environment holds. */
void kp_environment_done(struct kp_environment *environment);

/** Forget all variables. */
void kp_environment_clear(struct kp_environment *environment);

/**
 * Set a variable. What systemd does not take as one is left out, as it does.
 * @return KP_OK; KP_ERR_UNSUPPORTED: versions of systemd differ in whether they take it, and this
 *         one's is not known; KP_ERR_LIMIT; KP_ERR_NOMEM
 */
enum kp_status kp_environment_set(struct kp_environment *environment, const char *name,
				  const char *value, const char *path, long line,
				  struct kp_error *reterr) __attribute__((warn_unused_result));

/** Set a variable whose value is not known. @return as kp_environment_set() */
enum kp_status kp_environment_set_unknown(struct kp_environment *environment, const char *name,
					  const char *why, const char *path, long line,
					  struct kp_error *reterr)
	__attribute__((warn_unused_result));

/** Set the variables of another environment. @return as kp_environment_set() */
enum kp_status kp_environment_add(struct kp_environment *environment,
				  const struct kp_environment *from, struct kp_error *reterr)
	__attribute__((warn_unused_result));

/**
 * Set a variable from `NAME=VALUE`. A text without `=` is left out.
 * @return as kp_environment_set()
 */
enum kp_status kp_environment_assign(struct kp_environment *environment, const char *assignment,
				     const char *path, long line, struct kp_error *reterr)
	__attribute__((warn_unused_result));

/** Mark the variables that `NAME` or `NAME=VALUE` says as none that what is started gets. */
void kp_environment_unset(struct kp_environment *environment, const char *what);

/** @return the variable of a name of that length, borrowed from environment; NULL if not set */
const struct kp_variable *kp_environment_get(const struct kp_environment *environment,
					     const char *name, size_t len);

#endif
