/* SPDX-License-Identifier: LGPL-2.1-or-later */
/**
 * @file
 * What makes one component of Kubernetes another than the next: a row of tables and functions.
 */
#ifndef KP_COMPONENT_COMPONENT_H
#define KP_COMPONENT_COMPONENT_H

#include <stddef.h>

#include <stdbool.h>

#include "base/status.h"

/** Kubernetes minor versions (1.N) that the tables know. The last stands for later ones too. */
enum {
	KP_MINOR_FIRST = 20,
	KP_MINOR_LAST = 37
};

struct kp_config_type;
struct kp_field;
struct kp_finding;
struct kp_flags;
struct kp_gates;
struct kp_load;
struct kp_secret;
struct kp_sources;
struct kp_value;
struct kp_view;

/** A setting whose value is the path of a file. */
struct kp_path_setting {
	const char *name;
	bool is_cleaned; /**< whether `..` is taken out of the text before the file is opened */
	bool may_miss;   /**< whether nothing is wrong if there is no such file */
};

/** What makes a path a trace. */
enum kp_trace_kind {
	KP_TRACE_PATH,  /**< that it is there */
	KP_TRACE_LINE,  /**< a line of the file that has one of the component's words */
	KP_TRACE_WANTED /**< that it pulls a service in that has no unit */
};

/**
 * A trace of a component: what is there where it is installed, was set up or has run, and what may
 * start it although no unit does.
 */
struct kp_trace {
	const char *pattern;     /**< absolute, as of glob(7); NULL ends the table */
	const char *const *keys; /**< what such a line begins with, up to NULL; NULL: anything */
	enum kp_trace_kind kind;
	bool beside_units; /**< whether it is one also where a unit starts the component */
};

/**
 * Which processes that are named as a component are none of the node's. What shares the node's network is
 * the node's, also in a pod.
 */
struct kp_foreign {
	bool of_pods;     /**< those in a pod with a network of its own */
	bool of_users;    /**< those of users, of whom none has to do with one of the ports */
	const int *ports; /**< TCP ports on which the node's listens, up to 0 */
	bool is_needed;   /**< whether a node that has others of its name has one of its own */
};

/** One component. */
struct kp_component {
	const char *name;   /**< of its program */
	const char *plural; /**< what several are called in messages */
	const struct kp_flags *flags;
	const struct kp_config_type *type; /**< of the file given by --config */
	const struct kp_gates *gates;      /**< the keys of its fields that are KP_FIELD_BOOL_MAP */
	const struct kp_secret *secrets;
	size_t secret_count;
	const struct kp_path_setting *path_settings;
	size_t path_setting_count;
	/** The setting of a control group that it goes into by itself; NULL if there is none. */
	const char *group_setting;
	/** Of its environment, that says what it may do (kp_sources.has_alpha); NULL: none. */
	const char *variable;
	const char *package;           /**< that a distribution has it in; NULL if none has */
	const char *package_path;      /**< of the executable that the package installs */
	const struct kp_trace *traces; /**< up to one without a pattern */
	/** What stands in the commands of units that have to do with it, up to NULL. */
	const char *const *words;
	/** Whether pods run the node's as well, of which nothing on the node says what starts next. */
	bool runs_in_pods;
	const struct kp_foreign *foreign; /**< NULL: each process of that name is the node's */

	/**
	 * Fill the view of a load, whose flags are parsed: in which order flags, files and defaults say
	 * a setting.
	 * @return KP_OK; KP_ERR_SYNTAX when the component would refuse to start, with its reason; the
	 *         status of a file; KP_ERR_UNSUPPORTED; KP_ERR_NOMEM
	 */
	enum kp_status (*load)(struct kp_load *load, struct kp_error *reterr);

	/**
	 * Find the default of a field, also where it hangs on more than the version. NULL: none does.
	 * @param[in,out] value empty, and stays so where there is no default; to be released also on failure
	 * @return KP_OK; KP_ERR_UNSUPPORTED when it cannot be told; KP_ERR_NOMEM
	 */
	enum kp_status (*find_default)(const struct kp_view *view, const struct kp_field *field,
				       struct kp_value *value, struct kp_error *reterr);

	/**
	 * Change the value of a field that was found into the one that is used: a port where none is said,
	 * say. Its places stay. NULL: all are used as they are said.
	 * @return KP_OK; KP_ERR_NOMEM
	 */
	enum kp_status (*finish)(const struct kp_view *view, const struct kp_field *field,
				 struct kp_finding *finding, struct kp_error *reterr);

	/** Check settings. @return KP_OK; KP_ERR_SYNTAX with the component's reason; KP_ERR_NOMEM */
	enum kp_status (*validate)(const struct kp_view *view, struct kp_error *reterr);

	/**
	 * Check what ends one that is to start, after that. Returns as validate(). NULL: nothing does.
	 * @param[in] is_known whether its version is: some things end only some versions, so that nothing
	 *            is said of them otherwise
	 */
	enum kp_status (*check_start)(const struct kp_view *view, bool is_known,
				      struct kp_error *reterr);

	/**
	 * Check the feature gates of a version that is known. Returns as validate(). NULL: there are none.
	 * @param[in] accepts_gates whether it is a vendor's, which only warns of gates that it lacks
	 */
	enum kp_status (*check_gates)(const struct kp_view *view, bool accepts_gates,
				      struct kp_error *reterr);

	/** Files of a system whose vendor's component only warns of unknown feature gates, up to NULL. */
	const char *const *gate_files;

	/**
	 * Whether a version can run with these files in the environment that it was started with.
	 * @return KP_OK; KP_ERR_SYNTAX when it cannot; KP_ERR_PERM when the environment is not known
	 */
	enum kp_status (*can_run)(const struct kp_sources *sources, int minor,
				  struct kp_error *reterr);
};

#endif
