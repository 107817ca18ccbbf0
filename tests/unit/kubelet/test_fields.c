/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include <string.h>

#include "component/component.h"
#include "kubelet/fields.h"
#include "kubelet/flags.h"
#include "table.h"

struct find_row {
	const char *name; /* the path */
	int minor;
	bool found;
	const char *preset;
	const char *legacy;
};

static struct find_row find_rows[] = {
	{ "authorization.mode", 20, true, "Webhook", "AlwaysAllow" },
	{ "authorization.mode", 36, true, "Webhook", "AlwaysAllow" },
	{ "authentication.anonymous.enabled", 36, true, "false", "true" },
	{ "authentication.webhook.enabled", 36, true, "true", "false" },
	{ "readOnlyPort", 36, true, "0", "10255" },
	{ "authentication.x509.clientCAFile", 36, true, NULL, NULL },
	{ "streamingConnectionIdleTimeout", 36, true, "4h0m0s", NULL },
	{ "makeIPTablesUtilChains", 36, true, "true", NULL },
	{ "protectKernelDefaults", 36, true, "false", NULL },
	{ "eventRecordQPS", 26, true, "5", NULL },
	{ "eventRecordQPS", 27, true, "50", NULL },
	{ "eventBurst", 26, true, "10", NULL },
	{ "eventBurst", 27, true, "100", NULL },
	{ "tlsCertFile", 36, true, NULL, NULL },
	{ "rotateCertificates", 36, true, "false", NULL },
	{ "serverTLSBootstrap", 36, true, "false", NULL },
	{ "tlsCipherSuites", 36, true, NULL, NULL },
	{ "podPidsLimit", 36, true, "-1", NULL },
	{ "seccompDefault", 36, true, "false", NULL },
	{ "port", 36, true, "10250", NULL },
	{ "evictionHard", 25, true,
	  "imagefs.available=15%, memory.available=100Mi, nodefs.available=10%, "
	  "nodefs.inodesFree=5%",
	  NULL },
	{ "evictionHard", 26, true,
	  "imagefs.available=15%, memory.available=100Mi, nodefs.available=10%, "
	  "nodefs.inodesFree=5%",
	  "" },
	{ "enableProfilingHandler", 20, false, NULL, NULL },
	{ "enableProfilingHandler", 21, true, "true", NULL },
	{ "enableDebugFlagsHandler", 20, false, NULL, NULL },
	{ "enableDebugFlagsHandler", 21, true, "true", NULL },
	{ "mergeDefaultEvictionSettings", 32, false, NULL, NULL },
	{ "mergeDefaultEvictionSettings", 33, true, "false", NULL },
	{ "seccompDefault", 21, false, NULL, NULL },
	{ "seccompDefault", 22, true, "false", NULL },
	{ "failCgroupV1", 30, false, NULL, NULL },
	{ "failCgroupV1", 31, true, "false", NULL },
	{ "failCgroupV1", 35, true, "true", NULL },
	{ "memoryThrottlingFactor", 36, true, "0.9", NULL },
	{ "memoryThrottlingFactor", 37, true, NULL, NULL },
	{ "defaultPodSysctls", 36, false, NULL, NULL },
	{ "defaultPodSysctls", 37, true, NULL, NULL },
	{ "registerNode", 22, false, NULL, NULL },
	{ "registerNode", 23, true, "true", NULL },
	{ "containerRuntimeEndpoint", 26, false, NULL, NULL },
	{ "podLogsDir", 29, false, NULL, NULL },
	{ "memoryManagerPolicy", 20, false, NULL, NULL },
	{ "memoryManagerPolicy", 21, true, "None", NULL },
	{ "logging.sanitization", 23, true, "false", NULL },
	{ "logging.sanitization", 25, false, NULL, NULL },
	{ "", 36, false, NULL, NULL },
	{ "authorization", 36, false, NULL, NULL },
	{ "Authorization.mode", 36, false, NULL, NULL },
	{ "authorization.mode.", 36, false, NULL, NULL },
	{ "authorization-mode", 36, false, NULL, NULL },
	{ "hostnameOverride", 36, false, NULL, NULL },
};

static void test_find(void **state)
{
	const struct find_row *row = *state;
	const struct kp_field *field = kp_field_find(&kp_kubelet_type, row->name, row->minor);

	assert_int_equal(field != NULL, row->found);
	if (field != NULL) {
		assert_string_equal(field->path, row->name);
		table_assert_text(field->preset, row->preset);
		table_assert_text(field->legacy, row->legacy);
		assert_ptr_equal(&kp_kubelet_type.rows[kp_field_index(&kp_kubelet_type, field)],
				 field);
	}
}

/** Only four values differ without --config, and the thresholds. */
static void test_legacy(void **state)
{
	size_t count = 0;

	(void)state;
	for (size_t i = 0; i < kp_kubelet_type.count; i++) {
		const struct kp_field *field = &kp_kubelet_type.rows[i];

		if (field->legacy != NULL && strcmp(field->path, "evictionHard") != 0) {
			count++;
			assert_string_not_equal(field->legacy, field->preset);
		}
	}
	assert_int_equal(count, 4);
}

/** Each row makes sense, and no path has two in one version. */
static void test_table(void **state)
{
	(void)state;
	for (size_t i = 0; i < kp_kubelet_type.count; i++) {
		const struct kp_field *field = &kp_kubelet_type.rows[i];

		assert_int_equal(kp_field_index(&kp_kubelet_type, field), i);
		assert_true(field->since >= KP_MINOR_FIRST && field->since <= field->until);
		assert_true(field->until <= KP_MINOR_LAST);
		assert_true(field->type < KP_FIELD__COUNT);
		for (size_t other = 0; other < i; other++) {
			const struct kp_field *before = &kp_kubelet_type.rows[other];

			assert_false(strcmp(before->path, field->path) == 0 &&
				     field->since <= before->until &&
				     before->since <= field->until);
			/* A path is a field or an object, and not both. */
			assert_false(kp_field_is_object_fold(&kp_kubelet_type, field->path,
							     field->since));
		}
	}
}

/** A plain field whose default is zero cannot be told from one that is not said. */
static void test_never_unset(void **state)
{
	static const char *const paths[] = { "readOnlyPort", "rotateCertificates",
					     "serverTLSBootstrap", "protectKernelDefaults" };

	(void)state;
	for (size_t i = 0; i < sizeof(paths) / sizeof(paths[0]); i++) {
		assert_int_equal(kp_field_find(&kp_kubelet_type, paths[i], 36)->unset,
				 KP_UNSET_NEVER);
	}
}

struct object_row {
	const char *name; /* the path */
	int minor;
	bool is_object;
	bool is_folded; /* with letters of any case */
};

static struct object_row object_rows[] = {
	{ "authorization", 36, true, true },
	{ "authorization.webhook", 36, true, true },
	{ "authentication.x509", 36, true, true },
	{ "authorization.mode", 36, false, false },
	{ "authorizatio", 36, false, false },
	{ "authorization.", 36, false, false },
	{ "", 36, false, false },
	{ "maxPods", 36, false, false },
	{ "evictionHard", 36, false, false },
	{ "crashLoopBackOff", 31, false, false },
	{ "crashLoopBackOff", 32, true, true },
	{ "Authorization", 36, false, true },
	{ "AUTHENTICATION.X509", 36, false, true },
	{ "authentication.webhoo\xE2\x84\xAA", 36, false, true },
	{ "authentication.anonymou\xC5\xBF", 36, false, true },
	{ "authorization.webhoo\xE2\x84", 36, false, false },
	{ "logging.options", 22, false, false },
	{ "logging.options", 23, true, true },
};

static void test_object(void **state)
{
	const struct object_row *row = *state;

	bool is_object = !row->is_object;

	assert_ptr_equal(kp_field_look(&kp_kubelet_type, row->name, row->minor, &is_object),
			 kp_field_find(&kp_kubelet_type, row->name, row->minor));
	assert_int_equal(is_object, row->is_object);
	assert_int_equal(kp_field_is_object_fold(&kp_kubelet_type, row->name, row->minor),
			 row->is_folded);
}

static void test_fold(void **state)
{
	const struct kp_field *field =
		kp_field_find_fold(&kp_kubelet_type, "AUTHORIZATION.mode", 36);

	(void)state;
	assert_non_null(field);
	assert_string_equal(field->path, "authorization.mode");
	assert_ptr_equal(kp_field_find_fold(&kp_kubelet_type, "authorization.mode", 36), field);
	assert_null(kp_field_find_fold(&kp_kubelet_type, "authorization.mod", 36));
	assert_null(kp_field_find_fold(&kp_kubelet_type, "PODLOGSDIR", 29));
	assert_non_null(kp_field_find_fold(&kp_kubelet_type, "PODLOGSDIR", 30));
	assert_ptr_equal(kp_field_find_internal(&kp_kubelet_type, "Authorization.Mode", 36), field);
	assert_ptr_equal(kp_field_find_internal(&kp_kubelet_type, "resolverconfig", 36),
			 kp_field_find(&kp_kubelet_type, "resolvConf", 36));
	assert_null(kp_field_find_internal(&kp_kubelet_type, "RESOLVCONF", 36));
	field = kp_field_find(&kp_kubelet_type, "makeIPTablesUtilChains", 36);
	assert_ptr_equal(kp_field_find_fold(&kp_kubelet_type,
					    "ma\xE2\x84\xAA"
					    "eIPTablesUtilChain\xC5\xBF",
					    36),
			 field);
	assert_ptr_equal(kp_field_find_internal(&kp_kubelet_type,
						"Ma\xE2\x84\xAA"
						"eIPTablesUtilChains",
						36),
			 field);
	assert_ptr_equal(kp_field_find_internal(&kp_kubelet_type, "re\xC5\xBFolverConfig", 36),
			 kp_field_find(&kp_kubelet_type, "resolvConf", 36));
	assert_null(kp_field_find_internal(&kp_kubelet_type, "re\xC5\xBFolvConf", 36));
}

struct type_row {
	const char *name; /* the path */
	bool is_map;
	bool is_path;
};

static struct type_row type_rows[] = {
	{ "evictionHard", true, false },
	{ "featureGates", true, false },
	{ "staticPodURLHeader", true, false },
	{ "clusterDNS", false, false },
	{ "registerWithTaints", false, false },
	{ "authorization.mode", false, false },
	{ "cgroupRoot", false, false },
	{ "staticPodPath", false, true },
	{ "authentication.x509.clientCAFile", false, true },
	{ "tlsCertFile", false, true },
	{ "tlsPrivateKeyFile", false, true },
	{ "resolvConf", false, true },
	{ "defaultPodSysctls", true, false },
	{ "volumePluginDir", false, true },
	{ "podLogsDir", false, true },
};

static void test_type(void **state)
{
	const struct type_row *row = *state;
	const struct kp_field *field = kp_field_find(&kp_kubelet_type, row->name, KP_MINOR_LAST);

	assert_non_null(field);
	assert_int_equal(kp_field_is_map(field), row->is_map);
	assert_int_equal(kp_field_is_path(&kp_kubelet_type, field), row->is_path);
}

/** The number of paths is that of the configuration. */
static void test_paths(void **state)
{
	size_t paths = 0;

	(void)state;
	for (size_t i = 0; i < kp_kubelet_type.count; i++) {
		const struct kp_field *field = &kp_kubelet_type.rows[i];

		if (field->until == KP_MINOR_LAST) {
			paths += kp_field_is_path(&kp_kubelet_type, field) ? 1 : 0;
		}
	}
	assert_int_equal(paths, 7);
}

static void test_element(void **state)
{
	enum kp_field_type type = KP_FIELD__COUNT;

	(void)state;
	assert_true(kp_field_find_element(&kp_kubelet_type,
					  kp_field_find(&kp_kubelet_type, "registerWithTaints", 36),
					  "key", &type));
	assert_int_equal(type, KP_FIELD_STRING);
	assert_true(kp_field_find_element(&kp_kubelet_type,
					  kp_field_find(&kp_kubelet_type, "reservedMemory", 36),
					  "numaNode", &type));
	assert_int_equal(type, KP_FIELD_INT32);
	type = KP_FIELD__COUNT;
	assert_false(kp_field_find_element(
		&kp_kubelet_type, kp_field_find(&kp_kubelet_type, "registerWithTaints", 36), "Key",
		&type));
	assert_false(kp_field_find_element(
		&kp_kubelet_type, kp_field_find(&kp_kubelet_type, "clusterDNS", 36), "key", &type));
	assert_int_equal(type, KP_FIELD__COUNT);
}

int main(void)
{
	static const struct table tables[] = {
		TABLE_ROWS(test_find, find_rows),
		TABLE_ONE(test_legacy),
		TABLE_ONE(test_table),
		TABLE_ONE(test_never_unset),
		TABLE_ROWS(test_object, object_rows),
		TABLE_ONE(test_fold),
		TABLE_ROWS(test_type, type_rows),
		TABLE_ONE(test_paths),
		TABLE_ONE(test_element),
	};

	return TABLE_MAIN(tables);
}
