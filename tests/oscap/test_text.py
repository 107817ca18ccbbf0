# SPDX-License-Identifier: LGPL-2.1-or-later
"""Hostile bytes in arguments, paths and files: results stay well-formed, and can be read back."""
import os
import unittest
from html.parser import HTMLParser

import node
import ovaldoc
import scan
import suite
from node import HEADER, KUBELET_DIR, Kubelet


class Text:
    """Bytes of one argument."""

    def __init__(self, name, argument):
        self.name = name
        self.argument = argument if isinstance(argument, bytes) else argument.encode()


TEXTS = [
    Text("plain", "--x=y"),
    Text("empty", ""),
    Text("blank", " "),
    Text("blanks around", "  a  b  "),
    Text("end of CDATA", "]]>"),
    Text("markup", "<script>alert(1)</script>"),
    Text("entity", "&lt;&#0;&nosuch;"),
    Text("comment", "--><!-- x --"),
    Text("processing instruction", "<?xml version='1.0'?>"),
    Text("single quote", "it's"),
    Text("only quotes", "'\"'\"''"),
    Text("backslash", "a\\b\\"),
    Text("backslash and digits", "\\0101"),
    Text("command substitution", "$(touch /tmp/x)`id`${HOME}"),
    Text("history and glob", "!! *?[a-z]{1,2} ~ ~root"),
    Text("operators", "a;b|c&d>e<f(g)#h"),
    Text("comment sign first", "#x"),
    Text("tilde first", "~"),
    Text("looks quoted", "$'\\n'"),
    Text("dollar and double quote", "$\"x\""),
    Text("newline", "a\nb"),
    Text("newlines at the ends", "\na\n\n"),
    Text("carriage return", "a\r\nb\r"),
    Text("tab", "a\tb"),
    Text("all ASCII control characters", bytes(range(1, 32)) + b"\x7f"),
    Text("all bytes", bytes(range(1, 256))),
    Text("all bytes, each before a digit",
         b"".join(bytes([code]) + b"7" for code in range(1, 256))),
    Text("C1 control characters", "\u0080\u0085\u009f"),
    Text("line and paragraph separators", "a\u2028b\u2029c"),
    Text("right to left override", "a\u202eb\u2066c"),
    Text("byte order mark", "\ufeffa\ufeff"),
    Text("noncharacters", "\ufffe\uffff\ufdd0\U0001ffff"),
    Text("beyond the BMP", "\U0001f600\U0010ffff"),
    Text("German and Chinese", "Straße 北京"),
    Text("Latin 1", b"Stra\xdfe"),
    Text("cut UTF-8", b"a\xe4\xbd"),
    Text("cut UTF-8 before text", b"\xf0\x9f\x98x"),
    Text("overlong UTF-8", b"\xc0\x80\xe0\x80\x80\xf0\x80\x80\x80"),
    Text("surrogates in UTF-8", b"\xed\xa0\x80\xed\xbf\xbf"),
    Text("UTF-8 above the last character", b"\xf4\x90\x80\x80\xf8\x88\x80\x80\x80"),
    Text("continuation bytes only", b"\x80\xbf"),
    Text("long", "x" * 100000),
    Text("long and never plain", b"\xff" * 20000),
]


def as_argument(raw):
    """What a Kubelet takes for these bytes."""
    return os.fsdecode(raw)


def read_back(text):
    """The bytes that an entity's text stands for: what is in $'...', or itself."""
    if text.startswith("$'"):
        return scan.shell_words(text)
    return [text.encode()]


@suite.table(TEXTS)
class Arguments(unittest.TestCase):
    """As an argument of a kubelet."""

    def check(self, row):
        """The argument and the command line can be read back; the setting is an error."""
        kubelet = Kubelet("--hostname-override", as_argument(row.argument), "--v=2")
        with node.Node() as this_node:
            this_node.start(kubelet)
            run, oval = ovaldoc.evaluate(this_node, ovaldoc.both_objects(),
                                 ["--report", this_node.path("report.html")])
        self.assertEqual((run.code, run.unexpected_stderr()), (0, []), run)
        item, = oval.objects[ovaldoc.identifier("obj", 1)].items
        self.assertEqual((item.status, item.messages), ("exists", []))
        self.assertEqual(scan.shell_words(item["command_line"]), kubelet.argv)
        self.assertEqual([read_back(text) for text in item["argument"]],
                         [[b"--hostname-override"], [row.argument], [b"--v=2"]])
        self.assertNotRegex(item["command_line"], "[\\x00-\\x1f\\x7f-\\x9f\\u2028-\\u202e]")
        setting, = oval.objects[ovaldoc.identifier("obj", 2)].items
        self.assertEqual((setting.status, setting["value"]), ("exists", "AlwaysAllow"))


NAMES = [
    Text("markup", "<b>&amp;]]>.yaml"),
    Text("newline", "a\nb.yaml"),
    Text("Latin 1", b"Stra\xdfe.yaml"),
    Text("control characters", bytes(range(1, 32)) + b"\x7f\xff"),
]


@suite.table(NAMES)
class Paths(unittest.TestCase):
    """As the name of a config file."""

    def check(self, row):
        """config_file and location name it; so does the message when it is not there."""
        path = os.path.join(KUBELET_DIR.encode(), row.argument)
        kubelet = Kubelet("--config", as_argument(path))
        with node.Node({as_argument(path): node.config("Webhook")}) as this_node:
            this_node.start(kubelet)
            good_run, good = ovaldoc.evaluate(this_node, ovaldoc.both_objects())
            os.unlink(path)
            bad_run, bad = ovaldoc.evaluate(this_node, ovaldoc.both_objects())
        for run in (good_run, bad_run):
            self.assertEqual((run.code, run.unexpected_stderr()), (0, []), run)
        item, = good.objects[ovaldoc.identifier("obj", 1)].items
        self.assertEqual(read_back(item["config_file"]), [path])
        setting, = good.objects[ovaldoc.identifier("obj", 2)].items
        self.assertEqual((setting["value"], read_back(setting["location"])),
                         ("Webhook", [path + b":4"]))
        setting, = bad.objects[ovaldoc.identifier("obj", 2)].items
        self.assertEqual((setting.status, len(setting.messages)), ("error", 1))
        self.assertIn("No such file or directory", setting.messages[0])


VALUES = [
    Text("markup", "<script>alert(1)</script>"),
    Text("entity", "&amp;&lt;]]>"),
    Text("newline", "Web\\nhook"),
    Text("control character", "\\x01\\e[31m"),
    Text("right to left override", "\u202eWebhook"),
]


@suite.table(VALUES)
class Values(unittest.TestCase):
    """As the mode in a config file."""

    def check(self, row):
        """An unknown mode: an error whose message names it, in well-formed XML and HTML."""
        text = HEADER.encode() + b"authorization:\n  mode: \"" + row.argument + b"\"\n"
        with node.Node({node.CONFIG: text}) as this_node:
            this_node.start(Kubelet(node.CONFIG_FLAG))
            report = this_node.path("report.html")
            run, oval = ovaldoc.evaluate(this_node, ovaldoc.both_objects(), ["--report", report])
            page = Page(report)
        self.assertEqual((run.code, run.unexpected_stderr()), (0, []), run)
        setting, = oval.objects[ovaldoc.identifier("obj", 2)].items
        self.assertEqual((setting.status, len(setting.messages)), ("error", 1))
        self.assertIn(node.CONFIG + ":4", setting.messages[0])
        self.assertNotRegex(setting.messages[0], "[\\x00-\\x1f\\x7f-\\x9f\\u2028-\\u202e]")
        self.assertNotIn("alert(1)", page.scripts)


TOKEN = "s3cr3tT0ken"


class Secret:
    """A kubelet that was told a credential, by arguments or in a file."""

    def __init__(self, name, *args, lines=""):
        self.name = name
        self.args = args
        self.lines = lines


SECRETS = [
    Secret("flag with equals", "--manifest-url-header=Authorization:" + TOKEN),
    Secret("flag with blank", "--manifest-url-header", "Authorization:" + TOKEN),
    Secret("flag with underscores", "--storage_driver_password=" + TOKEN),
    Secret("flag that refuses it", "--manifest-url-header=" + TOKEN),
    Secret("URL with a user", "--manifest-url=https://user:" + TOKEN + "@localhost/"),
    Secret("unknown flag", "--bootstrap-token=" + TOKEN),
    Secret("repeated flag", "--storage-driver-password=" + TOKEN, "--storage-driver-password=x"),
    Secret("file", lines="staticPodURLHeader:\n  Authorization: [" + TOKEN + "]\n"),
    Secret("file and flag", "--manifest-url-header=a:b",
           lines="staticPodURLHeader:\n  Authorization: [" + TOKEN + "]\n"),
    Secret("URL in the file", lines="staticPodURL: https://user:" + TOKEN + "@localhost/\n"),
    Secret("broken line of the file", lines="staticPodURLHeader: " + TOKEN + "\n"),
    Secret("any line of another file", lines=TOKEN + "\n"),
    Secret("key of another file", lines="\t" + TOKEN + ": [\n"),
]


@suite.table(SECRETS)
class Secrets(unittest.TestCase):
    """Credentials are in no result and no report, of whatever setting is asked for."""

    def check(self, row):
        """All that oscap writes and prints."""
        document = ovaldoc.both_objects()
        document.add_object(3, "kubeletsetting", ovaldoc.PROCESS +
                            '<linux:setting operation="pattern match">.*</linux:setting>')
        document.add_test(3, "kubeletsetting")
        with node.Node({node.CONFIG: HEADER + row.lines}) as this_node:
            this_node.start(Kubelet(node.CONFIG_FLAG, *row.args))
            report = ["--report", this_node.path("report.html")]
            runs = [ovaldoc.evaluate(this_node, document, report)[0],
                    scan.evaluate(this_node, "cis_node_level2", report, rule=None)[0]]
            for name in ("results.xml", "arf.xml", "report.html"):
                with open(this_node.path(name), "rb") as file:
                    self.assertNotIn(TOKEN.encode(), file.read(), name)
        for run in runs:
            self.assertEqual(run.unexpected_stderr(), [], run)
            self.assertNotIn(TOKEN, run.out + run.err)


class Page(HTMLParser):
    """The scripts of a page."""

    def __init__(self, path):
        super().__init__()
        self.scripts = ""
        self._in_script = False
        with open(path, encoding="utf-8") as file:
            self.feed(file.read())

    def handle_starttag(self, tag, attrs):
        self._in_script = tag == "script"

    def handle_endtag(self, tag):
        self._in_script = False

    def handle_data(self, data):
        if self._in_script:
            self.scripts += data


if __name__ == "__main__":
    suite.main()
