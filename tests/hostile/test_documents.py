# SPDX-License-Identifier: LGPL-2.1-or-later
"""Config files that are hard to read."""
import unittest

from hostile import ALLOW, Hostile, MARKUP, Row, UNKNOWN, WEBHOOK, laughs, node_file, reading
import suite
from node import CONFIG, HEADER, config


def document(text, head=HEADER):
    """The files of a node whose config file says AlwaysAllow, and then something hostile."""
    raw = text if isinstance(text, bytes) else text.encode()
    return node_file((head + "authorization:\n  mode: AlwaysAllow\n").encode() + raw)


def json_document(inner):
    """A config file in JSON."""
    return node_file('{"kind":"KubeletConfiguration",'
                     '"apiVersion":"kubelet.config.k8s.io/v1beta1",%s}' % inner)


BAD_JSON = '"authorization":{"mode":"AlwaysAllow"}'
GOOD_JSON = '"authorization":{"mode":"Webhook"}'
NEVER_GOOD = ALLOW, {"fail", "error"}


def doc_row(name, files, expected="error", reason=(), truth=UNKNOWN, seconds=10, text=False,
            effective=None):
    """A row of one kubelet with a config file."""
    return Row(name, truth, expected, reading(CONFIG), files=files, reason=reason,
               seconds=seconds, text=text, effective=effective)


DOCUMENTS = [
    doc_row("alias to itself", document("x: &a [*a]\n"), reason=["line 5"]),
    doc_row("alias to its own map", document("x: &a\n  y: *a\n"), reason=["line 6"]),
    doc_row("alias to nothing", document("x: *nothing\n"), reason=["line 5"]),
    doc_row("billion laughs", document(laughs(10, 10)), reason=["limit", "1048576"]),
    doc_row("laughs of two", document(laughs(64, 2)), reason=["limit", "1048576"]),
    doc_row("quadratic laughs", document("a: &a [%s]\n" % ("x," * 20000) +
                                         "b: [%s]\n" % ("*a," * 20000)),
            reason=["limit", "1048576"]),
    doc_row("laughs in merge keys", document(
        "m0: &m0 {a: 1}\n" + "".join("m%d: &m%d {<<: [*m%d, *m%d], k%d: 1}\n" % (
            n, n, n - 1, n - 1, n) for n in range(1, 60))), truth=ALLOW, expected={"fail", "error"}),
    doc_row("257 anchors", document("".join("a%d: &a%d x\n" % (n, n) for n in range(257))),
            reason=["limit of 256 anchors"]),
    doc_row("YAML lists 100,000 deep", document("x: " + "[" * 100000 + "]" * 100000 + "\n"),
            reason=["line 5"]),
    doc_row("YAML lists 100,000 deep without an end", document("x: " + "[" * 100000),
            reason=["line 5"]),
    doc_row("YAML lists 101 deep", document("x: " + "[" * 101 + "]" * 101 + "\n"),
            reason=["limit of 100"]),
    doc_row("YAML block lists deep", document("x:\n" + "- " * 20000 + "x\n"), reason=["line"]),
    doc_row("YAML maps deep", document("x:\n" + "".join(
        " " * n + "k:\n" for n in range(1, 1000))), reason=["limit of 100"]),
    doc_row("JSON lists 1,000,000 deep", json_document(BAD_JSON + ',"x":' + "[" * 1000000),
            reason=["limit of 100"]),
    doc_row("JSON maps 100,000 deep", json_document(
        BAD_JSON + ',"x":' + '{"a":' * 100000 + "1" + "}" * 100000), reason=["limit of 100"]),
    doc_row("JSON map repeated, the last is bad",
            json_document(",".join([GOOD_JSON] * 20000 + [BAD_JSON])), "fail", truth=ALLOW),
    doc_row("JSON map repeated, empty after bad",
            json_document(BAD_JSON + ',"authorization":{}' * 20000), {"fail", "error"},
            truth=ALLOW),
    doc_row("JSON key in another case last",
            json_document(GOOD_JSON + "," + BAD_JSON.replace("auth", "AUTH")), {"pass", "error"},
            truth=WEBHOOK),
    doc_row("JSON feature gates repeated", json_document(
        BAD_JSON + ',"featureGates":{%s}' % ",".join('"a%d":true' % n for n in range(100000))),
            {"fail", "error"}, truth=ALLOW),
    doc_row("YAML key twice", document("authorization:\n  mode: Webhook\n"), {"pass", "error"},
            truth=WEBHOOK),
    doc_row("YAML key 200,000 times", document("x: 1\n" * 200000), {"fail", "error"},
            truth=ALLOW),
    doc_row("200,000 different keys", document("".join("k%d: 1\n" % n for n in range(200000))),
            {"fail", "error"}, truth=ALLOW),
    doc_row("scalar of 3 MB", document("x: " + "y" * 3000000 + "\n"), {"fail", "error"},
            truth=ALLOW),
    doc_row("key of 3 MB", document("? " + "y" * 3000000 + "\n: 1\n"), {"fail", "error"},
            truth=ALLOW),
    doc_row("second document is good", document("---\n" + config(WEBHOOK)), {"fail", "error"},
            truth=ALLOW),
    doc_row("end of the document, then a good one", document("...\n" + config(WEBHOOK)),
            {"fail", "error"}, truth=ALLOW),
    doc_row("NUL in the file", document(b"x: a\0b\n"), reason=["line"]),
    doc_row("invalid UTF-8 value", document(b"clusterDomain: \xff\xfe\x80\n"), reason=["config"],
            text=True),
    doc_row("UTF-16", node_file(config(ALLOW).encode("utf-16")), {"fail", "error"}, truth=ALLOW),
    doc_row("tags of other languages",
            document("clusterDomain: !!python/object/apply:os.system [id]\n"), reason=["line"]),
    doc_row("good mode as binary",
            node_file(HEADER + "authorization:\n  mode: !!binary V2ViaG9vaw==\n"), "pass", truth=WEBHOOK),
    doc_row("bad mode as binary",
            node_file(HEADER + "authorization:\n  mode: !!binary QWx3YXlzQWxsb3c=\n"), "fail", truth=ALLOW),
    doc_row("markup as the mode", node_file(config('"' + MARKUP + '"')), reason=["script"],
            text=True),
    doc_row("markup as a key", document('"%s": 1\n' % MARKUP), {"fail"}, truth=ALLOW, text=True),
    doc_row("markup as a feature gate", document('featureGates:\n  "%s": true\n' % MARKUP),
            {"fail", "error"}, truth=ALLOW, text=True),
    doc_row("markup as a value", document('clusterDomain: "%s"\n' % MARKUP), {"fail", "error"},
            truth=ALLOW, text=True),
    doc_row("control characters as the mode", node_file(config('"\\x01\\e[31m\\u202e"')),
            reason=[CONFIG + ":4"], text=True),
    doc_row("mode that looks good", node_file(config('"Webhook\\u200b"')),
            reason=[CONFIG + ":4"], text=True),
    doc_row("mode with a newline", node_file(config('"AlwaysAllow\\nWebhook"')),
            reason=[CONFIG + ":4"], text=True),
]


@suite.table(DOCUMENTS)
class Documents(Hostile, unittest.TestCase):
    """YAML and JSON"""


if __name__ == "__main__":
    suite.main()
