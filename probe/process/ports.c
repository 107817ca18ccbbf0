/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "process/ports.h"

#include <stddef.h>
#include <stdint.h>

#include <dirent.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>

#include "base/cleanup.h"
#include "base/govalue.h"
#include "base/text.h"
#include "files/fd.h"
#include "files/procfs.h"

enum {
	/** Some ten thousand sockets. Past it nothing is known. */
	FILE_MAX = 4 << 20,
	/** Descriptors of one process that are looked at. */
	DESCRIPTORS_MAX = 4096,
	/** Hexadecimal digits of a part of an address. */
	WORD_DIGITS = 8,
	/** Fields of a line of /proc/PID/net/tcp, from 0 (networking/proc_net_tcp.rst of Linux). */
	FIELD_LOCAL = 1,
	FIELD_STATE = 3,
	FIELD_USER = 7,
	FIELD_INODE = 9,
	FIELDS
};

/** A question. */
struct asked {
	int pid_fd;
	const int *ports;
	const struct kp_owner *owner;
	const struct kp_ports_address *to;
	bool *has_one; /* out: whether the process has a socket there */
};

static bool is_wanted(const struct asked *asked, const char *local)
{
	const char *colon = strrchr(local, ':');
	char number[16];
	int64_t port;
	size_t i = 0;

	if (colon == NULL) {
		return false;
	}
	(void)snprintf(number, sizeof(number), "%s", colon + 1);
	if (!kp_go_int(number, 16, 32, &port)) {
		return false;
	}
	while (asked->ports[i] != 0 && asked->ports[i] != port) {
		i++;
	}
	return asked->ports[i] != 0;
}

static bool is_owned(const struct asked *asked, const char *user)
{
	int64_t number;
	bool found = false;

	if (!kp_go_int(user, 10, 64, &number)) {
		return true;
	}
	for (size_t i = 0; !found && i < sizeof(asked->owner->users) / sizeof(int64_t); i++) {
		found = asked->owner->users[i] == number;
	}
	return found;
}

/** Whether one of the descriptors of a directory is a socket. */
static enum kp_known find_socket(DIR *dir, int fds, const char *socket)
{
	const struct dirent *entry = NULL;
	enum kp_status status = KP_OK;
	char link[64];

	for (int i = 0; i < DESCRIPTORS_MAX; i++) {
		status = kp_fd_next(dir, "/proc/PID/fd", &entry, NULL);
		if (status != KP_OK) {
			return status == KP_ERR_END ? KP_KNOWN_NO : KP_NOT_KNOWN;
		}
		/* What has a long name is a file. */
		if (entry->d_name[0] != '.' &&
		    kp_procfs_peek_link(fds, entry->d_name, link, sizeof(link), NULL) == KP_OK &&
		    strcmp(link, socket) == 0) {
			return KP_KNOWN_YES;
		}
	}
	return KP_NOT_KNOWN;
}

/** Whether the process has a socket. */
static enum kp_known has_socket(const struct asked *asked, const char *inode)
{
	KP_CLEANUP(kp_closep) int fds = -1;
	DIR *dir = NULL;
	enum kp_known found;
	char socket[64];

	(void)snprintf(socket, sizeof(socket), "socket:[%s]", inode);
	if (kp_procfs_open_dir(asked->pid_fd, "fd", &fds, NULL) != KP_OK ||
	    kp_fd_list(fds, &dir, NULL) != KP_OK) {
		return KP_NOT_KNOWN;
	}
	found = find_socket(dir, fds, socket);
	(void)closedir(dir);
	return found;
}

/** Take a line apart. @param[in,out] line cut into pieces @return whether it has all fields */
static bool take_fields(char *line, const char *fields[FIELDS])
{
	char *save = NULL;
	char *word = strtok_r(line, " ", &save);
	size_t count = 0;

	while (count < FIELDS && word != NULL) {
		fields[count++] = word;
		word = strtok_r(NULL, " ", &save);
	}
	return count == FIELDS;
}

static bool listens(const char *const fields[FIELDS])
{
	return strcmp(fields[FIELD_STATE], "0A") == 0;
}

/** Looks at a line of a file of sockets. @param[in,out] line cut into pieces */
typedef enum kp_known look_function(const struct asked *asked, char *line);

static enum kp_known look_at(const struct asked *asked, char *line)
{
	const char *fields[FIELDS];

	if (!take_fields(line, fields)) {
		return KP_NOT_KNOWN;
	}
	if (!listens(fields) || !is_wanted(asked, fields[FIELD_LOCAL])) {
		return KP_KNOWN_NO;
	}
	return is_owned(asked, fields[FIELD_USER]) ? KP_KNOWN_YES
						   : has_socket(asked, fields[FIELD_INODE]);
}

/** Look at the lines of a file of sockets, until it is not KP_KNOWN_NO what is seen. */
static enum kp_known look_through(const struct asked *asked, const char *name, look_function *look)
{
	KP_CLEANUP(kp_freep) uint8_t *text = NULL;
	enum kp_known found = KP_KNOWN_NO;
	char *save = NULL;
	size_t len;
	enum kp_status status = kp_procfs_read(asked->pid_fd, name, FILE_MAX, &text, &len, NULL);

	if (status != KP_OK) {
		/* Without IPv6 there is no file of it. */
		return status == KP_ERR_NOENT && kp_text_has_end(name, "6") ? KP_KNOWN_NO
									    : KP_NOT_KNOWN;
	}
	(void)strtok_r((char *)text, "\n", &save); /* the heading */
	for (char *line = strtok_r(NULL, "\n", &save); line != NULL && found == KP_KNOWN_NO;
	     line = strtok_r(NULL, "\n", &save)) {
		found = look(asked, line);
	}
	return found;
}

enum kp_known kp_ports_are_listened_on(int pid_fd, const int *ports, const struct kp_owner *owner)
{
	/* A socket stays in the network that it was made in, wherever the process is by now. */
	static const char *const files[] = { "net/tcp", "net/tcp6", "../1/net/tcp",
					     "../1/net/tcp6" };
	const struct asked asked = { .pid_fd = pid_fd, .ports = ports, .owner = owner };
	enum kp_known found = KP_KNOWN_NO;

	for (size_t i = 0; found == KP_KNOWN_NO && i < sizeof(files) / sizeof(files[0]); i++) {
		found = look_through(&asked, files[i], look_at);
	}
	return found;
}

/**
 * Read an address: words of 32 bits, each a number in the order of the machine.
 * @param[out] bytes 16 of them
 * @return how many bytes it has, 4 or 16; 0 if it is none
 */
static size_t read_address(const char *local, uint8_t bytes[16])
{
	size_t digits = strcspn(local, ":");
	char word[WORD_DIGITS + 1];

	if (digits != WORD_DIGITS && digits != 4 * (size_t)WORD_DIGITS) {
		return 0;
	}
	for (size_t i = 0; i < digits / WORD_DIGITS; i++) {
		int64_t number;
		uint32_t value;

		(void)snprintf(word, sizeof(word), "%s", local + i * WORD_DIGITS);
		if (!kp_go_int(word, 16, 64, &number) || number < 0) {
			return 0;
		}
		value = (uint32_t)number;
		memcpy(bytes + i * sizeof(value), &value, sizeof(value));
	}
	return digits / 2;
}

/** Whether a socket at an address of so many bytes takes what is sent to another one. */
static bool takes(const uint8_t *bytes, size_t len, const struct kp_ports_address *to)
{
	static const uint8_t any[16] = { 0 };
	static const uint8_t mapped[12] = { [10] = 0xFF, [11] = 0xFF };
	size_t wanted = to->family == AF_INET ? 4 : 16;

	/* A socket of IPv6 for all addresses takes IPv4 as well, unless it was told not to. */
	if (memcmp(bytes, any, len) == 0) {
		return wanted <= len;
	}
	if (wanted < len) {
		return memcmp(bytes, mapped, sizeof(mapped)) == 0 &&
		       memcmp(bytes + sizeof(mapped), to->bytes, wanted) == 0;
	}
	return wanted == len && memcmp(bytes, to->bytes, len) == 0;
}

/** KP_KNOWN_NO as long as all that listens there is the process's, which is noted. */
static enum kp_known look_for_others(const struct asked *asked, char *line)
{
	const char *fields[FIELDS];
	uint8_t bytes[16];
	size_t len;
	enum kp_known is_its;

	if (!take_fields(line, fields)) {
		return KP_NOT_KNOWN;
	}
	if (!listens(fields) || !is_wanted(asked, fields[FIELD_LOCAL])) {
		return KP_KNOWN_NO;
	}
	len = read_address(fields[FIELD_LOCAL], bytes);
	if (len == 0) {
		return KP_NOT_KNOWN;
	}
	if (!takes(bytes, len, asked->to)) {
		return KP_KNOWN_NO;
	}
	is_its = has_socket(asked, fields[FIELD_INODE]);
	*asked->has_one = *asked->has_one || is_its == KP_KNOWN_YES;
	return is_its == KP_KNOWN_YES  ? KP_KNOWN_NO
	       : is_its == KP_KNOWN_NO ? KP_KNOWN_YES
				       : KP_NOT_KNOWN;
}

enum kp_known kp_ports_lead_to(int pid_fd, const struct kp_ports_address *address)
{
	static const char *const files[] = { "net/tcp", "net/tcp6" };
	const int ports[] = { address->port, 0 };
	bool has_one = false;
	const struct asked asked = {
		.pid_fd = pid_fd, .ports = ports, .to = address, .has_one = &has_one
	};
	enum kp_known others = KP_KNOWN_NO;

	for (size_t i = 0; others == KP_KNOWN_NO && i < sizeof(files) / sizeof(files[0]); i++) {
		others = look_through(&asked, files[i], look_for_others);
	}
	if (others == KP_NOT_KNOWN) {
		return KP_NOT_KNOWN;
	}
	return others == KP_KNOWN_NO && has_one ? KP_KNOWN_YES : KP_KNOWN_NO;
}
