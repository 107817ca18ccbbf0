/* SPDX-License-Identifier: LGPL-2.1-or-later */
/**
 * @file
 * The files of the OVAL schema extension, as the build has embedded them.
 */
#ifndef KP_LOADER_SCHEMA_DATA_H
#define KP_LOADER_SCHEMA_DATA_H

#include <stddef.h>

struct kp_schema_data {
	const char *name;
	const unsigned char *bytes;
	size_t size;
};

/** Ends with a row whose name is NULL. */
extern const struct kp_schema_data kp__schema_data[];

#endif
