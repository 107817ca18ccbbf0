/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "hosts/commands.h"

#include <stddef.h>

#include <string.h>

#include "base/text.h"
#include "hosts/program_name.h"
#include "systemd/unit.h"

/** Between the words of a script, on a line. */
#define BLANKS " \t"
/** What ends a command of a script (Shell Command Language of POSIX, 2.10). */
#define ENDS   ";&|(){}`\n"
#define QUOTES "\"'"

enum {
	/* Places of a script that have the name before it is given up, and may start it. */
	PLACES_MAX = 100
};

/** Whether a byte can be part of a file name in a script, as far as names of programs go. */
static bool is_name_byte(char c)
{
	return c == '_' || c == '-' || c == '.' || (c >= '0' && c <= '9') ||
	       (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
}

/** How long the name of a file is that stands in a script. */
static size_t name_len(const char *at)
{
	size_t len = 0;

	while (is_name_byte(at[len])) {
		len++;
	}
	return len;
}

/** Whether the name of a file that stands in a script is that of a component. */
static bool is_named_here(const char *component, const char *at)
{
	char name[64];
	size_t len = name_len(at);

	if (len >= sizeof(name) || at[len] == '/') {
		return false;
	}
	memcpy(name, at, len);
	name[len] = '\0';
	return kp_program_is_named(name, component);
}

/** Whether an argument, or the text that begins with it, ends a component at once. */
static bool is_question(const char *arg)
{
	static const char *const flags[] = { "--version", "--version=true", "--version=raw",
					     "--help", "--help=true" };
	bool found = false;

	for (size_t i = 0; !found && i < sizeof(flags) / sizeof(flags[0]); i++) {
		size_t len = strlen(flags[i]);

		found = strncmp(arg, flags[i], len) == 0 && arg[len] != '=' &&
			!is_name_byte(arg[len]);
	}
	return found;
}

/** Whether a command of a script only asks a program for something. @param[in] at behind the program */
static bool asks_only(const char *at)
{
	at += strspn(at, QUOTES);
	return is_question(at + strspn(at, BLANKS));
}

/** A word of a script, or an argument. */
struct word {
	const char *text;
	size_t len;
};

static struct word word_of(const char *arg)
{
	return (struct word){ arg, strlen(arg) };
}

static bool is_text(struct word word, const char *text)
{
	return word.len == strlen(text) && memcmp(word.text, text, word.len) == 0;
}

/** Whether a word is one of some names, the directory aside. @param[in] names up to NULL */
static bool is_one_of(struct word word, const char *const *names)
{
	const char *slash = memrchr(word.text, '/', word.len);
	size_t before = slash == NULL ? 0 : (size_t)(slash + 1 - word.text);
	const struct word name = { word.text + before, word.len - before };
	bool found = false;

	for (; !found && *names != NULL; names++) {
		found = is_text(name, *names);
	}
	return found;
}

/** Whether a program starts containers, and does more to them. */
static bool handles_containers(struct word program)
{
	static const char *const names[] = { "ctr", "docker", "nerdctl", "podman", NULL };

	return is_one_of(program, names);
}

/** Whether a program executes one that its arguments name. */
static bool executes_another(struct word program)
{
	static const char *const names[] = {
		"bwrap",
		"capsh",
		"catatonit",
		"cgexec",
		"chpst",
		"chroot",
		"chrt",
		"doas",
		"dumb-init",
		"env",
		"flock",
		"gosu",
		"ionice",
		"ip",
		"nice",
		"nohup",
		"nsenter",
		"numactl",
		"prlimit",
		"runuser",
		"setarch",
		"setpriv",
		"setsid",
		"stdbuf",
		"strace",
		"su",
		"su-exec",
		"sudo",
		"taskset",
		"time",
		"timeout",
		"tini",
		"unshare",
		"xargs",
		"systemd-cat",
		"systemd-run",
		"systemd-inhibit",
		"systemd-nspawn",
		NULL,
	};

	return handles_containers(program) || is_one_of(program, names);
}

/** Whether a program, or a command of it, does something to others, of which its arguments have the names. */
static bool handles_others(struct word word)
{
	static const char *const names[] = { "apk",     "apt",        "apt-get",   "dnf",
					     "inspect", "journalctl", "killall",   "logs",
					     "pgrep",   "pidof",      "pkill",     "rm",
					     "service", "stop",       "systemctl", "yum",
					     "zypper",  NULL };

	bool is_path = memchr(word.text, '/', word.len) != NULL;

	return is_one_of(word, names) &&
	       (!is_path || memmem(word.text, word.len, "bin/", strlen("bin/")) != NULL);
}

/** Whether a program only handles the files that its arguments name. */
static bool handles_files(struct word program)
{
	static const char *const names[] = { "[",     "chcon",      "chmod", "chown", "cp",
					     "curl",  "install",    "ln",    "mkdir", "mount",
					     "mv",    "restorecon", "rm",    "rmdir", "test",
					     "touch", "umount",     "wget",  NULL };

	return is_one_of(program, names);
}

static bool is_option(struct word word)
{
	return word.len > 0 && word.text[0] == '-';
}

/** Whether what is behind an option of a program is a name that it gives, or that of a user. */
static bool takes_name(struct word program, struct word option)
{
	static const char *const without[] = { "ionice", "nsenter", "strace", "unshare", NULL };
	static const char *const options[] = {
		"--description",
		"--gid",
		"--group",
		"--hostname",
		"--identifier",
		"--label",
		"--name",
		"--network-alias",
		"--pod",
		"--regid",
		"--reuid",
		"--slice",
		"--uid",
		"--unit",
		"--user",
		"--who",
		"--why",
		"-g",
		"-h",
		"-l",
		"-t",
		"-u",
		NULL,
	};

	return !is_one_of(program, without) && is_one_of(option, options);
}

/** Whether a word can be the last one before the program that another one executes. */
static bool is_before_program(struct word program, struct word word)
{
	static const char *const starts[] = { "start", "--", "-a", "-ai", "--attach", NULL };

	if (handles_containers(program)) {
		return is_one_of(word, starts);
	}
	return is_text(word, "--") || executes_another(word) ||
	       memchr(word.text, '=', word.len) != NULL ||
	       (word.len > 0 && strchr("0123456789/", word.text[0]) != NULL);
}

/**
 * Whether a name that stands behind a program that executes another one is that of what it executes.
 * @param[in] before the word before the name
 * @param[in] behind what is behind it; NULL for nothing
 */
static bool is_executed(struct word program, struct word before, const char *behind)
{
	if (takes_name(program, before)) {
		return false;
	}
	return behind == NULL
		       ? is_before_program(program, before)
		       : (behind[0] == '$' || is_option(word_of(behind))) && !is_question(behind);
}

/** Whether a command can stand behind a word of a script: a keyword, a variable for it, what executes it. */
static bool is_before_command(struct word word)
{
	static const char *const words[] = { "!",    "command", "do",    "elif",  "else",
					     "env",  "eval",    "exec",  "if",    "nohup",
					     "then", "time",    "until", "while", NULL };
	const char *equals = memchr(word.text, '=', word.len);

	return is_one_of(word, words) || (equals != NULL && equals > word.text && !is_option(word));
}

/** Whether a word of a script executes what words behind it name. */
static bool executes_words(struct word word)
{
	static const char *const words[] = { "bash", "dash", "exec", "sh", "zsh", NULL };

	return executes_another(word) || is_one_of(word, words);
}

/** Where the command of a script begins that something belongs to. */
static const char *command_begin(const char *script, const char *at)
{
	while (at > script && strchr(ENDS, at[-1]) == NULL) {
		at--;
	}
	return at;
}

/** The next word of a command, without the quotes around it. @param[in,out] at behind it then */
static struct word next_word(const char **at)
{
	const char *text = *at + strspn(*at, BLANKS QUOTES);
	const struct word word = { text, strcspn(text, BLANKS ENDS QUOTES) };

	*at = text + word.len;
	return word;
}

/** Whether the command that a file belongs to handles files alone. @param[in] at in the name of the file */
static bool is_of_handled(const char *script, const char *at)
{
	const char *next = command_begin(script, at);
	struct word word = next_word(&next);

	while (next < at && word.len > 0 && (is_before_command(word) || executes_words(word))) {
		word = next_word(&next);
	}
	return handles_files(word);
}

/** Whether what a command finds is executed: `$(command -v NAME) --FLAG`. @param[in] at behind the name */
static bool is_substituted(const char *at)
{
	at += strspn(at, QUOTES);
	if (at[0] != ')' && at[0] != '`') {
		return false;
	}
	at++;
	at += strspn(at, QUOTES);
	at += strspn(at, BLANKS);
	return at[0] == '-' && !is_question(at);
}

/** What stands behind a name in its command. @return NULL for nothing */
static const char *behind_name(const char *at)
{
	at += strspn(at, BLANKS QUOTES);
	return at[0] == '\0' || strchr(ENDS "<>", at[0]) != NULL ? NULL : at;
}

/** Whether a name in a script is that of a program that it executes. */
static bool is_command(const char *script, const char *at)
{
	static const char *const finders[] = { "command", "type", "which", NULL };
	const char *next = command_begin(script, at);
	struct word program = { "", 0 };
	struct word before = { "", 0 };
	struct word word = next_word(&next);
	bool finds = is_one_of(word, finders);
	bool is_begin = true;

	for (; word.text < at && word.len > 0; word = next_word(&next)) {
		if (next > at) {
			return false;
		}
		finds = finds && !handles_others(word);
		if (!takes_name(program, before) &&
		    (executes_words(word) || handles_others(word))) {
			program = word;
		}
		/* A variable there may be anything that executes another one. */
		is_begin = is_before_command(word) || (is_begin && word.text[0] == '$');
		before = word;
	}
	next = at + name_len(at);
	if (word.text != at || (finds && is_substituted(next))) {
		return word.text == at;
	}
	return is_begin || (program.len > 0 && !handles_others(program) &&
			    is_executed(program, before, behind_name(next)));
}

/** Whether a script may start a component: the name stands at the end of a path, or is a command. */
static bool script_starts(const char *component, const char *script)
{
	bool may = false;
	int places = 0;

	for (const char *at = strstr(script, component); !may && at != NULL;
	     at = strstr(at + 1, component)) {
		may = at > script && at[-1] == '/' ? !is_of_handled(script, at)
						   : is_command(script, at);
		may = may && is_named_here(component, at) && !asks_only(at + name_len(at));
		may = may || ++places == PLACES_MAX;
	}
	return may;
}

/** Whether a script among the arguments of a shell may start a component. @param[in] first of them */
static bool scripts_start(const char *component, const struct kp_argv *argv, size_t first)
{
	bool found = false;

	for (size_t i = first; !found && i < kp_argv_count(argv); i++) {
		found = script_starts(component, kp_argv_get(argv, i));
	}
	return found;
}

/** Whether arguments of a program that executes another one name a component, or a shell that starts it. */
static bool names_command(const char *component, const struct kp_argv *argv, const char *exe)
{
	struct word program = word_of(exe);
	size_t count = kp_argv_count(argv);

	for (size_t i = 1; i < count; i++) {
		const char *arg = kp_argv_get(argv, i);
		const char *behind = i + 1 < count ? kp_argv_get(argv, i + 1) : NULL;
		struct word before = word_of(i == 1 ? exe : kp_argv_get(argv, i - 1));

		if (takes_name(program, before)) {
			continue;
		}
		if (handles_others(word_of(arg))) {
			return false;
		}
		if (kp_unit_is_shell(arg)) {
			return scripts_start(component, argv, i + 1);
		}
		if (arg[strcspn(arg, BLANKS)] != '\0'
			    ? script_starts(component, arg)
			    : kp_program_is_named(arg, component) &&
				      is_executed(program, before, behind)) {
			return true;
		}
		program = executes_another(word_of(arg)) ? word_of(arg) : program;
	}
	return false;
}

/** Whether an argument of a program names a component by a path. */
static bool names_path(const char *component, const struct kp_argv *argv)
{
	size_t count = kp_argv_count(argv);

	for (size_t i = 1; i < count; i++) {
		const char *arg = kp_argv_get(argv, i);

		if (arg[0] == '/' && kp_program_is_named(kp_text_basename(arg), component) &&
		    !(i + 1 < count && is_question(kp_argv_get(argv, i + 1)))) {
			return true;
		}
	}
	return false;
}

bool kp_command_may_start(const char *component, const char *exe, const struct kp_argv *argv)
{
	const struct word program = word_of(exe);

	if (kp_unit_is_shell(exe)) {
		return scripts_start(component, argv, 1);
	}
	return (!handles_files(program) && names_path(component, argv)) ||
	       (executes_another(program) && names_command(component, argv, exe));
}
