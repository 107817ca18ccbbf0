/* SPDX-License-Identifier: LGPL-2.1-or-later */
/**
 * @file
 * oscap-kubelet: the oscap of this machine, with the plugin preloaded.
 *
 * Called as oscap, by a link of that name, it has no verbs of its own, and where the plugin cannot work
 * it says so in one line and becomes oscap without it: whoever calls the scanner by its name in PATH
 * gets the scanner.
 *
 * A drop-in for oscap: it becomes oscap, with arguments, streams and environment as they are but for
 * LD_PRELOAD, so that the exit code is oscap's. A C program rather than a script, since a shell would
 * drop environment variables whose names it does not like.
 *
 * The dynamic linker ignores a library that it cannot preload, for many reasons (a noexec mount,
 * another architecture, a set-user-ID oscap), and oscap would go on without our tests. So it is asked
 * first what it would load into oscap; a plugin that is loaded, and finds that it cannot be effective,
 * ends oscap itself. Where that is not the plain answer, oscap is started with OSCAP_KUBELET_SELFTEST
 * set, and the plugin ends the process before main() with a code that nothing else returns. That is
 * what tells the reason, but costs what starting oscap does.
 *
 * A call of a verb that oscap does not have goes to another program, which is beside the plugin. Called
 * as `oscap` there are no such verbs.
 */
#include <stdarg.h>

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/auxv.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/cleanup.h"
#include "command/verbs.h"
#include "loader/loader.h"
#include "loader/real.h"
#include "programs/ask.h"

/* As execvp() of a root shell would search where PATH is not set. */
#define DEFAULT_PATH "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"

/** The status of oscap for anything that went wrong; of this program, too. */
#define EXIT_REFUSED 1

#define PATH_SIZE 4096

/** Of what this program and the plugin say. */
#define PREFIX "oscap-kubelet: "

/** What ask() returns beside exit codes and signals. */
#define NO_ANSWER INT_MIN

/** Makes the dynamic linker list what it loads, and end (ld.so(8)). */
#define LISTING_ENV "LD_TRACE_LOADED_OBJECTS"

/** What this program was given in its environment, which it changes; NULL: not set. */
static struct {
	char *oscap;     /* OSCAP_KUBELET_OSCAP */
	char *plugin;    /* OSCAP_KUBELET_PLUGIN */
	char *path;      /* PATH */
	char *preloaded; /* LD_PRELOAD */
} given;

/** Called as oscap this program never keeps anybody from oscap. */
static struct {
	char **argv;      /* of this program; NULL unless that is so */
	const char *self; /* the file of this program; NULL until it is known */
} plain;

__attribute__((noreturn)) static void become_plain(char *argv[]);

/** Say in one line why the plugin cannot work. Called as oscap, go on without it. */
__attribute__((format(printf, 1, 2), noreturn)) static void refuse(const char *format, ...)
{
	char **argv = plain.argv;
	va_list arguments;

	(void)fputs(PREFIX, stderr);
	va_start(arguments, format);
	(void)vfprintf(stderr, format, arguments);
	va_end(arguments);
	if (argv != NULL) {
		(void)fputs("; going on as oscap alone", stderr);
	}
	(void)fputc('\n', stderr);
	plain.argv = NULL;
	if (argv != NULL) {
		become_plain(argv);
	}
	exit(EXIT_REFUSED);
}

/** Remember what is in the environment. */
static void read_environment(void)
{
	static const struct {
		const char *name;
		char **ret_value;
	} variables[] = {
		{ "OSCAP_KUBELET_OSCAP", &given.oscap },
		{ "OSCAP_KUBELET_PLUGIN", &given.plugin },
		{ "PATH", &given.path },
		{ "LD_PRELOAD", &given.preloaded },
	};

	for (size_t i = 0; i < sizeof(variables) / sizeof(variables[0]); i++) {
		const char *value = getenv(variables[i].name);

		if (value != NULL && (*variables[i].ret_value = strdup(value)) == NULL) {
			refuse("out of memory");
		}
	}
}

/** @return the file of this program, symbolic links resolved; caller-owned, free with free() */
static char *own_path(const char *argv0)
{
	union {
		unsigned long value;
		const char *name;
	} executed = { .value = getauxval(AT_EXECFN) };

	char *path = realpath("/proc/self/exe", NULL);

	if (path == NULL) {
		path = realpath(executed.value != 0 ? executed.name : argv0, NULL);
	}
	if (path == NULL) {
		refuse("cannot find out where this program is: %s", strerror(errno));
	}
	return path;
}

/**
 * Where something of this package is.
 * @param[in] installed its path, or its way from the directory of this program
 */
static void find_own(const char *self, const char *installed, char ret_path[PATH_SIZE])
{
	int directory = installed[0] == '/' ? 0 : (int)(strrchr(self, '/') + 1 - self);
	int length = snprintf(ret_path, PATH_SIZE, "%.*s%s", directory, self, installed);

	if (length < 0 || length >= PATH_SIZE) {
		refuse("the path of %s is too long", installed);
	}
}

/** @return the plugin, as it goes into LD_PRELOAD; caller-owned, free with free() */
static char *find_plugin(const char *self)
{
	char found[PATH_SIZE];
	const char *path = found;
	char *plugin;

	if (given.plugin != NULL && given.plugin[0] != '\0') {
		path = given.plugin;
	} else {
		find_own(self, OSCAP_KUBELET_PLUGIN, found);
	}
	plugin = realpath(path, NULL);
	if (plugin == NULL || access(plugin, R_OK) != 0) {
		refuse("the plugin %s cannot be read: %s", path, strerror(errno));
	}
	if (strpbrk(plugin, " \t\n:$") != NULL) {
		refuse("the plugin cannot be preloaded from a path with a blank, a colon or a "
		       "dollar sign: %s",
		       plugin);
	}
	return plugin;
}

/** Put the plugin into LD_PRELOAD. What is there already stays before it: the runtime of a sanitizer
 * has to be first, and nothing else minds. */
static void preload(const char *plugin)
{
	const char *others = given.preloaded != NULL ? given.preloaded : "";
	char *value = NULL;

	if (asprintf(&value, "%s%s%s", others, others[0] != '\0' ? ":" : "", plugin) < 0 ||
	    setenv("LD_PRELOAD", value, 1) != 0) {
		refuse("out of memory");
	}
	free(value);
}

static bool is_same_file(const char *a, const char *b)
{
	struct stat stat_a;
	struct stat stat_b;

	return stat(a, &stat_a) == 0 && stat(b, &stat_b) == 0 && stat_a.st_dev == stat_b.st_dev &&
	       stat_a.st_ino == stat_b.st_ino;
}

static bool is_program(const char *path)
{
	struct stat status;

	return stat(path, &status) == 0 && S_ISREG(status.st_mode) && access(path, X_OK) == 0;
}

/**
 * Start a program as oscap will be started, but for a variable of its environment.
 * @param[in] with_output whether what it writes to standard output is wanted, too
 * @param[out] ret_text what it wrote to standard error; caller-owned, free with free(); NULL if there is
 *             no answer
 * @return its exit code; negative if a signal ended it; NO_ANSWER
 */
static int ask(const char *oscap, const char *variable, const char *value, bool with_output,
	       char **ret_text)
{
	static const char *const argv[] = { "oscap", "--version", NULL };
	const struct kp_question question = { .file = oscap,
					      .argv = argv,
					      .variable = variable,
					      .value = value,
					      .is_output_heard = with_output,
					      .is_error_heard = true };
	struct kp_error error = { 0 };
	int code = NO_ANSWER;

	*ret_text = NULL;
	if (kp_ask(&question, ret_text, &code, &error) != KP_OK && error.status != KP_ERR_LIMIT) {
		refuse("%s", error.message);
	}
	return code;
}

/** Say that a program did not answer. */
__attribute__((noreturn)) static void refuse_silent(const char *oscap)
{
	refuse("%s did not say within %d seconds whether it loads the plugin: is it a script "
	       "that calls itself, or on a file system that hangs?",
	       oscap, KP_ASK_SECONDS);
}

/** Whether a file is the plugin, of a release that heeds KP_REQUIRED_ENV: it has that name in it. */
static bool is_own(const char *plugin)
{
	int file = open(plugin, O_RDONLY | O_CLOEXEC);
	struct stat status;
	void *bytes = MAP_FAILED;
	size_t size = 0;
	bool found = false;

	if (file >= 0 && fstat(file, &status) == 0 && status.st_size > 0) {
		size = (size_t)status.st_size;
		bytes = mmap(NULL, size, PROT_READ, MAP_PRIVATE, file, 0);
	}
	if (bytes != MAP_FAILED) {
		found = memmem(bytes, size, KP_REQUIRED_ENV, sizeof(KP_REQUIRED_ENV)) != NULL;
		(void)munmap(bytes, size);
	}
	if (file >= 0) {
		(void)close(file);
	}
	return found;
}

/**
 * Whether the dynamic linker says that it loads the plugin, libopenscap, and all that they need. It
 * does not link them for that, which takes most of the start of oscap.
 * @param[out] ret_why set where it loads the plugin alone: of a script this is about its interpreter
 * @return false also where it cannot be asked: a script, a program for another one
 */
static bool is_loaded(const char *oscap, const char *plugin, const char **ret_why)
{
	KP_CLEANUP(kp_freep) char *text = NULL;
	char line[PATH_SIZE];
	int code = ask(oscap, LISTING_ENV, "1", true, &text);

	if (code == NO_ANSWER) {
		refuse_silent(oscap);
	}
	(void)snprintf(line, sizeof(line), "\t%s (0x", plugin);
	if (code != 0 || strstr(text, line) == NULL || strstr(text, "not found") != NULL) {
		return false;
	}
	*ret_why = "it is linked with no " KP_OPENSCAP_LIBRARY;
	return strstr(text, "\t" KP_OPENSCAP_LIBRARY) != NULL;
}

/**
 * Find out whether a program is an oscap that we can work in. Ends this one if it is not.
 * @return false if it is a wrapper like this one
 */
static bool is_usable(const char *oscap, const char *plugin)
{
	KP_CLEANUP(kp_freep) char *text = NULL;
	const char *why = "";
	int code;

	if (is_own(plugin) && is_loaded(oscap, plugin, &why)) {
		return true;
	}
	code = ask(oscap, KP_SELFTEST_ENV, KP_SELFTEST_ASKED, false, &text);
	if (code == NO_ANSWER) {
		refuse_silent(oscap);
	}
	text[strcspn(text, "\n")] = '\0';
	switch (code) {
	case KP_SELFTEST_EFFECTIVE:
		return true;
	case KP_SELFTEST_WRAPPER:
		return false;
	case KP_SELFTEST_REFUSED:
		refuse("%s",
		       strncmp(text, PREFIX, strlen(PREFIX)) == 0 ? text + strlen(PREFIX) : text);
	default:
		why = text[0] != '\0' ? text : why;
		refuse("%s does not load the plugin %s%s%s", oscap, plugin,
		       why[0] != '\0' ? ": " : "", why);
	}
}

/** What a search takes for the real oscap. @param[in] plugin NULL: it is to run without it */
typedef bool accept_function(const char *oscap, const char *plugin);

/** Whether a program is no wrapper like this one: one that does not answer may be. */
static bool is_plain(const char *oscap, const char *plugin)
{
	KP_CLEANUP(kp_freep) char *text = NULL;
	int code = ask(oscap, KP_SELFTEST_ENV, KP_SELFTEST_ASKED, false, &text);

	(void)plugin;
	return code != KP_SELFTEST_WRAPPER && code != NO_ANSWER;
}

/** Search directories for the real oscap. @return caller-owned, free with free(); NULL if there is none */
static char *search_in(const char *path, const char *plugin, accept_function *accept)
{
	char *directories = strdup(path);
	char *position = NULL;
	char *found = NULL;

	if (directories == NULL) {
		refuse("out of memory");
	}
	for (char *directory = strtok_r(directories, ":", &position);
	     directory != NULL && found == NULL; directory = strtok_r(NULL, ":", &position)) {
		char *oscap = NULL;

		/* Never one from the working directory. */
		if (directory[0] != '/') {
			continue;
		}
		if (asprintf(&oscap, "%s/oscap", directory) < 0) {
			refuse("out of memory");
		}
		if (is_program(oscap) && (plain.self == NULL || !is_same_file(oscap, plain.self)) &&
		    accept(oscap, plugin)) {
			found = oscap;
		} else {
			free(oscap);
		}
	}
	free(directories);
	return found;
}

/** Search PATH for the real oscap. @return caller-owned, free with free() */
static char *search_oscap(const char *plugin)
{
	const char *path = given.path != NULL ? given.path : DEFAULT_PATH;
	char *oscap = search_in(path, plugin, is_usable);

	/* Who calls it oscap means the one of the system, also with a PATH that has only us. */
	if (oscap == NULL && plain.argv != NULL) {
		oscap = search_in(DEFAULT_PATH, plugin, is_usable);
	}
	if (oscap == NULL) {
		plain.argv = NULL;
		refuse("there is no oscap in %s: install openscap-scanner (Debian, Fedora)", path);
	}
	return oscap;
}

static void become_plain(char *argv[])
{
	char *oscap = NULL;

	if (given.preloaded != NULL) {
		(void)setenv("LD_PRELOAD", given.preloaded, 1);
	} else {
		(void)unsetenv("LD_PRELOAD");
	}
	if (given.oscap != NULL && given.oscap[0] == '/' && is_program(given.oscap) &&
	    is_plain(given.oscap, NULL)) {
		oscap = given.oscap;
	}
	if (oscap == NULL && given.path != NULL) {
		oscap = search_in(given.path, NULL, is_plain);
	}
	if (oscap == NULL) {
		oscap = search_in(DEFAULT_PATH, NULL, is_plain);
	}
	if (oscap == NULL) {
		refuse("there is no other oscap");
	}
	(void)execv(oscap, argv);
	refuse("cannot start %s: %s", oscap, strerror(errno));
}

/** @return the real oscap; caller-owned, free with free() */
static char *find_oscap(const char *self, const char *plugin)
{
	char *oscap;

	if (given.oscap == NULL || given.oscap[0] == '\0') {
		return search_oscap(plugin);
	}
	oscap = realpath(given.oscap, NULL);
	if (oscap == NULL || !is_program(oscap)) {
		refuse("OSCAP_KUBELET_OSCAP is no program: %s", given.oscap);
	}
	if (is_same_file(oscap, self) || !is_usable(oscap, plugin)) {
		refuse("OSCAP_KUBELET_OSCAP is oscap-kubelet itself: %s", given.oscap);
	}
	return oscap;
}

/** Whether this program is called by the name of the scanner. */
static bool is_called_oscap(const char *argv0)
{
	const char *slash = strrchr(argv0, '/');

	return strcmp(slash == NULL ? argv0 : slash + 1, "oscap") == 0;
}

static bool is_verb(const char *argument)
{
#define NAME(name, function, help) name,
	static const char *const names[] = { KP_VERBS(NAME) };
#undef NAME

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		if (strcmp(argument, names[i]) == 0) {
			return true;
		}
	}
	return false;
}

/** Become the program of our verbs, which learns by argv[0] where this one is. */
__attribute__((noreturn)) static void become_command(char *self, char *argv[])
{
	char program[PATH_SIZE];

	find_own(self, OSCAP_KUBELET_COMMAND, program);
	argv[0] = self;
	(void)execv(program, argv);
	refuse("cannot start %s: %s", program, strerror(errno));
}

/** Whether another program of ours asks something. */
static bool is_asked(const char *variable)
{
	const char *value = getenv(variable);

	return value != NULL && strcmp(value, KP_SELFTEST_ASKED) == 0;
}

int main(int argc, char *argv[])
{
	char *self;
	char *plugin;
	char *oscap;
	bool is_oscap = is_called_oscap(argv[0]);
	bool is_command = argc > 1 && !is_oscap;

	if (is_asked(KP_SELFTEST_ENV)) {
		(void)fputs("oscap-kubelet: " KP_SELFTEST_ENV " is set: only another oscap-kubelet "
			    "should start it so\n",
			    stderr);
		return KP_SELFTEST_WRAPPER;
	}
	if (is_oscap) {
		plain.argv = argv;
	}
	read_environment();
	self = own_path(argv[0]);
	plain.self = self;
	if (is_command && is_verb(argv[1])) {
		become_command(self, argv);
	}
	plugin = find_plugin(self);
	preload(plugin);
	oscap = find_oscap(self, plugin);
	if (is_asked(KP_WHICH_ENV)) {
		return puts(oscap) < 0 || fflush(stdout) != 0 ? EXIT_REFUSED : 0;
	}
	/* Called as oscap, a plugin that finds out that it cannot be effective says so and does nothing. */
	if ((is_oscap ? unsetenv(KP_REQUIRED_ENV) : setenv(KP_REQUIRED_ENV, "1", 1)) != 0) {
		refuse("out of memory");
	}
	if (is_command && strcmp(argv[1], "--version") == 0) {
		(void)puts("oscap-kubelet " OSCAP_KUBELET_VERSION);
		(void)fflush(stdout);
	}
	(void)execv(oscap, argv);
	refuse("cannot start %s: %s", oscap, strerror(errno));
}
