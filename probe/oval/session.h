/* SPDX-License-Identifier: LGPL-2.1-or-later */
/**
 * @file
 * What both probes do around the work of one: the thread's state, the node's root, the origin that
 * is asked for, and problems that concern no single kubelet.
 */
#ifndef KP_OVAL_SESSION_H
#define KP_OVAL_SESSION_H

#include "base/strings.h"
#include "node/instances.h"
#include "oval/item.h"
#include "oval/kept.h"
#include "oval/openscap_abi.h"

/** Which files of the kubelets an object is about (the behavior `files`). */
enum kp_session_files {
	KP_SESSION_FILES_NONE,
	KP_SESSION_FILES_CONFIGURATION,
	KP_SESSION_FILES_UNIT,
	KP_SESSION_FILES_NAMED,
};

/** What the entity `origin` says of processes that are none of the node's (node/aside.h). */
#define KP_SESSION_ASIDE "set aside"

struct kp_session;

/** Add the items of one kubelet to those of the session. @return 0 or PROBE_E... */
typedef int (*kp_session_collect)(struct kp_session *session, const struct kp_kubelet *kubelet);

/** The evaluation of one object. */
struct kp_session {
	probe_ctx *ctx;
	SEXP_t *object;
	oval_subtype_t subtype;
	const struct kp_component *component;
	struct kp_kept *kept; /**< what the probe's init function returned */
	/** Whether the object is about running kubelets and the services of their units: it has no
	 * `origin` entity then. */
	bool with_services;
	enum kp_session_files files; /**< set by kp_session_run() */
	bool with_aside; /**< set by kp_session_run(): whether those are judged as all others are */
	const struct kp_item_entity *entities; /**< of its items */
	/** Those of items with few of them, for each kind of files (the behavior `entities`); NULL if
	 * there are none. kp_session_run() sets `entities` then. */
	const struct kp_item_entity *const *few;
	/** Add the items of what a running kubelet says of itself; NULL: the type has none */
	kp_session_collect collect_running;
	struct kp_configz_question question; /**< set by kp_session_run(): with which it is asked */
	/** Set by kp_session_run(): whether that is asked beside what is computed. */
	bool is_compared;
	/** Add items that tell what is not judged, to those of running kubelets; NULL: none */
	int (*tell)(struct kp_session *session, const struct kp_kubelets *kubelets);
	/** Set by what collects: whether something was found of which the type has nothing to say. An object
	 * without an item is not applicable then. */
	bool found_inapplicable;

	/** The settings that the object asks for (setting_names.h). */
	struct kp_session_names {
		struct kp_strings found;
		bool is_known;
		bool is_refused; /**< whether some could not be compared */
	} names;
	/** What was collected so far. */
	struct kp_items items;
};

/**
 * Evaluate an object: collect every kubelet of the origins that it asks for.
 * What cannot be told becomes an item with the status `error`, which no state and no
 * check_existence turns into true or false.
 * @return 0; PROBE_ENOENT without an `origin` entity; PROBE_ENOMEM
 */
int kp_session_run(struct kp_session *session, kp_session_collect collect);

/**
 * Add an item of the object.
 * @param[in] told the struct with the values of the session's entities
 * @param[in] error what went wrong; NULL: nothing
 * @param[in] note a message that is no error; NULL: none. Not told with an error
 * @return 0 or PROBE_ENOMEM
 */
int kp_session_add(struct kp_session *session, const void *told, const struct kp_error *error,
		   const char *note);

/** The same with several of them. @param[in] notes NULL at its end */
int kp_session_add_noted(struct kp_session *session, const void *told, const struct kp_error *error,
			 const char *const *notes);

/**
 * Add an item that says that an entity of the object cannot be compared.
 * @return 0 or PROBE_ENOMEM
 */
int kp_session_refuse_entity(struct kp_session *session, const char *name);

#endif
