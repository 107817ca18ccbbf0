# SPDX-License-Identifier: LGPL-2.1-or-later
"""What a kubelet says of itself, as items of the real oscap: who is asked, by whom, and what comes of it."""
import contextlib
import json
import os
import socket
import subprocess
import tempfile
import unittest

import node
import ovaldoc
import scan
import server
import suite
from files import File
from node import KUBELET_DIR, Group, Kubelet
from project import SOURCE
from server import BODY, Pki, Server, reply, sends, sends_body

RUNNING = "<linux:origin>configz</linux:origin>"
ALL = '<linux:origin operation="pattern match">.*</linux:origin>'
BOTH = '<linux:origin operation="pattern match">^(process|configz)$</linux:origin>'
# Of users and pods as well.
ASIDE_TOO = '<linux:origin operation="pattern match">^(configz|set aside)$</linux:origin>'
MODE = "<linux:setting>authorization.mode</linux:setting>"
VARIABLE = "OSCAP_KUBELET_CONFIGZ"
TOKEN = "a-token-of-somebody"
NODE_NAME = os.uname().nodename.lower()
SERVED = KUBELET_DIR + "/pki/kubelet.crt"

_PKI = None


def pki():
    """The certificates of all tests."""
    global _PKI  # pylint: disable=global-statement
    if _PKI is None:
        _PKI = Pki(os.path.join(os.path.dirname(node.PUBLIC_BUILD), "oscap-kubelet-pki"))
        _PKI.own("ca", "ca")
        _PKI.own("other-ca", "other ca")
        _PKI.own("self", NODE_NAME + "@1", "subjectAltName=DNS:" + NODE_NAME)
        _PKI.own("other", NODE_NAME + "@2", "subjectAltName=DNS:" + NODE_NAME)
        _PKI.signed("named", "n", "ca", "DNS:" + NODE_NAME)
        _PKI.signed("addressed", "n", "ca", "IP:127.0.0.1")
        _PKI.signed("stranger", "n", "ca", "DNS:other.example,IP:127.0.0.2")
        _PKI.signed("client", "somebody", "ca")
        _PKI.signed("expired", "n", "ca", "DNS:" + NODE_NAME, dates=("-days", "-1"))
        write("token", TOKEN + "\n")
        write("kubeconfig", json.dumps({
            "current-context": "c", "contexts": [{"name": "c", "context": {"user": "u"}}],
            "users": [{"name": "u", "user": {"client-certificate": "client.crt",
                                             "client-key": "client.key"}}]}))
    return _PKI


def write(name, text, mode=0o600):
    """Write a file beside the certificates."""
    path = _PKI.path(name)
    with open(path, "w", encoding="utf-8") as file:
        file.write(text)
    os.chmod(path, mode)


def read(name):
    """The text of a file beside the certificates."""
    with open(pki().path(name), encoding="ascii") as file:
        return file.read()


def words(**options):
    """A value of the variable: files by their names beside the certificates."""
    return {VARIABLE: " ".join("%s=%s" % (key, value if key == "server" else pki().path(value))
                               for key, value in options.items())}


def document(*settings, origin=RUNNING):
    """A document that asks for settings."""
    made = ovaldoc.Document()
    body = "".join(origin + setting for setting in (settings or (MODE,)))
    made.add_object(1, "kubeletsetting", body)
    made.add_test(1, "kubeletsetting")
    return made


def ask(this_node, env, made=None):
    """The items of an evaluation."""
    run, oval = ovaldoc.evaluate(this_node, made or document(), env=env)
    leak = [text for text in (run.out, run.err, str(oval.items)) if TOKEN in text]
    assert not leak, "a token was told"
    return oval.objects["oval:test:obj:1"].items


@contextlib.contextmanager
def serving(cert, behave, client_ca=None, pinned=None, host="127.0.0.1", **options):
    """A node whose kubelet has the socket of a server; what it has on disk is `pinned`, or what it serves."""
    key = pki().path(cert + ".key")
    with Server(pki().path(cert + ".crt"), key, behave,
                client_ca and pki().path(client_ca + ".crt"), host) as this_server:
        files = {SERVED: File(read((pinned or cert) + ".crt"), mode=0o644)}
        with node.Node(files) as this_node:
            kubelet = Kubelet("--address=" + host, "--port=%d" % this_server.port,
                              sockets=[this_server.socket], **options)
            pid = this_node.start(kubelet)
            yield this_node, this_server, pid


class Row:
    """An answer, and what is made of it.

    cert     what the server serves
    behave   what it does with a request
    options  what the operator says
    value    of authorization.mode; None for an error
    error    a part of its message
    pinned   the certificate on disk
    asked    how many requests came to the server
    env      more variables
    """

    def __init__(self, name, behave=sends_body(BODY), cert="self", options=None, value=None, error=None,
                 pinned=None, asked=1, env=None):
        self.name = name
        self.behave = behave
        self.cert = cert
        self.options = options or {"token": "token"}
        self.value = value
        self.error = error
        self.pinned = pinned
        self.asked = asked
        self.env = env or {}


CA = {"token": "token", "ca": "ca.crt"}
CHUNKS = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\n" + b"".join(
    b"%x\r\n%s\r\n" % (len(part), part)
    for part in (b'{"kubeletconfig":{"authoriza', b'tion":{"mode":"AlwaysAllow"}}}', b""))
FORBIDDEN = b"Forbidden (user=somebody, verb=get, resource=nodes, subresource(s)=[configz proxy])\n"

ANSWERS = [
    Row("pinned, self-signed", value="Webhook"),
    Row("pinned, and expired", cert="expired", value="Webhook"),
    Row("pinned, of a name that is none of ours", cert="stranger", value="Webhook"),
    Row("by CA and name", cert="named", options=CA, value="Webhook", pinned="other"),
    Row("by CA and address", cert="addressed", options=CA, value="Webhook", pinned="other"),
    Row("a client certificate", options={"cert": "client.crt", "key": "client.key"}, value="Webhook"),
    Row("a kubeconfig", options={"kubeconfig": "kubeconfig"}, value="Webhook"),
    Row("in chunks", sends(CHUNKS), value="AlwaysAllow"),
    Row("a proxy of the environment", value="Webhook",
        env={"https_proxy": "http://127.0.0.1:1", "ALL_PROXY": "http://127.0.0.1:1"}),
    Row("another CA", cert="named", options={"token": "token", "ca": "other-ca.crt"}, asked=0,
        error="nothing was sent: its certificate is not one of ca=FILE"),
    Row("another CA, though it is pinned on disk", options=CA, asked=0,
        error="nothing was sent: its certificate is not one of ca=FILE"),
    Row("neither name nor address", cert="stranger", options=CA, asked=0,
        error="nothing was sent: its certificate is not one of ca=FILE"),
    Row("expired", cert="expired", options=CA, asked=0, error="or not valid now"),
    Row("no CA in the file", options={"token": "token", "ca": "token"}, asked=0, error="ca=FILE"),
    Row("rotated", pinned="other", asked=0,
        error="nothing was sent: it shows another certificate than the file that it is to serve"),
    Row("of the same CA, but not the one on disk", cert="named", pinned="addressed", asked=0,
        error="nothing was sent: it shows another certificate"),
    Row("401", sends(reply(b"Unauthorized", code="401 Unauthorized")),
        error="it answers 401, Unauthorized; it does not know who asks"),
    Row("403", sends(reply(FORBIDDEN, code="403 Forbidden")),
        error="it answers 403, Forbidden (user=somebody, verb=get, resource=nodes, subresource(s)="
              "[configz proxy]); give the user the right to get nodes/configz"),
    Row("404", sends(reply(b"404 page not found\n", code="404 Not Found")),
        error="it answers 404, 404 page not found; it has no /configz: enableDebuggingHandlers is false"),
    Row("500", sends(reply(b"\x1b[2Jno\n", code="500 No")), error="it answers 500,  [2Jno"),
    Row("a redirect", sends(reply(b"", "Location: https://127.0.0.1:1/", code="307 Temporary Redirect")),
        error="it answers 307; where that leads is not followed"),
    Row("a gigabyte", server.sends_without_end, error="the answer has more than"),
    Row("drop by drop", server.drips, error="timed out", env={"OSCAP_KUBELET_TIMEOUT": "10"}),
    Row("cut off", sends(reply(BODY)[:-20]), error="configz"),
    Row("cut off as a whole", sends(reply(b'{"kubeletconfig":{"authorization":{"mo')), error="line 1"),
    Row("broken", sends(reply(b'{"kubeletconfig":{"authorization":{mode}}}')), error="line 1"),
    Row("no JSON", sends(reply(b"ok")), error="the answer is no JSON object"),
    Row("nothing", sends(b""), error="configz"),
    Row("a setting of another type", sends_body({"authorization": {"mode": 1}}),
        error="authorization.mode: int where a string is wanted"),
    Row("no such token", options={"token": "no-such"}, asked=0, error="/no-such"),
    Row("a token of several words", options={"token": "kubeconfig"}, asked=0,
        error="there is no token in it"),
    Row("a key of another certificate", options={"cert": "client.crt", "key": "other.key"}, asked=0,
        error="configz: "),
]


@suite.table([(row.name, row) for row in ANSWERS])
class Answers(unittest.TestCase):
    """One kubelet, one answer."""

    def check(self, row):
        """The item is as the row says, and the server has seen no more than it should."""
        with serving(row.cert, row.behave, client_ca="ca", pinned=row.pinned) as (
                this_node, this_server, pid):
            item, = ask(this_node, dict(words(**row.options), **row.env))
            self.assertEqual((item["origin"], item["pid"]), ("configz", str(pid)))
            url = "https://127.0.0.1:%d/configz" % this_server.port
            if row.error is None:
                self.assertEqual((item.messages, item.status), ([], "exists"))
                self.assertEqual(item["value"], row.value)
                self.assertEqual(item["source"], "running configuration")
                self.assertEqual(item["location"], url + " $.kubeletconfig.authorization.mode")
            else:
                self.assertEqual(item.status, "error")
                self.assertIn(row.error, item.messages[0])
            self.assertEqual(len(this_server.requests), row.asked)
            for request in this_server.requests:
                self.assertTrue(request.startswith("GET /configz HTTP/1.1\r\n"), request)
                self.assertEqual("Authorization: Bearer " + TOKEN in request, "token" in row.options)
            for peer in this_server.peers:
                self.assertEqual(peer, None if "token" in row.options else "somebody")


class Bodies(unittest.TestCase):
    """All bodies that live kubelets gave, at once: as many kubelets with a port of their own."""

    SETTINGS = ("authorization.mode", "authentication.anonymous.enabled", "readOnlyPort", "podPidsLimit",
                "rotateCertificates", "streamingConnectionIdleTimeout")

    def test_all(self):
        """Each says what is in its body."""
        with open(os.path.join(SOURCE, "tests", "conformance", "configz.jsonl"), encoding="utf-8") as file:
            bodies = [json.loads(line)["configz"] for line in file]
        made = ovaldoc.Document()
        for number, name in enumerate(self.SETTINGS, 1):
            made.add_object(number, "kubeletsetting", RUNNING + "<linux:setting>%s</linux:setting>" % name)
            made.add_test(number, "kubeletsetting")
        with contextlib.ExitStack() as stack:
            this_node = stack.enter_context(node.Node({SERVED: File(read("self.crt"), mode=0o644)}))
            wanted, servers = {}, []
            for body in bodies:
                this_server = stack.enter_context(Server(
                    pki().path("self.crt"), pki().path("self.key"), sends_body(body)))
                pid = this_node.start(Kubelet("--port=%d" % this_server.port, "--address=127.0.0.1",
                                              sockets=[this_server.socket]))
                wanted[str(pid)] = body
                servers.append(this_server)
            _, oval = ovaldoc.evaluate(this_node, made, env=words(token="token"))
            for number, name in enumerate(self.SETTINGS, 1):
                items = oval.objects["oval:test:obj:%d" % number].items
                self.assertEqual(len(items), len(bodies))
                for item in items:
                    value = wanted[item["pid"]]
                    for key in name.split("."):
                        value = value.get(key, {})
                    text = {"readOnlyPort": "0", "rotateCertificates": "false"}.get(name) if value == {} \
                        else value if isinstance(value, str) else json.dumps(value)
                    self.assertEqual((item.messages, item["value"]), ([], text))
            # However many objects there are.
            self.assertEqual({len(this_server.requests) for this_server in servers}, {1})


class Addresses(unittest.TestCase):
    """Where a kubelet is asked."""

    def test_ipv6(self):
        """An address of IPv6."""
        with serving("self", sends_body(BODY), host="::1") as (this_node, this_server, _):
            item, = ask(this_node, words(token="token"))
            self.assertEqual((item.messages, item["value"]), ([], "Webhook"))
            self.assertIn("https://[::1]:%d/configz" % this_server.port, item["location"])

    def test_hidden(self):
        """One that hides where it listens is asked where the operator says."""
        with Server(pki().path("named.crt"), pki().path("named.key"), sends_body(BODY)) as this_server, \
                node.Node() as this_node:
            this_node.start(Kubelet(exe="k3s", argv0="/usr/local/bin/k3s agent",
                                    sockets=[this_server.socket]))
            item, = ask(this_node, words(token="token", server="127.0.0.1:%d" % this_server.port))
            self.assertIn("ca=FILE in OSCAP_KUBELET_CONFIGZ has to name the CA", item.messages[0])
            item, = ask(this_node, words(token="token", ca="ca.crt",
                                         server="127.0.0.1:%d" % this_server.port))
            self.assertEqual((item.messages, item["value"]), ([], "Webhook"))
            item, = ask(this_node, words(token="token", ca="ca.crt"))
            self.assertIn("it does not listen at 127.0.0.1:10250", item.messages[0])
            self.assertEqual(len(this_server.requests), 1)


class Guard(unittest.TestCase):
    """Who gets to see nothing: not one byte."""

    def check(self, error, options=None, env=None, group=None, served=SERVED, mode=0o644, **kubelet):
        """No connection is made to a listener, and the item says why."""
        with Server() as listener, node.Node({SERVED: File(read("self.crt"), mode=mode)}) as this_node:
            if kubelet.pop("other", False):
                sockets = []
            else:
                sockets = [listener.socket]
            pid = this_node.start(Kubelet("--port=%d" % listener.port, "--address=127.0.0.1",
                                          sockets=sockets, **kubelet))
            with contextlib.ExitStack() as stack:
                if group:
                    stack.enter_context(Group(group)).take(pid)
                    stack.callback(this_node.processes[-1].wait)
                    stack.callback(this_node.processes[-1].kill)
                items = ask(this_node, dict(words(**(options or {"token": "token"})), **(env or {})),
                            document(origin=ASIDE_TOO))
            self.assertEqual([item.status for item in items], ["error"] * len(items))
            self.assertIn(error, " ".join(item.messages[0] for item in items))
            self.assertEqual((listener.connections, listener.requests), (0, []))

    def test_another_process_listens(self):
        """Its port is another's."""
        self.check("it does not listen at 127.0.0.1", other=True)

    def test_user(self):
        """It is a user's."""
        if not suite.has_user(1000):
            self.skipTest("optional: no other users here")
        self.check("it is not root", uid=1000)

    def test_user_namespace(self):
        """It is root in a user namespace of its own."""
        self.check("no credential is sent to it", contained="user",
                   root={"/var/lib/kubelet/pki/kubelet.crt": read("self.crt")})

    def test_pod(self):
        """It runs in a pod, with the node's network."""
        self.check("it runs in a pod", group="kubepods/besteffort/pod0")

    def test_network(self):
        """It is in another network."""
        self.check("its network is not the one in which the scan runs", network=True)

    def test_pinned_file_of_all(self):
        """Others can write to the certificate."""
        self.check("others than root may write to it", mode=0o666)

    def test_credential_of_all(self):
        """Others can write to the token."""
        pki()
        write("loose", TOKEN, mode=0o666)
        self.check("others than root may write to it", options={"token": "loose"})

    def test_directory_of_all(self):
        """Others can put another certificate there."""
        with Server() as listener, node.Node({SERVED: File(read("self.crt"), mode=0o644)}) as this_node:
            os.chmod(os.path.dirname(SERVED), 0o777)
            this_node.start(Kubelet("--port=%d" % listener.port, "--address=127.0.0.1",
                                    sockets=[listener.socket]))
            item, = ask(this_node, words(token="token"))
            self.assertIn("others than root may write to /var/lib/kubelet/pki", item.messages[0])
            self.assertEqual(listener.connections, 0)

    def test_words(self):
        """What the operator says is not understood."""
        self.check("OSCAP_KUBELET_CONFIGZ: tokn is none of", env={VARIABLE: "tokn=/a"})

    def test_core_dump_and_environment(self):
        """The program leaves no core dump, and answers nobody with what it did not understand."""
        program = os.path.join(node.BUILD, "probe", "oscap-kubelet-ask")
        done = subprocess.run([program], input=b"a\0b\0", stdout=subprocess.PIPE, check=True, timeout=60)
        self.assertIn(b"what is to be asked cannot be understood", done.stdout)


class Off(unittest.TestCase):
    """Without the option."""

    def test_error_tells_what_to_do(self):
        """Who asks for it without credentials is told."""
        with serving("self", sends_body(BODY)) as (this_node, this_server, _):
            this_node.write({KUBELET_DIR + "/kubeconfig": "{}"})
            item, = ask(this_node, {})
            self.assertIn("OSCAP_KUBELET_CONFIGZ has to name who asks", item.messages[0])
            self.assertIn("the right to get nodes/configz, or up to 1.32 nodes/proxy", item.messages[0])
            self.assertIn("kubeconfig=/var/lib/kubelet/kubeconfig is there", item.messages[0])
            self.assertEqual(this_server.connections, 0)

    def test_no_socket(self):
        """What asks for all origins makes no socket, and starts no program."""
        made = document(origin=ALL)
        with serving("self", sends_body(BODY)) as (this_node, this_server, _):
            source, trace = ovaldoc.write(this_node, made), this_node.path("trace")
            run = scan.execute(["strace", "-f", "-qq", "-e", "trace=socket,connect,execve", "-o", trace,
                                scan.WRAPPER, "oval", "eval", source], env={})
            self.assertEqual(run.code, 0, run)
            with open(trace, encoding="utf-8") as file:
                lines = list(file)
            # oscap itself asks for the addresses of the machine, by a socket that goes nowhere.
            self.assertEqual([line for line in lines if "oscap-kubelet-ask" in line or (
                "AF_INET" in line and ("SOCK_STREAM" in line or "connect" in line))], [])
            self.assertIn("execve", "".join(lines))
            self.assertEqual(this_server.connections, 0)
            self.assertNotIn("configz", [item["origin"] for item in ask(this_node, {}, made)])

    def test_all_origins_with_the_option(self):
        """What asks for all origins gets this one too, where the operator lets the kubelet be asked."""
        made = document(origin=ALL)
        with serving("self", sends_body(dict(BODY, authorization={"mode": "AlwaysAllow"}))) as (
                this_node, _, _):
            items = {item["origin"]: item for item in ask(this_node, words(token="token"), made)}
            self.assertLessEqual({"process", "configz"}, set(items))
            self.assertEqual(items["process"]["value"], "AlwaysAllow")
            self.assertEqual(items["configz"]["value"], "AlwaysAllow")

    def test_difference(self):
        """Where both are asked for, a difference is an error that names both."""
        made = document(origin=BOTH)
        with serving("self", sends_body(BODY)) as (this_node, _, _):
            items = {item["origin"]: item for item in ask(this_node, words(token="token"), made)}
            self.assertEqual(items["process"]["value"], "AlwaysAllow")
            self.assertIn("authorization.mode is Webhook in the running configuration, and AlwaysAllow by "
                          "default without --config", items["configz"].messages[0])


GOOD = {"authentication": {"anonymous": {"enabled": False}, "x509": {"clientCAFile": "/ca.crt"}},
        "authorization": {"mode": "Webhook"}, "streamingConnectionIdleTimeout": "4h0m0s",
        "makeIPTablesUtilChains": True, "eventRecordQPS": 50, "rotateCertificates": True,
        "serverTLSBootstrap": True, "tlsCipherSuites": ["TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256"],
        "podPidsLimit": 4096, "seccompDefault": True}
BAD = {"authentication": {"anonymous": {"enabled": True}, "x509": {}}, "authorization": {"mode": "AlwaysAllow"},
       "readOnlyPort": 10255, "streamingConnectionIdleTimeout": "0s", "makeIPTablesUtilChains": False,
       "eventRecordQPS": 0, "featureGates": {"RotateKubeletServerCertificate": False},
       "tlsCertFile": "/c.crt", "tlsPrivateKeyFile": "/c.key", "podPidsLimit": -1, "seccompDefault": False}
# The rules of 4.2, and what becomes of them: with GOOD, and with BAD.
VERDICTS = {
    "kubelet_anonymous_auth": ("pass", "fail"),
    "kubelet_authorization_mode": ("pass", "fail"),
    "kubelet_configure_client_ca": ("pass", "fail"),
    "kubelet_read_only_port_secured": ("pass", "fail"),
    "kubelet_enable_streaming_connections": ("pass", "fail"),
    "kubelet_enable_iptables_util_chains": ("pass", "fail"),
    # An argument, and no part of the configuration.
    "kubelet_disable_hostname_override": ("error", "error"),
    "kubelet_event_creation": None,
    "kubelet_configure_tls_cert": ("pass", "pass"),
    "kubelet_configure_tls_key": ("pass", "pass"),
    "kubelet_enable_client_cert_rotation": ("pass", "fail"),
    "kubelet_enable_server_cert_rotation": ("pass", "fail"),
    "kubelet_configure_tls_cipher_suites": ("pass", "fail"),
    "kubelet_pod_pids_limit": ("pass", "fail"),
    # False may be true by an argument that cannot be seen.
    "kubelet_seccomp_default": ("pass", "error"),
}
# Programs that hide what they give their kubelet, and how they are started.
HIDING = {
    "k3s agent": dict(exe="k3s", argv0="/usr/local/bin/k3s agent"),
    "k3s server": dict(exe="k3s", argv0="/usr/local/bin/k3s server"),
    "MicroShift": dict(exe="microshift", argv0="microshift", args=("run",)),
    "GKE": dict(args=("--a-flag-of-its-own=true", "--port=%d", "--address=127.0.0.1")),
}


class Benchmark(unittest.TestCase):
    """The benchmark on nodes whose kubelets hide their settings, with the Value `evidence`."""

    def evaluate(self, this_node, evidence, env):
        """The results of rules, by their names."""
        tailoring = this_node.path("tailoring.xml")
        scan.tailor(tailoring, "effective", {"evidence": evidence})
        _, arf = scan.evaluate(this_node, "tailored", ["--tailoring-file", tailoring],
                               rule=None, env=env)
        return {rule.split("_rule_")[1]: result for rule, result in arf.rules.items()}, arf

    @contextlib.contextmanager
    def hiding(self, host, body):
        """A node with such a program."""
        with Server(pki().path("named.crt"), pki().path("named.key"), sends_body(body)) as this_server, \
                node.Node() as this_node:
            kubelet = dict(HIDING[host])
            args = [arg % this_server.port if "%d" in arg else arg for arg in kubelet.pop("args", ())]
            this_node.start(Kubelet(*args, sockets=[this_server.socket], **kubelet))
            yield this_node, words(token="token", ca="ca.crt",
                                   server="127.0.0.1:%d" % this_server.port)

    def check(self, host, body, index):
        """All rules of 4.2 that the reply can answer have a verdict, and no other has one."""
        with self.hiding(host, body) as (this_node, env):
            rules, arf = self.evaluate(this_node, "configz", env)
            for rule, verdicts in VERDICTS.items():
                if verdicts:
                    self.assertEqual((rule, rules.get(rule)), (rule, verdicts[index]), arf.messages())

    def test_good(self):
        """One that is in order."""
        for host in HIDING:
            with self.subTest(host):
                self.check(host, GOOD, 0)

    def test_bad(self):
        """One of which nothing is."""
        self.check("k3s agent", BAD, 1)

    def test_without_credentials(self):
        """Without credentials each is an error, which tells what to do."""
        with self.hiding("k3s server", GOOD) as (this_node, _):
            rules, arf = self.evaluate(this_node, "configz", {})
            for rule, verdicts in VERDICTS.items():
                if verdicts:
                    self.assertEqual((rule, rules.get(rule)), (rule, "error"))
            self.assertTrue([text for text in arf.messages() if "has to name who asks" in (text or "")])

    def test_both(self):
        """With both, a difference is an error of its rule alone, and names both values."""
        with serving("self", sends_body(GOOD)) as (this_node, _, _):
            rules, arf = self.evaluate(this_node, "both", words(token="token"))
            self.assertEqual(rules["kubelet_pod_pids_limit"], "fail", "computed without a limit")
            self.assertEqual(rules["kubelet_enable_iptables_util_chains"], "pass")
            self.assertTrue([text for text in arf.messages() if (text or "").startswith(
                "authorization.mode is Webhook in the running configuration, and AlwaysAllow by")])


class Verbs(unittest.TestCase):
    """The verbs of the command that ask."""

    def run_verb(self, *arguments, **env):
        """Run one with a token."""
        return scan.run([scan.WRAPPER] + list(arguments), env=dict(scan.PRELOAD, **env, **words(token="token")))

    def test_configz(self):
        """What is asked is written as it came, but for what may not be told or is not so."""
        body = dict(GOOD, tlsCertFile=SERVED, tlsPrivateKeyFile=KUBELET_DIR + "/pki/kubelet.key",
                    staticPodURL="https://user:password@example.com/", later={"x": [1, 0.5, None]})
        with serving("self", sends_body(body)) as (_, this_server, _):
            run = self.run_verb("configz", "--asked")
            self.assertEqual((run.code, run.err), (0, ""))
            del body["tlsCertFile"], body["tlsPrivateKeyFile"]
            body["staticPodURL"] = "(hidden)"
            self.assertEqual(json.loads(run.out), {"kubeletconfig": body})
            self.assertEqual(len(this_server.requests), 1)
            run = self.run_verb("configz", OSCAP_KUBELET_VERSION="1.31")
            self.assertEqual(json.loads(run.out)["kubeletconfig"]["authorization"]["mode"], "AlwaysAllow")
            self.assertEqual(len(this_server.requests), 1, "what is computed asks nobody")

    def test_explain(self):
        """What runs is told beside what is computed."""
        with serving("self", sends_body(BODY)) as (_, this_server, _):
            run = self.run_verb("explain", "authorization.mode")
            url = "https://127.0.0.1:%d/configz" % this_server.port
            self.assertIn("  value: AlwaysAllow\n", run.out)
            self.assertIn("  running configuration: Webhook (running configuration, %s "
                          "$.kubeletconfig.authorization.mode)\n" % url, run.out)
            item, = json.loads(self.run_verb("explain", "--format=json", "authorization.mode").out)["kubelets"]
            self.assertEqual(item["running_configuration"]["value"], "Webhook")
            item, = json.loads(self.run_verb("explain", "--format=json", "node-ip").out)["kubelets"]
            self.assertIn("it is an argument", item["running_configuration"]["error"])

    def scan(self, evidence, *arguments):
        """What a scan of a kubelet says that has AlwaysAllow and shows Webhook, by --evidence."""
        with serving("self", sends_body(GOOD)) as (this_node, _, _):
            run = self.run_verb("scan", "--format=json", "--output", this_node.path("out"), "--evidence", evidence,
                                "--rule", "kubelet_authorization_mode", *arguments)
            self.assertIn(run.code, (0, 2), run)
            told = json.loads(run.out)
            rule, = told["rules"]
            return rule["result"], told["profile"], run.out

    def test_scan(self):
        """It decides, whatever the profile says."""
        for evidence, wanted in (("computed", "fail"), ("configz", "pass"), ("both", "fail")):
            result, profile, out = self.scan(evidence, "--profile", "effective")
            self.assertEqual((evidence, result), (evidence, wanted))
            self.assertIn("effective", str(profile))
            # One unknown hides no failure, but it is told.
            self.assertEqual("is Webhook in the running configuration, and AlwaysAllow" in out, evidence == "both")

    def test_tailoring(self):
        """It goes into the tailoring of the user, and before what that says."""
        with tempfile.TemporaryDirectory() as directory:
            path = os.path.join(directory, "tailoring.xml")
            scan.tailor(path, "effective", {"evidence": "computed"})
            self.assertEqual(self.scan("configz", "--tailoring-file", path)[0], "pass")
            scan.tailor(path, "effective", {"accept_builtin_default": "true"})
            self.assertEqual(self.scan("configz", "--tailoring-file", path)[0], "pass")
            self.assertEqual(self.scan("configz", "--tailoring-file", path, "--profile", "effective")[0], "pass")


if __name__ == "__main__":
    suite.main()
