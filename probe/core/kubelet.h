/* SPDX-License-Identifier: LGPL-2.1-or-later */
/**
 * @file
 * The kubelets of a node: what each was told, and the settings that follow from it.
 */
#ifndef KP_KUBELET_H
#define KP_KUBELET_H

#include <stddef.h>
#include <stdint.h>

#include <stdbool.h>
#include <sys/types.h>

#include "argv.h"
#include "ctx.h"
#include "setting.h"
#include "status.h"
#include "unit_glob.h"

/** Where a kubelet was found. */
enum kp_origin {
	KP_ORIGIN_PROCESS, /**< a running kubelet */
	KP_ORIGIN_SERVICE, /**< what the systemd unit on disk would start */
	KP_ORIGIN__COUNT   /**< not a valid value */
};

/** @return `process` or `service`, a static text */
const char *kp_origin_str(enum kp_origin origin);

struct kp_kubelet;
struct kp_kubelets;
struct kp_process;

/**
 * Work out one process: parse its arguments, read the files that they name, compute the settings.
 * What is wrong with any of it is told by kp_kubelet_argv_error() and kp_kubelet_setting(), and
 * does not fail the call.
 * @param[in] ctx limits
 * @param[in,out] process its argv is taken over
 * @param[out] ret_kubelet caller-owned, free with kp_kubelet_free(); untouched on failure
 * @return KP_OK; KP_ERR_NOMEM
 */
enum kp_status kp_kubelet_new(const struct kp_ctx *ctx, struct kp_process *process,
			      struct kp_kubelet **ret_kubelet, struct kp_error *reterr)
	__attribute__((warn_unused_result));

void kp_kubelet_free(struct kp_kubelet *kubelet);

/** Cleanup function for KP_CLEANUP. */
void kp_kubelet_freep(struct kp_kubelet **kubelet);

/**
 * Find every running kubelet of the node and read it, in one walk of /proc, repeated
 * only if kubelets vanish during it.
 * What is wrong with one kubelet is told by kp_kubelet_error() and does not fail the call.
 * @param[in] ctx root directory and limits
 * @param[out] ret_kubelets caller-owned, free with kp_kubelets_free(); untouched on failure
 * @return KP_OK, also when there is no kubelet; KP_ERR_NOMEM; KP_ERR_NOENT, KP_ERR_PERM or
 *         KP_ERR_IO when /proc cannot be read
 */
enum kp_status kp_kubelets_collect(const struct kp_ctx *ctx, struct kp_kubelets **ret_kubelets,
				   struct kp_error *reterr) __attribute__((warn_unused_result));

void kp_kubelets_free(struct kp_kubelets *kubelets);

/**
 * Find the files of the unit of each kubelet of a collection that has not been asked for them
 * (ctx.with_unit_files). Of a process that is gone they cannot be told.
 * @return KP_OK; KP_ERR_NOMEM, after which the collection is to be freed
 */
enum kp_status kp_kubelets_find_unit_files(const struct kp_ctx *ctx, struct kp_kubelets *kubelets,
					   struct kp_error *reterr)
	__attribute__((warn_unused_result));

/** The same for one kubelet. @param[in] process it, or the service that it would be */
enum kp_status kp__kubelet_find_unit_files(const struct kp_ctx *ctx,
					   const struct kp_process *process,
					   struct kp_kubelet *kubelet)
	__attribute__((warn_unused_result));

/**
 * Whether each process of a collection still runs, with the same arguments. That there are no more
 * kubelets than those, and that no file changed, is not looked at.
 */
bool kp_kubelets_are_current(const struct kp_ctx *ctx, const struct kp_kubelets *kubelets);

size_t kp_kubelets_count(const struct kp_kubelets *kubelets);

/** @return the kubelet with that index, borrowed from kubelets */
const struct kp_kubelet *kp_kubelets_get(const struct kp_kubelets *kubelets, size_t index);

/**
 * Whether processes could not be examined, so that a kubelet may be missing from the collection.
 * @return the reason, borrowed from kubelets; NULL if every process was examined
 */
const struct kp_error *kp_kubelets_incomplete(const struct kp_kubelets *kubelets);

enum kp_origin kp_kubelet_origin(const struct kp_kubelet *kubelet);

pid_t kp_kubelet_pid(const struct kp_kubelet *kubelet);

/** @return the path of its executable, borrowed from kubelet; NULL if that cannot be told */
const char *kp_kubelet_executable(const struct kp_kubelet *kubelet);

/** @return its effective user; -1 if that cannot be told */
int64_t kp_kubelet_user_id(const struct kp_kubelet *kubelet);

/** @return its control group, borrowed from kubelet; NULL if that cannot be told */
const char *kp_kubelet_control_group(const struct kp_kubelet *kubelet);

/** @return its systemd unit (cgroup.h), borrowed from kubelet; NULL if there is none to be seen */
const char *kp_kubelet_unit(const struct kp_kubelet *kubelet);

/** @return the same of its container */
const char *kp_kubelet_container(const struct kp_kubelet *kubelet);

/** Start of its process in clock ticks since boot; 0 if it is not known. */
int64_t kp__kubelet_start_ticks(const struct kp_kubelet *kubelet);

/**
 * The kubelet that the unit of a running one would start now.
 * @param[out] ret_service borrowed from kubelet
 * @return KP_OK; why it cannot be told, or is not there. Only if ctx.with_services was set
 */
enum kp_status kp_kubelet_service(const struct kp_kubelet *kubelet,
				  const struct kp_kubelet **ret_service, struct kp_error *reterr)
	__attribute__((warn_unused_result));

/**
 * The file of --config and each drop-in file that is read, by paths that lead to them from the
 * scanner's root directory without a symbolic link (file_list.h).
 * @param[out] ret_paths borrowed from kubelet; empty if there is none
 * @return KP_OK; why they cannot all be told
 */
enum kp_status kp_kubelet_configuration(const struct kp_kubelet *kubelet,
					const struct kp_paths **ret_paths, struct kp_error *reterr)
	__attribute__((warn_unused_result));

/**
 * The same for the files that say how systemd starts it: those of its unit (kp_unit_files()), and the
 * arguments files of MicroK8s. What the command is, and whether it can be told, does not matter.
 * @param[out] ret_paths borrowed from kubelet; empty if it belongs to no service
 * @return KP_OK; KP_ERR_INVAL unless ctx.with_unit_files was set; why they cannot all be told
 */
enum kp_status kp_kubelet_unit_files(const struct kp_kubelet *kubelet,
				     const struct kp_paths **ret_paths, struct kp_error *reterr)
	__attribute__((warn_unused_result));

/**
 * The same for the file that a setting names.
 * @param[out] ret_path borrowed from kubelet; NULL if the setting names none, or one that is not
 *             there, or is not known
 * @return KP_OK; KP_ERR_INVAL unless ctx.with_named_files was set; why it cannot be told
 */
enum kp_status kp_kubelet_named_file(const struct kp_kubelet *kubelet, const char *setting,
				     const char **ret_path, struct kp_error *reterr)
	__attribute__((warn_unused_result));

/** @return the arguments of the process, argv[0] included, borrowed from kubelet */
const struct kp_argv *kp_kubelet_command(const struct kp_kubelet *kubelet);

/**
 * @return the arguments of the kubelet, argv[0] included, borrowed from kubelet; NULL if they cannot
 *         be told
 */
const struct kp_argv *kp_kubelet_argv(const struct kp_kubelet *kubelet);

/** @return the path of --config as the kubelet resolves it, borrowed from kubelet; NULL if none */
const char *kp_kubelet_config_file(const struct kp_kubelet *kubelet);

/** @return the same of --config-dir */
const char *kp_kubelet_config_dir(const struct kp_kubelet *kubelet);

/**
 * Whether a file or directory that the kubelet read at its start was changed or removed since. Then
 * kp_kubelet_setting() fails for what no flag says.
 */
bool kp_kubelet_changed_since_start(const struct kp_kubelet *kubelet);

/**
 * Why the arguments themselves are not known for certain or would have been refused, so that no
 * setting can be told.
 * @return borrowed from kubelet; NULL if the arguments are fine
 */
const struct kp_error *kp_kubelet_argv_error(const struct kp_kubelet *kubelet);

/**
 * Compute the effective value of one setting.
 * @param[in] name as in kp_setting_name(), or any other text
 * @param[out] ret_setting caller-owned, free with kp_setting_free(); untouched on failure
 * @return KP_OK; KP_ERR_INVAL for a name that is no setting; KP_ERR_NOMEM; else the reason why the
 *         value cannot be known
 */
enum kp_status kp_kubelet_setting(const struct kp_kubelet *kubelet, const char *name,
				  struct kp_setting **ret_setting, struct kp_error *reterr)
	__attribute__((warn_unused_result));

/**
 * The same for a kubelet whose version is known.
 * @param[in] minor N of Kubernetes 1.N
 * @return as kp_kubelet_setting(), but for that version alone
 */
enum kp_status kp_kubelet_setting_in(const struct kp_kubelet *kubelet, int minor, const char *name,
				     struct kp_setting **ret_setting, struct kp_error *reterr)
	__attribute__((warn_unused_result));

#endif
