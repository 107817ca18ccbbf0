/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "kubelet/rules.h"

#include <string.h>

#include "base/govalue.h"
#include "component/check.h"
#include "component/component.h"
#include "kubelet/reservations.h"

enum {
	MILLISECOND = 1000000,
	SECOND = 1000000000
};

#define INVALID "invalid configuration: "

static void check_image_gc(struct kp_check *check)
{
	const struct kp_setting *low = kp_check_ask(check, "imageGCLowThresholdPercent");
	const struct kp_setting *high = kp_check_ask(check, "imageGCHighThresholdPercent");

	if (kp_check_int(low, 0) >= kp_check_int(high, 100)) {
		kp_check_refuse_with(check, low, high,
				     INVALID "imageGCLowThresholdPercent %s must be less than "
					     "imageGCHighThresholdPercent %s",
				     low->value, high->value);
	}
}

static void check_image_age(struct kp_check *check)
{
	const struct kp_setting *most = kp_check_ask(check, "imageMaximumGCAge");
	const struct kp_setting *least = kp_check_ask(check, "imageMinimumGCAge");
	int64_t age = kp_check_duration(most);

	if (age < 0) {
		kp_check_refuse(check, most, INVALID "imageMaximumGCAge %s must not be negative",
				most->value);
	}
	if (age > 0 && age <= kp_check_duration(least)) {
		kp_check_refuse_with(check, most, least,
				     INVALID "imageMaximumGCAge %s must be greater than "
					     "imageMinimumGCAge %s",
				     most->value, least->value);
	}
	if (age != 0 && !kp_check_gate(check, "ImageMaximumGCAge")) {
		kp_check_refuse(check, most,
				INVALID
				"imageMaximumGCAge requires feature gate ImageMaximumGCAge");
	}
}

static void check_least_image_age(struct kp_check *check)
{
	const struct kp_setting *least = kp_check_ask(check, "imageMinimumGCAge");

	if (kp_check_duration(least) < 0) {
		kp_check_refuse(check, least, INVALID "imageMinimumGCAge %s must not be negative",
				least->value);
	}
}

/** The least period was 1 us, and is 1 ms in 1.30 at the latest. */
static void check_quota_period(struct kp_check *check)
{
	const struct kp_setting *period = kp_check_ask(check, "cpuCFSQuotaPeriod");
	int64_t value = kp_check_duration(period);
	int64_t least = check->view->minor >= 30 ? MILLISECOND : 1000;

	if (!kp_check_is_said(period) || value == (int64_t)100 * MILLISECOND) {
		return;
	}
	if (!kp_check_gate(check, "CustomCPUCFSQuotaPeriod")) {
		kp_check_refuse(check, period,
				INVALID "cpuCFSQuotaPeriod %s requires feature gate "
					"CustomCPUCFSQuotaPeriod",
				period->value);
	}
	if (value < least || value > SECOND) {
		kp_check_refuse(check, period,
				INVALID "cpuCFSQuotaPeriod %s must be between %s and 1s",
				period->value, least == MILLISECOND ? "1ms" : "1us");
	}
}

static void check_parallel_pulls(struct kp_check *check)
{
	const struct kp_setting *pulls = kp_check_ask(check, "maxParallelImagePulls");
	const struct kp_setting *serial = kp_check_ask(check, "serializeImagePulls");
	int64_t number = kp_check_int(pulls, 1);

	if (number < 1) {
		kp_check_refuse(check, pulls,
				INVALID "maxParallelImagePulls %s must be a positive number",
				pulls->value);
	}
	if (number > 1 && kp_check_is(serial, "true")) {
		kp_check_refuse_with(check, pulls, serial,
				     INVALID
				     "maxParallelImagePulls %s needs serializeImagePulls to "
				     "be false",
				     pulls->value);
	}
}

static void check_run_once(struct kp_check *check)
{
	const struct kp_setting *once = kp_check_ask(check, "runOnce");

	if (kp_check_is(once, "true")) {
		kp_check_refuse(check, once, INVALID "runOnce should not be set any more");
	}
}

static void check_topology_gate(struct kp_check *check)
{
	const struct kp_setting *policy = kp_check_ask(check, "topologyManagerPolicy");
	const struct kp_setting *scope = kp_check_ask(check, "topologyManagerScope");

	if ((kp_check_is(policy, "none") && kp_check_is(scope, "container")) ||
	    kp_check_gate(check, "TopologyManager")) {
		return;
	}
	kp_check_refuse(check, kp_check_is(policy, "none") ? scope : policy,
			INVALID "topologyManager%s requires feature gate TopologyManager",
			kp_check_is(policy, "none") ? "Scope" : "Policy");
}

/** A period of the shutdown: none, or a second at least. */
static void check_period(struct kp_check *check, const struct kp_setting *period, const char *name)
{
	int64_t value = kp_check_duration(period);

	if (value < 0 || (value > 0 && value < SECOND)) {
		kp_check_refuse(check, period, INVALID "%s %s must be 0 or 1s at least", name,
				period->value);
	}
}

static void check_shutdown(struct kp_check *check)
{
	const struct kp_setting *all = kp_check_ask(check, "shutdownGracePeriod");
	const struct kp_setting *critical = kp_check_ask(check, "shutdownGracePeriodCriticalPods");
	bool any = kp_check_duration(all) > 0 || kp_check_duration(critical) > 0;

	if (!kp_check_gate(check, "GracefulNodeShutdown")) {
		if (any) {
			kp_check_refuse(check, kp_check_duration(all) > 0 ? all : critical,
					INVALID
					"shutdownGracePeriod and shutdownGracePeriodCriticalPods "
					"require feature gate GracefulNodeShutdown");
		}
		return;
	}
	check_period(check, all, "shutdownGracePeriod");
	check_period(check, critical, "shutdownGracePeriodCriticalPods");
	if (kp_check_duration(critical) > kp_check_duration(all)) {
		kp_check_refuse_with(check, critical, all,
				     INVALID
				     "shutdownGracePeriodCriticalPods %s must not be longer "
				     "than shutdownGracePeriod %s",
				     critical->value, all->value == NULL ? "0s" : all->value);
	}
}

static void check_shutdown_by_priority(struct kp_check *check)
{
	const struct kp_setting *all = kp_check_ask(check, "shutdownGracePeriod");
	const struct kp_setting *critical = kp_check_ask(check, "shutdownGracePeriodCriticalPods");
	const struct kp_setting *each = kp_check_ask(check, "shutdownGracePeriodByPodPriority");

	if (each->element_count == 0) {
		return;
	}
	if (!kp_check_gate(check, "GracefulNodeShutdownBasedOnPodPriority")) {
		kp_check_refuse(check, each,
				INVALID "shutdownGracePeriodByPodPriority requires feature gate "
					"GracefulNodeShutdownBasedOnPodPriority");
	}
	if (kp_check_duration(all) > 0 || kp_check_duration(critical) > 0) {
		kp_check_refuse_with(check, each, kp_check_duration(all) > 0 ? all : critical,
				     INVALID
				     "shutdownGracePeriodByPodPriority and shutdownGracePeriod "
				     "cannot both be given");
	}
}

static void check_swap(struct kp_check *check)
{
	const struct kp_setting *swap = kp_check_ask(check, "memorySwap.swapBehavior");
	bool is_old = check->view->minor < 30;

	if (!kp_check_is_said(swap) || !kp_check_has_value(swap)) {
		return;
	}
	if (!kp_check_gate(check, "NodeSwap")) {
		kp_check_refuse(check, swap,
				INVALID "memorySwap.swapBehavior requires feature gate NodeSwap");
	}
	/* 1.28 and 1.29 may know either word beside LimitedSwap: they have to be told apart by none. */
	if (!kp_check_is(swap, "LimitedSwap") && !(kp_check_is(swap, "UnlimitedSwap") && is_old) &&
	    !(kp_check_is(swap, "NoSwap") && check->view->minor >= 28)) {
		kp_check_refuse(check, swap, INVALID "unknown memorySwap.swapBehavior \"%s\"",
				swap->value);
	}
}

static void check_restart_period(struct kp_check *check)
{
	const struct kp_setting *period =
		kp_check_ask(check, "crashLoopBackOff.maxContainerRestartPeriod");
	int64_t value = kp_check_duration(period);

	if (!kp_check_is_said(period) || period->value == NULL) {
		return;
	}
	if (!kp_check_gate(check, "KubeletCrashLoopBackOffMax")) {
		kp_check_refuse(check, period,
				INVALID
				"crashLoopBackOff.maxContainerRestartPeriod requires feature "
				"gate KubeletCrashLoopBackOffMax");
	}
	if (value < SECOND || value > (int64_t)300 * SECOND) {
		kp_check_refuse(check, period,
				INVALID "crashLoopBackOff.maxContainerRestartPeriod %s must be "
					"between 1s and 300s",
				period->value);
	}
}

static void check_pull_policy(struct kp_check *check)
{
	static const char *const words[] = { "NeverVerify", "NeverVerifyPreloadedImages",
					     "NeverVerifyAllowlistedImages", "AlwaysVerify" };
	const struct kp_setting *policy =
		kp_check_ask(check, "imagePullCredentialsVerificationPolicy");
	const struct kp_setting *list = kp_check_ask(check, "preloadedImagesVerificationAllowlist");
	bool is_known = false;

	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
		is_known = is_known || kp_check_is(policy, words[i]);
	}
	if (kp_check_is_said(policy) && kp_check_has_value(policy)) {
		if (!kp_check_gate(check, "KubeletEnsureSecretPulledImages")) {
			kp_check_refuse(check, policy,
					INVALID "imagePullCredentialsVerificationPolicy requires "
						"feature gate KubeletEnsureSecretPulledImages");
		} else if (!is_known) {
			kp_check_refuse(check, policy,
					INVALID
					"unknown imagePullCredentialsVerificationPolicy \"%s\"",
					policy->value);
		}
	}
	if (list->element_count > 0 && !kp_check_is(policy, "NeverVerifyAllowlistedImages")) {
		kp_check_refuse(check, list,
				INVALID "preloadedImagesVerificationAllowlist needs the "
					"imagePullCredentialsVerificationPolicy "
					"NeverVerifyAllowlistedImages");
	}
}

static void check_hidden_metrics(struct kp_check *check)
{
	kp_check_hidden_metrics(check, INVALID);
}

static void check_tracing(struct kp_check *check)
{
	const struct kp_setting *rate = kp_check_ask(check, "tracing.samplingRatePerMillion");
	int64_t number = kp_check_int(rate, 0);

	if (kp_check_is_said(rate) && rate->value != NULL &&
	    !kp_check_gate(check, "KubeletTracing")) {
		kp_check_refuse(check, rate,
				INVALID "tracing requires feature gate KubeletTracing");
	}
	if (number < 0 || number > 1000000) {
		kp_check_refuse(check, rate,
				INVALID "tracing.samplingRatePerMillion %s must be between 0 and "
					"1000000",
				rate->value);
	}
}

static void check_throttling(struct kp_check *check)
{
	const struct kp_setting *factor = kp_check_ask(check, "memoryThrottlingFactor");
	double value;

	if (!kp_check_is_said(factor) || factor->value == NULL ||
	    !kp_go_float(factor->value, &value)) {
		return;
	}
	if (!(value > 0 && value <= 1)) {
		kp_check_refuse(check, factor,
				INVALID "memoryThrottlingFactor %s must be greater than 0 and at "
					"most 1",
				factor->value);
	}
	if (check->view->minor >= 37 && value != 0.9 && !kp_check_gate(check, "MemoryQoS")) {
		kp_check_refuse(check, factor,
				INVALID "memoryThrottlingFactor %s requires feature gate MemoryQoS",
				factor->value);
	}
}

static void check_reservation_policy(struct kp_check *check)
{
	const struct kp_setting *policy = kp_check_ask(check, "memoryReservationPolicy");

	if (!kp_check_is_said(policy) || !kp_check_has_value(policy) ||
	    kp_check_is(policy, "None")) {
		return;
	}
	if (!kp_check_is(policy, "TieredReservation")) {
		kp_check_refuse(check, policy, INVALID "unknown memoryReservationPolicy \"%s\"",
				policy->value);
	}
	if (!kp_check_gate(check, "MemoryQoS")) {
		kp_check_refuse(check, policy,
				INVALID
				"memoryReservationPolicy %s requires feature gate MemoryQoS",
				policy->value);
	}
}

static void check_runtime_endpoint(struct kp_check *check)
{
	const struct kp_setting *endpoint = kp_check_ask(check, "containerRuntimeEndpoint");

	if (kp_check_is_said(endpoint) && !kp_check_has_value(endpoint)) {
		kp_check_refuse(check, endpoint,
				INVALID "containerRuntimeEndpoint must not be empty");
	}
}

static void check_log_query(struct kp_check *check)
{
	const struct kp_setting *query = kp_check_ask(check, "enableSystemLogQuery");
	const struct kp_setting *handler = kp_check_ask(check, "enableSystemLogHandler");

	if (!kp_check_is(query, "true")) {
		return;
	}
	if (!kp_check_gate(check, "NodeLogQuery")) {
		kp_check_refuse(check, query,
				INVALID "enableSystemLogQuery requires feature gate NodeLogQuery");
	}
	if (kp_check_is(handler, "false")) {
		kp_check_refuse_with(check, query, handler,
				     INVALID "enableSystemLogQuery needs enableSystemLogHandler");
	}
}

static void check_log_interval(struct kp_check *check)
{
	const struct kp_setting *interval = kp_check_ask(check, "containerLogMonitorInterval");

	if (kp_check_is_said(interval) && kp_check_duration(interval) < (int64_t)3 * SECOND) {
		kp_check_refuse(check, interval,
				INVALID "containerLogMonitorInterval %s must be 3s at least",
				interval->value);
	}
}

/** Whether a path has neither `.`, `..`, `//` nor a `/` at its end. */
static bool is_clean(const char *path)
{
	if (strcmp(path, "/") == 0) {
		return true;
	}
	for (const char *at = path; *at == '/';) {
		size_t len = strcspn(at + 1, "/");

		if (len == 0 || (len == 1 && at[1] == '.') ||
		    (len == 2 && at[1] == '.' && at[2] == '.')) {
			return false;
		}
		at += 1 + len;
	}
	return path[0] == '/';
}

static void check_pod_logs(struct kp_check *check)
{
	const struct kp_setting *dir = kp_check_ask(check, "podLogsDir");

	if (!kp_check_is_said(dir) || dir->value == NULL) {
		return;
	}
	if (!is_clean(dir->value)) {
		kp_check_refuse(check, dir,
				INVALID "podLogsDir %s must be an absolute path without . and ..",
				dir->value);
	}
	for (const char *at = dir->value; *at != '\0'; at++) {
		if ((unsigned char)*at > 0x7f) {
			kp_check_refuse(check, dir, INVALID "podLogsDir %s must be ASCII",
					dir->value);
		}
	}
}

static void check_default_sysctls(struct kp_check *check)
{
	const struct kp_setting *sysctls = kp_check_ask(check, "defaultPodSysctls");

	if (sysctls->element_count > 0 && !kp_check_gate(check, "DefaultPodSysctls")) {
		kp_check_refuse(check, sysctls,
				INVALID
				"defaultPodSysctls requires feature gate DefaultPodSysctls");
	}
}

/**
 * First and last minor versions, as validation.go of 1.20, 1.24, 1.31 and 1.36 has them; the fields of
 * some are younger. What is in a later one alone, and when it came is not known, begins there.
 */
static const struct kp_rule rules[] = {
	{ KP_MINOR_FIRST, KP_MINOR_LAST, check_image_gc },
	{ 29, KP_MINOR_LAST, check_image_age },
	{ 36, KP_MINOR_LAST, check_least_image_age },
	{ KP_MINOR_FIRST, KP_MINOR_LAST, check_quota_period },
	{ 27, KP_MINOR_LAST, check_parallel_pulls },
	{ 36, KP_MINOR_LAST, check_run_once },
	{ KP_MINOR_FIRST, 26, check_topology_gate },
	{ KP_MINOR_FIRST, KP_MINOR_LAST, check_shutdown },
	{ 23, KP_MINOR_LAST, check_shutdown_by_priority },
	{ 22, KP_MINOR_LAST, check_swap },
	{ 32, KP_MINOR_LAST, check_restart_period },
	{ 33, KP_MINOR_LAST, check_pull_policy },
	{ KP_MINOR_FIRST, KP_MINOR_LAST, check_hidden_metrics },
	{ 25, KP_MINOR_LAST, check_tracing },
	{ 22, KP_MINOR_LAST, check_throttling },
	{ 36, KP_MINOR_LAST, check_reservation_policy },
	{ 27, KP_MINOR_LAST, check_runtime_endpoint },
	{ 27, KP_MINOR_LAST, check_log_query },
	{ 30, KP_MINOR_LAST, check_log_interval },
	{ 30, KP_MINOR_LAST, check_pod_logs },
	{ 37, KP_MINOR_LAST, check_default_sysctls },
};

enum kp_status kp_rules_check(const struct kp_view *view, struct kp_error *reterr)
{
	enum kp_status status =
		kp_check_rules(rules, sizeof(rules) / sizeof(rules[0]), view, reterr);

	return status == KP_OK ? kp_reservations_check(view, reterr) : status;
}
