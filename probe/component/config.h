/* SPDX-License-Identifier: LGPL-2.1-or-later */
/**
 * @file
 * A document as a component of a given version decodes it: the fields of its configuration, each
 * with the place that said it.
 *
 * The kubelet decodes strictly first and, if only that fails, leniently with a warning
 * (pkg/kubelet/kubeletconfig/util/codec DecodeKubeletConfiguration, the same from 1.20 to 1.37):
 * unknown, misspelt and wrongly cased keys are ignored, all else that does not fit is fatal.
 */
#ifndef KP_COMPONENT_CONFIG_H
#define KP_COMPONENT_CONFIG_H

#include "component/field.h"
#include "document/document.h"

/** A value that something says. */
struct kp_said {
	struct kp_node *node; /**< NULL if nothing is said */
	const struct kp_place *place;
	long line; /**< 0 where the place has no lines */
};

/** Which decoder reads an object. */
struct kp_decoding {
	const struct kp_config_type *type;
	int minor;
	bool repeats_merge; /**< JSON: each of equal keys counts; else the last replaces the others */
	bool folds_case;    /**< keys match in any case (base/fold.h) */
	bool is_internal;   /**< the fields have the names of the internal Go type */
};

struct kp_config;

/** @param[out] ret_config without any value, caller-owned; free with kp_config_free() */
enum kp_status kp_config_new(const struct kp_config_type *type, struct kp_config **ret_config,
			     struct kp_error *reterr) __attribute__((warn_unused_result));

void kp_config_free(struct kp_config *config);

void kp_config_freep(struct kp_config **config);

/** @param[out] ret_copy that says the same, caller-owned; free with kp_config_free() */
enum kp_status kp_config_copy(const struct kp_config *config, struct kp_config **ret_copy,
			      struct kp_error *reterr) __attribute__((warn_unused_result));

/**
 * Decode a configuration file: its envelope, its fields, and what v1beta1 defaults.go takes for
 * unset (`mode: ""`, `0s`).
 * @param[in] document must outlive the configuration
 * @param[in] minor version whose fields and decoder count
 * @param[in,out] scratch gets nodes of the configuration, must outlive it
 * @param[out] ret_config caller-owned, free with kp_config_free(); untouched on failure
 * @return KP_OK; KP_ERR_SYNTAX when that version refuses the document, with the line;
 *         KP_ERR_UNSUPPORTED for a value that cannot be told, likewise; KP_ERR_NOMEM
 */
enum kp_status kp_config_decode(const struct kp_config_type *type,
				const struct kp_document *document, int minor,
				struct kp_document *scratch, struct kp_config **ret_config,
				struct kp_error *reterr) __attribute__((warn_unused_result));

/**
 * Decode an object as it is, without envelope and without looking for unset values.
 * @param[in] object a map. Otherwise as kp_config_decode()
 */
enum kp_status kp_config_decode_object(const struct kp_node *object,
				       const struct kp_decoding *decoding,
				       struct kp_document *scratch, struct kp_config **ret_config,
				       struct kp_error *reterr) __attribute__((warn_unused_result));

/** Take back what defaulting would replace (kp_field_is_unset()). */
void kp_config_drop_unset(struct kp_config *config);

/** @return what is said of a field, borrowed from config; its node is NULL if nothing is */
const struct kp_said *kp_config_get(const struct kp_config *config, const struct kp_field *field);

/** Say something of a field. @param[in] said what it points to must outlive the configuration */
void kp_config_set(struct kp_config *config, const struct kp_field *field,
		   const struct kp_said *said);

/**
 * Let a configuration that is complete take less memory. Nothing may be set in it from then on, nor may it be
 * copied; what kp_config_get() returned before is gone.
 * @return KP_OK; KP_ERR_NOMEM
 */
enum kp_status kp_config_pack(struct kp_config *config, struct kp_error *reterr)
	__attribute__((warn_unused_result));

#endif
