/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include <stdlib.h>
#include <string.h>

#include "cases.h"
#include "component/config.h"
#include "fixture_kubelet.h"
#include "kubelet/fields.h"
#include "table.h"

/* What each version was measured to make of a main file; the names say why. */
#define H    FIXTURE_HEADER
#define J    FIXTURE_JSON_HEADER
#define M    FIXTURE_CONFIG
#define LOAD "refused: failed to load kubelet config file /main/kubelet.conf"
#define CONF "/main/kubelet.conf"

/* clang-format off */
static struct case_row case_rows[] = {
	{ "C01 empty file", M, "", .wanted = { LOAD } },
	{ "C02 no kind", M, "# only a comment\n", .wanted = { LOAD } },
	{ "C03 no kind/apiVersion", M, "authorization: {mode: AlwaysAllow}\n", .wanted = { LOAD } },
	{ "C04 no apiVersion", M, "kind: KubeletConfiguration\nauthorization: {mode: AlwaysAllow}\n", .wanted = { LOAD } },
	{ "C05 unregistered version", M, "apiVersion: kubelet.config.k8s.io/v1alpha1\nkind: KubeletConfiguration\n", .wanted = { LOAD }, .line = 1 },
	{ "C06 v1 has no KubeletConfiguration", M, "apiVersion: kubelet.config.k8s.io/v1\nkind: KubeletConfiguration\n", .wanted = { LOAD }, .line = 1 },
	{ "C07 kind value is case sensitive", M, "apiVersion: kubelet.config.k8s.io/v1beta1\nkind: kubeletconfiguration\n", .wanted = { LOAD }, .line = 2 },
	{ "C08 the apiVersion/kind KEYS are matched case-insensitively", M, "APIVERSION: kubelet.config.k8s.io/v1beta1\nKIND: KubeletConfiguration\nauthorization: {mode: AlwaysAllow}\n", .wanted = { "AlwaysAllow false 0" }, .location = "/main/kubelet.conf:3" },
	{ "the same, with a Kelvin sign and a long s", M, "api" "Ver\xC5\xBFion: kubelet.config.k8s.io/v1beta1\n\xE2\x84\xAAind: KubeletConfiguration\nauthorization: {mode: AlwaysAllow}\n", .wanted = { "AlwaysAllow false 0" }, .location = "/main/kubelet.conf:3" },
	{ "a long s in another key is that of an unknown one", M, H "authentication: {anonymou\xC5\xBF: {enabled: true}}\n", .wanted = { "Webhook false 0" }, .location = "default with --config" },
	{ "C09 unknown field: strict fails, lenient retry, warning only", M, H "authorization: {mode: AlwaysAllow}\nbogus: 1\n", .wanted = { "AlwaysAllow false 0" }, .location = "/main/kubelet.conf:3" },
	{ "C10 wrong-case key = unknown field = ignored", M, H "Authorization: {mode: AlwaysAllow}\n", .wanted = { "Webhook false 0" }, .location = "default with --config" },
	{ "C11 same, nested", M, H "authorization: {Mode: AlwaysAllow}\n", .wanted = { "Webhook false 0" }, .location = "default with --config" },
	{ "C12 duplicate YAML key: last REPLACES whole value", M, H "authorization: {mode: AlwaysAllow}\nauthorization: {webhook: {cacheAuthorizedTTL: 1m}}\n", .wanted = { "Webhook false 0" }, .location = "default with --config" },
	{ "C13 duplicate YAML key: last wins", M, H "authorization:\n  mode: Webhook\n  mode: AlwaysAllow\n", .wanted = { "AlwaysAllow false 0" }, .location = "/main/kubelet.conf:5" },
	{ "C14 duplicate JSON key: objects MERGE", M, "{" J ",\"authorization\":{\"mode\":\"AlwaysAllow\"},\"authorization\":{\"webhook\":{\"cacheAuthorizedTTL\":\"1m\"}}}", .wanted = { "AlwaysAllow false 0" }, .location = "/main/kubelet.conf:1" },
	{ "C15 duplicate JSON scalar: last wins", M, "{" J ",\"authorization\":{\"mode\":\"AlwaysAllow\",\"mode\":\"Webhook\"}}", .wanted = { "Webhook false 0" }, .location = "/main/kubelet.conf:1" },
	{ "C16 duplicate JSON then null: <=1.22 resets to default, >=1.23 null is a no-op", M, "{" J ",\"authorization\":{\"mode\":\"AlwaysAllow\",\"mode\":null}}", .wanted = { "Webhook false 0", "AlwaysAllow false 0" }, .location = "/main/kubelet.conf:1" },
	{ "C17 first non-space char { => JSON decoder only, flow YAML refused", M, "{apiVersion: kubelet.config.k8s.io/v1beta1, kind: KubeletConfiguration, authorization: {mode: AlwaysAllow}}\n", .wanted = { LOAD }, .line = 1 },
	{ "C18 same text after --- is YAML", M, "---\n{apiVersion: kubelet.config.k8s.io/v1beta1, kind: KubeletConfiguration, authorization: {mode: AlwaysAllow}}\n", .wanted = { "AlwaysAllow false 0" }, .location = "/main/kubelet.conf:2" },
	{ "C19 comment first => YAML path, JSON is a YAML subset", M, "# c\n{" J ",\"authorization\":{\"mode\":\"AlwaysAllow\"}}\n", .wanted = { "AlwaysAllow false 0" }, .location = "/main/kubelet.conf:2" },
	{ "C20 trailing comma in JSON", M, "{" J ",\"authorization\":{\"mode\":\"AlwaysAllow\"},}", .wanted = { LOAD }, .line = 1 },
	{ "C21 second document after JSON = trailing data", M, "{" J ",\"authorization\":{\"mode\":\"AlwaysAllow\"}}\n---\n{" J "}", .wanted = { LOAD }, .line = 2 },
	{ "C22 YAML: only the first document counts", M, H "authorization:\n  mode: Webhook\n---\n" H "authorization:\n  mode: AlwaysAllow\n", .wanted = { "Webhook false 0" }, .location = "/main/kubelet.conf:4" },
	{ "C23 a broken second document is never parsed", M, H "authorization:\n  mode: AlwaysAllow\n---\n{{{ broken\n", .wanted = { "AlwaysAllow false 0" }, .location = "/main/kubelet.conf:4" },
	{ "C24 empty first document", M, "---\n---\n" H "authorization:\n  mode: AlwaysAllow\n", .wanted = { LOAD } },
	{ "C25 comment before the first --- is no document", M, "# c\n---\n" H "authorization:\n  mode: AlwaysAllow\n", .wanted = { "AlwaysAllow false 0" }, .location = "/main/kubelet.conf:6" },
	{ "C26 text after the document end marker is ignored", M, H "authorization:\n  mode: AlwaysAllow\n...\n]]]\n", .wanted = { "AlwaysAllow false 0" }, .location = "/main/kubelet.conf:4" },
	{ "C27 empty string in the FILE gets the default", M, H "authorization:\n  mode: \"\"\n", .wanted = { "Webhook false 0" }, .location = "default with --config" },
	{ "C28 null mode", M, H "authorization:\n  mode:\n", .wanted = { "Webhook false 0" }, .location = "default with --config" },
	{ "C29 null object", M, H "authorization: ~\n", .wanted = { "Webhook false 0" }, .location = "default with --config" },
	{ "C30 empty object", M, H "authorization: {}\n", .wanted = { "Webhook false 0" }, .location = "default with --config" },
	{ "C31 wrong type", M, H "authorization: []\n", .wanted = { LOAD }, .line = 3 },
	{ "C32 wrong type", M, H "authorization: AlwaysAllow\n", .wanted = { LOAD }, .line = 3 },
	{ "C33 YAML 1.1 boolean into a string field", M, H "authorization: {mode: yes}\n", .wanted = { LOAD }, .line = 3 },
	{ "C34 same; 'Off' is a boolean", M, H "authorization: {mode: Off}\n", .wanted = { LOAD }, .line = 3 },
	{ "C35 number into a string field", M, H "authorization: {mode: 5}\n", .wanted = { LOAD }, .line = 3 },
	{ "C36 quoted: a string, unknown mode", M, H "authorization: {mode: 'yes'}\n", .wanted = { "refused: authorization mode" } },
	{ "C37 case matters", M, H "authorization: {mode: alwaysallow}\n", .wanted = { "refused: authorization mode" } },
	{ "C38 trailing blank inside quotes", M, H "authorization:\n  mode: 'AlwaysAllow '\n", .wanted = { "refused: authorization mode" } },
	{ "C39 literal block keeps the newline", M, H "authorization:\n  mode: |\n    AlwaysAllow\n", .wanted = { "refused: authorization mode" } },
	{ "C40 folded-strip block", M, H "authorization:\n  mode: >-\n    AlwaysAllow\n", .wanted = { "AlwaysAllow false 0" }, .location = "/main/kubelet.conf:4" },
	{ "C41 trailing comment", M, H "authorization:\n  mode: AlwaysAllow   # comment\n", .wanted = { "AlwaysAllow false 0" }, .location = "/main/kubelet.conf:4" },
	{ "C42 no blank before #: part of the scalar", M, H "authorization:\n  mode: AlwaysAllow#x\n", .wanted = { "refused: authorization mode" } },
	{ "C43 !!binary is decoded", M, H "authorization:\n  mode: !!binary QWx3YXlzQWxsb3c=\n", .wanted = { "AlwaysAllow false 0" }, .location = "/main/kubelet.conf:4" },
	{ "C44 escape in double quotes", M, H "authorization:\n  mode: \"Always\\x41llow\"\n", .wanted = { "AlwaysAllow false 0" }, .location = "/main/kubelet.conf:4" },
	{ "C45 alias", M, H "clusterDomain: &m AlwaysAllow\nauthorization: {mode: *m}\n", .wanted = { "AlwaysAllow false 0" }, .location = "/main/kubelet.conf:4" },
	{ "C46 merge key", M, H "x: &b {mode: AlwaysAllow}\nauthorization:\n  <<: *b\n", .wanted = { "AlwaysAllow false 0" }, .location = "/main/kubelet.conf:3" },
	{ "C47 merge AFTER an explicit key overwrites it (yaml.v2 is order dependent)", M, H "x: &b {mode: AlwaysAllow}\nauthorization:\n  mode: Webhook\n  <<: *b\n", .wanted = { "AlwaysAllow false 0" }, .location = "/main/kubelet.conf:3" },
	{ "C48 merge before: explicit key wins", M, H "x: &b {mode: AlwaysAllow}\nauthorization:\n  <<: *b\n  mode: Webhook\n", .wanted = { "Webhook false 0" }, .location = "/main/kubelet.conf:6" },
	{ "C49 quoted << is an ordinary key", M, H "x: &b {mode: AlwaysAllow}\nauthorization:\n  \"<<\": *b\n", .wanted = { "Webhook false 0" }, .location = "default with --config" },
	{ "C50 tab indentation", M, H "authorization:\n\tmode: AlwaysAllow\n", .wanted = { LOAD }, .line = 4 },
	{ "C51 no blank after colon: scalar, wrong type", M, H "authorization:\n  mode:AlwaysAllow\n", .wanted = { LOAD }, .line = 3 },
	{ "C52 bad indentation: authorization null + unknown key mode", M, H "authorization:\nmode: AlwaysAllow\n", .wanted = { "Webhook false 0" }, .location = "default with --config" },
	{ "C53 commented out", M, H "authorization:\n#  mode: AlwaysAllow\n", .wanted = { "Webhook false 0" }, .location = "default with --config" },
	{ "C54 dotted key is unknown", M, H "authorization.mode: AlwaysAllow\n", .wanted = { "Webhook false 0" }, .location = "default with --config" },
	{ "C55 complex key syntax", M, H "? authorization\n: mode: AlwaysAllow\n", .wanted = { "AlwaysAllow false 0" }, .location = "/main/kubelet.conf:4" },
	{ "C56 CRLF", M, "apiVersion: kubelet.config.k8s.io/v1beta1\r\nkind: KubeletConfiguration\r\nauthorization:\r\n  mode: AlwaysAllow\r\n", .wanted = { "AlwaysAllow false 0" }, .location = "/main/kubelet.conf:4" },
	{ "C57 UTF-8 BOM", M, "\xEF\xBB\xBF" H "authorization:\n  mode: AlwaysAllow\n", .wanted = { "AlwaysAllow false 0" }, .location = "/main/kubelet.conf:4" },
	{ "a byte order mark where a line begins: libyaml skips it, kubelets do not", M, H "authorization:\n  mode: AlwaysAllow\n\xEF\xBB\xBF mode: Webhook\n", .wanted = { LOAD }, .status = KP_ERR_UNSUPPORTED, .line = 5 },
	{ "the same in brackets", M, H "authorization: {mode: AlwaysAllow,\n\xEF\xBB\xBFmode: Webhook}\n", .wanted = { LOAD }, .status = KP_ERR_UNSUPPORTED, .line = 4 },
	{ "NUL in a key that means nothing", M, "{" J ",\"authorization\":{\"mode\\u0000\":\"Webhook\",\"mode\":\"AlwaysAllow\"},\"\\u0000\":1}", .wanted = { "AlwaysAllow false 0" }, .location = CONF ":1" },
	{ "NUL in a value that means nothing", M, "{" J ",\"x\":\"\\u0000\",\"authorization\":{\"x\":\"\\u0000\"}}", .wanted = { "Webhook false 0" }, .location = "default with --config" },
	{ "NUL in a value", M, "{" J ",\n\"clusterDomain\":\"x\\u0000\"}", .wanted = { LOAD }, .status = KP_ERR_UNSUPPORTED, .line = 2 },
	{ "NUL in a value of a list", M, "{" J ",\n\"clusterDNS\":[\"a\",\"\\u0000\"]}", .wanted = { LOAD }, .status = KP_ERR_UNSUPPORTED, .line = 2 },
	{ "NUL in a key of a map", M, "{" J ",\n\"featureGates\":{\"A\\u0000\":true}}", .wanted = { LOAD }, .status = KP_ERR_UNSUPPORTED, .line = 2 },
	{ "NUL in a value, in YAML", M, H "clusterDomain: \"x\\0\"\n", .wanted = { LOAD }, .status = KP_ERR_UNSUPPORTED, .line = 3 },
	{ "NUL where it means nothing, in YAML", M, H "\"authorization\\0\": {mode: AlwaysAllow}\nx: \"\\0\"\n", .wanted = { "Webhook false 0" }, .location = "default with --config" },
	{ "NUL in the kind", M, "{\"apiVersion\":\"kubelet.config.k8s.io/v1beta1\",\n\"kind\":\"KubeletConfiguration\\u0000\"}", .wanted = { LOAD }, .line = 2 },
	{ "bytes that are no UTF-8 where they mean nothing", M, "{" J ",\"\xFF\":\"\xFF\"}", .wanted = { "Webhook false 0" }, .location = "default with --config" },
	{ "bytes that are no UTF-8 in a value", M, "{" J ",\n\"clusterDomain\":\"\xFF\"}", .wanted = { LOAD }, .status = KP_ERR_UNSUPPORTED, .line = 2 },
	{ "NEL in a JSON path stays", M, "{" J ",\"authentication\":{\"x509\":{\"clientCAFile\":\"/etc/ca\xC2\x85x.crt\"}}}", .wanted = { "Webhook false 0" }, .location = "default with --config", .setting = "authentication.x509.clientCAFile", .value = "/etc/ca\xC2\x85x.crt" },
	{ "half a pair of surrogates", M, "{" J ",\"clusterDomain\":\"\\ud800\"}", .wanted = { "Webhook false 0" }, .location = "default with --config", .setting = "clusterDomain", .value = "\xEF\xBF\xBD" },
	{ "a number that is too large is no string", M, "{" J ",\n\"clusterDomain\":1e400}", .wanted = { LOAD }, .line = 2 },
	{ "C58 %YAML 1.2 directive is refused", M, "%YAML 1.2\n---\n" H "authorization:\n  mode: AlwaysAllow\n", .wanted = { LOAD }, .line = 1 },
	{ "C59 %YAML 1.1 is accepted", M, "%YAML 1.1\n---\n" H "authorization:\n  mode: AlwaysAllow\n", .wanted = { "AlwaysAllow false 0" }, .location = "/main/kubelet.conf:6" },
	{ "C60 null key", M, H "authorization:\n  mode: AlwaysAllow\n~: 1\n", .wanted = { LOAD }, .line = 5 },
	{ "C61 integer key becomes an unknown string key", M, H "authorization:\n  mode: AlwaysAllow\n1: 1\n", .wanted = { "AlwaysAllow false 0" }, .location = "/main/kubelet.conf:4" },
	{ "C62 NaN is not JSON", M, H "authorization:\n  mode: AlwaysAllow\nx: .nan\n", .wanted = { LOAD }, .line = 5 },
	{ "C63 a wrong type anywhere refuses the whole file", M, H "authorization:\n  mode: AlwaysAllow\nmaxPods: \"110\"\n", .wanted = { LOAD }, .line = 5 },
	{ "C64 undefined alias", M, H "authorization: {mode: AlwaysAllow}\nx: *nope\n", .wanted = { LOAD }, .line = 4 },
	{ "C65 root is a list", M, "- a\n", .wanted = { LOAD }, .line = 1 },
	{ "C66 other kind of the same group", M, "apiVersion: kubelet.config.k8s.io/v1beta1\nkind: SerializedNodeConfigSource\n", .wanted = { LOAD }, .line = 2 },
	{ "C67 YAML 1.1 boolean in a bool field", M, H "authentication: {anonymous: {enabled: yes}}\n", .wanted = { "Webhook true 0" }, .location = "default with --config" },
	{ "C68 y too", M, H "authentication: {anonymous: {enabled: y}}\n", .wanted = { "Webhook true 0" }, .location = "default with --config" },
	{ "C69 quoted boolean", M, H "authentication: {anonymous: {enabled: \"true\"}}\n", .wanted = { LOAD }, .line = 3 },
	{ "C70 null -> default false", M, H "authentication: {anonymous: {enabled: }}\n", .wanted = { "Webhook false 0" }, .location = "default with --config" },
	{ "C71 underscore in int", M, H "readOnlyPort: 10_255\n", .wanted = { "Webhook false 10255" }, .location = "default with --config" },
	{ "C72 leading 0 = octal", M, H "readOnlyPort: 024017\n", .wanted = { "Webhook false 10255" }, .location = "default with --config" },
	{ "C73 quoted int", M, H "readOnlyPort: \"10255\"\n", .wanted = { LOAD }, .line = 3 },
	{ "C74 integral float is accepted", M, H "readOnlyPort: 10255.0\n", .wanted = { "Webhook false 10255" }, .location = "default with --config" },
	{ "C75 zero duration in the FILE = unset = 4h", M, H "streamingConnectionIdleTimeout: 0s\n", .wanted = { "Webhook false 0" }, .location = "default with --config", .setting = "streamingConnectionIdleTimeout", .value = "4h0m0s" },
	{ "C76 number into a duration", M, H "streamingConnectionIdleTimeout: 0\n", .wanted = { LOAD }, .line = 3 },
	{ "C77 Go duration syntax", M, H "streamingConnectionIdleTimeout: 1.5h\n", .wanted = { "Webhook false 0" }, .location = "default with --config", .setting = "streamingConnectionIdleTimeout", .value = "1h30m0s" },
	{ "C78 pointer field: explicit 0 kept", M, H "eventRecordQPS: 0\n", .wanted = { "Webhook false 0" }, .location = "default with --config", .setting = "eventRecordQPS", .value = "0" },
	{ "C79 negative becomes -1", M, H "podPidsLimit: -5\n", .wanted = { "Webhook false 0" }, .location = "default with --config", .setting = "podPidsLimit", .value = "-1" },
};
/* clang-format on */

/* What follows from the rules, beyond what was measured. */
/* clang-format off */
static struct case_row more_rows[] = {
	{ "a trailing blank in quotes in the kind", M, "apiVersion: kubelet.config.k8s.io/v1beta1\nkind: \"KubeletConfiguration \"\n", .wanted = { LOAD }, .line = 2 },
	{ "a kind that is a number", M, "apiVersion: kubelet.config.k8s.io/v1beta1\nkind: 5\n", .wanted = { LOAD }, .line = 2 },
	{ "a kind that is null", M, "apiVersion: kubelet.config.k8s.io/v1beta1\nkind:\n", .wanted = { LOAD } },
	{ "a kind that a second one replaces", M, H "kind: Other\n", .wanted = { LOAD }, .line = 3 },
	{ "a kind that null replaces", M, H "kind: ~\n", .wanted = { LOAD } },
	{ "spellings of kind: the last in byte order wins", M, H "KIND: Other\n", .wanted = { "Webhook false 0" }, .location = "default with --config" },
	{ "spellings of kind: the last in byte order is refused", M, "KIND: KubeletConfiguration\napiVersion: kubelet.config.k8s.io/v1beta1\nkind: Other\n", .wanted = { LOAD }, .line = 3 },
	{ "spellings of kind in JSON: the last in the text wins", M, "{\"kind\":\"Other\"," J ",\"KIND\":\"KubeletConfiguration\"}", .wanted = { "Webhook false 0" }, .location = "default with --config" },
	{ "spellings of kind in JSON: the last in the text is refused", M, "{" J ",\"KIND\":\"Other\"}", .wanted = { LOAD }, .line = 1 },
	{ "a header by a merge", M, "<<: {apiVersion: kubelet.config.k8s.io/v1beta1, kind: KubeletConfiguration}\nauthorization: {mode: AlwaysAllow}\n", .wanted = { "AlwaysAllow false 0" }, .location = CONF ":2" },
	{ "a scalar for a document", M, "x\n", .wanted = { LOAD }, .line = 1 },

	{ "a null duration", M, H "syncFrequency:\n", .wanted = { LOAD }, .line = 3 },
	{ "a null list", M, H "clusterDNS:\n", .wanted = { "Webhook false 0" }, .location = "default with --config", .setting = "clusterDNS", .value = NULL },
	{ "a null number", M, H "readOnlyPort:\n", .wanted = { "Webhook false 0" }, .location = "default with --config" },
	{ "null behind a value", M, H "authorization: {mode: AlwaysAllow}\nauthorization:\n", .wanted = { "Webhook false 0" }, .location = "default with --config" },
	{ "null behind a bool in JSON", M, "{" J ",\"authentication\":{\"anonymous\":{\"enabled\":true,\"enabled\":null}}}", .wanted = { "Webhook false 0" }, .location = "default with --config" },
	{ "null behind an object in JSON", M, "{" J ",\"authorization\":{\"mode\":\"AlwaysAllow\"},\"authorization\":null}", .wanted = { "AlwaysAllow false 0" }, .location = CONF ":1" },
	{ "a null member of a list", M, H "clusterDNS: [a, ~]\n", .wanted = { "Webhook false 0" }, .location = "default with --config", .setting = "clusterDNS", .value = "a, " },

	{ "an int too large for 32 bits", M, H "maxPods: 2147483648\n", .wanted = { LOAD }, .line = 3 },
	{ "the largest int of 32 bits", M, H "maxPods: 2147483647\n", .wanted = { "Webhook false 0" }, .location = "default with --config", .setting = "maxPods", .value = "2147483647" },
	{ "an int too large for 64 bits", M, H "podPidsLimit: 9223372036854775808\n", .wanted = { LOAD }, .line = 3 },
	{ "a float for an int", M, H "maxPods: 1.5\n", .wanted = { LOAD }, .line = 3 },
	{ "an exponent for an int", M, H "maxPods: 1e2\n", .wanted = { "Webhook false 0" }, .location = "default with --config", .setting = "maxPods", .value = "100" },
	{ "a float without fraction for an int in JSON", M, "{" J ",\"maxPods\":110.0}", .wanted = { LOAD }, .line = 1 },
	{ "an exponent for an int in JSON", M, "{" J ",\"maxPods\":1e2}", .wanted = { LOAD }, .line = 1 },
	{ "a bool for an int", M, H "maxPods: true\n", .wanted = { LOAD }, .line = 3 },
	{ "a list for an int", M, H "maxPods: [1]\n", .wanted = { LOAD }, .line = 3 },
	{ "a map for a string", M, H "authorization: {mode: {}}\n", .wanted = { LOAD }, .line = 3 },
	{ "an int for a bool", M, H "authentication: {anonymous: {enabled: 1}}\n", .wanted = { LOAD }, .line = 3 },
	{ "a string for an object", M, H "authentication: {anonymous: x}\n", .wanted = { LOAD }, .line = 3 },
	{ "a string for a list", M, H "clusterDNS: a\n", .wanted = { LOAD }, .line = 3 },
	{ "a number in a list of strings", M, H "clusterDNS:\n- a\n- 5\n", .wanted = { LOAD ": line 5: clusterDNS[1]: int where a string is wanted" }, .line = 5 },
	{ "a number in a map of strings, further down", M, H "systemReserved:\n  cpu: 1m\n  # c\n\n  pid: 1000\nmaxPods: 1\n", .wanted = { LOAD ": line 7: systemReserved.pid: int where a string is wanted" }, .line = 7 },
	{ "a string in an object of a list", M, H "shutdownGracePeriodByPodPriority:\n- priority: 1\n- shutdownGracePeriodSeconds: x\n  priority: 2\n", .wanted = { "Webhook false 0", LOAD ": line 5: shutdownGracePeriodByPodPriority[1].shutdownGracePeriodSeconds: string where an integer is wanted" }, .location = "default with --config", .line = 5 },
	{ "a number in a list of a map", M, H "staticPodURLHeader:\n  a: [b]\n  c:\n  - d\n  - 5\n", .wanted = { LOAD ": line 7: staticPodURLHeader.c[1]: int where a string is wanted" }, .line = 7 },
	{ "a number in a map of strings", M, H "kubeReserved: {cpu: 1}\n", .wanted = { LOAD }, .line = 3 },
	{ "a string in a map of bools", M, H "featureGates: {A: \"true\"}\n", .wanted = { LOAD }, .line = 3 },
	{ "a word of YAML 1.1 in a map of bools", M, H "featureGates: {A: on}\n", .wanted = { "Webhook false 0" }, .location = "default with --config", .setting = "featureGates", .value = "A=true" },
	{ "a bad duration", M, H "syncFrequency: 1d\n", .wanted = { LOAD }, .line = 3 },
	{ "an empty duration", M, H "syncFrequency: \"\"\n", .wanted = { LOAD }, .line = 3 },
	{ "a wrong type deep inside", M, H "authentication:\n  webhook:\n    cacheTTL: 5\n", .wanted = { LOAD }, .line = 5 },
	{ "a wrong type in an object of a list", M, H "registerWithTaints: [{key: 5}]\n", .wanted = { "Webhook false 0", LOAD }, .location = "default with --config", .line = 3 },
	{ "no object in a list of objects", M, H "registerWithTaints: [a]\n", .wanted = { "Webhook false 0", LOAD }, .location = "default with --config", .line = 3 },
	{ "a wrong type of a field that came later", M, H "failCgroupV1: 5\n", .wanted = { "Webhook false 0", NULL, NULL, LOAD }, .location = "default with --config", .line = 3 },
	{ "a wrong type of an object that came later", M, H "crashLoopBackOff: 5\n", .wanted = { "Webhook false 0", NULL, NULL, LOAD }, .location = "default with --config", .line = 3 },
	{ "a wrong type below an unknown key", M, H "nope: {authorization: {mode: 5}}\nauthorization: {mode: AlwaysAllow}\n", .wanted = { "AlwaysAllow false 0" }, .location = CONF ":4" },
	{ "a wrong type that a second key replaces", M, H "maxPods: x\nmaxPods: 5\n", .wanted = { "Webhook false 0" }, .location = "default with --config", .setting = "maxPods", .value = "5" },
	{ "a wrong type that a second key does not replace in JSON", M, "{" J ",\"maxPods\":\"x\",\"maxPods\":5}", .wanted = { LOAD }, .line = 1 },
	{ "maps of equal keys merge in JSON", M, "{" J ",\"kubeReserved\":{\"cpu\":\"1\"},\"kubeReserved\":{\"memory\":\"1Gi\"}}", .wanted = { "Webhook false 0" }, .location = "default with --config", .setting = "kubeReserved", .value = "cpu=1, memory=1Gi" },
	{ "maps of equal keys replace in YAML", M, H "kubeReserved: {cpu: \"1\"}\nkubeReserved: {memory: 1Gi}\n", .wanted = { "Webhook false 0" }, .location = "default with --config", .setting = "kubeReserved", .value = "memory=1Gi" },
	{ "lists of equal keys replace in JSON", M, "{" J ",\"clusterDNS\":[\"a\",\"b\"],\"clusterDNS\":[\"c\"]}", .wanted = { "Webhook false 0" }, .location = "default with --config", .setting = "clusterDNS", .value = "c" },
	{ "a path of keys with a dot in them", M, H "authentication: {anonymous.enabled: true}\n", .wanted = { "Webhook false 0" }, .location = "default with --config" },
	{ "an empty key", M, H "\"\": 1\nauthorization: {\"\": 1, mode: AlwaysAllow}\n", .wanted = { "AlwaysAllow false 0" }, .location = CONF ":4" },
	{ "a key of a flag's name", M, H "authorization-mode: AlwaysAllow\n", .wanted = { "Webhook false 0" }, .location = "default with --config" },
	{ "a key with a blank at its end", M, H "\"authorization \": {mode: AlwaysAllow}\n", .wanted = { "Webhook false 0" }, .location = "default with --config" },
	{ "a variable in a value", M, H "authorization: {mode: $MODE}\n", .wanted = { "refused: unknown authorization mode $MODE" } },
	{ "a file of blanks", M, " \n\n", .wanted = { LOAD } },
	{ "UTF-8 that is none", M, H "clusterDomain: \xFF\n", .wanted = { LOAD }, .line = 3 },
};

/* clang-format on */

/** A key of more than any length is unknown. */
static void test_long_key(void **state)
{
	enum {
		LEN = 5000
	};

	char *text = malloc(LEN + 100);
	struct kp_setting *setting = NULL;
	struct kp_kubelet *kubelet;
	struct fixture fixture;

	(void)state;
	assert_non_null(text);
	memcpy(text, H, strlen(H));
	memset(text + strlen(H), 'x', LEN);
	memcpy(text + LEN, "\n: 1\n", 6);
	memcpy(text + strlen(H), "? ", 2);
	fixture_build_main(&fixture, text);
	free(text);
	kubelet = fixture_kubelet(&fixture, M);
	assert_int_equal(kp_kubelet_setting_in(kubelet, 36, "authorization.mode", &setting, NULL),
			 KP_OK);
	assert_string_equal(setting->value, "Webhook");
	kp_setting_free(setting);
	kp_kubelet_free(kubelet);
}

/** kp_config_decode(), once and for all. @return KP_OK or its failure */
static enum kp_status decode(const struct kp_document *document, int minor,
			     struct kp_document *scratch, struct kp_config **ret_config,
			     struct kp_error *error)
{
	table_error_prepare(error);
	return kp_config_decode(&kp_kubelet_type, document, minor, scratch, ret_config, error);
}

/** What is said of a field, and in which line. */
static void assert_said(const struct kp_config *config, const char *path, long line)
{
	const struct kp_said *said =
		kp_config_get(config, kp_field_find(&kp_kubelet_type, path, 36));

	if (line == 0) {
		assert_null(said->node);
		return;
	}
	assert_non_null(said->node);
	assert_int_equal(said->line, line);
}

static void test_decode(void **state)
{
	struct kp_document *document = fixture_document(
		H "authorization:\n  mode: Webhook\n  webhook: {cacheAuthorizedTTL: 0s}\n"
		  "maxPods: 0\npodsPerCore: 0\neventRecordQPS: 0\nclusterDomain: \"\"\n");
	struct kp_document *scratch = fixture_document("{}");
	struct kp_config *config = NULL;
	struct kp_error error;

	(void)state;
	table_assert_ok(decode(document, 36, scratch, &config, &error), &error);
	assert_said(config, "authorization.mode", 4);
	assert_said(config, "authorization.webhook.cacheAuthorizedTTL", 0);
	assert_said(config, "maxPods", 0);
	assert_said(config, "podsPerCore", 7);
	assert_said(config, "eventRecordQPS", 8);
	assert_said(config, "clusterDomain", 0);
	assert_said(config, "readOnlyPort", 0);
	kp_config_freep(&config);
	kp_config_free(NULL);
	kp_document_free(scratch);
	kp_document_free(document);
}

static void test_decode_refused(void **state)
{
	struct kp_document *document = fixture_document(H "a: 1\nmaxPods: x\n");
	struct kp_document *scratch = fixture_document("{}");
	struct kp_config *config = TABLE_UNTOUCHED;
	struct kp_error error;
	enum kp_status status = decode(document, 36, scratch, &config, &error);

	(void)state;
	table_assert_failed(status, &error, KP_ERR_SYNTAX, 4,
			    "line 4: maxPods: string where an integer is wanted");
	assert_ptr_equal(config, TABLE_UNTOUCHED);
	kp_document_free(scratch);
	kp_document_free(document);
}

int main(void)
{
	static const struct table tables[] = {
		TABLE_ROWS(case_test, case_rows), TABLE_ROWS(case_test, more_rows),
		TABLE_ONE(test_long_key),         TABLE_ONE(test_decode),
		TABLE_ONE(test_decode_refused),
	};

	return TABLE_MAIN(tables);
}
