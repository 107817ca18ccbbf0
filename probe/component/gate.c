/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "component/gate.h"

#include <stdlib.h>
#include <string.h>

/** By the stage that they set (k8s.io/component-base/featuregate, 1.20 to 1.37). */
static const char *const groups[KP_STAGE__COUNT] = {
	[KP_STAGE_ALPHA] = "AllAlpha",
	[KP_STAGE_BETA] = "AllBeta",
};

/** What a letter of a history means; the capital one is the same, but on by default. */
static const struct {
	char letter;
	enum kp_stage stage;
	bool is_locked;
} letters[] = {
	{ 'a', KP_STAGE_ALPHA, false }, { 'b', KP_STAGE_BETA, false },
	{ 'd', KP_STAGE_OTHER, false }, { 'g', KP_STAGE_OTHER, false },
	{ 'l', KP_STAGE_OTHER, true },
};

const char *kp_gate_group(enum kp_stage stage)
{
	return stage == KP_STAGE__COUNT ? NULL : groups[stage];
}

static bool is_group(const char *name)
{
	for (int stage = 0; stage < KP_STAGE__COUNT; stage++) {
		if (groups[stage] != NULL && strcmp(groups[stage], name) == 0) {
			return true;
		}
	}
	return false;
}

static int compare(const void *key, const void *row)
{
	return strcmp(key, ((const struct kp_gate *)row)->name);
}

static const struct kp_gate *find_row(const struct kp_gates *gates, const char *name)
{
	return bsearch(name, gates->rows, gates->count, sizeof(gates->rows[0]), compare);
}

/** @return the letter that holds for a version; `-` if it has no such gate */
static char find_letter(const char *history, int minor)
{
	/** Of a word, which is a letter, two digits and a blank or the end. */
	enum {
		WORD = 4
	};

	char letter = '-';

	for (const char *word = history; strlen(word) >= WORD - 1; word += WORD) {
		if ((word[1] - '0') * 10 + word[2] - '0' > minor) {
			break;
		}
		letter = word[0];
		if (word[WORD - 1] == '\0') {
			break;
		}
	}
	return letter;
}

static struct kp_gate_state state_of(char letter)
{
	for (size_t i = 0; i < sizeof(letters) / sizeof(letters[0]); i++) {
		bool is_on = letter == letters[i].letter - 'a' + 'A';

		if (is_on || letter == letters[i].letter) {
			return (struct kp_gate_state){ letters[i].stage, is_on,
						       letters[i].is_locked };
		}
	}
	return (struct kp_gate_state){ .stage = KP_STAGE__COUNT };
}

bool kp_gate_find(const struct kp_gates *gates, const char *name, int minor,
		  struct kp_gate_state *ret_state)
{
	const struct kp_gate *gate = find_row(gates, name);
	char letter = '-';

	if (gate != NULL) {
		letter = find_letter(gate->history, minor);
	}
	if (letter == '-') {
		return false;
	}
	*ret_state = state_of(letter);
	return true;
}

bool kp_gate_is_unknown(const struct kp_gates *gates, const char *name, int minor)
{
	const struct kp_gate *gate = find_row(gates, name);

	if (is_group(name)) {
		return false;
	}
	return gate == NULL ? minor <= gates->complete_until
			    : find_letter(gate->history, minor) == '-';
}

bool kp_gate_is_of_others(const struct kp_gates *gates, const char *name, int minor)
{
	return find_row(gates, name) != NULL && kp_gate_is_unknown(gates, name, minor);
}

enum kp_stage kp_gate_stage(const struct kp_gates *gates, const char *name, int minor)
{
	struct kp_gate_state state = { .stage = KP_STAGE__COUNT };

	if (is_group(name)) {
		return KP_STAGE_OTHER;
	}
	(void)kp_gate_find(gates, name, minor, &state);
	return state.stage;
}
