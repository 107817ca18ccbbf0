/* SPDX-License-Identifier: LGPL-2.1-or-later */
/**
 * @file
 * Feature gates, and the two groups that set all of a stage: AllAlpha and AllBeta.
 */
#ifndef KP_COMPONENT_GATE_H
#define KP_COMPONENT_GATE_H

#include <stddef.h>

#include <stdbool.h>

/** Stages that a gate goes through. */
enum kp_stage {
	KP_STAGE_ALPHA,
	KP_STAGE_BETA,
	KP_STAGE_OTHER, /**< general availability, deprecated: no group sets it */
	KP_STAGE__COUNT /**< not known */
};

/**
 * A gate, and what became of it: words of a letter and the first minor version that it holds for, from
 * the oldest on. `a22 B24 L27 -29` is alpha in 1.22, beta in 1.24, locked in 1.27, and gone in 1.29.
 * The letters: `a` alpha, `b` beta, `g` general availability, `d` deprecated, `l` one of the latter two
 * whose value nobody can change any more, `?` not known; in capitals, on by default; `-` gone.
 */
struct kp_gate {
	const char *name;
	const char *history;
};

/** The gates of a component. */
struct kp_gates {
	const struct kp_gate *rows; /**< sorted by name */
	size_t count;
	int complete_until; /**< newest minor version all of whose gates are rows */
};

/** What a gate is in one version. */
struct kp_gate_state {
	enum kp_stage stage;
	bool is_on; /**< by default */
	bool is_locked;
};

/**
 * @param[out] ret_state untouched if there is none
 * @return whether a version has such a gate
 */
bool kp_gate_find(const struct kp_gates *gates, const char *name, int minor,
		  struct kp_gate_state *ret_state);

/**
 * Whether a version is known to have no such gate: one that went before it or came after it, or of which
 * there is no row although all its gates have one.
 */
bool kp_gate_is_unknown(const struct kp_gates *gates, const char *name, int minor);

/** Whether a version has no such gate although others have: it came later, or went before. */
bool kp_gate_is_of_others(const struct kp_gates *gates, const char *name, int minor);

/** @return the stage of a gate in a version; that of a group is one that no group sets */
enum kp_stage kp_gate_stage(const struct kp_gates *gates, const char *name, int minor);

/** @return the gate that sets all of a stage, static; NULL if none does */
const char *kp_gate_group(enum kp_stage stage);

#endif
