/* SPDX-License-Identifier: LGPL-2.1-or-later */
/**
 * @file
 * The environment of a service: variables, each with the place that set it.
 */
#ifndef KP_UNIT_ENVIRONMENT_H
#define KP_UNIT_ENVIRONMENT_H

#include <stddef.h>

#include <stdbool.h>

#include "ctx.h"
#include "status.h"

/** A variable. Read-only outside of unit_environment.c. */
struct kp_variable {
	char *name;
	char *value; /**< NULL: PassEnvironment= takes it from systemd's own environment */
	char *path;  /**< the unit file, drop-in file or environment file that set it */
	long line;
};

/** Start as `{ .systemd = ..., .limits = ... }`. */
struct kp_environment {
	struct kp_variable *items;
	size_t count;
	size_t size;
	size_t bytes; /**< of all names and values */
	bool is_open; /**< a program that systemd runs may set others */
	int systemd;  /**< version of systemd, as in unit_file.h */
	const struct kp_limits *limits;
};

/** Release what an environment holds; for KP_CLEANUP. */
void kp_environment_done(struct kp_environment *environment);

/** Forget all variables. */
void kp_environment_clear(struct kp_environment *environment);

/**
 * Set a variable. What systemd does not take as one is left out, as it does.
 * @param[in] value NULL as in struct kp_variable
 * @return KP_OK; KP_ERR_UNSUPPORTED: versions of systemd differ in whether they take it, and this
 *         one's is not known; KP_ERR_LIMIT; KP_ERR_NOMEM
 */
enum kp_status kp_environment_set(struct kp_environment *environment, const char *name,
				  const char *value, const char *path, long line,
				  struct kp_error *reterr) __attribute__((warn_unused_result));

/** Set a variable from `NAME=VALUE`. A text without `=` is left out. */
enum kp_status kp_environment_assign(struct kp_environment *environment, const char *assignment,
				     const char *path, long line, struct kp_error *reterr)
	__attribute__((warn_unused_result));

/** Remove the variables that `NAME` or `NAME=VALUE` says. */
void kp_environment_unset(struct kp_environment *environment, const char *what);

/** @return the variable of a name of that length, borrowed from environment; NULL if not set */
const struct kp_variable *kp_environment_get(const struct kp_environment *environment,
					     const char *name, size_t len);

#endif
