/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "component/cmdline.h"

#include <stdlib.h>
#include <string.h>

#include "base/cleanup.h"
#include "base/text.h"
#include "component/component.h"
#include "component/secret.h"

struct kp_cmdline {
	struct kp_flag_use *uses;
	size_t count;
	size_t size;
};

/** A parse under way. */
struct parse {
	const struct kp_component *component;
	const struct kp_argv *argv;
	int minor;
	bool second;
	size_t next; /* index of the argument to read next */
	struct kp_cmdline *cmdline;
};

void kp_cmdline_free(struct kp_cmdline *cmdline)
{
	if (cmdline != NULL) {
		free(cmdline->uses);
		free(cmdline);
	}
}

void kp_cmdline_freep(struct kp_cmdline **cmdline)
{
	kp_cmdline_free(*cmdline);
}

enum kp_status kp_cmdline_new(struct kp_cmdline **ret_cmdline, struct kp_error *reterr)
{
	struct kp_cmdline *cmdline = calloc(1, sizeof(*cmdline));

	if (cmdline == NULL) {
		return kp_fail(reterr, KP_ERR_NOMEM, "out of memory");
	}
	*ret_cmdline = cmdline;
	return KP_OK;
}

/** Say which argument an error is about. */
static enum kp_status blame(const struct parse *parse, size_t index, enum kp_status status,
			    struct kp_error *reterr)
{
	return kp_argv_wrap(parse->argv, index, status, reterr);
}

static enum kp_status refuse_positional(const struct parse *parse, size_t index,
					struct kp_error *reterr)
{
	return blame(parse, index,
		     kp_fail(reterr, KP_ERR_SYNTAX, "unknown command \"%s\"",
			     kp_secret_show_word(kp_argv_get(parse->argv, index))),
		     reterr);
}

/** Look at an argument that is no flag. Only the first parse looks at what is left over. */
static enum kp_status check_positional(const struct parse *parse, size_t index,
				       struct kp_error *reterr)
{
	bool passes = parse->second || (parse->component->flags->lets_empty &&
					kp_argv_get(parse->argv, index)[0] == '\0');

	return passes ? KP_OK : refuse_positional(parse, index, reterr);
}

/** What an unset flag without value stands for (pflag's NoOptDefVal); NULL if it needs one. */
static const char *bare_value(const struct parse *parse, const struct kp_flag *flag)
{
	if (!kp_flag_is_bool(flag) || (parse->second && flag->global)) {
		return NULL;
	}
	return "true";
}

/** Say that the value of a flag is none. @param[in] status as in reterr, which says why @return status */
static enum kp_status refuse_value(const struct parse *parse, const struct kp_flag_use *use,
				   enum kp_status status, struct kp_error *reterr)
{
	const char *name = use->flag->name;
	const char *shown = kp_secret_show(parse->component, name, use->value);

	/* The reason may have the value, too. */
	return shown == use->value
		       ? kp_wrap(reterr, status, "invalid argument \"%s\" for \"--%s\" flag", shown,
				 name)
		       : kp_fail(reterr, status, "invalid argument \"%s\" for \"--%s\" flag", shown,
				 name);
}

/** Whether an address is empty, which leaves what was said before (pkg/util/flag/flags.go IPVar.Set). */
static bool changes_nothing(const struct kp_flag_use *use)
{
	return (use->flag->kind == KP_KIND_IP || use->flag->kind == KP_KIND_IP_PORT) &&
	       use->value[0] == '\0';
}

/** Append an occurrence whose value is known, after the flag's own check of it. */
static enum kp_status add_use(struct parse *parse, const struct kp_flag_use *use,
			      struct kp_error *reterr)
{
	struct kp_cmdline *cmdline = parse->cmdline;
	enum kp_status status = KP_OK;

	/* The second parse has no-ops for the global flags, which take any text. */
	if (!parse->second || !use->flag->global) {
		status = kp_flag_check(use->flag, use->value, reterr);
	}
	if (status != KP_OK) {
		return blame(parse, use->index, refuse_value(parse, use, status, reterr), reterr);
	}
	if (changes_nothing(use)) {
		return KP_OK;
	}
	status = kp_array_reserve(&cmdline->uses, cmdline->count, &cmdline->size,
				  sizeof(*cmdline->uses), reterr);
	if (status == KP_OK) {
		cmdline->uses[cmdline->count++] = *use;
	}
	return status;
}

/** A flag without value: it stands alone, or the next argument is its value, whatever it is. */
static enum kp_status take_bare(struct parse *parse, struct kp_flag_use *use,
				struct kp_error *reterr)
{
	use->value = bare_value(parse, use->flag);
	if (use->value == NULL) {
		if (parse->next >= kp_argv_count(parse->argv)) {
			return blame(parse, use->index,
				     kp_fail(reterr, KP_ERR_SYNTAX, "flag needs an argument: --%s",
					     use->flag->name),
				     reterr);
		}
		use->value = kp_argv_get(parse->argv, parse->next++);
	}
	return add_use(parse, use, reterr);
}

/** First version in which --version=vX.Y.Z sets the version that is reported, and goes on. */
enum {
	SET_VERSION_FIRST = 28
};

static bool sets_version(const struct parse *parse, const struct kp_flag_use *use)
{
	return use->value[0] == 'v' && parse->minor >= SET_VERSION_FIRST;
}

/** Flags that end a component instead of setting something. */
static enum kp_status check_running(const struct parse *parse, const struct kp_flag_use *use,
				    struct kp_error *reterr)
{
	bool on = true;

	if (strcmp(use->flag->name, "help") == 0) {
		(void)kp_go_bool(use->value, &on);
		/* The second flag set does not know --help, and takes any mention of it as a wish. */
		on = on || parse->second;
	} else if (strcmp(use->flag->name, "version") != 0 || parse->second ||
		   (kp_go_bool(use->value, &on) && !on) || sets_version(parse, use)) {
		on = false;
	}
	if (on) {
		return blame(
			parse, use->index,
			kp_fail(reterr, KP_ERR_SYNTAX, "--%s prints and exits", use->flag->name),
			reterr);
	}
	return KP_OK;
}

/** An argument that starts with two dashes and goes on. */
static enum kp_status parse_long(struct parse *parse, size_t index, struct kp_error *reterr)
{
	const char *name = kp_argv_get(parse->argv, index) + 2;
	size_t len = strcspn(name, "=");
	struct kp_flag_use use = { .argv = parse->argv, .index = index };
	enum kp_status status;

	if (len == 0 || name[0] == '-') {
		return blame(parse, index,
			     kp_fail(reterr, KP_ERR_SYNTAX, "bad flag syntax: --%.*s%s",
				     (int)(len < 200 ? len : 200), name,
				     name[len] == '=' ? "=" KP_SECRET_MARKER : ""),
			     reterr);
	}
	use.flag = kp_flag_find(parse->component->flags, name, len, parse->minor);
	if (use.flag == NULL) {
		return blame(parse, index,
			     kp_fail(reterr, KP_ERR_SYNTAX, "unknown flag: --%.*s",
				     (int)(len < 200 ? len : 200), name),
			     reterr);
	}
	if (name[len] == '=') {
		use.value = name + len + 1;
		status = add_use(parse, &use, reterr);
	} else {
		status = take_bare(parse, &use, reterr);
	}
	return status == KP_OK ? check_running(parse, &use, reterr) : status;
}

/** An argument that starts with one dash and goes on: only -v and -h exist. */
static enum kp_status parse_short(struct parse *parse, size_t index, struct kp_error *reterr)
{
	const char *arg = kp_argv_get(parse->argv, index);
	size_t len = strcspn(arg, "=");
	struct kp_flag_use use = { .argv = parse->argv, .index = index };
	enum kp_status status;

	if (strncmp(arg, "-test.", 6) == 0) {
		return KP_OK; /* pflag lets `go test` flags pass */
	}
	if (arg[1] != 'v' && arg[1] != 'h') {
		return blame(parse, index,
			     kp_fail(reterr, KP_ERR_SYNTAX,
				     "unknown shorthand flag: '%c' in %.*s%s", arg[1],
				     (int)(len < 200 ? len : 200), arg,
				     arg[len] == '=' ? "=" KP_SECRET_MARKER : ""),
			     reterr);
	}
	use.flag = arg[1] == 'v' ? kp_flag_find(parse->component->flags, "v", 1, parse->minor)
				 : kp_flag_find(parse->component->flags, "help", 4, parse->minor);
	if (arg[2] == '\0') {
		status = take_bare(parse, &use, reterr);
	} else if (arg[2] == '=' || arg[1] == 'v') {
		use.value = arg + 2 + (arg[2] == '=' ? 1 : 0);
		status = add_use(parse, &use, reterr);
	} else {
		use.value = "true"; /* more shorthands follow, but this one ends it */
		status = KP_OK;
	}
	return status == KP_OK ? check_running(parse, &use, reterr) : status;
}

static enum kp_status parse_one(struct parse *parse, bool *ret_stop, struct kp_error *reterr)
{
	size_t index = parse->next++;
	const char *arg = kp_argv_get(parse->argv, index);

	if (strcmp(arg, "--") == 0) {
		*ret_stop = true;
		return KP_OK;
	}
	if (arg[0] == '-' && arg[1] == '-') {
		return parse_long(parse, index, reterr);
	}
	if (arg[0] == '-' && arg[1] != '\0') {
		return parse_short(parse, index, reterr);
	}
	return check_positional(parse, index, reterr);
}

static enum kp_status parse_all(struct parse *parse, struct kp_cmdline **ret_cmdline,
				struct kp_error *reterr)
{
	KP_CLEANUP(kp_cmdline_freep) struct kp_cmdline *cmdline = NULL;
	bool stop = false;
	enum kp_status status = kp_cmdline_new(&cmdline, reterr);

	if (status != KP_OK) {
		return status;
	}
	parse->cmdline = cmdline;
	while (!stop && parse->next < kp_argv_count(parse->argv)) {
		status = parse_one(parse, &stop, reterr);
		if (status != KP_OK) {
			return status;
		}
	}
	for (; parse->next < kp_argv_count(parse->argv); parse->next++) {
		status = check_positional(parse, parse->next, reterr);
		if (status != KP_OK) {
			return status;
		}
	}
	*ret_cmdline = kp_steal(&cmdline);
	return KP_OK;
}

enum kp_status kp_cmdline_parse(const struct kp_component *component, const struct kp_argv *argv,
				int minor, struct kp_cmdline **ret_cmdline, struct kp_error *reterr)
{
	struct parse parse = { .component = component, .argv = argv, .minor = minor, .next = 1 };

	return parse_all(&parse, ret_cmdline, reterr);
}

enum kp_status kp_cmdline_parse_again(const struct kp_component *component,
				      const struct kp_argv *argv, int minor,
				      struct kp_cmdline **ret_cmdline, struct kp_error *reterr)
{
	struct parse parse = {
		.component = component, .argv = argv, .minor = minor, .next = 1, .second = true
	};
	enum kp_status status = parse_all(&parse, ret_cmdline, reterr);

	return status == KP_OK ? KP_OK : kp_wrap(reterr, status, "second parse of the flags");
}

enum kp_status kp_cmdline_select(const struct kp_cmdline *cmdline, kp_cmdline_wants wants,
				 const void *data, struct kp_cmdline **ret_selected,
				 struct kp_error *reterr)
{
	KP_CLEANUP(kp_cmdline_freep) struct kp_cmdline *selected = NULL;
	enum kp_status status = kp_cmdline_new(&selected, reterr);

	for (size_t i = 0; status == KP_OK && i < cmdline->count; i++) {
		if (!wants(data, cmdline, &cmdline->uses[i])) {
			continue;
		}
		status = kp_array_reserve(&selected->uses, selected->count, &selected->size,
					  sizeof(*selected->uses), reterr);
		if (status == KP_OK) {
			selected->uses[selected->count++] = cmdline->uses[i];
		}
	}
	if (status == KP_OK) {
		*ret_selected = kp_steal(&selected);
	}
	return status;
}

size_t kp_cmdline_count(const struct kp_cmdline *cmdline)
{
	return cmdline->count;
}

const struct kp_flag_use *kp_cmdline_get(const struct kp_cmdline *cmdline, size_t index)
{
	return &cmdline->uses[index];
}

const struct kp_flag_use *kp_cmdline_last(const struct kp_cmdline *cmdline, const char *name)
{
	for (size_t i = cmdline->count; i > 0; i--) {
		if (strcmp(cmdline->uses[i - 1].flag->name, name) == 0) {
			return &cmdline->uses[i - 1];
		}
	}
	return NULL;
}
