/* SPDX-License-Identifier: LGPL-2.1-or-later */
/**
 * @file
 * Every symbol of libopenscap and libxml2 that the plugin imports.
 *
 * The probe API is exported by libopenscap but not declared in its installed headers, so it is
 * declared here; types and constants come from the installed headers where these have them. All
 * of it is exported under the same names by OpenSCAP 1.3.7 to 1.4.6, which a test checks.
 *
 * Each import is weak. The plugin is loaded into processes that have no libopenscap at all, such
 * as the shell of a fix script, and an unresolved strong symbol would kill those. The loader calls
 * nothing of this, and offers no probe, unless all of it resolved.
 */
#ifndef KP_OVAL_OPENSCAP_ABI_H
#define KP_OVAL_OPENSCAP_ABI_H

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cpe_name.h>
#include <libxml/parser.h>
#include <libxml/tree.h>
#include <libxml/xmlIO.h>
#include <libxml/xmlreader.h>
#include <libxml/xmlschemastypes.h>
#include <oscap.h>
#include <oscap_error.h>
#include <oscap_source.h>
#include <oval_definitions.h>
#include <oval_system_characteristics.h>
#include <oval_types.h>
#include <stdbool.h>
#include <stdio.h>
#include <xccdf_benchmark.h>
#include <xccdf_session.h>

#define KP_WEAK __attribute__((weak))

/** An S-expression: the one value type of the probe API. Reference counted. */
typedef struct SEXP SEXP_t;

/** One evaluation of one object. Its layout differs between versions: never look inside. */
typedef struct probe_ctx probe_ctx;

/** Attributes for probe_item_create(); pass NULL, a status or message is added afterwards. */
typedef struct probe_elmatr probe_elmatr_t;

/* Our subtypes. Upstream's highest number in the family is 105, and it counts upwards. */
#define OVAL_LINUX_KUBELET          ((oval_subtype_t)((int)OVAL_FAMILY_LINUX + 900))
#define OVAL_LINUX_KUBELETSETTING   ((oval_subtype_t)((int)OVAL_FAMILY_LINUX + 901))
#define OVAL_LINUX_KUBELETDRIFT     ((oval_subtype_t)((int)OVAL_FAMILY_LINUX + 902))
#define OVAL_LINUX_KUBEPROXYSETTING ((oval_subtype_t)((int)OVAL_FAMILY_LINUX + 903))
#define OVAL_LINUX_KUBEPROXYDRIFT   ((oval_subtype_t)((int)OVAL_FAMILY_LINUX + 904))

/** What a probe's main function may return; 0 is success. Anything else becomes a warning on
 * stderr and the result `unknown`, so prefer the error flag of the collected object. */
enum {
	PROBE_EINVAL = 1,
	PROBE_ENOVAL = 3,
	PROBE_EINIT = 5,
	PROBE_ENOMEM = 6,
	PROBE_EOPNOTSUPP = 7,
	PROBE_EFAULT = 10,
	PROBE_ENOENT = 13,
	PROBE_EFATAL = 254,
	PROBE_EUNKNOWN = 255,
};

/** What a probe's offline mode function may return: with OWN the probe is called as usual and has
 * to prefix its paths with OSCAP_PROBE_ROOT itself. With NONE it is not called at all, and with
 * CHROOT the whole process is moved into that root. */
enum {
	PROBE_OFFLINE_NONE = 0x00,
	PROBE_OFFLINE_CHROOT = 0x01,
	PROBE_OFFLINE_OWN = 0x04,
};

/** probe_item_add_msg() drops a message of this many bytes or more. */
#define PROBE_ITEM_MESSAGE_MAX 1024

/* The four functions of a probe, as its table row has them. */
typedef void *(*probe_init_function_t)(void);
typedef int (*probe_main_function_t)(probe_ctx *ctx, void *arg);
typedef void (*probe_fini_function_t)(void *arg);
typedef int (*probe_offline_mode_function_t)(void);

/*
 * S-expressions. A constructor returns a reference that the caller frees with SEXP_free().
 * Lists and entities take a reference of their own to what is put into them.
 */

/** NULL is accepted. */
KP_WEAK void SEXP_free(SEXP_t *sexp);

KP_WEAK SEXP_t *SEXP_string_new(const void *text, size_t length);
KP_WEAK SEXP_t *SEXP_number_newb(bool value);
KP_WEAK SEXP_t *SEXP_number_newi_32(int32_t value);
KP_WEAK SEXP_t *SEXP_number_newi_64(int64_t value);
KP_WEAK SEXP_t *SEXP_number_newu_32(uint32_t value);

KP_WEAK int32_t SEXP_number_geti_32(const SEXP_t *sexp);

KP_WEAK bool SEXP_stringp(const SEXP_t *sexp);
KP_WEAK bool SEXP_numberp(const SEXP_t *sexp);
KP_WEAK bool SEXP_listp(const SEXP_t *sexp);

/** @return caller-owned, free with free(); NULL if sexp is no string */
KP_WEAK char *SEXP_string_cstr(const SEXP_t *sexp);

KP_WEAK size_t SEXP_string_length(const SEXP_t *sexp);
KP_WEAK int SEXP_strcmp(const SEXP_t *sexp, const char *text);

/** The arguments are members of the list and end with NULL. */
KP_WEAK SEXP_t *SEXP_list_new(SEXP_t *member, ...);

KP_WEAK SEXP_t *SEXP_list_add(SEXP_t *list, const SEXP_t *member);
KP_WEAK size_t SEXP_list_length(const SEXP_t *list);
KP_WEAK SEXP_t *SEXP_list_first(const SEXP_t *list);

/** @param[in] n from 1. @return a reference to be freed; NULL past the end */
KP_WEAK SEXP_t *SEXP_list_nth(const SEXP_t *list, uint32_t n);

/** Give an S-expression an OVAL data type by name; needed for an integer or boolean entity that
 * has no value to tell it by. @return 0 on success */
KP_WEAK int SEXP_datatype_set(SEXP_t *sexp, const char *name);

/*
 * The object that is asked for, and its entities.
 */

/** @return borrowed from ctx, not to be freed */
KP_WEAK SEXP_t *probe_ctx_getobject(probe_ctx *ctx);

/** @return the collected object, borrowed from ctx, not to be freed */
KP_WEAK SEXP_t *probe_ctx_getresult(probe_ctx *ctx);

/** @return caller-owned, free with free() */
KP_WEAK char *probe_obj_getname(const SEXP_t *object);

/** @param[in] n from 1. @return a reference to be freed; NULL if there are fewer */
KP_WEAK SEXP_t *probe_obj_getent(const SEXP_t *object, const char *name, uint32_t n);

/** @return the value, of a var_ref the one this call is for; a reference to be freed, or NULL */
KP_WEAK SEXP_t *probe_obj_getentval(const SEXP_t *object, const char *name, uint32_t n);

/** @param[out] ret_values a list, a reference to be freed. @return its length */
KP_WEAK int probe_obj_getentvals(const SEXP_t *object, const char *name, uint32_t n,
				 SEXP_t **ret_values);

KP_WEAK SEXP_t *probe_obj_getattrval(const SEXP_t *object, const char *name);
KP_WEAK bool probe_obj_attrexists(const SEXP_t *object, const char *name);

/** @return caller-owned, free with free() */
KP_WEAK char *probe_ent_getname(const SEXP_t *entity);

KP_WEAK SEXP_t *probe_ent_getval(const SEXP_t *entity);
KP_WEAK int probe_ent_getvals(const SEXP_t *entity, SEXP_t **ret_values);
KP_WEAK SEXP_t *probe_ent_getattrval(const SEXP_t *entity, const char *name);
KP_WEAK bool probe_ent_attrexists(const SEXP_t *entity, const char *name);
KP_WEAK oval_datatype_t probe_ent_getdatatype(const SEXP_t *entity);
KP_WEAK oval_operation_t probe_ent_getoperation(SEXP_t *entity, oval_operation_t default_operation);

/*
 * Items. probe_item_create() with no entity gives `linux:<type>_item`; add the entities in order.
 */

/** Ends with NULL after the item's entities, each one being name, data type and value.
 * @return a reference to be freed or handed to probe_item_collect(); NULL for an unknown type */
KP_WEAK SEXP_t *probe_item_create(oval_subtype_t subtype, probe_elmatr_t *attributes[], ...);

/** Append an entity. @param[in] value NULL for an entity without value. @return item */
KP_WEAK SEXP_t *probe_item_ent_add(SEXP_t *item, const char *name, SEXP_t *attributes,
				   SEXP_t *value);

/** @return a reference to be freed once SEXP_list_add() has put it into an item */
KP_WEAK SEXP_t *probe_ent_creat1(const char *name, SEXP_t *attributes, SEXP_t *value);

/** Entities may be SYSCHAR_STATUS_EXISTS or SYSCHAR_STATUS_DOES_NOT_EXIST only: one with the status
 * `error` or `not collected` passes a `not equal` state in every OpenSCAP so far. */
KP_WEAK int probe_ent_setstatus(SEXP_t *entity, oval_syschar_status_t status);

/** The same for the n-th (from 1) entity with that name of an item, which must exist. */
KP_WEAK int probe_itement_setstatus(SEXP_t *item, const char *name, uint32_t n,
				    oval_syschar_status_t status);

/** No effect for strings, integers and booleans, which are told by their value. */
KP_WEAK int probe_ent_setdatatype(SEXP_t *entity, oval_datatype_t type);

KP_WEAK SEXP_t *probe_ent_attr_add(SEXP_t *entity, const char *name, SEXP_t *value);

/** Pairs of name and value, ending with NULL. */
KP_WEAK SEXP_t *probe_attr_creat(const char *name, const SEXP_t *value, ...);

KP_WEAK int probe_item_setstatus(SEXP_t *item, oval_syschar_status_t status);

/** Append a message to an item. It is an entity of its own, and shown in the HTML report as a
 * first column if it is added first.
 * @return 0; -1 when the text is PROBE_ITEM_MESSAGE_MAX bytes or longer */
KP_WEAK int probe_item_add_msg(SEXP_t *item, oval_message_level_t level, const char *format, ...)
	__attribute__((format(printf, 3, 4)));

/** Hand an item over; it is consumed in every case.
 * @return 0; 1 when a filter of the object removed it; 2 when memory ran short and the object was
 *         flagged incomplete; -1 on an internal error */
KP_WEAK int probe_item_collect(probe_ctx *ctx, SEXP_t *item);

/**
 * Whether the filters remove an item. The only comparator of entities that libopenscap exports:
 * with filters = ((EXCLUDE (("name") entity))) it is true exactly if the item's entity of the same
 * name satisfies the object's entity, with every operation, data type, var_ref and var_check.
 * EXCLUDE is OVAL_FILTER_ACTION_EXCLUDE, as made by SEXP_number_newu_32(). With INCLUDE an entity
 * that cannot be compared would count as a match.
 */
KP_WEAK bool probe_item_filtered(const SEXP_t *item, const SEXP_t *filters);

/*
 * The collected object.
 */

/** @return a message for probe_cobj_add_msg(), to be freed */
KP_WEAK SEXP_t *probe_msg_creatf(oval_message_level_t level, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

KP_WEAK int probe_cobj_add_msg(SEXP_t *cobj, const SEXP_t *message);

/** Without a call the flag follows from the items: complete, does not exist, or error. */
KP_WEAK void probe_cobj_set_flag(SEXP_t *cobj, oval_syschar_collection_flag_t flag);

KP_WEAK oval_syschar_collection_flag_t probe_cobj_get_flag(const SEXP_t *cobj);

/*
 * For the loader only: the definition model. Public functions, declared once more to make them
 * weak.
 */
KP_WEAK const char *oscap_source_readable_origin(const struct oscap_source *source);
KP_WEAK int oscap_source_get_raw_memory(struct oscap_source *source, char **buffer, size_t *size);
KP_WEAK bool oscap_err(void);
KP_WEAK void oscap_clearerr(void);
KP_WEAK const char *oscap_path_to_cpe(void);
KP_WEAK oval_subtype_t oval_test_get_subtype(struct oval_test *test);
KP_WEAK oval_subtype_t oval_object_get_subtype(struct oval_object *object);
KP_WEAK oval_subtype_t oval_state_get_subtype(struct oval_state *state);
KP_WEAK void oval_test_set_subtype(struct oval_test *test, oval_subtype_t subtype);
KP_WEAK void oval_object_set_subtype(struct oval_object *object, oval_subtype_t subtype);
KP_WEAK void oval_state_set_subtype(struct oval_state *state, oval_subtype_t subtype);
KP_WEAK struct oval_test *oval_definition_model_get_test(struct oval_definition_model *model,
							 const char *id);
KP_WEAK struct oval_object *oval_definition_model_get_object(struct oval_definition_model *model,
							     const char *id);
KP_WEAK struct oval_state *oval_definition_model_get_state(struct oval_definition_model *model,
							   const char *id);

/*
 * For the loader only: tailorings. Public functions, too. What an iterator's `next` returns is
 * borrowed; the iterator is caller-owned.
 */
KP_WEAK void xccdf_tailoring_free(struct xccdf_tailoring *tailoring);
KP_WEAK struct xccdf_profile_iterator *
xccdf_tailoring_get_profiles(const struct xccdf_tailoring *tailoring);
KP_WEAK bool xccdf_profile_iterator_has_more(struct xccdf_profile_iterator *profiles);
KP_WEAK struct xccdf_profile *xccdf_profile_iterator_next(struct xccdf_profile_iterator *profiles);
KP_WEAK void xccdf_profile_iterator_free(struct xccdf_profile_iterator *profiles);
KP_WEAK struct oscap_text_iterator *xccdf_profile_get_title(const struct xccdf_profile *profile);
KP_WEAK struct oscap_text_iterator *
xccdf_profile_get_description(const struct xccdf_profile *profile);
KP_WEAK bool oscap_text_iterator_has_more(struct oscap_text_iterator *texts);
KP_WEAK struct oscap_text *oscap_text_iterator_next(struct oscap_text_iterator *texts);
KP_WEAK void oscap_text_iterator_free(struct oscap_text_iterator *texts);
/** @return the text without markup and entities; caller-owned, free with free() */
KP_WEAK char *oscap_text_get_plaintext(const struct oscap_text *text);
KP_WEAK struct xccdf_setvalue_iterator *
xccdf_profile_get_setvalues(const struct xccdf_profile *profile);
KP_WEAK bool xccdf_setvalue_iterator_has_more(struct xccdf_setvalue_iterator *values);
KP_WEAK struct xccdf_setvalue *xccdf_setvalue_iterator_next(struct xccdf_setvalue_iterator *values);
KP_WEAK void xccdf_setvalue_iterator_free(struct xccdf_setvalue_iterator *values);
KP_WEAK const char *xccdf_setvalue_get_item(const struct xccdf_setvalue *value);
KP_WEAK const char *xccdf_setvalue_get_value(const struct xccdf_setvalue *value);
KP_WEAK const char *xccdf_benchmark_get_id(const struct xccdf_benchmark *benchmark);
KP_WEAK struct xccdf_item *xccdf_benchmark_get_item(const struct xccdf_benchmark *benchmark,
						    const char *id);
KP_WEAK xccdf_type_t xccdf_item_get_type(const struct xccdf_item *item);
KP_WEAK struct xccdf_value *xccdf_item_to_value(struct xccdf_item *item);
KP_WEAK struct xccdf_value_instance *
xccdf_value_get_instance_by_selector(const struct xccdf_value *value, const char *selector);
KP_WEAK xccdf_value_type_t
xccdf_value_instance_get_type(const struct xccdf_value_instance *instance);
KP_WEAK const char *xccdf_value_instance_get_match(const struct xccdf_value_instance *instance);
KP_WEAK bool xccdf_value_instance_get_must_match(const struct xccdf_value_instance *instance);
KP_WEAK struct oscap_string_iterator *
xccdf_value_instance_get_choices(const struct xccdf_value_instance *instance);
KP_WEAK bool oscap_string_iterator_has_more(struct oscap_string_iterator *texts);
KP_WEAK const char *oscap_string_iterator_next(struct oscap_string_iterator *texts);
KP_WEAK void oscap_string_iterator_free(struct oscap_string_iterator *texts);

/*
 * For the loader only: libxml2, which is not linked either, since libxml2.so.2 and libxml2.so.16
 * are both in use and two of them in one process would be fatal. Functions only: xmlFree() is a
 * variable, and a reference to a variable cannot be left unresolved safely.
 */
KP_WEAK void xmlInitParser(void);
/* Nothing, or an int in newer releases. */
typedef __typeof__(xmlSchemaInitTypes()) kp_xml_init_result;
KP_WEAK kp_xml_init_result xmlSchemaInitTypes(void);
KP_WEAK int xmlRegisterInputCallbacks(xmlInputMatchCallback match, xmlInputOpenCallback open,
				      xmlInputReadCallback read, xmlInputCloseCallback close);
KP_WEAK xmlDocPtr xmlReadMemory(const char *buffer, int size, const char *url, const char *encoding,
				int options);
KP_WEAK void xmlFreeDoc(xmlDocPtr document);

/* Of libxslt, which is not linked either: only its address is handed on. */
typedef struct kp_xslt_stylesheet xsltStylesheet;

#endif
