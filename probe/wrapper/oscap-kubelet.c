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
#include <stdint.h>

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/auxv.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "command/verbs.h"
#include "loader/loader.h"
#include "loader/real.h"

/* As execvp() of a root shell would search where PATH is not set. */
#define DEFAULT_PATH "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"

/** The status of oscap for anything that went wrong; of this program, too. */
#define EXIT_REFUSED 1

#define PATH_SIZE 4096

/** Of what this program and the plugin say. */
#define PREFIX "oscap-kubelet: "

/** Of what the dynamic linker says: a line for each of some sixty libraries. */
#define LISTING_SIZE 65536

/** How long a program may take to answer: oscap needs some milliseconds. */
#define ANSWER_SECONDS 20

/** Makes the dynamic linker list what it loads, and end (ld.so(8)). */
#define LISTING_ENV "LD_TRACE_LOADED_OBJECTS"

/** What ask() returns beside exit codes. */
enum {
	CRASHED = -1,
	NO_ANSWER = -2
};

/** Called as oscap this program never keeps anybody from oscap. */
static struct {
	char **argv;      /* of this program; NULL unless that is so */
	const char *self; /* the file of this program; NULL until it is known */
	char *preloaded;  /* LD_PRELOAD as it was; NULL if it was not set */
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
	const char *configured = getenv("OSCAP_KUBELET_PLUGIN");
	char found[PATH_SIZE];
	const char *path = found;
	char *plugin;

	if (configured != NULL && configured[0] != '\0') {
		path = configured;
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
	const char *others = getenv("LD_PRELOAD");
	char *value = NULL;

	if (others == NULL || others[0] == '\0') {
		others = "";
	}
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
 * The child of ask().
 * @param[in] out, err become its standard output and standard error
 */
__attribute__((noreturn)) static void become(const char *oscap, const char *variable,
					     const char *value, int out, int err)
{
	int null = open("/dev/null", O_RDWR | O_CLOEXEC);

	/* A script, and what it starts, is ended as one; and with this program, if that is ended. */
	(void)setpgid(0, 0);
	(void)prctl(PR_SET_PDEATHSIG, SIGKILL);
	/* A root directory may have no devices. */
	null = null >= 0 ? null : err;
	(void)dup2(null, STDIN_FILENO);
	(void)dup2(out >= 0 ? out : null, STDOUT_FILENO);
	(void)dup2(err, STDERR_FILENO);
	(void)setenv(variable, value, 1);
	(void)execl(oscap, "oscap", "--version", (char *)NULL);
	(void)dprintf(STDERR_FILENO, "%s", strerror(errno));
	_exit(127);
}

/** @return how many milliseconds are left until a time; 0 if it is past */
static int time_left(const struct timespec *end)
{
	struct timespec now;
	int64_t left;

	(void)clock_gettime(CLOCK_MONOTONIC, &now);
	left = (int64_t)(end->tv_sec - now.tv_sec) * 1000 + (end->tv_nsec - now.tv_nsec) / 1000000;
	return left > 0 ? (int)left : 0;
}

/**
 * Read a pipe to its end; what does not fit is lost.
 * @param[in] end of the time that it may take
 * @return whether its end was reached
 */
static bool drain(int fd, const struct timespec *end, char *ret_text, size_t size)
{
	struct pollfd ready = { .fd = fd, .events = POLLIN };
	char rest[512];
	size_t used = 0;
	ssize_t count = 1;
	int left;

	while (count != 0 && (left = time_left(end)) > 0) {
		bool full = used + 1 >= size;

		if (poll(&ready, 1, left) <= 0) {
			continue;
		}
		count = full ? read(fd, rest, sizeof(rest))
			     : read(fd, ret_text + used, size - 1 - used);
		if (count > 0 && !full) {
			used += (size_t)count;
		}
		if (count < 0 && errno != EINTR) {
			count = 0;
		}
	}
	ret_text[used] = '\0';
	return count == 0;
}

/** Wait for a child whose output has ended. @return its status; -1 if it goes on after the time */
static int wait_for(pid_t child, const struct timespec *end)
{
	static const struct timespec pause = { .tv_nsec = 1000000 };
	int status = 0;
	pid_t ended;

	while ((ended = waitpid(child, &status, WNOHANG)) == 0 && time_left(end) > 0) {
		(void)nanosleep(&pause, NULL);
	}
	return ended == child ? status : -1;
}

/**
 * Start a program as oscap will be started, but for a variable of its environment.
 * @param[in] with_output whether what it writes to standard output is wanted, too
 * @param[out] ret_text what it wrote to standard error
 * @return its exit code; CRASHED; NO_ANSWER: it was ended since it did not end
 */
static int ask(const char *oscap, const char *variable, const char *value, bool with_output,
	       char *ret_text, size_t size)
{
	/* Where it is ignored, the end of a child is not told. oscap finds it as it was. */
	void (*as_it_was)(int) = signal(SIGCHLD, SIG_DFL);
	struct timespec end;
	int status = -1;
	int ends[2];
	pid_t child;

	if (pipe2(ends, O_CLOEXEC) != 0 || (child = fork()) < 0) {
		refuse("cannot start %s: %s", oscap, strerror(errno));
	}
	if (child == 0) {
		become(oscap, variable, value, with_output ? ends[1] : -1, ends[1]);
	}
	(void)setpgid(child, child);
	(void)clock_gettime(CLOCK_MONOTONIC, &end);
	end.tv_sec += ANSWER_SECONDS;
	(void)close(ends[1]);
	if (drain(ends[0], &end, ret_text, size)) {
		status = wait_for(child, &end);
	}
	(void)close(ends[0]);
	(void)signal(SIGCHLD, as_it_was);
	if (status == -1) {
		(void)kill(-child, SIGKILL);
		return NO_ANSWER;
	}
	return WIFEXITED(status) ? WEXITSTATUS(status) : CRASHED;
}

/** Say that a program did not answer. */
__attribute__((noreturn)) static void refuse_silent(const char *oscap)
{
	refuse("%s did not say within %d seconds whether it loads the plugin: is it a script "
	       "that calls itself, or on a file system that hangs?",
	       oscap, ANSWER_SECONDS);
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
	static char text[LISTING_SIZE];
	char line[PATH_SIZE];
	int code = ask(oscap, LISTING_ENV, "1", true, text, sizeof(text));

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
	const char *why = "";
	char text[PATH_SIZE];
	int code;

	if (is_own(plugin) && is_loaded(oscap, plugin, &why)) {
		return true;
	}
	code = ask(oscap, KP_SELFTEST_ENV, KP_SELFTEST_ASKED, false, text, sizeof(text));
	text[strcspn(text, "\n")] = '\0';
	switch (code) {
	case KP_SELFTEST_EFFECTIVE:
		return true;
	case KP_SELFTEST_WRAPPER:
		return false;
	case KP_SELFTEST_REFUSED:
		refuse("%s",
		       strncmp(text, PREFIX, strlen(PREFIX)) == 0 ? text + strlen(PREFIX) : text);
	case NO_ANSWER:
		refuse_silent(oscap);
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
	char text[PATH_SIZE];
	int code = ask(oscap, KP_SELFTEST_ENV, KP_SELFTEST_ASKED, false, text, sizeof(text));

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
	const char *set = getenv("PATH");
	const char *path = set != NULL ? set : DEFAULT_PATH;
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
	const char *configured = getenv("OSCAP_KUBELET_OSCAP");
	const char *path = getenv("PATH");
	char *oscap = NULL;

	if (plain.preloaded != NULL) {
		(void)setenv("LD_PRELOAD", plain.preloaded, 1);
	} else {
		(void)unsetenv("LD_PRELOAD");
	}
	if (configured != NULL && configured[0] == '/' && is_program(configured) &&
	    is_plain(configured, NULL)) {
		oscap = strdup(configured);
	}
	if (oscap == NULL && path != NULL) {
		oscap = search_in(path, NULL, is_plain);
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
	const char *configured = getenv("OSCAP_KUBELET_OSCAP");
	char *oscap;

	if (configured == NULL || configured[0] == '\0') {
		return search_oscap(plugin);
	}
	oscap = realpath(configured, NULL);
	if (oscap == NULL || !is_program(oscap)) {
		refuse("OSCAP_KUBELET_OSCAP is no program: %s", configured);
	}
	if (is_same_file(oscap, self) || !is_usable(oscap, plugin)) {
		refuse("OSCAP_KUBELET_OSCAP is oscap-kubelet itself: %s", configured);
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

/** Remember what it takes to go on without the plugin. */
static void prepare_plain(char *argv[])
{
	const char *preloaded = getenv("LD_PRELOAD");

	plain.argv = argv;
	plain.preloaded = preloaded == NULL ? NULL : strdup(preloaded);
	if (preloaded != NULL && plain.preloaded == NULL) {
		refuse("out of memory");
	}
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
		prepare_plain(argv);
	}
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
