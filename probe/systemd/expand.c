/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "systemd/expand.h"

#include <string.h>

#include "base/cleanup.h"
#include "base/text.h"
#include "process/argv_parts.h"
#include "systemd/version.h"
#include "systemd/words.h"

/** UnsetEnvironment= takes variables away from what is started alone, no longer from its arguments (NEWS). */
enum {
	UNSET_LATE_SINCE = 262
};

/** Variables that systemd itself sets, for some services at least (systemd.exec(5)). */
static const char *const of_systemd[] = {
	"CACHE_DIRECTORY",
	"CONFIGURATION_DIRECTORY",
	"CPU_PRESSURE_WATCH",
	"CPU_PRESSURE_WRITE",
	"CREDENTIALS_DIRECTORY",
	"DEBUG_INVOCATION",
	"EXIT_CODE",
	"EXIT_STATUS",
	"FDSTORE",
	"HOME",
	"INVOCATION_ID",
	"IO_PRESSURE_WATCH",
	"IO_PRESSURE_WRITE",
	"JOURNAL_STREAM",
	"LANG",
	"LANGUAGE",
	"LISTEN_FDNAMES",
	"LISTEN_FDS",
	"LISTEN_PID",
	"LISTEN_PIDFDID",
	"LOGNAME",
	"LOGS_DIRECTORY",
	"LOG_NAMESPACE",
	"MAINPID",
	"MANAGERPID",
	"MANAGERPIDFDID",
	"MEMORY_PRESSURE_WATCH",
	"MEMORY_PRESSURE_WRITE",
	"NOTIFY_SOCKET",
	"PATH",
	"PIDFILE",
	"REMOTE_ADDR",
	"REMOTE_PORT",
	"RUNTIME_DIRECTORY",
	"SERVICE_RESULT",
	"SHELL",
	"SO_COOKIE",
	"STATE_DIRECTORY",
	"SYSTEMD_EXEC_PID",
	"SYSTEMD_NSS_DYNAMIC_BYPASS",
	"TERM",
	"TMPDIR",
	"TRIGGER_PATH",
	"TRIGGER_TIMER_MONOTONIC_USEC",
	"TRIGGER_TIMER_REALTIME_USEC",
	"TRIGGER_UNIT",
	"USER",
	"WATCHDOG_PID",
	"WATCHDOG_USEC",
	"XDG_RUNTIME_DIR",
};

/** An expansion under way. */
struct expansion {
	const char *path; /* of the file with the command */
	const struct kp_environment *environment;
	const struct kp_limits *limits;
	struct kp_argv_parts parts;
	struct kp_error *reterr;
};

/** Whether systemd itself may set a variable. */
static bool is_of_systemd(const char *name, size_t len)
{
	for (size_t i = 0; i < sizeof(of_systemd) / sizeof(of_systemd[0]); i++) {
		if (strncmp(of_systemd[i], name, len) == 0 && of_systemd[i][len] == '\0') {
			return true;
		}
	}
	return len > 3 && strncmp(name, "LC_", 3) == 0;
}

/**
 * Look up a variable whose name has that length.
 * @param[out] ret_variable NULL if it is not set
 * @return KP_OK; KP_ERR_UNSUPPORTED: its value is not known
 */
static enum kp_status look_up(const struct expansion *expansion, const char *name, size_t len,
			      const struct kp_variable **ret_variable)
{
	const struct kp_variable *variable = kp_environment_get(expansion->environment, name, len);

	int systemd = expansion->environment->systemd;

	if (variable != NULL && variable->is_unset && systemd == KP_SYSTEMD_UNKNOWN) {
		return kp_fail(expansion->reterr, KP_ERR_UNSUPPORTED,
			       "whether UnsetEnvironment= takes %.*s from the command depends on "
			       "the version of systemd, which is not known",
			       (int)len, name);
	}
	if (variable != NULL && variable->is_unset && systemd < UNSET_LATE_SINCE) {
		*ret_variable = NULL;
		return KP_OK;
	}
	if (variable != NULL && variable->value == NULL) {
		return kp_fail(expansion->reterr, KP_ERR_UNSUPPORTED,
			       "the value of %.*s is not known: %s", (int)len, name, variable->why);
	}
	if (variable == NULL && is_of_systemd(name, len)) {
		return kp_fail(expansion->reterr, KP_ERR_UNSUPPORTED,
			       "the value of %.*s is set by systemd itself", (int)len, name);
	}
	if (variable == NULL && expansion->environment->open != NULL) {
		return kp_fail(expansion->reterr, KP_ERR_UNSUPPORTED,
			       "the value of %.*s may be set by %s", (int)len, name,
			       expansion->environment->open);
	}
	*ret_variable = variable;
	return KP_OK;
}

/** Check that there is room for more. */
static enum kp_status check_room(const struct expansion *expansion, size_t more)
{
	if (expansion->parts.count >= expansion->limits->argv_count ||
	    more > expansion->limits->argv_bytes ||
	    expansion->parts.args.len > expansion->limits->argv_bytes - more) {
		return kp_fail(expansion->reterr, KP_ERR_LIMIT,
			       "a command line of more than %zu bytes or %zu arguments",
			       expansion->limits->argv_bytes, expansion->limits->argv_count);
	}
	return KP_OK;
}

/** End an argument whose bytes are there. @param[in] variable what set it; NULL for the word */
static void end_argument(struct expansion *expansion, const struct kp_command_word *word,
			 const struct kp_variable *variable)
{
	const struct kp_said_at at = {
		.source = KP_SOURCE_FLAG,
		.path = variable == NULL ? expansion->path : variable->path,
		.line = variable == NULL ? word->line : variable->line,
	};

	kp_argv_parts_end(&expansion->parts, &at);
}

/** Put in the words of a variable that is a whole word. */
static enum kp_status expand_word(struct expansion *expansion, const struct kp_command_word *word)
{
	const struct kp_variable *variable = NULL;
	size_t position = 0;
	enum kp_status status =
		look_up(expansion, word->text + 1, strlen(word->text + 1), &variable);

	if (variable == NULL) {
		return status;
	}
	while (status == KP_OK) {
		KP_CLEANUP(kp_freep) char *part = NULL;
		size_t start;

		status = kp_word_next(variable->value, &position, KP_WORDS_VARIABLE,
				      expansion->environment->systemd, &part, &start,
				      expansion->reterr);
		if (status == KP_OK) {
			status = check_room(expansion, strlen(part) + 1);
		}
		if (status == KP_OK) {
			kp_text_add_str(&expansion->parts.args, part);
			end_argument(expansion, word, variable);
		}
	}
	return status == KP_ERR_END ? KP_OK : status;
}

/**
 * Put in one `${NAME}`.
 * @param[in] at behind the `${`
 * @param[in,out] first the first variable of the word that had a value
 * @param[out] ret_len length of the name and its brace; 0 if it is none, and stands for itself
 */
static enum kp_status expand_braces(struct expansion *expansion, const char *at,
				    const struct kp_variable **first, size_t *ret_len)
{
	size_t len = strcspn(at, "}:");
	const struct kp_variable *variable = NULL;
	enum kp_status status;

	*ret_len = 0;
	if (at[len] != '}') {
		return KP_OK;
	}
	status = look_up(expansion, at, len, &variable);
	if (status != KP_OK) {
		return status;
	}
	*ret_len = len + 1;
	if (variable == NULL || variable->value[0] == '\0') {
		return KP_OK;
	}
	*first = *first == NULL ? variable : *first;
	status = check_room(expansion, strlen(variable->value));
	if (status == KP_OK) {
		kp_text_add_str(&expansion->parts.args, variable->value);
	}
	return status;
}

/** Put in the variables in braces of a word. */
static enum kp_status expand_parts(struct expansion *expansion, const struct kp_command_word *word)
{
	const struct kp_variable *first = NULL;
	enum kp_status status = check_room(expansion, strlen(word->text) + 1);
	const char *at = word->text;

	while (status == KP_OK && *at != '\0') {
		size_t len = 0;

		if (at[0] == '$' && at[1] == '{') {
			status = expand_braces(expansion, at + 2, &first, &len);
			/* What is no variable stands for itself up to where that shows. */
			if (len == 0) {
				len = strcspn(at, "}:");
				kp_text_add(&expansion->parts.args, at, len);
				at += len;
				continue;
			}
			at += 2 + len;
		} else if (at[0] == '$' && at[1] != '\0') {
			/* A byte behind a $ begins nothing; of two $, one goes. */
			kp_text_add(&expansion->parts.args, at, at[1] == '$' ? 1 : 2);
			at += 2;
		} else {
			kp_text_add_char(&expansion->parts.args, *at++);
		}
	}
	if (status == KP_OK) {
		end_argument(expansion, word, first);
	}
	return status;
}

/** Add a word as it is. */
static enum kp_status copy_word(struct expansion *expansion, const struct kp_command_word *word)
{
	enum kp_status status = check_room(expansion, strlen(word->text) + 1);

	if (status == KP_OK) {
		kp_text_add_str(&expansion->parts.args, word->text);
		end_argument(expansion, word, NULL);
	}
	return status;
}

/** Expand one word. */
static enum kp_status expand(struct expansion *expansion, const struct kp_command *command,
			     const struct kp_command_word *word)
{
	enum kp_status status;

	if (command->is_literal) {
		return copy_word(expansion, word);
	}
	status = word->text[0] == '$' && word->text[1] != '{' && word->text[1] != '$'
			 ? expand_word(expansion, word)
			 : expand_parts(expansion, word);
	return status == KP_OK
		       ? KP_OK
		       : kp_wrap(expansion->reterr, status, "%s:%ld", expansion->path, word->line);
}

enum kp_status kp_command_expand(const struct kp_command *command, const char *path,
				 const struct kp_environment *environment,
				 const struct kp_limits *limits, struct kp_argv **ret_argv,
				 struct kp_error *reterr)
{
	struct expansion expansion = {
		.path = path, .environment = environment, .limits = limits, .reterr = reterr
	};
	enum kp_status status = KP_OK;

	for (size_t i = 0; status == KP_OK && i < command->count; i++) {
		status = expand(&expansion, command, &command->words[i]);
	}
	if (status == KP_OK) {
		status = kp_argv_parts_finish(&expansion.parts, ret_argv, reterr);
	}
	kp_argv_parts_done(&expansion.parts);
	return status;
}
