/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "systemd/harmless.h"

#include <stdlib.h>
#include <string.h>

#include "base/cleanup.h"
#include "base/text.h"
#include "systemd/unit.h"

#define BLANKS " \t\n\"'"

/** Looks at the arguments of a program, with blanks between. */
typedef bool check_arguments(const char *args);

struct harmless {
	const char *name;
	check_arguments *check; /* NULL: whatever they are */
};

static check_arguments mounts_nothing_else;
static check_arguments removes_state;
static check_arguments asks;

static const struct harmless programs[] = {
	{ ":", NULL },
	{ "[", NULL },
	{ "[[", NULL },
	{ "cat", NULL },
	{ "conntrack", NULL },
	{ "date", NULL },
	{ "ebtables", NULL },
	{ "echo", NULL },
	{ "exit", NULL },
	{ "false", NULL },
	{ "findmnt", NULL },
	{ "for", NULL },
	{ "getent", NULL },
	{ "grep", NULL },
	{ "hostname", NULL },
	{ "id", NULL },
	{ "ip", NULL },
	{ "ip6tables", NULL },
	{ "ipset", NULL },
	{ "iptables", NULL },
	{ "logger", NULL },
	{ "ls", NULL },
	{ "mkdir", NULL },
	{ "modprobe", NULL },
	{ "mount", mounts_nothing_else },
	{ "mountpoint", NULL },
	{ "pgrep", NULL },
	{ "restorecon", NULL },
	{ "rm", removes_state },
	{ "set", NULL },
	{ "sleep", NULL },
	{ "stat", NULL },
	{ "swapoff", NULL },
	{ "sysctl", NULL },
	{ "systemctl", asks },
	{ "test", NULL },
	{ "true", NULL },
	{ "uname", NULL },
	{ "wc", NULL },

	/* AgentBaker's: rules of the packet filter. kind's: control groups. */
	{ "/opt/azure/containers/kubelet.sh", NULL },
	{ "/kind/bin/create-kubelet-cgroup-v2.sh", NULL },
};

/** The words of a shell after which a command begins. */
static const char *const keywords[] = { "!",  "do",   "done",  "elif",  "else", "fi",
					"if", "then", "until", "while", "{",    "}" };

/** Whether a path is one of a program of the system; so is a name without a path. */
static bool is_of_system(const char *path)
{
	static const char *const directories[] = { "/bin/", "/sbin/", "/usr/bin/", "/usr/sbin/" };
	size_t len = (size_t)(kp_text_basename(path) - path);
	bool found = len == 0;

	for (size_t i = 0; !found && i < sizeof(directories) / sizeof(directories[0]); i++) {
		found = strlen(directories[i]) == len && memcmp(path, directories[i], len) == 0;
	}
	return found;
}

static bool is_harmless(const char *path, const char *args)
{
	const char *name = is_of_system(path) ? kp_text_basename(path) : path;

	for (size_t i = 0; i < sizeof(programs) / sizeof(programs[0]); i++) {
		if (strcmp(name, programs[i].name) == 0) {
			return programs[i].check == NULL || programs[i].check(args);
		}
	}
	return false;
}

/** Take the next word. @param[in,out] text cut into words @return NULL at the end */
static char *next_word(char **text)
{
	char *word;

	do {
		word = strsep(text, BLANKS);
	} while (word != NULL && *word == '\0');
	return word;
}

/**
 * Whether a mount shows no other file at any path: it lists, changes how mounts propagate, or mounts a
 * directory at its own place.
 */
static bool mounts_nothing_else(const char *args)
{
	KP_CLEANUP(kp_freep) char *copy = strdup(args);
	char *rest = copy;
	const char *places[2] = { NULL, NULL };
	const char *word;
	size_t count = 0;
	bool propagates = false;

	while (copy != NULL && (word = next_word(&rest)) != NULL) {
		propagates = propagates || strncmp(word, "--make-", 7) == 0;
		if (word[0] != '-') {
			places[count < 2 ? count : 1] = word;
			count++;
		}
	}
	return copy != NULL && (count == 0 || (count == 1 && propagates) ||
				(count == 2 && strcmp(places[0], places[1]) == 0));
}

/** Whether nothing but the state that a kubelet keeps of its processors and memory is removed. */
static bool removes_state(const char *args)
{
	static const char suffix[] = "_manager_state";
	KP_CLEANUP(kp_freep) char *copy = strdup(args);
	char *rest = copy;
	const char *word;
	bool only = copy != NULL;

	while (only && (word = next_word(&rest)) != NULL) {
		size_t len = strlen(word);

		only = word[0] == '-' || (len >= sizeof(suffix) - 1 &&
					  strcmp(word + len - (sizeof(suffix) - 1), suffix) == 0);
	}
	return only;
}

/** systemctl is-active and the like. */
static bool asks(const char *args)
{
	return strncmp(args, "is-", 3) == 0;
}

static bool is_keyword(const char *word)
{
	for (size_t i = 0; i < sizeof(keywords) / sizeof(keywords[0]); i++) {
		if (strcmp(word, keywords[i]) == 0) {
			return true;
		}
	}
	return false;
}

/** Take the name of a command of a script. @param[in,out] rest becomes what is behind it */
static const char *take_name(char **rest)
{
	const char *word = next_word(rest);

	while (word != NULL && is_keyword(word)) {
		word = next_word(rest);
	}
	return word;
}

/** Whether a command of a script, without what joins it to others, is harmless. */
static bool is_simple_harmless(char *command)
{
	char *rest = command;
	const char *word = take_name(&rest);

	if (word == NULL) {
		return true;
	}
	return is_harmless(word, rest == NULL ? "" : rest + strspn(rest, BLANKS));
}

/** Blank out what sends output nowhere: `>/dev/null`, `2>&1`. @return false if it goes to a file */
static bool blank_redirections(char *script)
{
	static const char null[] = "/dev/null";

	for (char *at = strchr(script, '>'); at != NULL; at = strchr(at, '>')) {
		char *end = at + 1 + strspn(at + 1, "> ");
		size_t len = strncmp(end, null, sizeof(null) - 1) == 0 ? sizeof(null) - 1 : 0;

		if (len == 0 && end[0] == '&' && (end[1] == '1' || end[1] == '2')) {
			len = 2;
		}
		if (len == 0 || (end[len] != '\0' && strchr(BLANKS ";&|)", end[len]) == NULL)) {
			return false;
		}
		if (at > script && (at[-1] == '&' || at[-1] == '1' || at[-1] == '2')) {
			at--;
		}
		memset(at, ' ', (size_t)(end + len - at));
	}
	return true;
}

/**
 * Take the dollar of `$(` off the end of what stands before it.
 * @return false if the name of a command is made of what `$(` puts out
 */
static bool drop_dollar(char *command)
{
	KP_CLEANUP(kp_freep) char *copy = NULL;
	size_t len = strlen(command);
	char *rest;

	if (len == 0 || command[len - 1] != '$') {
		return true;
	}
	command[len - 1] = '\0';
	copy = strdup(command);
	rest = copy;
	return copy != NULL && len > 1 && strchr(BLANKS, command[len - 2]) != NULL &&
	       take_name(&rest) != NULL;
}

/**
 * Whether each command of a script is harmless. Quotes are taken for blanks: more is doubted, not less.
 * What stands behind `)` are the arguments of a command that was looked at.
 */
static bool is_script_harmless(const char *text)
{
	KP_CLEANUP(kp_freep) char *script = strdup(text);
	char *rest = script;
	bool harmless = true;
	bool is_rest = false;

	if (script == NULL || strpbrk(script, "`\\") != NULL || !blank_redirections(script)) {
		return false;
	}
	while (harmless && rest != NULL) {
		char *end = rest + strcspn(rest, ";&|()\n");
		char separator = *end;
		char *command = rest;

		rest = separator == '\0' ? NULL : end + 1;
		*end = '\0';
		harmless = (separator != '(' || drop_dollar(command)) &&
			   (is_rest || is_simple_harmless(command));
		is_rest = separator == ')';
	}
	return harmless;
}

/** Whether what a shell is given is harmless: a script in its arguments, or the name of one. */
static bool is_shell_harmless(const struct kp_command *command)
{
	bool is_text = false;
	size_t i = 1;

	while (i < command->count && command->words[i].text[0] == '-') {
		is_text = is_text || strchr(command->words[i].text, 'c') != NULL;
		i++;
	}
	if (i == command->count) {
		return false;
	}
	return is_text ? is_script_harmless(command->words[i].text)
		       : is_harmless(command->words[i].text, "");
}

bool kp_command_is_harmless(const struct kp_command *command)
{
	KP_CLEANUP(kp_freep) char *args = NULL;
	struct kp_text text = { 0 };

	if (kp_unit_is_shell(command->executable)) {
		return is_of_system(command->executable) && is_shell_harmless(command);
	}
	kp_text_add_str(&text, "");
	for (size_t i = 1; i < command->count; i++) {
		kp_text_add_str(&text, i == 1 ? "" : " ");
		kp_text_add_str(&text, command->words[i].text);
	}
	return kp_text_finish(&text, &args, NULL) == KP_OK &&
	       is_harmless(command->executable, args);
}
