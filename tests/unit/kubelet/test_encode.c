/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include <stdlib.h>

#include "fixture.h"
#include "kubelet/encode.h"
#include "kubelet/fields.h"
#include "table.h"

struct row {
	const char *name;
	int minor; /* that encodes; 1.36 decodes */
	const char *text;
	const char *v1beta1;
	const char *internal;
};

/* clang-format off */
static struct row rows[] = {
	{ "nothing", 36, "{}\n", "{}", "{}" },
	{ "a string", 36, "clusterDomain: x\n", "{clusterDomain@1:'x'}", "{ClusterDomain@1:'x'}" },
	{ "keys of no field", 36, "a: 1\nclusterDomain: x\n", "{clusterDomain@2:'x'}", "{ClusterDomain@2:'x'}" },
	{ "what is empty", 36, "clusterDomain: \"\"\nmaxPods: 0\nprotectKernelDefaults: false\nclusterDNS: []\nkubeReserved: {}\n", "{}", "{ClusterDNS@4:[],ClusterDomain@1:'',KubeReserved@5:{},MaxPods@2:0,ProtectKernelDefaults@3:false}" },
	{ "pointers to what is empty", 36, "eventRecordQPS: 0\nauthentication: {anonymous: {enabled: false}}\n", "{authentication@2:{anonymous@2:{enabled@2:false}},eventRecordQPS@1:0}", "{Authentication@2:{Anonymous@2:{Enabled@2:false}},EventRecordQPS@1:0}" },
	{ "a duration of nothing", 36, "syncFrequency: 0s\n", "{syncFrequency@1:'0s'}", "{SyncFrequency@1:'0s'}" },
	{ "objects are entered once", 36, "authorization:\n  webhook: {cacheUnauthorizedTTL: 1s, cacheAuthorizedTTL: 2s}\n  mode: Webhook\n", "{authorization@3:{mode@3:'Webhook',webhook@2:{cacheAuthorizedTTL@2:'2s',cacheUnauthorizedTTL@2:'1s'}}}", "{Authorization@3:{Mode@3:'Webhook',Webhook@2:{CacheAuthorizedTTL@2:'2s',CacheUnauthorizedTTL@2:'1s'}}}" },
	{ "maps are sorted, and have no Go names", 36, "kubeReserved: {memory: 1Gi, cpu: \"1\"}\n", "{kubeReserved@1:{cpu@1:'1',memory@1:'1Gi'}}", "{KubeReserved@1:{cpu@1:'1',memory@1:'1Gi'}}" },
	{ "Go names in capitals", 36, "cpuManagerPolicy: a\niptablesDropBit: 1\ntlsMinVersion: b\noomScoreAdj: 2\nhttpCheckFrequency: 1s\n", "{cpuManagerPolicy@1:'a',httpCheckFrequency@5:'1s',iptablesDropBit@2:1,oomScoreAdj@4:2,tlsMinVersion@3:'b'}", "{CPUManagerPolicy@1:'a',HTTPCheckFrequency@5:'1s',IPTablesDropBit@2:1,OOMScoreAdj@4:2,TLSMinVersion@3:'b'}" },
	{ "Go names are sorted as such", 36, "clusterDomain: x\ncpuCFSQuota: true\n", "{clusterDomain@1:'x',cpuCFSQuota@2:true}", "{CPUCFSQuota@2:true,ClusterDomain@1:'x'}" },
	{ "the Go name that is another word", 36, "resolvConf: /x\n", "{resolvConf@1:'/x'}", "{ResolverConfig@1:'/x'}" },
	{ "a field that came later", 28, "failCgroupV1: true\nclusterDomain: x\n", "{clusterDomain@2:'x'}", "{ClusterDomain@2:'x'}" },
};

/* clang-format on */

static void assert_node(const struct kp_node *node, const char *wanted)
{
	struct kp_text out = { 0 };

	fixture_dump(&out, node);
	assert_string_equal(out.bytes, wanted);
	kp_text_done(&out);
}

static void test_encode(void **state)
{
	static const struct kp_decoding decoding = { .type = &kp_kubelet_type, .minor = 36 };
	const struct row *row = *state;
	struct kp_document *document = fixture_document(row->text);
	struct kp_document *scratch = fixture_document("{}");
	struct kp_config *config = NULL;
	struct kp_node *object = NULL;
	struct kp_error error;

	table_error_prepare(&error);
	table_assert_ok(
		kp_config_decode_object(document->root, &decoding, scratch, &config, &error),
		&error);
	table_assert_ok(kp_encode_v1beta1(config, row->minor, scratch, &object, &error), &error);
	assert_node(object, row->v1beta1);
	table_assert_ok(kp_encode_internal(config, row->minor, scratch, &object, &error), &error);
	assert_node(object, row->internal);
	kp_config_free(config);
	kp_document_free(scratch);
	kp_document_free(document);
}

int main(void)
{
	static const struct table tables[] = {
		TABLE_ROWS(test_encode, rows),
	};

	return TABLE_MAIN(tables);
}
