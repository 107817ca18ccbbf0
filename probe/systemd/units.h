/* SPDX-License-Identifier: LGPL-2.1-or-later */
/**
 * @file
 * The services of systemd that are on disk, as the system's own systemd would find them
 * (systemd.unit(5) "UNIT FILE LOAD PATH").
 */
#ifndef KP_SYSTEMD_UNITS_H
#define KP_SYSTEMD_UNITS_H

#include <stddef.h>

#include <stdbool.h>

#include "base/status.h"
#include "base/strings.h"
#include "files/ctx.h"

struct kp_units;

/**
 * Find all services.
 * @param[in] ctx must outlive them
 * @param[out] ret_units caller-owned, free with kp_units_free(); untouched on failure
 * @return KP_OK, also if there are none; KP_ERR_LIMIT; KP_ERR_NOMEM; the errno of reading a
 *         directory as a status, unless it is not there
 */
enum kp_status kp_units_new(const struct kp_ctx *ctx, struct kp_units **ret_units,
			    struct kp_error *reterr) __attribute__((warn_unused_result));

void kp_units_free(struct kp_units *units);

void kp_units_freep(struct kp_units **units);

/**
 * Go through the services: each once, under its own name and not under an alias; templates are left
 * out, instances are there that have a file, or that are wanted at boot.
 * @param[in,out] position 0 to begin
 * @return the name, borrowed from units; NULL at the end
 */
const char *kp_units_next(const struct kp_units *units, size_t *position);

/** Whether a link in a `.wants` or `.requires` directory pulls a service in, by any of its names. */
bool kp_units_is_wanted(const struct kp_units *units, const char *name);

/** @return the version of systemd, of which a library is named so; KP_SYSTEMD_UNKNOWN if none is */
int kp_units_systemd(const struct kp_units *units);

/** @return what the services were found in, borrowed from units */
const struct kp_ctx *kp_units_ctx(const struct kp_units *units);

/**
 * Find the file of a service.
 * @param[out] ret_path of its unit file, borrowed from units
 * @param[in,out] names its own name, and then its aliases; empty; released by the caller
 * @return KP_OK; KP_ERR_NOENT: no such service; KP_ERR_SYNTAX: an alias of nothing; KP_ERR_INVAL:
 *         that is no name of a service; KP_ERR_NOMEM
 */
enum kp_status kp_units_find(const struct kp_units *units, const char *name, const char **ret_path,
			     struct kp_strings *names, struct kp_error *reterr)
	__attribute__((warn_unused_result));

/** The directories of unit files, the first of which wins. @return NULL at the end */
const char *kp__units_directory(size_t index);

/** Whether such a directory had an entry NAME.d when the services were found. */
bool kp__units_has_dropins(const struct kp_units *units, size_t directory, const char *name);

/** What all services have in common, found by the first that asks; read-only but for dropins.c. */
struct kp_units_common {
	bool is_known;
	enum kp_status status; /**< of finding it */
	struct kp_error error;
	struct kp_strings manager; /**< the files of systemd's own configuration */
	bool is_unsure;            /**< whether the first of them counts depends on the version */
	bool has_generators;       /**< whether something else may set variables */
};

/** @return that of these services, owned by them */
struct kp_units_common *kp__units_common(const struct kp_units *units);

#endif
