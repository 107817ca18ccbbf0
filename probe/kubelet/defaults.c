/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "kubelet/defaults.h"

#include <string.h>

#include "base/cleanup.h"
#include "base/text.h"
#include "component/field_node.h"
#include "kubelet/fields.h"

/** @return what files say of a field; NULL if they say nothing, or that version has no such field */
static const struct kp_node *find_said(const struct kp_config *config, int minor, const char *path)
{
	const struct kp_field *field = kp_field_find(&kp_kubelet_type, path, minor);

	return field == NULL ? NULL : kp_config_get(config, field)->node;
}

/** The status is reported as often as it is updated, where somebody says how often that is. */
static enum kp_status find_report_frequency(const struct kp_view *view,
					    const struct kp_field *field, struct kp_value *value,
					    struct kp_error *reterr)
{
	const struct kp_node *update =
		find_said(view->config, view->minor, "nodeStatusUpdateFrequency");

	return update == NULL ? kp_field_default(field, view->with_config, value, reterr)
			      : kp_field_format(&kp_kubelet_type, field, update, value, reterr);
}

/** Images are pulled one after the other, unless somebody says how many at once. */
static enum kp_status find_serialize_pulls(const struct kp_view *view, const struct kp_field *field,
					   struct kp_value *value, struct kp_error *reterr)
{
	const struct kp_node *parallel =
		find_said(view->config, view->minor, "maxParallelImagePulls");

	return parallel == NULL || parallel->integer < 2
		       ? kp_field_default(field, view->with_config, value, reterr)
		       : kp_text_dup("false", &value->text, reterr);
}

/**
 * From 1.26 on the thresholds are a default of the file of --config alone, set after it was decoded
 * (server.go loadConfigFile): what drop-in files take away does not come back.
 */
static enum kp_status find_eviction(const struct kp_view *view, const struct kp_field *field,
				    struct kp_value *value, struct kp_error *reterr)
{
	return view->is_merged ? KP_OK : kp_field_default(field, view->with_config, value, reterr);
}

/** A default that is there only while a gate is on. */
static enum kp_status find_behind(const char *gate, const struct kp_view *view,
				  const struct kp_field *field, struct kp_value *value,
				  struct kp_error *reterr)
{
	bool is_on = false;
	enum kp_status status = kp_find_gate(view, gate, &is_on, reterr);

	return status == KP_OK && is_on ? kp_field_default(field, view->with_config, value, reterr)
					: status;
}

static enum kp_status find_restart_period(const struct kp_view *view, const struct kp_field *field,
					  struct kp_value *value, struct kp_error *reterr)
{
	return find_behind("KubeletCrashLoopBackOffMax", view, field, value, reterr);
}

static enum kp_status find_pull_policy(const struct kp_view *view, const struct kp_field *field,
				       struct kp_value *value, struct kp_error *reterr)
{
	return find_behind("KubeletEnsureSecretPulledImages", view, field, value, reterr);
}

static const struct {
	const char *path;
	enum kp_status (*find)(const struct kp_view *view, const struct kp_field *field,
			       struct kp_value *value, struct kp_error *reterr);
} derived[] = {
	{ "crashLoopBackOff.maxContainerRestartPeriod", find_restart_period },
	{ "evictionHard", find_eviction },
	{ "imagePullCredentialsVerificationPolicy", find_pull_policy },
	{ "nodeStatusReportFrequency", find_report_frequency },
	{ "serializeImagePulls", find_serialize_pulls },
};

enum kp_status kp_defaults_find(const struct kp_view *view, const struct kp_field *field,
				struct kp_value *value, struct kp_error *reterr)
{
	for (size_t i = 0; i < sizeof(derived) / sizeof(derived[0]); i++) {
		if (strcmp(derived[i].path, field->path) == 0) {
			return derived[i].find(view, field, value, reterr);
		}
	}
	return kp_field_default(field, view->with_config, value, reterr);
}

/** Append the members of a map to another one. Of those of one key the last counts. */
static enum kp_status append(struct kp_node *map, const struct kp_node *more,
			     struct kp_error *reterr)
{
	enum kp_status status = KP_OK;

	for (size_t i = 0; status == KP_OK && i < more->count; i++) {
		status = kp__node_append(map, &more->members[i], &kp_no_limits, reterr);
	}
	return status;
}

enum kp_status kp_defaults_unite_evictions(struct kp_config *config, int minor,
					   struct kp_document *scratch, struct kp_error *reterr)
{
	static const struct kp_place built_in = {
		.source = KP_SOURCE_DEFAULT,
		.text = "default with --config",
	};
	const struct kp_node *asked = find_said(config, minor, "mergeDefaultEvictionSettings");
	const struct kp_field *field = kp_field_find(&kp_kubelet_type, "evictionHard", minor);
	struct kp_said said = *kp_config_get(config, field);
	KP_CLEANUP(kp_value_done) struct kp_value value = { 0 };
	struct kp_node *united;
	enum kp_status status;

	if (asked == NULL || !asked->boolean || said.node == NULL) {
		return KP_OK;
	}
	status = kp_field_default(field, true, &value, reterr);
	if (status == KP_OK) {
		status = kp_field_to_node(field, &value, &built_in, scratch, &united, reterr);
	}
	if (status == KP_OK) {
		status = append(united, said.node, reterr);
	}
	if (status == KP_OK) {
		said.node = united;
		kp_config_set(config, field, &said);
	}
	return status;
}
