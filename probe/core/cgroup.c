/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "cgroup.h"

#include <stddef.h>

#include <stdbool.h>
#include <string.h>

/** Digits of the id of a container. */
enum {
	ID_DIGITS = 64
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
