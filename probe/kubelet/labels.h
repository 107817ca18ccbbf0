/* SPDX-License-Identifier: LGPL-2.1-or-later */
/**
 * @file
 * The node labels that a kubelet accepts.
 */
#ifndef KP_KUBELET_LABELS_H
#define KP_KUBELET_LABELS_H

#include <stdbool.h>

/**
 * Whether a text is a qualified name, as label keys are: `[DNS subdomain/]name`
 * (apimachinery pkg/util/validation IsQualifiedName).
 */
bool kp_label_is_key(const char *text);

/** Whether a text is a label value: empty, or a name (IsValidLabelValue). */
bool kp_label_is_value(const char *text);

#endif
