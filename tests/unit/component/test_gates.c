/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include <stdlib.h>
#include <string.h>

#include "component/component.h"
#include "component/gates.h"
#include "table.h"

struct row {
	const char *name; /* of the gate */
	int minor;
	enum kp_stage stage;
	const char *group; /* that sets it; NULL if none does */
};

static struct row rows[] = {
	{ "RotateKubeletServerCertificate", KP_MINOR_FIRST, KP_STAGE_BETA, "AllBeta" },
	{ "RotateKubeletServerCertificate", KP_MINOR_LAST, KP_STAGE_BETA, "AllBeta" },
	{ "RotateKubeletServerCertificate", KP_MINOR_FIRST - 1, KP_STAGE__COUNT, NULL },
	{ "rotateKubeletServerCertificate", KP_MINOR_LAST, KP_STAGE__COUNT, NULL },
	{ "AllAlpha", KP_MINOR_LAST, KP_STAGE_OTHER, NULL },
	{ "AllBeta", KP_MINOR_LAST, KP_STAGE_OTHER, NULL },
	{ "", KP_MINOR_LAST, KP_STAGE__COUNT, NULL },
};

static void test_stage(void **state)
{
	const struct row *row = *state;

	assert_int_equal(kp_gate_stage(&kp_kubernetes_gates, row->name, row->minor), row->stage);
	table_assert_text(kp_gate_group(row->stage), row->group);
}

/** What a gate is in a version. */
struct history_row {
	const char *name; /* of the gate */
	int minor;
	bool is_there;
	struct kp_gate_state state;
};

#define ALPHA KP_STAGE_ALPHA
#define BETA  KP_STAGE_BETA
#define OTHER KP_STAGE_OTHER

static struct history_row histories[] = {
	{ "NodeSwap", 21, false, { 0 } },
	{ "NodeSwap", 22, true, { ALPHA, false, false } },
	{ "NodeSwap", 27, true, { ALPHA, false, false } },
	{ "NodeSwap", 28, true, { BETA, false, false } },
	{ "NodeSwap", 30, true, { BETA, true, false } },
	{ "NodeSwap", 34, true, { OTHER, true, true } },
	{ "TTLAfterFinished", 24, true, { OTHER, true, true } },
	{ "TTLAfterFinished", 25, false, { 0 } },
	{ "ExperimentalHostUserNamespaceDefaulting", 29, true, { OTHER, false, true } },
	{ "KMSv1", 28, true, { OTHER, true, false } },
	{ "WatchListClient", 31, true, { KP_STAGE__COUNT, false, false } },
	{ "NoSuchGate", 31, false, { 0 } },
};

static void test_history(void **state)
{
	const struct history_row *row = *state;
	struct kp_gate_state found = { 0 };

	assert_int_equal(kp_gate_find(&kp_kubernetes_gates, row->name, row->minor, &found),
			 row->is_there);
	assert_int_equal(kp_gate_is_unknown(&kp_kubernetes_gates, row->name, row->minor),
			 !row->is_there);
	assert_int_equal(found.stage, row->state.stage);
	assert_int_equal(found.is_on, row->state.is_on);
	assert_int_equal(found.is_locked, row->state.is_locked);
}

/** Nothing is unknown for certain in a version whose gates are not all known, nor is a group. */
static void test_unknown(void **state)
{
	(void)state;
	assert_false(kp_gate_is_unknown(&kp_kubernetes_gates, "NoSuchGate",
					kp_kubernetes_gates.complete_until + 1));
	assert_true(kp_gate_is_unknown(&kp_kubernetes_gates, "TTLAfterFinished",
				       kp_kubernetes_gates.complete_until + 1));
	assert_false(kp_gate_is_unknown(&kp_kubernetes_gates, "AllBeta", KP_MINOR_FIRST));
	assert_false(kp_gate_is_of_others(&kp_kubernetes_gates, "DynamicKubeletConfig", 25));
	assert_true(kp_gate_is_of_others(&kp_kubernetes_gates, "DynamicKubeletConfig", 26));
	assert_true(kp_gate_is_of_others(&kp_kubernetes_gates, "PodSecurity", 21));
	assert_false(kp_gate_is_of_others(&kp_kubernetes_gates, "NoSuchGate", KP_MINOR_FIRST));
}

/** The rows are sorted, and each word of a history is a letter and a later version than the last. */
static void test_rows(void **state)
{
	(void)state;
	for (size_t i = 0; i < kp_kubernetes_gates.count; i++) {
		const struct kp_gate *gate = &kp_kubernetes_gates.rows[i];
		const char *at = gate->history;
		long last = KP_MINOR_FIRST - 1;

		assert_true(i == 0 || strcmp(gate[-1].name, gate->name) < 0);
		while (*at != '\0') {
			char *end;
			long minor = strtol(at + 1, &end, 10);

			assert_non_null(strchr("aAbBgGdDlL?-", *at));
			assert_true(end == at + 3 && minor > last && minor <= 40);
			last = minor;
			at = end + (*end == ' ' ? 1 : 0);
		}
	}
}

static void test_groups(void **state)
{
	(void)state;
	assert_string_equal(kp_gate_group(KP_STAGE_ALPHA), "AllAlpha");
}

int main(void)
{
	static const struct table tables[] = {
		TABLE_ROWS(test_stage, rows), TABLE_ROWS(test_history, histories),
		TABLE_ONE(test_unknown),      TABLE_ONE(test_rows),
		TABLE_ONE(test_groups),
	};

	return TABLE_MAIN(tables);
}
