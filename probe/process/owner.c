/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "process/owner.h"

#include <stddef.h>

#include <string.h>

#include "base/cleanup.h"
#include "base/govalue.h"
#include "files/procfs.h"

enum {
	/** Both files have a few KiB at most: of more nothing is made. */
	FILE_MAX = 256 << 10,
	USERS = 4
};

/** Cut the next number out of a line. @param[in,out] save as of strtok_r() */
static bool take_number(char *text, char **save, int64_t *ret_number)
{
	const char *word = strtok_r(text, " \t\n", save);

	return word != NULL && kp_go_int(word, 10, 64, ret_number);
}

/** @return what stands behind a key that begins a line; NULL if there is none */
static char *find_line(char *text, const char *key)
{
	char *at = strstr(text, key);

	return at == NULL ? NULL : at + strlen(key);
}

/** Read the users and whether there are capabilities. @param[in,out] text cut into pieces */
static bool parse_status(char *text, struct kp_owner *owner, bool *ret_capable)
{
	/* Neither is the first line, where the name of the process stands. */
	char *users = find_line(text, "\nUid:");
	/* Those in use are among them. */
	const char *permitted = find_line(text, "\nCapPrm:");
	char *save = NULL;
	bool known = users != NULL && permitted != NULL;

	if (!known) {
		return false;
	}
	permitted += strspn(permitted, " \t");
	*ret_capable = strspn(permitted, "0") != strcspn(permitted, "\n");
	for (size_t i = 0; known && i < USERS; i++) {
		known = take_number(i == 0 ? users : NULL, &save, &owner->users[i]);
	}
	return known;
}

/** Whether one of the users is this one. */
static bool is_one_of(const struct kp_owner *owner, int64_t user)
{
	bool found = false;

	for (size_t i = 0; !found && i < USERS; i++) {
		found = owner->users[i] == user;
	}
	return found;
}

/**
 * Whether the map of its user namespace (user_namespaces(7)) makes one of its users root there.
 * @param[in,out] text cut into pieces
 * @param[out] ret_root untouched if it cannot be told
 */
static bool parse_map(char *text, const struct kp_owner *owner, bool *ret_root)
{
	char *save = NULL;
	bool is_root = is_one_of(owner, 0);
	bool known = true;
	int64_t inside = 0;
	int64_t outside = 0;
	int64_t count = 0;

	/* Without a map nobody is anybody there: all it can be is the user that nobody is. */
	while (known && take_number(text, &save, &inside)) {
		text = NULL;
		known = take_number(NULL, &save, &outside) && take_number(NULL, &save, &count);
		is_root = is_root || (inside == 0 && is_one_of(owner, outside));
	}
	*ret_root = is_root;
	return known;
}

bool kp_owner_read(int pid_fd, struct kp_owner *ret_owner)
{
	KP_CLEANUP(kp_freep) uint8_t *status = NULL;
	KP_CLEANUP(kp_freep) uint8_t *map = NULL;
	struct kp_owner owner = { { 0 }, false };
	bool is_capable = true;
	bool is_root = true;
	size_t len;

	if (kp_procfs_read(pid_fd, "status", FILE_MAX, &status, &len, NULL) != KP_OK ||
	    kp_procfs_read(pid_fd, "uid_map", FILE_MAX, &map, &len, NULL) != KP_OK ||
	    !parse_status((char *)status, &owner, &is_capable) ||
	    !parse_map((char *)map, &owner, &is_root)) {
		return false;
	}
	owner.is_plain = !is_root && !is_capable;
	*ret_owner = owner;
	return true;
}
