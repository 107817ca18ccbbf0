/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Whole documents are compared with those of real kubelets by command/test_configz.py. */
#include <stdlib.h>
#include <string.h>

#include "base/cleanup.h"
#include "command/kubeletconfig.h"
#include "files/ctx.h"
#include "fixture_kubelet.h"
#include "kubelet/component.h"
#include "table.h"

#define H   FIXTURE_HEADER
#define M   FIXTURE_CONFIG
#define URL "https://127.0.0.1:10250/configz"

/** A kubelet, and a part of its configuration, or of the error. */
struct row {
	const char *name;
	int minor; /* 0: not known */
	const char *argv;
	const char *main; /* NULL: there is no such file */
	const char *part;
	const char *lacks; /* what is not there; NULL: whatever is there will do */
	enum kp_status status;
};

static struct row rows[] = {
	{ "a flag", 30, "--authorization-mode=Webhook\n", NULL,
	  "\"authorization\":{\"mode\":\"Webhook\"", NULL, KP_OK },
	{ "a file", 30, M, H "readOnlyPort: 7\n", "\"readOnlyPort\":7", NULL, KP_OK },
	{ "what is omitempty and zero", 30, M, H, "{\"kubeletconfig\":{", "readOnlyPort", KP_OK },
	{ "a pointer to zero", 30, M "--anonymous-auth=false\n", H,
	  "\"anonymous\":{\"enabled\":false}", NULL, KP_OK },
	{ "a duration of zero", 30, M "--streaming-connection-idle-timeout=0\n", H,
	  "\"streamingConnectionIdleTimeout\":\"0s\"", NULL, KP_OK },
	{ "a list", 30, M "--cluster-dns=1.1.1.1,2.2.2.2\n", H,
	  "\"clusterDNS\":[\"1.1.1.1\",\"2.2.2.2\"]", NULL, KP_OK },
	{ "a map", 30, M, H "evictionHard: {memory.available: 1Mi}\n",
	  "\"evictionHard\":{\"memory.available\":\"1Mi\"}", NULL, KP_OK },
	{ "the plain field", 30, M, H, "\"verbosity\":0", NULL, KP_OK },
	{ "an empty object", 30, M, H, "\"x509\":{}", NULL, KP_OK },
	{ "another one, before it", 21, M, H, "\"x509\":{}", "memorySwap", KP_OK },
	{ "the same, since", 22, M, H, "\"memorySwap\":{}", NULL, KP_OK },
	{ "no envelope", 35, M, H, "{\"kubeletconfig\":{", "apiVersion", KP_OK },
	{ "an envelope", 36, M, H, "\"kind\":\"KubeletConfiguration\"", NULL, KP_OK },
	{ "a version that has to be known", 0, M, H,
	  "crashLoopBackOff.maxContainerRestartPeriod cannot be told: the value depends on the version",
	  NULL, KP_ERR_UNSUPPORTED },
	{ "a credential", 30, M "--manifest-url-header=Authorization:Bearer,x:y\n", H, "(hidden)",
	  "Bearer", KP_OK },
	{ "a field that the version lacks", 20, M, H, "{\"kubeletconfig\":{",
	  "enableDebugFlagsHandler", KP_OK },
	{ "a setting that cannot be told", 30, M, H "readOnlyPort: x\n", "cannot be told", NULL,
	  KP_ERR_SYNTAX },
	{ "bytes that are no UTF-8", 30, M "--cluster-domain=\xff\n", H,
	  "clusterDomain has bytes that are no UTF-8", NULL, KP_ERR_UNSUPPORTED },
};

static struct kp_kubelet *make_kubelet(const struct row *row, struct fixture *fixture)
{
	struct kp_query query = fixture_query;
	struct kp_kubelet *kubelet = NULL;
	struct kp_process process;
	struct kp_error error;
	struct kp_ctx ctx;

	fixture_build(fixture, "");
	if (row->main != NULL) {
		fixture_write(fixture, "main/kubelet.conf", row->main, strlen(row->main));
	}
	process = fixture_process(fixture, row->argv);
	query.minor = row->minor;
	table_error_prepare(&error);
	table_assert_ok(kp_ctx_init(&ctx, fixture->path, &error), &error);
	table_assert_ok(kp_kubelet_new(&query, &ctx, &process, &kubelet, &error), &error);
	kp_ctx_done(&ctx);
	return kubelet;
}

/** Take what makes a document pretty out of it. */
static void squeeze(char *text)
{
	char *to = text;

	for (const char *from = text; *from != '\0'; from++) {
		if (*from != ' ' && *from != '\n') {
			*to++ = *from;
		}
	}
	*to = '\0';
}

/** The document has the part and lacks what it is to lack, or the error has the part. */
static void check(const struct row *row, enum kp_status status, struct kp_text *text,
		  const struct kp_error *error)
{
	KP_CLEANUP(kp_freep) char *told = NULL;

	if (row->status != KP_OK) {
		table_assert_failed(status, error, row->status, -1, row->part);
		kp_text_done(text);
		return;
	}
	table_assert_ok(status, error);
	assert_int_equal(kp_text_finish(text, &told, NULL), KP_OK);
	squeeze(told);
	table_assert_contains(told, row->part);
	if (row->lacks != NULL) {
		assert_null(strstr(told, row->lacks));
	}
}

static void test_compute(void **state)
{
	const struct row *row = *state;
	struct fixture fixture;
	struct kp_kubelet *kubelet = make_kubelet(row, &fixture);
	struct kp_text text = { 0 };
	struct kp_error error;

	table_error_prepare(&error);
	check(row, kp_kubeletconfig_compute(kubelet, &text, &error), &text, &error);
	kp_kubelet_free(kubelet);
	fixture_remove_all();
}

/** Of these `main` is what the kubelet says of itself. */
static struct row replies[] = {
	{ "as it is", 30, M, "{\"kubeletconfig\":{\"readOnlyPort\":7,\"x\":[1,null,true,\"a\"]}}",
	  "{\"kubeletconfig\":{\"readOnlyPort\":7,\"x\":[1,null,true,\"a\"]}}", NULL, KP_OK },
	{ "a credential in what it says", 30, M,
	  "{\"kubeletconfig\":{\"staticPodURLHeader\":{\"Authorization\":[\"Bearer\"]}}}",
	  "(hidden)", "Bearer", KP_OK },
	{ "a certificate that it made itself", 30, M,
	  "{\"kubeletconfig\":{\"port\":1,\"tlsCertFile\":\"/pki/kubelet.crt\","
	  "\"tlsPrivateKeyFile\":\"/pki/kubelet.key\"}}",
	  "{\"kubeletconfig\":{\"port\":1}}", "pki", KP_OK },
	{ "a certificate of somebody", 30, M,
	  "{\"kubeletconfig\":{\"port\":1,\"tlsCertFile\":\"/etc/c.crt\"}}", "\"/etc/c.crt\"", NULL,
	  KP_OK },
};

static void test_copy(void **state)
{
	const struct row *row = *state;
	struct row file = *row;
	struct kp_configz_reply *reply = NULL;
	struct kp_text text = { 0 };
	struct kp_kubelet *kubelet;
	struct fixture fixture;
	struct kp_error error;

	file.main = H;
	kubelet = make_kubelet(&file, &fixture);
	table_error_prepare(&error);
	table_assert_ok(kp_configz_reply_parse(&kp_kubelet_component, (const uint8_t *)row->main,
					       strlen(row->main), &fixture_limits, URL, row->minor,
					       &reply, &error),
			&error);
	check(row, kp_kubeletconfig_copy(reply, kubelet, &text, &error), &text, &error);
	kp_configz_reply_free(reply);
	kp_kubelet_free(kubelet);
	fixture_remove_all();
}

int main(void)
{
	static const struct table tables[] = {
		TABLE_ROWS(test_compute, rows),
		TABLE_ROWS(test_copy, replies),
	};

	return TABLE_MAIN(tables);
}
