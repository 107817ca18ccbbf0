/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "node/version.h"

#include <string.h>

#include "files/root.h"
#include "node/version_text.h"

enum kp_status kp_version_parse_variable(const char *value, int *ret_minor, struct kp_error *reterr)
{
	int minor = 0;

	if (value != NULL && value[0] != '\0' && !kp_version_parse(value, &minor)) {
		return kp_fail(reterr, KP_ERR_INVAL,
			       "OSCAP_KUBELET_VERSION=%s is no version of Kubernetes, such as 1.31",
			       value);
	}
	*ret_minor = minor;
	return KP_OK;
}

/**
 * The version in the name of a directory: the whole of it, as RKE2 and minikube have it,
 * `v1.31.2-rke2r1-0a1b2c3d`, or behind the name of what it is of, as in a store of Nix or Guix or an unpacked
 * release, `5q0hxyz1-kubernetes-1.20.4`.
 * @return where it begins; NULL if there is none
 */
static const char *find_in_directory(const char *directory)
{
	static const char *const names[] = { "kubernetes-", "kubelet-" };

	if (directory[0] == 'v') {
		return directory;
	}
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		for (const char *at = strstr(directory, names[i]); at != NULL;
		     at = strstr(at + 1, names[i])) {
			if (at == directory || at[-1] == '-') {
				return at + strlen(names[i]);
			}
		}
	}
	return NULL;
}

/** The version that a directory is named by, if that is a full one. @param[in,out] ret_minor kept otherwise */
static void from_directory(const char *directory, int *ret_minor)
{
	const char *version = find_in_directory(directory);
	const char *patch;

	if (version == NULL) {
		return;
	}
	patch = version + (*version == 'v' ? 1 : 0);
	patch = strncmp(patch, "1.", 2) == 0 ? strchr(patch + 2, '.') : NULL;
	if (patch != NULL && patch[1] >= '0' && patch[1] <= '9') {
		(void)kp_version_parse(version, ret_minor);
	}
}

/** The version of the last directory of a path that is named by one. */
static int from_path(const char *path)
{
	int minor = 0;

	for (const char *at = strchr(path, '/'); at != NULL; at = strchr(at + 1, '/')) {
		size_t len = strcspn(at + 1, "/");
		char directory[128] = { 0 };

		if (at[1 + len] == '/' && len < sizeof(directory)) {
			memcpy(directory, at + 1, len);
			from_directory(directory, &minor);
		}
	}
	return minor;
}

/** Whether the system is one whose vendor's component only warns of gates that it does not know. */
static bool accepts_gates(const struct kp_component *component, const struct kp_process *process)
{
	const char *const *files = component->gate_files;
	struct stat st;
	bool any = false;

	for (size_t i = 0; files != NULL && !any && process->root_fd >= 0 && files[i] != NULL;
	     i++) {
		any = kp_root_stat_beneath(process->root_fd, files[i], &st, NULL) == KP_OK;
	}
	return any;
}

struct kp_version kp_version_of(const struct kp_query *query, const struct kp_process *process,
				struct kp_package *package)
{
	struct kp_version version = { .minor = query->minor, .evidence = "OSCAP_KUBELET_VERSION" };

	if (version.minor == 0 && process->exe != NULL) {
		version.minor = from_path(process->exe);
		version.evidence = "the path of the executable";
	}
	if (version.minor == 0) {
		kp_package_find(query->component, process, package);
		version.minor = package->is_proven ? package->minor : 0;
		version.evidence = "dpkg";
	}
	version.accepts_gates = (version.minor != 0 || package->minor != 0) &&
				accepts_gates(query->component, process);
	return version;
}
