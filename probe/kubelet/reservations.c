/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "kubelet/reservations.h"

#include <string.h>

#include "base/govalue.h"
#include "component/check.h"
#include "component/component.h"

#define INVALID "invalid configuration: "

static void check_system_cgroups(struct kp_check *check)
{
	const struct kp_setting *system = kp_check_ask(check, "systemCgroups");
	const struct kp_setting *root = kp_check_ask(check, "cgroupRoot");

	if (kp_check_has_value(system) && !kp_check_has_value(root)) {
		kp_check_refuse(check, system, INVALID "systemCgroups needs cgroupRoot");
	}
}

/** Whether a list has a member. */
static bool has(const struct kp_setting *list, const char *member)
{
	for (size_t i = 0; i < list->element_count; i++) {
		if (strcmp(list->elements[i], member) == 0) {
			return true;
		}
	}
	return false;
}

/** What may be enforced. */
static const struct {
	const char *word;
	const char *cgroup; /* the setting that it needs */
	int since;
} enforcements[] = {
	{ "pods", NULL, KP_MINOR_FIRST },
	{ "none", NULL, KP_MINOR_FIRST },
	{ "system-reserved", "systemReservedCgroup", KP_MINOR_FIRST },
	{ "kube-reserved", "kubeReservedCgroup", KP_MINOR_FIRST },
	/* In 1.30 they are not there yet, in 1.32 they are. */
	{ "system-reserved-compressible", "systemReservedCgroup", 31 },
	{ "kube-reserved-compressible", "kubeReservedCgroup", 31 },
};

static void check_enforcement(struct kp_check *check, const struct kp_setting *list,
			      const char *member)
{
	size_t i = 0;
	size_t count = sizeof(enforcements) / sizeof(enforcements[0]);

	while (i < count && strcmp(enforcements[i].word, member) != 0) {
		i++;
	}
	if (i == count || check->view->minor < enforcements[i].since) {
		kp_check_refuse(check, list, INVALID "unknown \"%s\" in enforceNodeAllocatable",
				member);
	} else if (enforcements[i].cgroup != NULL &&
		   !kp_check_has_value(kp_check_ask(check, enforcements[i].cgroup))) {
		kp_check_refuse(check, list,
				INVALID "%s must be specified when %s is in enforceNodeAllocatable",
				enforcements[i].cgroup, member);
	}
}

static void check_enforcements(struct kp_check *check)
{
	const struct kp_setting *list = kp_check_ask(check, "enforceNodeAllocatable");
	const struct kp_setting *per_qos = kp_check_ask(check, "cgroupsPerQOS");
	/* That nothing is enforced needs no control groups either, in 1.36; when this began is not known. */
	bool wants_groups =
		list->element_count > 0 && !(has(list, "none") && check->view->minor > 30);

	/* More would be repetitions, which are refused or mean nothing. */
	for (size_t i = 0; i < list->element_count && i < 4; i++) {
		check_enforcement(check, list, list->elements[i]);
	}
	if (has(list, "none") && list->element_count > 1) {
		kp_check_refuse(check, list,
				INVALID "enforceNodeAllocatable may contain nothing beside none");
	}
	if (wants_groups && kp_check_is(per_qos, "false")) {
		kp_check_refuse_with(check, list, per_qos,
				     INVALID
				     "enforceNodeAllocatable needs cgroupsPerQOS to be true");
	}
}

static void check_enforcements_unique(struct kp_check *check)
{
	static const char *const reserved[][2] = {
		{ "system-reserved", "system-reserved-compressible" },
		{ "kube-reserved", "kube-reserved-compressible" },
	};
	const struct kp_setting *list = kp_check_ask(check, "enforceNodeAllocatable");

	for (size_t i = 0; i < sizeof(reserved) / sizeof(reserved[0]); i++) {
		if (has(list, reserved[i][0]) && has(list, reserved[i][1])) {
			kp_check_refuse(check, list,
					INVALID
					"enforceNodeAllocatable may not contain both %s and %s",
					reserved[i][0], reserved[i][1]);
		}
	}
	for (size_t i = 1; i < list->element_count && i < 8; i++) {
		for (size_t j = 0; j < i; j++) {
			if (strcmp(list->elements[i], list->elements[j]) == 0) {
				kp_check_refuse(check, list,
						INVALID "%s is twice in enforceNodeAllocatable",
						list->elements[i]);
			}
		}
	}
}

/** Read the digits of a number. @param[in,out] text what is behind them */
static bool read_number(const char **text, int64_t *ret_number)
{
	char digits[16] = { 0 };
	size_t len = strspn(*text, "0123456789");

	if (len == 0 || len >= sizeof(digits)) {
		return false;
	}
	memcpy(digits, *text, len);
	*text += len;
	return kp_go_int(digits, 10, 64, ret_number);
}

/** Whether a text is a set of CPUs, `0-3,8` (k8s.io/utils/cpuset, Parse). */
static bool is_cpu_set(const char *text)
{
	bool more = true;

	while (more) {
		int64_t first;
		int64_t last;

		if (!read_number(&text, &first)) {
			return false;
		}
		last = first;
		if (*text == '-') {
			text++;
			if (!read_number(&text, &last)) {
				return false;
			}
		}
		more = *text == ',';
		if (last < first || (*text != '\0' && !more)) {
			return false;
		}
		text += more ? 1 : 0;
	}
	return true;
}

static void check_reserved_cpus(struct kp_check *check)
{
	const struct kp_setting *cpus = kp_check_ask(check, "reservedSystemCPUs");
	const struct kp_setting *system = kp_check_ask(check, "systemReservedCgroup");
	const struct kp_setting *kube = kp_check_ask(check, "kubeReservedCgroup");

	if (!kp_check_has_value(cpus)) {
		return;
	}
	if (kp_check_has_value(system) || kp_check_has_value(kube)) {
		kp_check_refuse_with(check, cpus, kp_check_has_value(system) ? system : kube,
				     INVALID "reservedSystemCPUs cannot be given with "
					     "systemReservedCgroup or kubeReservedCgroup");
	}
	if (!is_cpu_set(cpus->value)) {
		kp_check_refuse(check, cpus, INVALID "reservedSystemCPUs %s is no set of CPUs",
				cpus->value);
	}
}

/** First and last minor versions, as in rules.c. */
static const struct kp_rule rules[] = {
	{ KP_MINOR_FIRST, KP_MINOR_LAST, check_system_cgroups },
	{ KP_MINOR_FIRST, KP_MINOR_LAST, check_enforcements },
	{ 36, KP_MINOR_LAST, check_enforcements_unique },
	{ KP_MINOR_FIRST, KP_MINOR_LAST, check_reserved_cpus },
};

enum kp_status kp_reservations_check(const struct kp_view *view, struct kp_error *reterr)
{
	return kp_check_rules(rules, sizeof(rules) / sizeof(rules[0]), view, reterr);
}
