/* SPDX-License-Identifier: LGPL-2.1-or-later */
/**
 * @file
 * The fields of KubeletConfiguration: type, default values, versions.
 */
#ifndef KP_FIELDS_H
#define KP_FIELDS_H

#include <stddef.h>

#include <stdbool.h>

/** Go types of the fields (k8s.io/kubelet/config/v1beta1 types.go). */
enum kp_field_type {
	KP_FIELD_STRING,
	KP_FIELD_BOOL,
	KP_FIELD_INT32,
	KP_FIELD_UINT32,
	KP_FIELD_INT64,
	KP_FIELD_FLOAT64,
	KP_FIELD_DURATION,   /**< metav1.Duration: a string */
	KP_FIELD_FLUSH,      /**< a duration as string, or nanoseconds as number */
	KP_FIELD_QUANTITY,   /**< a string or a number */
	KP_FIELD_STRINGS,    /**< list of strings */
	KP_FIELD_INTS,       /**< list of int32 */
	KP_FIELD_OBJECTS,    /**< list of objects */
	KP_FIELD_STRING_MAP, /**< map of strings */
	KP_FIELD_BOOL_MAP,   /**< map of booleans */
	KP_FIELD_LIST_MAP,   /**< map of lists of strings */
	KP_FIELD__COUNT      /**< not a valid value */
};

/** When a value in a file counts as not set, so that the default applies (v1beta1 defaults.go). */
enum kp_field_unset {
	KP_UNSET_NIL,  /**< a pointer, list or map: only null */
	KP_UNSET_ZERO, /**< a plain field with a default: also 0, "" and 0s */
	KP_UNSET_NEVER /**< a plain field whose default is its zero value; null is that zero */
};

/** One field, or one field in one range of versions. */
struct kp_field {
	const char *path; /**< as Kubernetes documents it: `authorization.mode` */
	enum kp_field_type type;
	enum kp_field_unset unset;
	const char *preset; /**< default value as text; NULL: nothing is set. Members of lists and
	                         maps are separated by `, ` */
	const char *legacy; /**< default without --config, where that differs; else NULL */
	int since;          /**< first minor version */
	int until;          /**< last minor version */
};

/** @return the number of rows */
size_t kp_field_count(void);

/** @return a row, static */
const struct kp_field *kp_field_get(size_t index);

/** @return the row of a path in a version, static; NULL if that version has no such field */
const struct kp_field *kp_field_find(const char *path, int minor);

/** @return the index of a row that kp_field_find() or kp_field_get() gave */
size_t kp_field_index(const struct kp_field *field);

/** Whether a path is an object of KubeletConfiguration in a version: `authorization`. */
bool kp_field_is_object(const char *path, int minor);

/** kp_field_find() with letters of any case. */
const struct kp_field *kp_field_find_fold(const char *path, int minor);

/** kp_field_is_object() with letters of any case. */
bool kp_field_is_object_fold(const char *path, int minor);

/** Whether the type is a map, so that `PATH.KEY` names one of its members. */
bool kp_field_is_map(const struct kp_field *field);

/**
 * Whether a relative path in a configuration file is meant below the directory of that file
 * (pkg/kubelet/apis/config/helpers.go KubeletConfigurationPathRefs).
 */
bool kp_field_is_path(const struct kp_field *field);

/**
 * Type of a field of the objects in a KP_FIELD_OBJECTS list.
 * @param[in] key the field's name in the object
 * @param[out] ret_type untouched if the objects have no such field
 * @return whether they have
 */
bool kp_field_find_element(const struct kp_field *field, const char *key,
			   enum kp_field_type *ret_type);

#endif
