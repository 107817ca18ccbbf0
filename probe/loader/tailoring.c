/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "loader/tailoring.h"

#include <regex.h>
#include <stdlib.h>
#include <string.h>

#include "loader/say.h"

#define BENCHMARK "xccdf_io.github.oscap-kubelet_benchmark_"

/** Ours are all whole and none is below zero. */
#define NUMBER "^[0-9]{1,19}$"

/** The ends of a line, for a shell or for YAML 1.1 (5.4 of its specification), but for the line feed. */
static const char *const line_ends[] = { "\r",       "\v",           "\f",
					 "\xc2\x85", "\xe2\x80\xa8", "\xe2\x80\xa9" };

static bool has_line_end(const char *text)
{
	for (size_t i = 0; i < sizeof(line_ends) / sizeof(line_ends[0]); i++) {
		if (strstr(text, line_ends[i]) != NULL) {
			return true;
		}
	}
	return false;
}

/**
 * Whether texts can stand in a comment of a script.
 * @param[in] texts freed here
 * @param[in] is_folded whether libopenscap writes a `#` before each of their lines
 */
static bool are_comments(struct oscap_text_iterator *texts, bool is_folded)
{
	bool good = true;

	while (good && oscap_text_iterator_has_more(texts)) {
		char *text = oscap_text_get_plaintext(oscap_text_iterator_next(texts));

		good = text == NULL ||
		       (!has_line_end(text) && (is_folded || strchr(text, '\n') == NULL));
		free(text);
	}
	oscap_text_iterator_free(texts);
	return good;
}

/** Whether a text is one of some, or there are none. @param[in] choices freed here */
static bool is_chosen(struct oscap_string_iterator *choices, const char *text)
{
	bool found = !oscap_string_iterator_has_more(choices);

	while (!found && oscap_string_iterator_has_more(choices)) {
		found = strcmp(oscap_string_iterator_next(choices), text) == 0;
	}
	oscap_string_iterator_free(choices);
	return found;
}

/** Whether a text matches a pattern; one that is none matches nothing. */
static bool is_match(const char *pattern, const char *text)
{
	regex_t expression;
	bool found;

	if (regcomp(&expression, pattern, REG_EXTENDED | REG_NOSUB) != 0) {
		return false;
	}
	found = regexec(&expression, text, 0, NULL, 0) == 0;
	regfree(&expression);
	return found;
}

/** Whether a text is what the Value of that id may be. */
static bool is_value(const struct xccdf_benchmark *benchmark, const char *id, const char *text)
{
	struct xccdf_item *item = xccdf_benchmark_get_item(benchmark, id);
	const struct xccdf_value_instance *allowed;
	const char *pattern;

	if (item == NULL || xccdf_item_get_type(item) != XCCDF_VALUE) {
		return true;
	}
	/* A set-value has no selector: what counts is said without one, too. */
	allowed = xccdf_value_get_instance_by_selector(xccdf_item_to_value(item), NULL);
	if (allowed == NULL) {
		return true;
	}
	/* Of a number libopenscap 1.3.7 does not keep the pattern. */
	pattern = xccdf_value_instance_get_type(allowed) == XCCDF_TYPE_NUMBER
			  ? NUMBER
			  : xccdf_value_instance_get_match(allowed);
	return (pattern == NULL || is_match(pattern, text)) &&
	       (!xccdf_value_instance_get_must_match(allowed) ||
		is_chosen(xccdf_value_instance_get_choices(allowed), text));
}

/** Whether a profile sets Values to what they may be. */
static bool has_good_values(const struct xccdf_profile *profile,
			    const struct xccdf_benchmark *benchmark)
{
	struct xccdf_setvalue_iterator *values = xccdf_profile_get_setvalues(profile);
	bool good = true;

	while (good && xccdf_setvalue_iterator_has_more(values)) {
		const struct xccdf_setvalue *value = xccdf_setvalue_iterator_next(values);
		const char *id = xccdf_setvalue_get_item(value);
		const char *text = xccdf_setvalue_get_value(value);

		good = id == NULL || is_value(benchmark, id, text == NULL ? "" : text);
		if (!good) {
			kp_loader_say(
				"the tailoring sets %s to what it may not be: see its match or "
				"choices in the benchmark",
				id);
		}
	}
	xccdf_setvalue_iterator_free(values);
	return good;
}

static bool is_good_profile(const struct xccdf_profile *profile,
			    const struct xccdf_benchmark *benchmark)
{
	if (!are_comments(xccdf_profile_get_title(profile), false) ||
	    !are_comments(xccdf_profile_get_description(profile), true)) {
		kp_loader_say("the title or description of a profile of the tailoring has a line "
			      "end, behind which it would be part of a script");
		return false;
	}
	return has_good_values(profile, benchmark);
}

bool kp_tailoring_is_allowed(const struct xccdf_tailoring *tailoring,
			     const struct xccdf_benchmark *benchmark)
{
	const char *id = benchmark == NULL ? NULL : xccdf_benchmark_get_id(benchmark);
	struct xccdf_profile_iterator *profiles;
	bool good = true;

	if (id == NULL || strncmp(id, BENCHMARK, strlen(BENCHMARK)) != 0) {
		return true;
	}
	profiles = xccdf_tailoring_get_profiles(tailoring);
	while (good && xccdf_profile_iterator_has_more(profiles)) {
		good = is_good_profile(xccdf_profile_iterator_next(profiles), benchmark);
	}
	xccdf_profile_iterator_free(profiles);
	return good;
}
