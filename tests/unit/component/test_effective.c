/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include <stdlib.h>
#include <string.h>

#include "cases.h"
#include "component/effective.h"
#include "fixture_kubelet.h"
#include "table.h"

/*
 * What each version was measured to make of arguments and files; the names say why. The command
 * line is what these are about, and drop-in files; the main file has test_config.c.
 */
#define H FIXTURE_HEADER
#define J FIXTURE_JSON_HEADER
#define M FIXTURE_CONFIG

/* clang-format off */
static struct case_row case_rows[] = {
	{ "A01 no --config: legacy flag defaults", "", NULL, .wanted = { "AlwaysAllow true 10255" }, .location = "default without --config" },
	{ "A02 one flag changes only its own field; anonymous stays on, port 10255 stays open", "--authorization-mode=Webhook\n", NULL, .wanted = { "Webhook true 10255" }, .location = "argv[1]" },
	{ "A03 empty --config value means 'not given'", "--config=\n--anonymous-auth=false\n", NULL, .wanted = { "AlwaysAllow false 10255" }, .location = "default without --config" },
	{ "A04 empty argument is the value of --config", "--config\n\n--authorization-mode=Webhook\n", NULL, .wanted = { "Webhook true 10255" }, .location = "argv[3]" },
	{ "A05 MicroK8s default shape: authorization still AlwaysAllow", "--anonymous-auth=false\n--authentication-token-webhook=true\n--read-only-port=0\n", NULL, .wanted = { "AlwaysAllow false 0" }, .location = "default without --config" },

	{ "B01 minimal file: v1beta1 defaults", M, H, .wanted = { "Webhook false 0" }, .location = "default with --config" },
	{ "B02 flag beats file", M "--authorization-mode=AlwaysAllow\n", H "authorization:\n  mode: Webhook\n", .wanted = { "AlwaysAllow false 0" }, .location = "argv[2]" },
	{ "B03 position relative to --config is irrelevant", "--authorization-mode=AlwaysAllow\n--config=/main/kubelet.conf\n", H "authorization:\n  mode: Webhook\n", .wanted = { "AlwaysAllow false 0" }, .location = "argv[1]" },
	{ "B04 repeated scalar flag: last wins", M "--authorization-mode=AlwaysAllow\n--authorization-mode=Webhook\n", H, .wanted = { "Webhook false 0" }, .location = "argv[3]" },
	{ "B05 underscore normalised to dash", M "--authorization_mode=AlwaysAllow\n", H "authorization:\n  mode: Webhook\n", .wanted = { "AlwaysAllow false 0" }, .location = "argv[2]" },
	{ "B06 both spellings are one flag, last wins", M "--authorization_mode=AlwaysAllow\n--authorization-mode=Webhook\n", H, .wanted = { "Webhook false 0" }, .location = "argv[3]" },
	{ "B07 value in next argument", M "--authorization-mode\nAlwaysAllow\n", H "authorization:\n  mode: Webhook\n", .wanted = { "AlwaysAllow false 0" }, .location = "argv[2]" },
	{ "B08 empty value overrides file, then BuildAuthz refuses", M "--authorization-mode=\n", H "authorization:\n  mode: AlwaysAllow\n", .wanted = { "refused: authorization mode" } },
	{ "B09 same, empty next argument", M "--authorization-mode\n\n", H "authorization:\n  mode: AlwaysAllow\n", .wanted = { "refused: authorization mode" } },
	{ "B10 mode is case sensitive", M "--authorization-mode=webhook\n", H, .wanted = { "refused: authorization mode" } },
	{ "B11 flag names are case sensitive", M "--Authorization-Mode=AlwaysAllow\n", H, .wanted = { "refused: argv[" } },
	{ "B12 single dash = shorthands", M "-authorization-mode=AlwaysAllow\n", H, .wanted = { "refused: argv[" } },
	{ "B13 next argument is taken even if it looks like a flag; so no config", "--authorization-mode\n--config=/main/kubelet.conf\n", H, .wanted = { "refused: authorization mode" } },
	{ "B14 missing value", M "--authorization-mode\n", H, .wanted = { "refused: argv[" } },
	{ "B15 --config repeated: only the last file is read", "--config=/main/other.yaml\n--config=/main/kubelet.conf\n", H "authorization:\n  mode: Webhook\n", .wanted = { "Webhook false 0" }, .location = "/main/kubelet.conf:4" },
	{ "B16 unknown flag", M "--nope=1\n", H, .wanted = { "refused: argv[" } },
	{ "B17 positional argument", M "foo\n", H, .wanted = { "refused: unknown command" } },
	{ "B18 after -- everything is positional -> refused", M "--\n--authorization-mode=AlwaysAllow\n", H, .wanted = { "refused: unknown command" } },
	{ "B19 trailing -- alone is harmless", M "--authorization-mode=AlwaysAllow\n--\n", H, .wanted = { "AlwaysAllow false 0" }, .location = "argv[2]" },
	{ "B20 single dash is positional", M "-\n", H, .wanted = { "refused: unknown command" } },
	{ "B21 empty argument is positional", M "\n", H, .wanted = { "refused: unknown command" } },
	{ "B22 three dashes", "---config=x\n", NULL, .wanted = { "refused: argv[" } },
	{ "B23 -v takes a value in the next argument", M "-v\n2\n--authorization-mode=AlwaysAllow\n", H "authorization:\n  mode: Webhook\n", .wanted = { "AlwaysAllow false 0" }, .location = "argv[4]" },
	{ "B24 -v2", M "-v2\n--authorization-mode=AlwaysAllow\n", H "authorization:\n  mode: Webhook\n", .wanted = { "AlwaysAllow false 0" }, .location = "argv[3]" },
	{ "B25 -v swallows the flag as its value -> parse error", M "-v\n--authorization-mode=AlwaysAllow\n", H "authorization:\n  mode: Webhook\n", .wanted = { "refused: argv[" } },
	{ "B26 --v long form", M "--v=2\n--authorization-mode=AlwaysAllow\n", H "authorization:\n  mode: Webhook\n", .wanted = { "AlwaysAllow false 0" }, .location = "argv[3]" },
	{ "B30 bare bool = true", M "--anonymous-auth\n", H, .wanted = { "Webhook true 0" }, .location = "default with --config" },
	{ "B31 bool takes no separate value: 'true' is positional", M "--anonymous-auth\ntrue\n", H, .wanted = { "refused: unknown command" } },
	{ "B32 same", M "--anonymous-auth\nfalse\n", H, .wanted = { "refused: unknown command" } },
	{ "B33 ParseBool accepts 1 t T TRUE true True 0 f F FALSE false False", M "--anonymous-auth=T\n", H, .wanted = { "Webhook true 0" }, .location = "default with --config" },
	{ "B34 not ParseBool", M "--anonymous-auth=yes\n", H, .wanted = { "refused: argv[" } },
	{ "B35 empty bool value", M "--anonymous-auth=\n", H, .wanted = { "refused: argv[" } },
	{ "B36 bool then string flag", M "--anonymous-auth\n--authorization-mode\nAlwaysAllow\n", H, .wanted = { "AlwaysAllow true 0" }, .location = "argv[3]" },
	{ "B37 last wins", M "--anonymous-auth=true\n--anonymous-auth=false\n", H, .wanted = { "Webhook false 0" }, .location = "default with --config" },
	{ "B40 <=1.25: bare GLOBAL bool flag eats the next argument in the 2nd parse, file wins; >=1.26 flag is gone", M "--logtostderr\n--authorization-mode=Webhook\n", H "authorization:\n  mode: AlwaysAllow\n", .wanted = { "AlwaysAllow false 0", "refused: argv[" }, .location = "/main/kubelet.conf:4" },
	{ "B41 <=1.25: with =true nothing is eaten", M "--logtostderr=true\n--authorization-mode=Webhook\n", H "authorization:\n  mode: AlwaysAllow\n", .wanted = { "Webhook false 0", "refused: argv[" }, .location = "argv[3]" },
	{ "B42 <=1.25: no 2nd parse without --config", "--logtostderr\n--authorization-mode=Webhook\n", NULL, .wanted = { "Webhook true 10255", "refused: argv[" }, .location = "argv[2]" },
	{ "B43 <=1.25: last argument: 2nd parse fails, exit 2", M "--authorization-mode=Webhook\n--logtostderr\n", H "authorization:\n  mode: AlwaysAllow\n", .wanted = { "refused: second parse of the flags", "refused: argv[" } },
	{ "B44 cadvisor global bool: eaten in every version to 1.36", M "--enable-load-reader\n--authorization-mode=Webhook\n", H "authorization:\n  mode: AlwaysAllow\n", .wanted = { "AlwaysAllow false 0" }, .location = "/main/kubelet.conf:4" },
	{ "B45 name eaten, value left positional in 2nd parse (not checked)", M "--enable-load-reader\n--authorization-mode\nWebhook\n", H "authorization:\n  mode: AlwaysAllow\n", .wanted = { "AlwaysAllow false 0" }, .location = "/main/kubelet.conf:4" },
	{ "B46 2nd parse: flag needs an argument -> exit 2", M "--authorization-mode=Webhook\n--storage-driver-secure\n", H "authorization:\n  mode: AlwaysAllow\n", .wanted = { "refused: second parse of the flags", "refused: second parse of the flags" } },
	{ "B47 eats --config in the 2nd parse, harmless", "--enable-load-reader\n--config=/main/kubelet.conf\n--authorization-mode=Webhook\n", H "authorization:\n  mode: AlwaysAllow\n", .wanted = { "Webhook false 0" }, .location = "argv[3]" },
	{ "B48 --version with = is not eaten", M "--version=false\n--authorization-mode=Webhook\n", H "authorization:\n  mode: AlwaysAllow\n", .wanted = { "Webhook false 0" }, .location = "argv[3]" },
	{ "B49 kubelet-config bool: real bool in 2nd parse, nothing eaten", M "--enable-server\n--authorization-mode=Webhook\n", H "authorization:\n  mode: AlwaysAllow\n", .wanted = { "Webhook false 0" }, .location = "argv[3]" },
	{ "B50 KubeletFlags/config bool: nothing eaten", M "--register-node\n--authorization-mode=Webhook\n", H "authorization:\n  mode: AlwaysAllow\n", .wanted = { "Webhook false 0" }, .location = "argv[3]" },
	{ "B51 --help is unknown to the 2nd parse: ErrHelp, exit 2 (pflag 1.0.5) or exit 0 (>=1.33)", M "--help=false\n", H "authorization:\n  mode: AlwaysAllow\n", .wanted = { "refused: second parse of the flags", "refused: second parse of the flags", "refused: second parse of the flags", "refused: second parse of the flags" } },
	{ "B60 ints parse with base 0", M "--read-only-port=0x2807\n", H, .wanted = { "Webhook false 10247" }, .location = "default with --config" },
	{ "B61 empty int", M "--read-only-port=\n", H, .wanted = { "refused: argv[" } },
	{ "B62 flag 0 beats file", M "--read-only-port=0\n", H "readOnlyPort: 10255\n", .wanted = { "Webhook false 0" }, .location = "default with --config" },
	{ "B63 flag 0 stays 0 (no defaulting after flags)", M "--streaming-connection-idle-timeout=0\n", H, .wanted = { "Webhook false 0" }, .location = "default with --config", .setting = "streamingConnectionIdleTimeout", .value = "0s" },
	{ "B64 missing unit", M "--streaming-connection-idle-timeout=5\n", H, .wanted = { "refused: argv[" } },
	{ "B65 flag path stays relative to kubelet cwd", M "--client-ca-file=ca.crt\n", H, .wanted = { "Webhook false 0" }, .location = "default with --config", .setting = "authentication.x509.clientCAFile", .value = "ca.crt" },
	{ "B66 file path is made absolute against the FILE's directory", M, H "authentication:\n  x509:\n    clientCAFile: ca.crt\n", .wanted = { "Webhook false 0" }, .location = "default with --config", .setting = "authentication.x509.clientCAFile", .value = "/main/ca.crt" },
	{ "B67 empty flag value clears it", M "--client-ca-file=\n", H "authentication:\n  x509:\n    clientCAFile: /a\n", .wanted = { "Webhook false 0" }, .location = "default with --config", .setting = "authentication.x509.clientCAFile", .value = NULL },

	{ "D01 config-dir only, empty dir: LEGACY defaults", "--config-dir=/d\n", NULL, .wanted = { "refused: argv[", "AlwaysAllow true 10255" }, .location = "default without --config" },
	{ "D02 config-dir only: legacy base (1.28: drop-in's own defaults override)", "--config-dir=/d\n", NULL, .files = { { "d/10.conf", H } }, .wanted = { "refused: argv[", "Webhook true 10255", "AlwaysAllow true 10255" }, .location = "default without --config" },
	{ "D03 k3s shape without the other keys", "--config-dir=/d\n", NULL, .files = { { "d/10.conf", H "authorization:\n  mode: Webhook\n" } }, .wanted = { "refused: argv[", "Webhook true 10255" }, .location = "/d/10.conf:4" },
	{ "D04 k3s defaults file alone: read-only port still 10255 unless a flag sets 0", "--config-dir=/d\n", NULL, .files = { { "d/00.conf", H "authentication: {anonymous: {enabled: false}, webhook: {enabled: true}}\nauthorization: {mode: Webhook}\n" } }, .wanted = { "refused: argv[", "Webhook true 10255", "Webhook false 10255" }, .location = "/d/00.conf:4" },
	{ "D05 k3s: plus --read-only-port=0", "--config-dir=/d\n--read-only-port=0\n", NULL, .files = { { "d/00.conf", H "authentication: {anonymous: {enabled: false}, webhook: {enabled: true}}\nauthorization: {mode: Webhook}\n" } }, .wanted = { "refused: argv[", "Webhook true 0", "Webhook false 0" }, .location = "/d/00.conf:4" },
	{ "D06 drop-in beats --config", M "--config-dir=/d\n", H "authorization:\n  mode: Webhook\n", .files = { { "d/10.conf", H "authorization:\n  mode: AlwaysAllow\n" } }, .wanted = { "refused: argv[", "AlwaysAllow false 0" }, .location = "/d/10.conf:4" },
	{ "D07 flag beats drop-in", M "--config-dir=/d\n--authorization-mode=Webhook\n", H, .files = { { "d/10.conf", H "authorization:\n  mode: AlwaysAllow\n" } }, .wanted = { "refused: argv[", "Webhook false 0" }, .location = "argv[3]" },
	{ "D08 byte order of names", M "--config-dir=/d\n", H, .files = { { "d/20.conf", H "authorization:\n  mode: Webhook\n" }, { "d/10.conf", H "authorization:\n  mode: AlwaysAllow\n" } }, .wanted = { "refused: argv[", "Webhook false 0" }, .location = "/d/20.conf:4" },
	{ "D09 '9' sorts after '10'", M "--config-dir=/d\n", H, .files = { { "d/9.conf", H "authorization:\n  mode: AlwaysAllow\n" }, { "d/10.conf", H "authorization:\n  mode: Webhook\n" } }, .wanted = { "refused: argv[", "AlwaysAllow false 0" }, .location = "/d/9.conf:4" },
	{ "D10 only the exact suffix .conf", M "--config-dir=/d\n", H, .files = { { "d/10.yaml", H "authorization:\n  mode: AlwaysAllow\n" }, { "d/b.conf.bak", H "authorization:\n  mode: AlwaysAllow\n" }, { "d/c.CONF", H "authorization:\n  mode: AlwaysAllow\n" } }, .wanted = { "refused: argv[", "Webhook false 0" }, .location = "default with --config" },
	{ "D11 a file named .conf counts", M "--config-dir=/d\n", H, .files = { { "d/.conf", H "authorization:\n  mode: AlwaysAllow\n" } }, .wanted = { "refused: argv[", "AlwaysAllow false 0" }, .location = "/d/.conf:4" },
	{ "D12 hidden files count", M "--config-dir=/d\n", H, .files = { { "d/.x.conf", H "authorization:\n  mode: AlwaysAllow\n" } }, .wanted = { "refused: argv[", "AlwaysAllow false 0" }, .location = "/d/.x.conf:4" },
	{ "D13 recursive", M "--config-dir=/d\n", H, .files = { { "d/sub/10.conf", H "authorization:\n  mode: AlwaysAllow\n" } }, .wanted = { "refused: argv[", "AlwaysAllow false 0" }, .location = "/d/sub/10.conf:4" },
	{ "D14 walk order: dir 'a' before file 'a.conf'", M "--config-dir=/d\n", H, .files = { { "d/a/z.conf", H "authorization:\n  mode: Webhook\n" }, { "d/a.conf", H "authorization:\n  mode: AlwaysAllow\n" } }, .wanted = { "refused: argv[", "AlwaysAllow false 0" }, .location = "/d/a.conf:4" },
	{ "D15 a directory named *.conf is only walked", M "--config-dir=/d\n", H, .files = { { "d/x.conf/y.txt", H "authorization:\n  mode: AlwaysAllow\n" } }, .wanted = { "refused: argv[", "Webhook false 0" }, .location = "default with --config" },
	{ "D16 kind missing", M "--config-dir=/d\n", H, .files = { { "d/10.conf", "authorization: {mode: AlwaysAllow}\n" } }, .wanted = { "refused: argv[", "refused: /d/10.conf" } },
	{ "D17 apiVersion missing: accepted 1.29-1.31", M "--config-dir=/d\n", H, .files = { { "d/10.conf", "kind: KubeletConfiguration\nauthorization: {mode: AlwaysAllow}\n" } }, .wanted = { "refused: argv[", "refused: /d/10.conf", "AlwaysAllow false 0", "refused: /d/10.conf" }, .location = "/d/10.conf:2" },
	{ "D18 any kind accepted 1.29-1.31", M "--config-dir=/d\n", H, .files = { { "d/10.conf", "apiVersion: v1\nkind: ConfigMap\nauthorization: {mode: AlwaysAllow}\n" } }, .wanted = { "refused: argv[", "refused: /d/10.conf", "AlwaysAllow false 0", "refused: /d/10.conf" }, .location = "/d/10.conf:3", .line = 2 },
	{ "D19 empty file", M "--config-dir=/d\n", H, .files = { { "d/10.conf", "" } }, .wanted = { "refused: argv[", "refused: /d/10.conf" } },
	{ "D20 unknown field ignored silently", M "--config-dir=/d\n", H, .files = { { "d/10.conf", H "authorization:\n  mode: AlwaysAllow\nbogus: 1\n" } }, .wanted = { "refused: argv[", "AlwaysAllow false 0" }, .location = "/d/10.conf:4" },
	{ "D21 duplicate key: FATAL in drop-ins >=1.29, lenient in 1.28", M "--config-dir=/d\n", H, .files = { { "d/10.conf", H "authorization:\n  mode: AlwaysAllow\nauthorization: {mode: Webhook}\n" } }, .wanted = { "refused: argv[", "Webhook false 0", "refused: /d/10.conf" }, .location = "/d/10.conf:5", .line = 5 },
	{ "D22 null deletes the key: >=1.32 back to default, 1.29-1.31 no effect", M "--config-dir=/d\n", H "authorization:\n  mode: AlwaysAllow\n", .files = { { "d/10.conf", H "authorization: {mode: null}\n" } }, .wanted = { "refused: argv[", "Webhook false 0", "AlwaysAllow false 0", "Webhook false 0" }, .location = "default with --config" },
	{ "D23 same", M "--config-dir=/d\n", H "authorization:\n  mode: AlwaysAllow\n", .files = { { "d/10.conf", H "authorization: null\n" } }, .wanted = { "refused: argv[", "Webhook false 0", "AlwaysAllow false 0", "Webhook false 0" }, .location = "default with --config" },
	{ "D24 empty string: >=1.32 default, 1.29-1.31 refuse", M "--config-dir=/d\n", H "authorization:\n  mode: AlwaysAllow\n", .files = { { "d/10.conf", H "authorization: {mode: ''}\n" } }, .wanted = { "refused: argv[", "Webhook false 0", "refused: authorization mode", "Webhook false 0" }, .location = "default with --config" },
	{ "D25 empty object changes nothing (1.28: resets to Webhook)", M "--config-dir=/d\n", H "authorization:\n  mode: AlwaysAllow\n", .files = { { "d/10.conf", H "authorization: {}\n" } }, .wanted = { "refused: argv[", "Webhook false 0", "AlwaysAllow false 0" }, .location = "/main/kubelet.conf:4" },
	{ "D26 unrelated drop-in (1.28: resets mode to Webhook!)", M "--config-dir=/d\n", H "authorization:\n  mode: AlwaysAllow\n", .files = { { "d/10.conf", H "maxPods: 5\n" } }, .wanted = { "refused: argv[", "Webhook false 0", "AlwaysAllow false 0" }, .location = "/main/kubelet.conf:4" },
	{ "D27 wrong case: 1.29-1.31 applied; >=1.32 base 'mode' sorts later and wins", M "--config-dir=/d\n", H "authorization:\n  mode: Webhook\n", .files = { { "d/10.conf", H "authorization: {Mode: AlwaysAllow}\n" } }, .wanted = { "refused: argv[", "Webhook false 0", "AlwaysAllow false 0", "Webhook false 0" }, .location = "/main/kubelet.conf:4" },
	{ "D28 same at top level", M "--config-dir=/d\n", H "authorization:\n  mode: Webhook\n", .files = { { "d/10.conf", H "Authorization: {mode: AlwaysAllow}\n" } }, .wanted = { "refused: argv[", "Webhook false 0", "AlwaysAllow false 0", "Webhook false 0" }, .location = "/main/kubelet.conf:4" },
	{ "D29 wrong case where the base omits the key: applied", M "--config-dir=/d\n", H, .files = { { "d/10.conf", H "readonlyport: 10255\n" } }, .wanted = { "refused: argv[", "Webhook false 0", "Webhook false 10255" }, .location = "default with --config" },
	{ "D30 lower case sorts after camelCase: drop-in wins", M "--config-dir=/d\n", H "readOnlyPort: 1\n", .files = { { "d/10.conf", H "readonlyport: 10255\n" } }, .wanted = { "refused: argv[", "Webhook false 1", "Webhook false 10255" }, .location = "default with --config" },
	{ "D31 upper case sorts before: base wins (>=1.32)", M "--config-dir=/d\n", H "readOnlyPort: 1\n", .files = { { "d/10.conf", H "READONLYPORT: 10255\n" } }, .wanted = { "refused: argv[", "Webhook false 1" }, .location = "default with --config" },
	{ "a long s in a drop-in's key: 1.29 and later apply it, and it sorts behind the base", M "--config-dir=/d\n", H "authentication: {anonymous: {enabled: false}}\n", .files = { { "d/10.conf", H "authentication: {anonymou\xC5\xBF: {enabled: true}}\n" } }, .wanted = { "refused: argv[", "Webhook false 0", "Webhook true 0" }, .location = "default with --config" },
	{ "a Kelvin sign in a drop-in's key", M "--config-dir=/d\n", H, .files = { { "d/10.conf", "api" "Ver\xC5\xBFion: kubelet.config.k8s.io/v1beta1\n\xE2\x84\xAAind: KubeletConfiguration\nauthorization: {mode: AlwaysAllow}\n" } }, .wanted = { "refused: argv[", "AlwaysAllow false 0" }, .location = "/d/10.conf:3" },
	{ "D32 1.28 cannot set false (mergo ignores zero values)", M "--config-dir=/d\n", H "authentication: {anonymous: {enabled: true}}\n", .files = { { "d/10.conf", H "authentication: {anonymous: {enabled: false}}\n" } }, .wanted = { "refused: argv[", "Webhook true 0", "Webhook false 0" }, .location = "default with --config" },
	{ "D33 null", M "--config-dir=/d\n", H "authentication: {anonymous: {enabled: true}}\n", .files = { { "d/10.conf", H "authentication: {anonymous: {enabled: null}}\n" } }, .wanted = { "refused: argv[", "Webhook true 0", "Webhook true 0", "Webhook false 0" }, .location = "default with --config" },
	{ "D34 explicit 0 in a drop-in works >=1.29", "--config-dir=/d\n", NULL, .files = { { "d/10.conf", H "readOnlyPort: 0\n" } }, .wanted = { "refused: argv[", "Webhook true 10255", "AlwaysAllow true 0" }, .location = "default without --config" },
	{ "D35 >=1.32 defaulted to 4h, 1.29-1.31 stays 0", M "--config-dir=/d\n", H, .files = { { "d/10.conf", H "streamingConnectionIdleTimeout: 0s\n" } }, .wanted = { "refused: argv[", "Webhook false 0" }, .location = "default with --config" },
	{ "D36 relative path in a drop-in is NOT resolved >=1.29", M "--config-dir=/d\n", H, .files = { { "d/10.conf", H "authentication: {x509: {clientCAFile: ca.crt}}\n" } }, .wanted = { "refused: argv[", "Webhook false 0" }, .location = "default with --config" },
	{ "D37 wrong type", M "--config-dir=/d\n", H, .files = { { "d/10.conf", H "authorization: {mode: yes}\n" } }, .wanted = { "refused: argv[", "refused: /d/10.conf" }, .line = 3 },
	{ "D38 multi document: first only", M "--config-dir=/d\n", H, .files = { { "d/10.conf", H "authorization:\n  mode: AlwaysAllow\n---\n" H "authorization:\n  mode: Webhook\n" } }, .wanted = { "refused: argv[", "AlwaysAllow false 0" }, .location = "/d/10.conf:4" },
	{ "D39 JSON drop-in", M "--config-dir=/d\n", H, .files = { { "d/10.conf", "{" J ",\"authorization\":{\"mode\":\"AlwaysAllow\"}}" } }, .wanted = { "refused: argv[", "AlwaysAllow false 0" }, .location = "/d/10.conf:1" },
	{ "D40 flow YAML starting with {", M "--config-dir=/d\n", H, .files = { { "d/10.conf", "{apiVersion: kubelet.config.k8s.io/v1beta1, kind: KubeletConfiguration}\n" } }, .wanted = { "refused: argv[", "refused: /d/10.conf" }, .line = 1 },
	{ "D41 1.28/1.29 without KUBELET_CONFIG_DROPIN_DIR_ALPHA in the environment", M "--config-dir=/d\n", H, .files = { { "d/10.conf", H "authorization:\n  mode: AlwaysAllow\n" } }, .no_alpha = true, .wanted = { "refused: argv[", "refused: KUBELET_CONFIG_DROPIN_DIR_ALPHA", "AlwaysAllow false 0" }, .location = "/d/10.conf:4" },
	{ "D42 broken file with another suffix is not read", M "--config-dir=/d\n", H, .files = { { "d/10.txt", "{{{" } }, .wanted = { "refused: argv[", "Webhook false 0" }, .location = "default with --config" },
	{ "D43 swallowed flag after a bare global bool", M "--config-dir=/d\n--enable-load-reader\n--authorization-mode=Webhook\n", H, .files = { { "d/10.conf", H "authorization:\n  mode: AlwaysAllow\n" } }, .wanted = { "refused: argv[", "AlwaysAllow false 0" }, .location = "/d/10.conf:4" },
	{ "D44 missing directory", M "--config-dir=/nonexistent-dir\n", H, .wanted = { "refused: argv[", "refused: /nonexistent-dir" }, .status = KP_ERR_NOENT },
	{ "D45 config-dir naming a regular file without .conf: silently nothing", M "--config-dir=/main/other.yaml\n", H, .wanted = { "refused: argv[", "Webhook false 0" }, .location = "default with --config" },
};

/* clang-format on */

/** One setting of one version. */
struct value_row {
	const char *name;
	const char *argv;
	const char *main; /* content of /main/kubelet.conf; NULL if there is none */
	int minor;
	const char *setting;
	const char *value; /* NULL if nothing is set */
	enum kp_source source;
	const char *location;
	size_t elements;
};

#define FLAG    KP_SOURCE_FLAG
#define FILE    KP_SOURCE_FILE
#define DEFAULT KP_SOURCE_DEFAULT
#define WITH    "default with --config"
#define WITHOUT "default without --config"

/* Up to 1.29 in the files, to 1.25 without them; and the present ones with memory said otherwise. */
#define THRESHOLDS_25                                                           \
	"imagefs.available=15%, memory.available=100Mi, nodefs.available=10%, " \
	"nodefs.inodesFree=5%"
#define THRESHOLDS_UNITED                                                      \
	"imagefs.available=15%, imagefs.inodesFree=5%, memory.available=1Gi, " \
	"nodefs.available=10%, nodefs.inodesFree=5%"

/* clang-format off */
static struct value_row value_rows[] = {
	{ "a flag", "--event-qps=7\n", NULL, 36, "eventRecordQPS", "7", FLAG, "argv[1]", 0 },
	{ "a value of the file", M, H "eventRecordQPS: 7\n", 36, "eventRecordQPS", "7", FILE, "/main/kubelet.conf:3", 0 },
	{ "a default with the file", M, H, 36, "eventRecordQPS", "50", DEFAULT, WITH, 0 },
	{ "a default without a file", "", NULL, 36, "eventRecordQPS", "50", DEFAULT, WITHOUT, 0 },
	{ "a default that was another", "", NULL, 26, "eventRecordQPS", "5", DEFAULT, WITHOUT, 0 },
	{ "a default from its version on", "", NULL, 27, "eventRecordQPS", "50", DEFAULT, WITHOUT, 0 },
	{ "a default of the burst, before", "", NULL, 26, "eventBurst", "10", DEFAULT, WITHOUT, 0 },
	{ "a default of the burst, since", "", NULL, 27, "eventBurst", "100", DEFAULT, WITHOUT, 0 },
	{ "webhook authentication without a file", "", NULL, 36, "authentication.webhook.enabled", "false", DEFAULT, WITHOUT, 0 },
	{ "webhook authentication with a file", M, H, 36, "authentication.webhook.enabled", "true", DEFAULT, WITH, 0 },
	{ "nothing set", M, H, 36, "authentication.x509.clientCAFile", NULL, DEFAULT, WITH, 0 },
	{ "thresholds without a file", "", NULL, 36, "evictionHard", NULL, DEFAULT, WITHOUT, 0 },
	{ "thresholds with a file", M, H, 36, "evictionHard", "imagefs.available=15%, imagefs.inodesFree=5%, memory.available=100Mi, nodefs.available=10%, nodefs.inodesFree=5%", DEFAULT, WITH, 5 },
	{ "thresholds without a file, while they were a default of the type", "", NULL, 25, "evictionHard", THRESHOLDS_25, DEFAULT, WITHOUT, 4 },
	{ "thresholds without a file, since they are one of the file", "", NULL, 26, "evictionHard", NULL, DEFAULT, WITHOUT, 0 },
	{ "thresholds with a file, then", M, H, 26, "evictionHard", THRESHOLDS_25, DEFAULT, WITH, 4 },
	{ "a threshold of the file is the only one", M, H "evictionHard: {memory.available: 1Gi}\n", 36, "evictionHard", "memory.available=1Gi", FILE, "/main/kubelet.conf:3", 1 },
	{ "thresholds united with the default ones", M, H "mergeDefaultEvictionSettings: true\nevictionHard: {memory.available: 1Gi}\n", 36, "evictionHard", THRESHOLDS_UNITED, FILE, "/main/kubelet.conf:4", 5 },
	{ "the same in its first version", M, H "mergeDefaultEvictionSettings: true\nevictionHard: {memory.available: 1Gi}\n", 33, "evictionHard", THRESHOLDS_UNITED, FILE, "/main/kubelet.conf:4", 5 },
	{ "the same before it", M, H "mergeDefaultEvictionSettings: true\nevictionHard: {memory.available: 1Gi}\n", 32, "evictionHard", "memory.available=1Gi", FILE, "/main/kubelet.conf:4", 1 },
	{ "the same, not wanted", M, H "mergeDefaultEvictionSettings: false\nevictionHard: {memory.available: 1Gi}\n", 36, "evictionHard", "memory.available=1Gi", FILE, "/main/kubelet.conf:4", 1 },
	{ "the same with none of the file's own", M, H "mergeDefaultEvictionSettings: true\nevictionHard: {}\n", 36, "evictionHard", "imagefs.available=15%, imagefs.inodesFree=5%, memory.available=100Mi, nodefs.available=10%, nodefs.inodesFree=5%", FILE, "/main/kubelet.conf:4", 5 },
	{ "the same, a threshold of the file", M, H "mergeDefaultEvictionSettings: true\nevictionHard: {memory.available: 1Gi}\n", 36, "evictionHard.memory.available", "1Gi", FILE, "/main/kubelet.conf:4", 0 },
	{ "the same, a threshold of the defaults", M, H "mergeDefaultEvictionSettings: true\nevictionHard: {memory.available: 1Gi}\n", 36, "evictionHard.nodefs.available", "10%", DEFAULT, WITH, 0 },
	{ "the same, over which a flag goes", M "--eviction-hard=memory.available<2Gi\n", H "mergeDefaultEvictionSettings: true\nevictionHard: {memory.available: 1Gi}\n", 36, "evictionHard", "memory.available=2Gi", FLAG, "argv[2]", 1 },
	{ "reports as often as updates that the file says", M, H "nodeStatusUpdateFrequency: 1.5m\n", 36, "nodeStatusReportFrequency", "1m30s", DEFAULT, WITH, 0 },
	{ "the same in the first version", M, H "nodeStatusUpdateFrequency: 4s\n", 20, "nodeStatusReportFrequency", "4s", DEFAULT, WITH, 0 },
	{ "the same as the default says", M, H "nodeStatusUpdateFrequency: 10s\nnodeStatusReportFrequency: 0s\n", 36, "nodeStatusReportFrequency", "10s", DEFAULT, WITH, 0 },
	{ "reports where the file says no updates", M, H "nodeStatusUpdateFrequency: 0s\n", 36, "nodeStatusReportFrequency", "5m0s", DEFAULT, WITH, 0 },
	{ "reports that the file says, too", M, H "nodeStatusUpdateFrequency: 4s\nnodeStatusReportFrequency: 1m\n", 36, "nodeStatusReportFrequency", "1m0s", FILE, "/main/kubelet.conf:4", 0 },
	{ "reports do not follow a flag", M "--node-status-update-frequency=7s\n", H, 36, "nodeStatusReportFrequency", "5m0s", DEFAULT, WITH, 0 },
	{ "nor without a file", "--node-status-update-frequency=7s\n", NULL, 36, "nodeStatusReportFrequency", "5m0s", DEFAULT, WITHOUT, 0 },
	{ "pulls where the file wants several at once", M, H "maxParallelImagePulls: 2\n", 36, "serializeImagePulls", "false", DEFAULT, WITH, 0 },
	{ "the same before that was a field", M, H "maxParallelImagePulls: 2\n", 26, "serializeImagePulls", "true", DEFAULT, WITH, 0 },
	{ "pulls where the file wants one at once", M, H "maxParallelImagePulls: 1\n", 36, "serializeImagePulls", "true", DEFAULT, WITH, 0 },
	{ "pulls where a flag says it", M "--serialize-image-pulls=false\n", H "maxParallelImagePulls: 2\n", 36, "serializeImagePulls", "false", FLAG, "argv[2]", 0 },
	{ "a restart period behind a gate that is on", M, H, 35, "crashLoopBackOff.maxContainerRestartPeriod", "5m0s", DEFAULT, WITH, 0 },
	{ "the same without a file", "", NULL, 35, "crashLoopBackOff.maxContainerRestartPeriod", "5m0s", DEFAULT, WITHOUT, 0 },
	{ "a restart period behind a gate that is off yet", M, H, 34, "crashLoopBackOff.maxContainerRestartPeriod", NULL, DEFAULT, WITH, 0 },
	{ "the same, on by the file", M, H "featureGates: {KubeletCrashLoopBackOffMax: true}\n", 34, "crashLoopBackOff.maxContainerRestartPeriod", "5m0s", DEFAULT, WITH, 0 },
	{ "the same, on by the group in the file", M, H "featureGates: {AllAlpha: true}\n", 32, "crashLoopBackOff.maxContainerRestartPeriod", "5m0s", DEFAULT, WITH, 0 },
	{ "the same, on by a flag beside the file", M "--feature-gates=KubeletCrashLoopBackOffMax=true\n", H, 34, "crashLoopBackOff.maxContainerRestartPeriod", "5m0s", DEFAULT, WITH, 0 },
	{ "the same, on by a flag alone: too late", "--feature-gates=KubeletCrashLoopBackOffMax=true\n", NULL, 34, "crashLoopBackOff.maxContainerRestartPeriod", NULL, DEFAULT, WITHOUT, 0 },
	{ "a restart period behind a gate that the file turns off", M, H "featureGates: {KubeletCrashLoopBackOffMax: false}\n", 36, "crashLoopBackOff.maxContainerRestartPeriod", NULL, DEFAULT, WITH, 0 },
	{ "a policy behind a gate that is on", M, H, 35, "imagePullCredentialsVerificationPolicy", "NeverVerifyPreloadedImages", DEFAULT, WITH, 0 },
	{ "a policy behind a gate that is off yet", M, H, 33, "imagePullCredentialsVerificationPolicy", NULL, DEFAULT, WITH, 0 },
	{ "a policy behind a gate whose group a flag turns off", M "--feature-gates=AllBeta=false\n", H, 36, "imagePullCredentialsVerificationPolicy", NULL, DEFAULT, WITH, 0 },
	{ "a policy behind a gate that the file keeps on", M "--feature-gates=AllBeta=false\n", H "featureGates: {KubeletEnsureSecretPulledImages: true}\n", 36, "imagePullCredentialsVerificationPolicy", "NeverVerifyPreloadedImages", DEFAULT, WITH, 0 },
	{ "a stream split by the file: reset by the second parse", M, H "logging: {options: {text: {splitStream: true}}}\n", 36, "logging.options.text.splitStream", "false", DEFAULT, WITH, 0 },
	{ "the same of JSON", M, H "logging: {options: {json: {splitStream: true}}}\n", 23, "logging.options.json.splitStream", "false", DEFAULT, WITH, 0 },
	{ "a stream split by a flag", M "--log-text-split-stream\n", H "logging: {options: {text: {splitStream: false}}}\n", 36, "logging.options.text.splitStream", "true", FLAG, "argv[2]", 0 },
	{ "a buffer of the log", M, H, 23, "logging.options.json.infoBufferSize", "0", DEFAULT, WITH, 0 },
	{ "the last of two flags", "--event-qps=7\n--event_qps\n8\n", NULL, 36, "eventRecordQPS", "8", FLAG, "argv[2]", 0 },
	{ "a number in base 16", "--event-qps=0x10\n", NULL, 36, "eventRecordQPS", "16", FLAG, "argv[1]", 0 },
	{ "a bool in another spelling", "--anonymous-auth=F\n", NULL, 36, "authentication.anonymous.enabled", "false", FLAG, "argv[1]", 0 },
	{ "a duration in another spelling", "--streaming-connection-idle-timeout=90m\n", NULL, 36, "streamingConnectionIdleTimeout", "1h30m0s", FLAG, "argv[1]", 0 },
	{ "a duration of zero by a flag", M "--streaming-connection-idle-timeout=0\n", H "streamingConnectionIdleTimeout: 5m\n", 36, "streamingConnectionIdleTimeout", "0s", FLAG, "argv[2]", 0 },
	{ "a duration of zero in the file", M, H "streamingConnectionIdleTimeout: 0s\n", 36, "streamingConnectionIdleTimeout", "4h0m0s", DEFAULT, WITH, 0 },
	{ "a duration below zero", "--streaming-connection-idle-timeout=-1s\n", NULL, 36, "streamingConnectionIdleTimeout", "-1s", FLAG, "argv[1]", 0 },
	{ "processes below zero by a flag", M "--pod-max-pids=-7\n", H, 36, "podPidsLimit", "-7", FLAG, "argv[2]", 0 },
	{ "processes below zero in the file", M, H "podPidsLimit: -5\n", 36, "podPidsLimit", "-1", FILE, "/main/kubelet.conf:3", 0 },
	{ "processes of zero in the file", M, H "podPidsLimit: 0\n", 36, "podPidsLimit", "0", FILE, "/main/kubelet.conf:3", 0 },
	{ "an empty string by a flag", M "--client-ca-file=\n", H "authentication: {x509: {clientCAFile: /a}}\n", 36, "authentication.x509.clientCAFile", NULL, FLAG, "argv[2]", 0 },
	{ "a zero port in the file is that of the default", M, H "readOnlyPort: 0\n", 36, "readOnlyPort", "0", FILE, "/main/kubelet.conf:3", 0 },

	{ "a relative path by a flag", M "--tls-cert-file=a/b.crt\n", H, 36, "tlsCertFile", "a/b.crt", FLAG, "argv[2]", 0 },
	{ "a relative path in the file", M, H "tlsCertFile: a/b.crt\n", 36, "tlsCertFile", "/main/a/b.crt", FILE, "/main/kubelet.conf:3", 0 },
	{ "an absolute path in the file", M, H "tlsCertFile: /a/b.crt\n", 36, "tlsCertFile", "/a/b.crt", FILE, "/main/kubelet.conf:3", 0 },
	{ "a relative path upwards in the file", M, H "tlsPrivateKeyFile: ../b.key\n", 36, "tlsPrivateKeyFile", "/b.key", FILE, "/main/kubelet.conf:3", 0 },
	{ "a relative path of manifests", M, H "staticPodPath: manifests\n", 36, "staticPodPath", "/main/manifests", FILE, "/main/kubelet.conf:3", 0 },
	{ "a relative path of name servers", M, H "resolvConf: r\n", 36, "resolvConf", "/main/r", FILE, "/main/kubelet.conf:3", 0 },
	{ "a relative path of plugins", M, H "volumePluginDir: v\n", 36, "volumePluginDir", "/main/v", FILE, "/main/kubelet.conf:3", 0 },
	{ "a relative path of logs", M, H "podLogsDir: l\n", 36, "podLogsDir", "/main/l", FILE, "/main/kubelet.conf:3", 0 },
	{ "a relative name that is no path", M, H "cgroupRoot: c\n", 36, "cgroupRoot", "c", FILE, "/main/kubelet.conf:3", 0 },

	{ "a list by a flag", "--cluster-dns=10.0.0.1,10.0.0.2\n", NULL, 36, "clusterDNS", "10.0.0.1, 10.0.0.2", FLAG, "argv[1]", 2 },
	{ "a list by two flags", "--cluster-dns=10.0.0.1\n--cluster_dns\n10.0.0.2\n", NULL, 36, "clusterDNS", "10.0.0.1, 10.0.0.2", FLAG, "argv[1], argv[2]", 2 },
	{ "a list by a flag over the file", M "--cluster-dns=10.0.0.1\n", H "clusterDNS: [10.0.0.2]\n", 36, "clusterDNS", "10.0.0.1", FLAG, "argv[2]", 1 },
	{ "a list by a flag over its default", "--enforce-node-allocatable=none\n", NULL, 36, "enforceNodeAllocatable", "none", FLAG, "argv[1]", 1 },
	{ "an empty list by a flag", M "--cluster-dns=\n", H "clusterDNS: [10.0.0.2]\n", 36, "clusterDNS", NULL, FLAG, "argv[2]", 0 },
	{ "a quoted list by a flag", "--tls-cipher-suites=\"A,B\",C\n", NULL, 36, "tlsCipherSuites", "A,B, C", FLAG, "argv[1]", 2 },
	{ "a list in the file", M, H "clusterDNS:\n- 10.0.0.1\n- 10.0.0.2\n", 36, "clusterDNS", "10.0.0.1, 10.0.0.2", FILE, "/main/kubelet.conf:3", 2 },
	{ "an empty list in the file", M, H "enforceNodeAllocatable: []\n", 36, "enforceNodeAllocatable", NULL, FILE, "/main/kubelet.conf:3", 0 },
	{ "a default of a list", M, H, 36, "enforceNodeAllocatable", "pods", DEFAULT, WITH, 1 },

	{ "a map by a flag", "--kube-reserved= memory = 1Gi,cpu=1\n", NULL, 36, "kubeReserved", "cpu=1, memory=1Gi", FLAG, "argv[1]", 2 },
	{ "a map by two flags", "--kube-reserved=cpu=1,memory=1Gi\n--kube-reserved=cpu=2\n", NULL, 36, "kubeReserved", "cpu=2, memory=1Gi", FLAG, "argv[1], argv[2]", 2 },
	{ "a map by a flag over the file", M "--kube-reserved=cpu=1\n", H "kubeReserved: {memory: 1Gi}\n", 36, "kubeReserved", "cpu=1", FLAG, "argv[2]", 1 },
	{ "a map by an empty flag", M "--kube-reserved=\n", H "kubeReserved: {memory: 1Gi}\n", 36, "kubeReserved", NULL, FLAG, "argv[2]", 0 },
	{ "thresholds by a flag", M "--eviction-hard=memory.available<1Gi\n", H, 36, "evictionHard", "memory.available=1Gi", FLAG, "argv[2]", 1 },
	{ "a map in the file", M, H "kubeReserved: {memory: 1Gi, cpu: \"1\"}\n", 36, "kubeReserved", "cpu=1, memory=1Gi", FILE, "/main/kubelet.conf:3", 2 },
	{ "an empty map in the file", M, H "evictionHard: {}\n", 36, "evictionHard", NULL, FILE, "/main/kubelet.conf:3", 0 },
	{ "a member of a map", M, H "evictionHard: {memory.available: 1Gi}\n", 36, "evictionHard.memory.available", "1Gi", FILE, "/main/kubelet.conf:3", 0 },
	{ "a member of a default", M, H, 36, "evictionHard.nodefs.inodesFree", "5%", DEFAULT, WITH, 0 },
	{ "one pair for each flag", "--cpu-manager-policy-options=a=1,b=2\n", NULL, 36, "cpuManagerPolicyOptions", "a=1,b=2", FLAG, "argv[1]", 1 },

	{ "gates by a flag", "--feature-gates=B=false,A=T\n", NULL, 36, "featureGates", "A=true, B=false", FLAG, "argv[1]", 2 },
	{ "gates in the file", M, H "featureGates: {B: false, A: true}\n", 36, "featureGates", "A=true, B=false", FILE, "/main/kubelet.conf:3", 2 },
	{ "a gate that no flag names stays", M "--feature-gates=A=true\n", H "featureGates: {A: false, B: true}\n", 36, "featureGates.B", "true", FILE, "/main/kubelet.conf:3", 0 },
	{ "a gate that a flag names", M "--feature-gates=A=true\n", H "featureGates: {A: false, B: true}\n", 36, "featureGates.A", "true", FLAG, "argv[2]", 0 },
	{ "a gate that is null", M, H "featureGates: {A: ~}\n", 36, "featureGates.A", "false", FILE, "/main/kubelet.conf:3", 0 },
	{ "a quantity that is null", M, H "kubeReserved: {cpu: ~}\n", 36, "kubeReserved.cpu", NULL, FILE, "/main/kubelet.conf:3", 0 },
	{ "a gate of two flags", "--feature-gates=A=true\n--feature-gates=A=false\n", NULL, 36, "featureGates.A", "false", FLAG, "argv[2]", 0 },
	{ "a gate that nothing names", M, H "featureGates: {B: false}\n", 36, "featureGates.A", NULL, DEFAULT, WITH, 0 },
	{ "a gate whose name begins as another's", M, H "featureGates: {AB: false}\n", 36, "featureGates.A", NULL, DEFAULT, WITH, 0 },
	{ "a group of gates by a flag", "--feature-gates=AllBeta=false\n", NULL, 36, "featureGates.RotateKubeletServerCertificate", "false", FLAG, "argv[1]", 0 },
	{ "a group of gates by a flag, in the first version", "--feature-gates=AllBeta=false\n", NULL, 20, "featureGates.RotateKubeletServerCertificate", "false", FLAG, "argv[1]", 0 },
	{ "a group of gates in the file", M, H "featureGates:\n  A: true\n  AllBeta: false\n", 36, "featureGates.RotateKubeletServerCertificate", "false", FILE, "/main/kubelet.conf:5", 0 },
	{ "a group of gates that is on", M, H "featureGates: {AllBeta: true}\n", 30, "featureGates.RotateKubeletServerCertificate", "true", FILE, "/main/kubelet.conf:3", 0 },
	{ "a gate beside its group, behind it", "--feature-gates=AllBeta=false,RotateKubeletServerCertificate=true\n", NULL, 36, "featureGates.RotateKubeletServerCertificate", "true", FLAG, "argv[1]", 0 },
	{ "a gate beside its group, before it", "--feature-gates=RotateKubeletServerCertificate=true\n--feature-gates=AllBeta=false\n", NULL, 36, "featureGates.RotateKubeletServerCertificate", "true", FLAG, "argv[1]", 0 },
	{ "a gate beside its group, in the file", M, H "featureGates: {RotateKubeletServerCertificate: true, AllBeta: false}\n", 36, "featureGates.RotateKubeletServerCertificate", "true", FILE, "/main/kubelet.conf:3", 0 },
	{ "a gate in the file, its group by a flag", M "--feature-gates=AllBeta=false\n", H "featureGates: {RotateKubeletServerCertificate: true}\n", 36, "featureGates.RotateKubeletServerCertificate", "true", FILE, "/main/kubelet.conf:3", 0 },
	{ "a gate by a flag, its group in the file", M "--feature-gates=RotateKubeletServerCertificate=true\n", H "featureGates: {AllBeta: false}\n", 36, "featureGates.RotateKubeletServerCertificate", "true", FLAG, "argv[2]", 0 },
	{ "a group by a flag and in the file", M "--feature-gates=AllBeta=false\n", H "featureGates: {AllBeta: true}\n", 36, "featureGates.RotateKubeletServerCertificate", "false", FLAG, "argv[2]", 0 },
	{ "the last of a group", "--feature-gates=AllBeta=false,AllBeta=true\n", NULL, 36, "featureGates.RotateKubeletServerCertificate", "true", FLAG, "argv[1]", 0 },
	{ "a group of another stage", "--feature-gates=AllAlpha=false\n", NULL, 36, "featureGates.RotateKubeletServerCertificate", NULL, DEFAULT, WITHOUT, 0 },
	{ "both groups", M, H "featureGates: {AllAlpha: true, AllBeta: false}\n", 36, "featureGates.RotateKubeletServerCertificate", "false", FILE, "/main/kubelet.conf:3", 0 },
	{ "a group in other letters is none", M, H "featureGates: {allBeta: false}\n", 36, "featureGates.RotateKubeletServerCertificate", NULL, DEFAULT, WITH, 0 },
	{ "a group that the second parse swallows", M "--enable-load-reader\n--feature-gates=AllBeta=false\n", H, 36, "featureGates.RotateKubeletServerCertificate", "false", FLAG, "argv[3]", 0 },
	{ "the same stays where the file sets the group", M "--enable-load-reader\n--feature-gates=AllBeta=false\n", H "featureGates: {AllBeta: true}\n", 36, "featureGates.RotateKubeletServerCertificate", "false", FLAG, "argv[3]", 0 },
	{ "the same does not where the file names the gate", M "--enable-load-reader\n--feature-gates=AllBeta=false\n", H "featureGates: {RotateKubeletServerCertificate: true}\n", 36, "featureGates.RotateKubeletServerCertificate", "true", FILE, "/main/kubelet.conf:3", 0 },
	{ "a gate that the second parse swallows", M "--enable-load-reader\n--feature-gates=RotateKubeletServerCertificate=false\n", H "featureGates: {AllBeta: true}\n", 36, "featureGates.RotateKubeletServerCertificate", "false", FLAG, "argv[3]", 0 },
	{ "the same where the file names the gate", M "--enable-load-reader\n--feature-gates=RotateKubeletServerCertificate=false\n", H "featureGates: {RotateKubeletServerCertificate: true}\n", 36, "featureGates.RotateKubeletServerCertificate", "true", FILE, "/main/kubelet.conf:3", 0 },
	{ "a group itself", "--feature-gates=AllBeta=false\n", NULL, 36, "featureGates.AllBeta", "false", FLAG, "argv[1]", 0 },
	{ "a group is not in another", "--feature-gates=AllAlpha=true\n", NULL, 36, "featureGates.AllBeta", NULL, DEFAULT, WITHOUT, 0 },
	{ "a gate of a stage that is not known, by its name", "--feature-gates=AllBeta=false,A=true\n", NULL, 36, "featureGates.A", "true", FLAG, "argv[1]", 0 },
	{ "taints of a flag", M "--register-with-taints=a=b:NoSchedule\n", H "registerWithTaints: [{key: c, effect: NoExecute}]\n", 36, "registerWithTaints", "{\"key\":\"a\",\"value\":\"b\",\"effect\":\"NoSchedule\"}", FLAG, "argv[2]", 1 },
	{ "taints while they were a flag alone", "--register-with-taints=a:NoSchedule\n", NULL, 22, "register-with-taints", "{\"key\":\"a\",\"effect\":\"NoSchedule\"}", FLAG, "argv[1]", 1 },
	{ "verbosities of a flag are added to those of the file", M "--vmodule=b=2\n", H "logging: {vmodule: [{filePattern: a, verbosity: 1}]}\n", 36, "logging.vmodule", "{\"filePattern\":\"a\",\"verbosity\":1}, {\"filePattern\":\"b\",\"verbosity\":2}", FLAG, "/main/kubelet.conf:3, argv[2]", 2 },
	{ "a buffer of the log in another spelling", M, H "logging: {options: {json: {infoBufferSize: 2048Ki}}}\n", 36, "logging.options.json.infoBufferSize", "2Mi", FILE, "/main/kubelet.conf:3", 0 },
	{ "a buffer of the log as a number", M, H "logging: {options: {json: {infoBufferSize: 2048}}}\n", 36, "logging.options.json.infoBufferSize", "2048", FILE, "/main/kubelet.conf:3", 0 },
	{ "sysctls of all pods", M, H "defaultPodSysctls: {net.core.somaxconn: \"1024\"}\nfeatureGates: {DefaultPodSysctls: true}\n", 37, "defaultPodSysctls", "net.core.somaxconn=1024", FILE, "/main/kubelet.conf:3", 1 },
	{ "one of them", M, H "defaultPodSysctls: {net.core.somaxconn: \"1024\"}\nfeatureGates: {DefaultPodSysctls: true}\n", 37, "defaultPodSysctls.net.core.somaxconn", "1024", FILE, "/main/kubelet.conf:3", 0 },
	{ "a factor that had a default", M, H, 36, "memoryThrottlingFactor", "0.9", DEFAULT, WITH, 0 },
	{ "a factor that has none", M, H, 37, "memoryThrottlingFactor", NULL, DEFAULT, WITH, 0 },
	{ "no gates", "", NULL, 36, "featureGates", NULL, DEFAULT, WITHOUT, 0 },

	{ "the seccomp flag", M "--seccomp-default\n", H, 36, "seccompDefault", "true", FLAG, "argv[2]", 0 },
	{ "the seccomp flag over the file", M "--seccomp-default=true\n", H "seccompDefault: false\n", 36, "seccompDefault", "true", FLAG, "argv[2]", 0 },
	{ "the seccomp flag cannot undo the file", M "--seccomp-default=false\n", H "seccompDefault: true\n", 36, "seccompDefault", "true", FILE, "/main/kubelet.conf:3", 0 },
	{ "the seccomp flag off, and nothing in the file", M "--seccomp-default=false\n", H, 36, "seccompDefault", "false", DEFAULT, WITH, 0 },
	{ "the last seccomp flag", "--seccomp-default\n--seccomp-default=false\n", NULL, 36, "seccompDefault", "false", DEFAULT, WITHOUT, 0 },

	{ "a flag that is no part of the configuration", "--hostname-override=node-1\n", NULL, 36, "hostname-override", "node-1", FLAG, "argv[1]", 0 },
	{ "the same, not given", "", NULL, 36, "hostname-override", NULL, DEFAULT, "flag not given", 0 },
	{ "the same, empty", "--hostname-override=\n", NULL, 36, "hostname-override", NULL, FLAG, "argv[1]", 0 },
	{ "the same is not in the file", M, H "hostnameOverride: node-1\n", 36, "hostname-override", NULL, DEFAULT, "flag not given", 0 },
	{ "the same comes from the first parse", M "--enable-load-reader\n--hostname-override=node-1\n", H, 36, "hostname-override", "node-1", FLAG, "argv[3]", 0 },
	{ "a field does not, so that the file stays in force", M "--enable-load-reader\n--event-qps=7\n", H "eventRecordQPS: 8\n", 36, "eventRecordQPS", "8", FILE, "/main/kubelet.conf:3", 0 },
	{ "without a file there is one parse", "--enable-load-reader\n--event-qps=7\n", NULL, 36, "eventRecordQPS", "7", FLAG, "argv[2]", 0 },
	{ "a directory of certificates, not given", "", NULL, 36, "cert-dir", "/var/lib/kubelet/pki", DEFAULT, "flag not given", 0 },
	{ "a root directory, not given", "", NULL, 36, "root-dir", "/var/lib/kubelet", DEFAULT, "flag not given", 0 },
	{ "a kubeconfig", "--kubeconfig\nk.conf\n", NULL, 36, "kubeconfig", "k.conf", FLAG, "argv[1]", 0 },
	{ "labels", "--node-labels=b=1,a\n", NULL, 36, "node-labels", "a=, b=1", FLAG, "argv[1]", 2 },
	{ "a bool flag, not given", "", NULL, 36, "exit-on-lock-contention", "false", DEFAULT, "flag not given", 0 },
	{ "an endpoint while it was a flag alone", "--container-runtime-endpoint=u\n", NULL, 26, "container-runtime-endpoint", "u", FLAG, "argv[1]", 0 },
	{ "an endpoint since it is a field", "--container-runtime-endpoint=u\n", NULL, 27, "containerRuntimeEndpoint", "u", FLAG, "argv[1]", 0 },
	{ "registration while it was a flag alone", "--register-node=false\n", NULL, 22, "register-node", "false", FLAG, "argv[1]", 0 },
	{ "registration since it is a field", "--register-node=false\n", NULL, 23, "registerNode", "false", FLAG, "argv[1]", 0 },
	{ "verbosity since it is a field", "-v4\n", NULL, 23, "logging.verbosity", "4", FLAG, "argv[1]", 0 },
	{ "verbosity while it was a flag alone", "-v4\n", NULL, 36, "logging.verbosity", "4", FLAG, "argv[1]", 0 },
	{ "a flag of another name than its field", "--rotate-server-certificates\n", NULL, 36, "serverTLSBootstrap", "true", FLAG, "argv[1]", 0 },
	{ "two flags of one field", "--experimental-kernel-memcg-notification\n", NULL, 20, "kernelMemcgNotification", "true", FLAG, "argv[1]", 0 },
	{ "a version newer than the tables", "--event-qps=7\n", NULL, 36, "eventRecordQPS", "7", FLAG, "argv[1]", 0 },
};

/* clang-format on */

static void test_value(void **state)
{
	const struct value_row *row = *state;
	struct kp_setting *setting = NULL;
	struct kp_kubelet *kubelet;
	struct fixture fixture;
	struct kp_error error;

	fixture_build_main(&fixture, row->main);
	kubelet = fixture_kubelet(&fixture, row->argv);
	table_error_prepare(&error);
	table_assert_ok(kp_kubelet_setting_in(kubelet, row->minor, row->setting, &setting, &error),
			&error);
	assert_string_equal(setting->name, row->setting);
	table_assert_text(setting->value, row->value);
	assert_string_equal(kp_source_str(setting->source), kp_source_str(row->source));
	table_assert_location(setting, row->location);
	assert_int_equal(setting->element_count, row->elements);
	kp_setting_free(setting);
	kp_kubelet_free(kubelet);
}

/** Drop-in files: settings that versions differ about. */
struct dropin_row {
	const char *name;
	const char *main;
	const char *dropin;
	const char *setting;
	const char *wanted[3]; /* 1.28, 1.30, 1.36 */
	const char *argv;      /* NULL: both --config and --config-dir */
};

#define ALONE   "--config-dir=/d\n"
#define UNKNOWN "no setting is named" /* that version has none */
#define UNASKED ""

/* clang-format off */
static struct dropin_row dropin_rows[] = {
	{ "drop-in: a duration of zero", H, H "streamingConnectionIdleTimeout: 0s\n", "streamingConnectionIdleTimeout", .wanted = { "4h0m0s", "0s", "4h0m0s" } },
	{ "drop-in: a relative path", H, H "authentication: {x509: {clientCAFile: ca.crt}}\n", "authentication.x509.clientCAFile", .wanted = { "/d/ca.crt", "ca.crt", "ca.crt" } },
	{ "drop-in: a list replaces", H "clusterDNS: [a, b]\n", H "clusterDNS: [c]\n", "clusterDNS", .wanted = { "c", "c", "c" } },
	{ "drop-in: an empty list", H "clusterDNS: [a, b]\n", H "clusterDNS: []\n", "clusterDNS", .wanted = { "a, b", NULL, NULL } },
	{ "drop-in: maps merge", H "kubeReserved: {cpu: \"1\", memory: 1Gi}\n", H "kubeReserved: {cpu: \"2\"}\n", "kubeReserved", .wanted = { "cpu=2, memory=1Gi", "cpu=2, memory=1Gi", "cpu=2, memory=1Gi" } },
	{ "drop-in: a group of gates", H "featureGates: {A: true}\n", H "featureGates: {AllBeta: false}\n", "featureGates.RotateKubeletServerCertificate", .wanted = { "false", "false", "false" } },
	{ "drop-in: a gate whose group the main file sets", H "featureGates: {AllBeta: false}\n", H "featureGates: {RotateKubeletServerCertificate: true}\n", "featureGates.RotateKubeletServerCertificate", .wanted = { "true", "true", "true" } },
	{ "drop-in: a long s", H "tlsCertFile: /a\n", H "tl\xC5\xBF" "CertFile: /b\n", "tlsCertFile", .wanted = { "/a", "/b", "/b" } },
	{ "drop-in: a Kelvin sign", H "makeIPTablesUtilChains: true\n", H "ma\xE2\x84\xAA" "eIPTablesUtilChain\xC5\xBF: false\n", "makeIPTablesUtilChains", .wanted = { "true", "false", "false" } },
	{ "drop-in: a long s in another list", H "tlsCipherSuites: [a]\n", H "tlsCipherSuite\xC5\xBF: [b]\n", "tlsCipherSuites", .wanted = { "a", "b", "b" } },
	{ "drop-in: what folds to no field", H "podPidsLimit: 5\n", H "podPid\xE2\x84\xAALimit: 6\n", "podPidsLimit", .wanted = { "-1", "5", "5" } },
	{ "drop-in: reports follow updates of the base that it takes back", H "nodeStatusReportFrequency: 1m\n", H "nodeStatusReportFrequency: 0s\n", "nodeStatusReportFrequency", .wanted = { "5m0s", "0s", "10s" } },
	{ "drop-in: the same with nothing said before", H, H "nodeStatusReportFrequency: 0s\n", "nodeStatusReportFrequency", .wanted = { "5m0s", "0s", "10s" } },
	{ "drop-in: reports stay where it says updates", H, H "nodeStatusUpdateFrequency: 20s\n", "nodeStatusReportFrequency", .wanted = { "20s", "5m0s", "5m0s" } },
	{ "drop-in: pulls that it takes back", H "serializeImagePulls: true\n", H "maxParallelImagePulls: 3\nserializeImagePulls: null\n", "serializeImagePulls", .wanted = { UNASKED, UNASKED, "false" } },
	{ "drop-in: thresholds that it takes away", H "evictionHard: {memory.available: 1Gi}\n", H "evictionHard: null\n", "evictionHard", .wanted = { THRESHOLDS_25, "memory.available=1Gi", NULL } },
	{ "drop-in: thresholds that it unites: too late", H "evictionHard: {memory.available: 1Gi}\n", H "mergeDefaultEvictionSettings: true\n", "evictionHard.nodefs.available", .wanted = { "10%", NULL, NULL } },
	{ "drop-in: thresholds united before it", H "mergeDefaultEvictionSettings: true\nevictionHard: {memory.available: 1Gi}\n", H "evictionHard: {nodefs.available: 7%}\n", "evictionHard", .wanted = { "memory.available=1Gi, nodefs.available=7%", "memory.available=1Gi, nodefs.available=7%", "imagefs.available=15%, imagefs.inodesFree=5%, memory.available=1Gi, nodefs.available=7%, nodefs.inodesFree=5%" } },
	{ "drop-in: thresholds without a main file", NULL, H "eventRecordQPS: 7\n", "evictionHard", .wanted = { THRESHOLDS_25, NULL, NULL }, .argv = ALONE },
	{ "drop-in: reports without a main file", NULL, H "eventRecordQPS: 7\n", "nodeStatusReportFrequency", .wanted = { "5m0s", "5m0s", "5m0s" }, .argv = ALONE },
	{ "drop-in: reports that follow a flag over no main file", NULL, H "nodeStatusReportFrequency: 0s\n", "nodeStatusReportFrequency", .wanted = { "5m0s", "0s", "7s" }, .argv = ALONE "--node-status-update-frequency=7s\n" },
	{ "drop-in: a default behind a gate that it turns off: too late", H, H "featureGates: {KubeletCrashLoopBackOffMax: false}\n", "crashLoopBackOff.maxContainerRestartPeriod", .wanted = { UNKNOWN, UNKNOWN, "5m0s" } },
	{ "drop-in: a key of an object in other letters", H, H "registerWithTaints: [{KEY: a, effect: NoExecute}]\n", "registerWithTaints", .wanted = { UNASKED, "{\"key\":\"a\",\"effect\":\"NoExecute\"}", "{\"key\":\"a\",\"effect\":\"NoExecute\"}" } },
	{ "drop-in: a split stream", H, H "logging: {options: {json: {splitStream: true}}}\n", "logging.options.json.splitStream", .wanted = { "false", "false", "false" } },
	{ "drop-in: an explicit zero", H "eventRecordQPS: 7\n", H "eventRecordQPS: 0\n", "eventRecordQPS", .wanted = { "7", "0", "0" } },
};

/* clang-format on */

static void test_dropin(void **state)
{
	static const int minors[] = { 28, 30, 36 };
	const struct dropin_row *row = *state;
	struct kp_kubelet *kubelet;
	struct fixture fixture;

	fixture_build_main(&fixture, row->main);
	fixture_write(&fixture, "d/10.conf", row->dropin, strlen(row->dropin));
	kubelet = fixture_kubelet(&fixture, row->argv == NULL ? FIXTURE_CONFIG ALONE : row->argv);
	for (size_t i = 0; i < sizeof(minors) / sizeof(minors[0]); i++) {
		struct kp_setting *setting = NULL;
		const char *wanted = row->wanted[i];
		struct kp_error error;
		enum kp_status status;

		if (wanted != NULL && strcmp(wanted, UNASKED) == 0) {
			continue;
		}
		table_error_prepare(&error);
		status = kp_kubelet_setting_in(kubelet, minors[i], row->setting, &setting, &error);
		if (wanted != NULL && strcmp(wanted, UNKNOWN) == 0) {
			table_assert_failed(status, &error, KP_ERR_INVAL, 0, UNKNOWN);
			continue;
		}
		table_assert_ok(status, &error);
		table_assert_text(setting->value, wanted);
		kp_setting_free(setting);
	}
	kp_kubelet_free(kubelet);
}

/** Names that are no settings, of one version. */
struct name_row {
	const char *name; /* what is asked for */
	int minor;
	bool known;
};

static struct name_row name_rows[] = {
	{ "authorization.mode", 36, true },
	{ "", 36, false },
	{ "authorization", 36, false },
	{ "authorization.", 36, false },
	{ ".mode", 36, false },
	{ "Authorization.Mode", 36, false },
	{ "authorization.mode.x", 36, false },
	{ "authorization-mode", 36, false },
	{ "nope", 36, false },
	{ "kind", 36, false },
	{ "apiVersion", 36, false },
	{ "featureGates", 36, true },
	{ "featureGates.Any", 36, true },
	{ "evictionHard.memory.available", 36, true },
	{ "clusterDNS.0", 36, false },
	{ "hostname-override", 36, true },
	{ "hostname_override", 36, false },
	{ "config", 36, true },
	{ "enable-load-reader", 36, false },
	{ "v", 36, false },
	{ "version", 36, false },
	{ "help", 36, false },
	{ "registerNode", 22, false },
	{ "register-node", 22, true },
	{ "registerNode", 23, true },
	{ "register-node", 23, false },
	{ "defaultPodSysctls", 36, false },
	{ "defaultPodSysctls", 37, true },
	{ "podLogsDir", 29, false },
	{ "podLogsDir", 30, true },
	{ "failCgroupV1", 30, false },
	{ "failCgroupV1", 31, true },
};

static void test_name(void **state)
{
	const struct name_row *row = *state;
	struct kp_setting *setting = TABLE_UNTOUCHED;
	struct kp_kubelet *kubelet;
	struct fixture fixture;
	struct kp_error error;
	enum kp_status status;

	fixture_build_main(&fixture, NULL);
	kubelet = fixture_kubelet(&fixture, "");
	table_error_prepare(&error);
	status = kp_kubelet_setting_in(kubelet, row->minor, row->name, &setting, &error);
	if (row->known) {
		table_assert_ok(status, &error);
		kp_setting_free(setting);
	} else {
		table_assert_failed(status, &error, KP_ERR_INVAL, 0, "no setting is named");
		assert_ptr_equal(setting, TABLE_UNTOUCHED);
	}
	kp_kubelet_free(kubelet);
}

/** With a configuration from the API server nothing can be said, while there was one. */
static void test_dynamic(void **state)
{
	struct kp_setting *setting = TABLE_UNTOUCHED;
	struct kp_kubelet *kubelet;
	struct fixture fixture;
	struct kp_error error;

	(void)state;
	fixture_build_main(&fixture, NULL);
	kubelet = fixture_kubelet(&fixture, "--dynamic-config-dir=/x\n");
	table_error_prepare(&error);
	table_assert_failed(
		kp_kubelet_setting_in(kubelet, 20, "authorization.mode", &setting, &error), &error,
		KP_ERR_UNSUPPORTED, 0, "argv[1]");
	assert_ptr_equal(setting, TABLE_UNTOUCHED);
	table_error_prepare(&error);
	table_assert_failed(
		kp_kubelet_setting_in(kubelet, 36, "authorization.mode", &setting, &error), &error,
		KP_ERR_SYNTAX, 0, "unknown flag");
	kp_kubelet_free(kubelet);
}

int main(void)
{
	static const struct table tables[] = {
		TABLE_ROWS(case_test, case_rows),
		TABLE_ROWS(test_value, value_rows),
		TABLE_ROWS(test_dropin, dropin_rows),
		TABLE_ROWS(test_name, name_rows),
		TABLE_ONE(test_dynamic),
	};

	return TABLE_MAIN(tables);
}
