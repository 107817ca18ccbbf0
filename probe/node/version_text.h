/* SPDX-License-Identifier: LGPL-2.1-or-later */
/**
 * @file
 * How a version of Kubernetes is written.
 */
#ifndef KP_NODE_VERSION_TEXT_H
#define KP_NODE_VERSION_TEXT_H

#include <stdbool.h>

/**
 * Read a version as Kubernetes writes it: `v1.31.2`, `1.31`, `v1.30.4-eks-a737599`.
 * @param[out] ret_minor N of 1.N; untouched if the text is no version
 */
bool kp_version_parse(const char *text, int *ret_minor);

#endif
