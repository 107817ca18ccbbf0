/* SPDX-License-Identifier: LGPL-2.1-or-later */
/**
 * @file
 * The kubelets of a node: what each was told, and the settings that follow from it.
 */
#ifndef KP_NODE_INSTANCE_H
#define KP_NODE_INSTANCE_H

#include <stdbool.h>

#include "base/status.h"
#include "base/strings.h"
#include "component/setting.h"
#include "files/ctx.h"
#include "node/identity.h"
#include "node/query.h"
#include "process/argv.h"

struct kp_kubelet;
struct kp_process;
struct kp_process_watch;
struct kp_told;

/**
 * Work out one process: parse its arguments, read the files that they name, compute the settings.
 * What is wrong with any of it is told by kp_kubelet_argv_error() and kp_kubelet_setting(), and
 * does not fail the call.
 * @param[in] ctx limits
 * @param[in,out] process consumed: what it holds is taken over or released, also on failure. Its
 *                descriptors and numbers stay
 * @param[out] ret_kubelet caller-owned, free with kp_kubelet_free(); untouched on failure
 * @return KP_OK; KP_ERR_NOMEM
 */
enum kp_status kp_kubelet_new(const struct kp_query *query, const struct kp_ctx *ctx,
			      struct kp_process *process, struct kp_kubelet **ret_kubelet,
			      struct kp_error *reterr) __attribute__((warn_unused_result));

void kp_kubelet_free(struct kp_kubelet *kubelet);

void kp_kubelet_freep(struct kp_kubelet **kubelet);

/**
 * Find the files of its unit, if they were not looked for yet.
 * @param[in] process it, or the service that it would be
 * @return KP_OK; KP_ERR_NOMEM
 */
enum kp_status kp__kubelet_find_unit_files(const struct kp_ctx *ctx, struct kp_shared_units *units,
					   const struct kp_process *process,
					   struct kp_kubelet *kubelet)
	__attribute__((warn_unused_result));

/** @return who it is, borrowed from kubelet */
const struct kp_identity *kp_kubelet_identity(const struct kp_kubelet *kubelet);

/** @return the watch on its process, borrowed from kubelet */
struct kp_process_watch *kp__kubelet_watch(struct kp_kubelet *kubelet);

/**
 * Say which kubelet its unit would start.
 * @param[in] service consumed; NULL if it is not known or not there
 * @param[in] error why that is so
 */
void kp__kubelet_set_service(struct kp_kubelet *kubelet, struct kp_kubelet *service,
			     const struct kp_error *error);

/** Say that a pod has started it, and will again. */
void kp__kubelet_set_pod(struct kp_kubelet *kubelet);

/**
 * Whether a pod starts it, and no unit (component.runs_in_pods). Only if query.with_services was set.
 * What the pod is made of is not on the node: arguments may come of variables that the API server has, and
 * files are mounted anew.
 */
bool kp_kubelet_is_of_pod(const struct kp_kubelet *kubelet);

/**
 * The kubelet that the unit of a running one would start now.
 * @param[out] ret_service borrowed from kubelet
 * @return KP_OK; why it cannot be told, or is not there. Only if query.with_services was set
 */
enum kp_status kp_kubelet_service(const struct kp_kubelet *kubelet,
				  const struct kp_kubelet **ret_service, struct kp_error *reterr)
	__attribute__((warn_unused_result));

/**
 * The file of --config and each drop-in file that is read, by paths that lead to them from the
 * scanner's root directory without a symbolic link (file_list.h).
 * @param[out] ret_paths borrowed from kubelet; empty if there is none. If they cannot all be told,
 *             those that can, or untouched if that is not known of any
 * @return KP_OK; why they cannot all be told
 */
enum kp_status kp_kubelet_configuration(const struct kp_kubelet *kubelet,
					const struct kp_strings **ret_paths,
					struct kp_error *reterr)
	__attribute__((warn_unused_result));

/**
 * The files that say how systemd starts it: those of its unit (kp_unit_files()), and the arguments
 * files of MicroK8s; by paths as of kp_kubelet_configuration(). What the command is, and whether it
 * can be told, does not matter.
 * @param[out] ret_paths as of kp_kubelet_configuration(); empty if it belongs to no service
 * @return KP_OK; KP_ERR_INVAL unless query.with_unit_files was set; why they cannot all be told
 */
enum kp_status kp_kubelet_unit_files(const struct kp_kubelet *kubelet,
				     const struct kp_strings **ret_paths, struct kp_error *reterr)
	__attribute__((warn_unused_result));

/**
 * The file that a setting names, by a path as of kp_kubelet_configuration().
 * @param[out] ret_path borrowed from kubelet; NULL if the setting names none, or one that is not
 *             there, or is not known
 * @return KP_OK; KP_ERR_INVAL unless query.with_named_files was set; why it cannot be told
 */
enum kp_status kp_kubelet_named_file(const struct kp_kubelet *kubelet, const char *setting,
				     const char **ret_path, struct kp_error *reterr)
	__attribute__((warn_unused_result));

/**
 * Whether the file that a setting names is there, if it names one that has to be.
 * @return as kp_kubelet_named_file(); KP_ERR_NOENT, with its path, if it is not there
 */
enum kp_status kp_kubelet_check_named_file(const struct kp_kubelet *kubelet, const char *setting,
					   struct kp_error *reterr)
	__attribute__((warn_unused_result));

/**
 * The names by which the kubelet, or systemd, comes to the files of kp_kubelet_configuration(): one for
 * each, with the symbolic links that are on it.
 * @param[out] ret_names borrowed from kubelet; untouched on failure
 * @return as kp_kubelet_configuration()
 */
enum kp_status kp_kubelet_configuration_names(const struct kp_kubelet *kubelet,
					      const struct kp_strings **ret_names,
					      struct kp_error *reterr)
	__attribute__((warn_unused_result));

/** The same for kp_kubelet_unit_files(). @return as it */
enum kp_status kp_kubelet_unit_file_names(const struct kp_kubelet *kubelet,
					  const struct kp_strings **ret_names,
					  struct kp_error *reterr)
	__attribute__((warn_unused_result));

/** The same for kp_kubelet_named_file(). @return as it */
enum kp_status kp_kubelet_named_file_name(const struct kp_kubelet *kubelet, const char *setting,
					  const char **ret_name, struct kp_error *reterr)
	__attribute__((warn_unused_result));

/** @return what it was told, borrowed from kubelet */
const struct kp_told *kp_kubelet_told(const struct kp_kubelet *kubelet);

/** @return the arguments of the process, argv[0] included, borrowed from kubelet */
const struct kp_argv *kp_kubelet_command(const struct kp_kubelet *kubelet);

/**
 * @return the arguments of the kubelet, argv[0] included, borrowed from kubelet; NULL if they cannot
 *         be told
 */
const struct kp_argv *kp_kubelet_argv(const struct kp_kubelet *kubelet);

/** @return the path of --config as the kubelet resolves it, borrowed from kubelet; NULL if none */
const char *kp_kubelet_config_file(const struct kp_kubelet *kubelet);

/** @return the path of --config-dir as the kubelet resolves it, borrowed from kubelet; NULL if none */
const char *kp_kubelet_config_dir(const struct kp_kubelet *kubelet);

/** @return as kp_told_changed_since_start() */
bool kp_kubelet_changed_since_start(const struct kp_kubelet *kubelet);

/** @return as kp_told_argv_error(); borrowed from kubelet */
const struct kp_error *kp_kubelet_argv_error(const struct kp_kubelet *kubelet);

/**
 * kp_told_setting() of what it was told.
 * @param[out] ret_setting caller-owned, free with kp_setting_free(); untouched on failure
 */
enum kp_status kp_kubelet_setting(const struct kp_kubelet *kubelet, const char *name,
				  struct kp_setting **ret_setting, struct kp_error *reterr)
	__attribute__((warn_unused_result));

/**
 * kp_told_setting_in() of what it was told.
 * @param[out] ret_setting caller-owned, free with kp_setting_free(); untouched on failure
 */
enum kp_status kp_kubelet_setting_in(const struct kp_kubelet *kubelet, int minor, const char *name,
				     struct kp_setting **ret_setting, struct kp_error *reterr)
	__attribute__((warn_unused_result));

#endif
