/* SPDX-License-Identifier: LGPL-2.1-or-later */
/**
 * @file
 * Quantities of Kubernetes (apimachinery pkg/api/resource): `1Gi`, `100m`, `1e3`.
 */
#ifndef KP_BASE_QUANTITY_H
#define KP_BASE_QUANTITY_H

#include <stdbool.h>

#include "base/text.h"

/** resource.ParseQuantity: whether a text is a decimal number and a suffix. */
bool kp_quantity_is(const char *text);

/**
 * Write a quantity as Quantity.String does: `1024Ki` is `1Mi`, `0.5` is `500m`. One that takes more digits
 * than an int64 has, or parts below a nano, stays as it is.
 * @param[in] text that kp_quantity_is() accepts
 */
void kp_quantity_format(struct kp_text *out, const char *text);

#endif
