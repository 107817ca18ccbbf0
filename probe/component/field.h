/* SPDX-License-Identifier: LGPL-2.1-or-later */
/**
 * @file
 * The fields of a configuration: type, default values, versions.
 */
#ifndef KP_COMPONENT_FIELD_H
#define KP_COMPONENT_FIELD_H

#include <stddef.h>

#include <stdbool.h>

struct kp_envelope;

/** Go types of the fields (k8s.io/kubelet/config/v1beta1 types.go and the like). */
enum kp_field_type {
	KP_FIELD_STRING,
	KP_FIELD_BOOL,
	KP_FIELD_INT32,
	KP_FIELD_UINT32,
	KP_FIELD_INT64,
	KP_FIELD_LIMIT, /**< int64, of which each negative one is -1: no limit */
	KP_FIELD_FLOAT64,
	KP_FIELD_DURATION,     /**< metav1.Duration: a string */
	KP_FIELD_FLUSH,        /**< a duration as string, or nanoseconds as number */
	KP_FIELD_QUANTITY,     /**< a string or a number */
	KP_FIELD_STRINGS,      /**< list of strings */
	KP_FIELD_INTS,         /**< list of int32 */
	KP_FIELD_OBJECTS,      /**< list of objects */
	KP_FIELD_STRING_MAP,   /**< map of strings */
	KP_FIELD_BOOL_MAP,     /**< map of booleans */
	KP_FIELD_LIST_MAP,     /**< map of lists of strings */
	KP_FIELD_QUANTITY_MAP, /**< map of quantities, in objects alone */
	KP_FIELD__COUNT        /**< not a valid value */
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

/** A field of the objects in a KP_FIELD_OBJECTS list. */
struct kp_element {
	const char *path; /**< of the list */
	const char *key;
	enum kp_field_type type;
	bool omits_empty; /**< an empty one is left out where the object is printed (`omitempty`) */
};

/** Another name of a field. */
struct kp_field_name {
	const char *path; /**< of the field */
	const char *name;
};

/** The type of a configuration. */
struct kp_config_type {
	const struct kp_envelope *envelope; /**< what a document of it says it is */
	const struct kp_field *rows;        /**< sorted by path */
	size_t count;
	/** The fields that are paths: a relative one in a file is meant below the file's directory. */
	const char *const *paths;
	size_t path_count;
	const struct kp_element *elements; /**< those of a list in the order of its Go type */
	size_t element_count;
	/** The fields whose name in the internal Go type is another word. */
	const struct kp_field_name *internal_names;
	size_t internal_name_count;
};

/** @return the row of a path in a version; NULL if that version has no such field */
const struct kp_field *kp_field_find(const struct kp_config_type *type, const char *path,
				     int minor);

/** @return the index of a row */
size_t kp_field_index(const struct kp_config_type *type, const struct kp_field *field);

/**
 * kp_field_find() and more.
 * @param[out] ret_is_object whether the path is an object of the configuration in that version:
 *             `authorization`
 */
const struct kp_field *kp_field_look(const struct kp_config_type *type, const char *path, int minor,
				     bool *ret_is_object);

/** kp_field_find() with letters of any case (base/fold.h). */
const struct kp_field *kp_field_find_fold(const struct kp_config_type *type, const char *path,
					  int minor);

/** kp_field_find_fold() by the names of the internal Go type. */
const struct kp_field *kp_field_find_internal(const struct kp_config_type *type, const char *path,
					      int minor);

/** Whether a path is an object of the configuration in a version, with letters of any case. */
bool kp_field_is_object_fold(const struct kp_config_type *type, const char *path, int minor);

/**
 * @param[in] name of a member of a map, `PATH.KEY`
 * @param[out] ret_key borrowed from name; untouched if it is none
 * @return the field that is the map; NULL if it is none
 */
const struct kp_field *kp_field_find_map(const struct kp_config_type *type, const char *name,
					 int minor, const char **ret_key);

/** Whether the type is a map, so that `PATH.KEY` names one of its members. */
bool kp_field_is_map(const struct kp_field *field);

/** Whether a field is one of the type's paths. */
bool kp_field_is_path(const struct kp_config_type *type, const struct kp_field *field);

/**
 * Type of a field of the objects in a KP_FIELD_OBJECTS list.
 * @param[in] key the field's name in the object
 * @param[out] ret_type untouched if the objects have no such field
 * @return whether they have
 */
bool kp_field_find_element(const struct kp_config_type *type, const struct kp_field *field,
			   const char *key, enum kp_field_type *ret_type);

#endif
