/* SPDX-License-Identifier: LGPL-2.1-or-later */
/**
 * @file
 * Our types in a model of OVAL definitions that libopenscap has read.
 */
#ifndef KP_LOADER_MODEL_H
#define KP_LOADER_MODEL_H

#include "oval/openscap_abi.h"

/**
 * Give our subtypes to the tests, objects and states of ours in a model, which libopenscap has read
 * as unknown ones. Their content was read all the same: that does not depend on the subtype. What
 * cannot be adopted stays unknown, and is evaluated as such.
 * @param[in,out] model as read from source
 * @param[in] source the definitions once more
 */
void kp_model_adopt(struct oval_definition_model *model, struct oscap_source *source);

#endif
