/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "process/cgroup.h"

#include <stddef.h>
#include <stdint.h>

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "base/cleanup.h"
#include "files/procfs.h"

/** Digits of the id of a container. */
enum {
	ID_DIGITS = 64
};

/** The file has a few KiB: of more nothing is made. */
enum {
	FILE_MAX = 256 << 10
};

/** A part of a path. */
struct part {
	const char *text; /* NULL for none */
	size_t len;
};

static bool ends_with(struct part part, const char *end)
{
	size_t len = strlen(end);

	return part.len > len && memcmp(part.text + part.len - len, end, len) == 0;
}

static bool is_id(struct part part)
{
	return part.len == ID_DIGITS && strspn(part.text, "0123456789abcdef") >= ID_DIGITS;
}

/**
 * The id or name of the container that a directory of the path stands for: `ID`, `docker-ID.scope`,
 * `cri-containerd-ID.scope`, `crio-ID`, `libpod-ID.scope`, `kubepods.slice:cri-containerd:ID`,
 * `lxc.payload.NAME`. That of the monitor beside a container, `crio-conmon-ID.scope`, is none.
 */
static struct part container_of(struct part part)
{
	static const char lxc[] = "lxc.payload.";
	static const char monitor[] = "-conmon-";
	const size_t lxc_len = sizeof(lxc) - 1;
	const size_t monitor_len = sizeof(monitor) - 1;
	struct part id = part;

	if (part.len > lxc_len && memcmp(part.text, lxc, lxc_len) == 0) {
		return (struct part){ part.text + lxc_len, part.len - lxc_len };
	}
	id.len -= ends_with(id, ".scope") ? strlen(".scope") : 0;
	if (id.len > ID_DIGITS) {
		id.text += id.len - ID_DIGITS;
		id.len = ID_DIGITS;
		if (strchr("-:", id.text[-1]) == NULL) {
			return (struct part){ NULL, 0 };
		}
	}
	if (!is_id(id) || memmem(part.text, part.len, monitor, monitor_len) != NULL) {
		return (struct part){ NULL, 0 };
	}
	return id;
}

/** What a path says. */
struct found {
	struct part container;
	struct part unit;
	bool is_of_user; /* whether the unit is one of a user's own manager */
};

/** Whether a directory is that of the manager of a user, `user@UID.service`. */
static bool is_user_manager(struct part part)
{
	static const char begin[] = "user@";

	return ends_with(part, ".service") && part.len > sizeof(begin) - 1 &&
	       memcmp(part.text, begin, sizeof(begin) - 1) == 0;
}

static struct found look_through(const char *path)
{
	struct found found = { { NULL, 0 }, { NULL, 0 }, false };

	while (*path != '\0') {
		struct part part = { path, strcspn(path, "/") };
		struct part container = container_of(part);

		if (container.text != NULL) {
			/* The units around it are those of whatever runs containers. */
			found = (struct found){ container, { NULL, 0 }, false };
		} else if (ends_with(part, ".service") || ends_with(part, ".scope")) {
			found.unit = part;
			found.is_of_user = found.is_of_user || is_user_manager(part);
		}
		path += part.len + strspn(path + part.len, "/");
	}
	return found;
}

static enum kp_status copy(struct part part, char **ret_text, struct kp_error *reterr)
{
	char *text = NULL;

	if (part.text != NULL) {
		text = strndup(part.text, part.len);
		if (text == NULL) {
			return kp_fail(reterr, KP_ERR_NOMEM, "out of memory");
		}
	}
	*ret_text = text;
	return KP_OK;
}

enum kp_status kp_cgroup_container(const char *path, char **ret_container, struct kp_error *reterr)
{
	return copy(look_through(path).container, ret_container, reterr);
}

enum kp_status kp_cgroup_unit(const char *path, char **ret_unit, struct kp_error *reterr)
{
	return copy(look_through(path).unit, ret_unit, reterr);
}

bool kp_cgroup_is_of_user(const char *path)
{
	return look_through(path).is_of_user;
}

/** How many directories a path goes up. */
static size_t count_up(const char *path)
{
	static const char up[] = "/..";
	size_t count = 0;

	while (strncmp(path, up, sizeof(up) - 1) == 0 &&
	       (path[sizeof(up) - 1] == '/' || path[sizeof(up) - 1] == '\0')) {
		path += sizeof(up) - 1;
		count++;
	}
	return count;
}

bool kp_cgroup_is_cut(const char *path, const char *of_init)
{
	return count_up(path) != count_up(of_init);
}

/** A path without the directories that it goes up. */
static const char *skip_up(const char *path)
{
	return path + count_up(path) * strlen("/..");
}

/** The next directory of a path. @param[in,out] path behind it then. @return of no length at the end */
static struct part next_part(const char **path)
{
	const char *begin = *path + strspn(*path, "/");
	struct part part = { begin, strcspn(begin, "/") };

	*path = begin + part.len;
	return part;
}

static bool is_text(struct part part, const char *text)
{
	return part.len == strlen(text) && memcmp(part.text, text, part.len) == 0;
}

static bool is_users(struct part part)
{
	return is_text(part, "user.slice");
}

bool kp_cgroup_is_of_users(const char *path)
{
	path = skip_up(path);
	return is_users(next_part(&path));
}

/** The length of the control group of process 1 without the scope that systemd puts itself into. */
static size_t own_len(const char *of_init)
{
	static const char scope[] = "/init.scope";
	size_t len = strlen(of_init);
	size_t scope_len = sizeof(scope) - 1;

	if (len >= scope_len && strcmp(of_init + len - scope_len, scope) == 0) {
		len -= scope_len;
	}
	return len == 1 ? 0 : len;
}

/** What of a path is below the control group of process 1. @return NULL if it is not */
static const char *below_own(const char *path, const char *of_init)
{
	size_t up = count_up(of_init);
	size_t len = own_len(of_init);

	/* It is above the root of the scanner's namespace, and the path does not go up as far. */
	if (len == up * strlen("/..") && count_up(path) < up) {
		return skip_up(path);
	}
	return strncmp(path, of_init, len) == 0 && path[len] == '/' && count_up(path) == up
		       ? path + len
		       : NULL;
}

/** Whether a directory is one of pods, by the names that a kubelet gives (pkg/kubelet/cm). */
static bool is_of_pods(struct part part)
{
	static const char begin[] = "kubepods";
	const size_t len = sizeof(begin) - 1;

	return (part.len >= len && memcmp(part.text, begin, len) == 0 &&
		(part.len == len || part.text[len] == '.' || part.text[len] == '-')) ||
	       ends_with(part, "-kubepods.slice");
}

bool kp_cgroup_is_of_pod(const char *path, const char *of_init)
{
	const char *rest = below_own(path, of_init);
	struct part part;

	if (rest == NULL) {
		return false;
	}
	for (part = next_part(&rest); part.len > 0; part = next_part(&rest)) {
		if (is_of_pods(part)) {
			return true;
		}
		if (is_users(part) || ends_with(part, ".service") || ends_with(part, ".scope") ||
		    container_of(part).text != NULL) {
			return false;
		}
	}
	return false;
}

/** Whether a line of /proc/PID/cgroup is of systemd's hierarchy (cgroups(7)). */
static bool is_systemd_group(const char *line)
{
	const char *controllers = strchr(line, ':');

	return controllers != NULL && (strncmp(controllers, "::", 2) == 0 ||
				       strncmp(controllers, ":name=systemd:", 14) == 0);
}

char *kp_cgroup_read(int pid_fd, const char *name)
{
	KP_CLEANUP(kp_freep) uint8_t *buf = NULL;
	char *found = NULL;
	char *save = NULL;
	size_t len;

	if (kp_procfs_read(pid_fd, name, FILE_MAX, &buf, &len, NULL) != KP_OK) {
		return NULL;
	}
	for (char *line = strtok_r((char *)buf, "\n", &save); line != NULL;
	     line = strtok_r(NULL, "\n", &save)) {
		const char *path = strstr(line, ":/");

		if (path == NULL || !is_systemd_group(line) ||
		    (found != NULL && strcmp(path, ":/") == 0)) {
			continue;
		}
		free(found);
		found = strdup(path + 1);
	}
	return found;
}

bool kp_cgroup_holds_in_pod(int pid_fd)
{
	KP_CLEANUP(kp_freep) char *group = kp_cgroup_read(pid_fd, "cgroup");
	KP_CLEANUP(kp_freep) char *of_init = kp_cgroup_read(pid_fd, "../1/cgroup");

	return group != NULL && of_init != NULL && !kp_cgroup_is_cut(group, of_init) &&
	       kp_cgroup_is_of_pod(group, of_init);
}
