# SPDX-License-Identifier: LGPL-2.1-or-later
"""What counts as a drop-in file: shapes of --config-dir that a corpus of texts cannot hold.

The kubelet walks with Go's filepath.WalkDir: entries in the byte order of their names, a directory
at its place, symbolic links to directories not followed, not even --config-dir itself. What ends in
.conf and is no directory is read; the rest is never opened.
"""
import ctypes
import os
import unittest

import batch
from files import Directory, Link, inside, prepared, write_files
from node import HEADER

# One version of each family.
MINORS = (28, 30, 31, 32, 36)

MODE, PORT = "authorization.mode", "readOnlyPort"

# Nothing but the main file and the defaults that come with it.
NOT_READ = ("Webhook", "built-in default")
READ = ("AlwaysAllow", "drop-in file")

ALLOW = HEADER + "authorization: {mode: AlwaysAllow}\n"
WEBHOOK = HEADER + "authorization: {mode: Webhook}\n"
BROKEN = "{{{"

CAP_DAC_OVERRIDE, CAP_DAC_READ_SEARCH = 1, 2
PR_CAPBSET_DROP = 24


def obey_permissions():
    """Make file permissions hold for root too, in a program executed afterwards."""
    libc = ctypes.CDLL(None)
    for capability in (CAP_DAC_OVERRIDE, CAP_DAC_READ_SEARCH):
        libc.prctl(PR_CAPBSET_DROP, capability, 0, 0, 0)


class Row:
    """What lies in the root, and what becomes of it.

    files     texts by path
    links     targets of symbolic links by path
    fifos     paths of named pipes
    dirs      paths of directories
    modes     permissions by path
    config_dir  the argument of --config-dir
    expected  (mode, source); or what the reason of a refusal names
    location  where the mode is said, if it is checked
    """

    def __init__(self, name, expected, files=(), links=(), fifos=(), dirs=("d",), modes=(),
                 config_dir="/d", location=None):
        self.name = name
        self.expected = expected
        self.files = dict(files)
        self.links = dict(links)
        self.fifos = fifos
        self.dirs = dirs
        self.modes = dict(modes)
        self.config_dir = config_dir
        self.location = location

    def build(self, root):
        """Make it all."""
        write_files(root, {path: Directory() for path in self.dirs})
        write_files(root, dict({"main.yaml": HEADER}, **self.files))
        write_files(root, {path: Link(target) for path, target in self.links.items()})
        for path in self.fifos:
            os.mkfifo(prepared(root, path))
        for path, mode in self.modes.items():
            os.chmod(inside(root, path), mode)

    def restore(self, root):
        """Make it removable again."""
        for path in self.modes:
            os.chmod(os.path.join(root, path), 0o755)


ROWS = [
    Row("a plain file", READ, files={"d/10.conf": ALLOW}, location="/d/10.conf:3"),
    Row("an empty directory", NOT_READ),
    Row("byte order of names", READ, files={"d/9.conf": ALLOW, "d/10.conf": WEBHOOK},
        location="/d/9.conf:3"),
    Row("upper case comes first", READ, files={"d/a.conf": ALLOW, "d/B.conf": WEBHOOK},
        location="/d/a.conf:3"),
    # The directory itself
    Row("a directory that is a link is not walked", NOT_READ, files={"real/10.conf": ALLOW},
        links={"d": "real"}, dirs=()),
    Row("an absolute link neither", NOT_READ, files={"real/10.conf": ALLOW},
        links={"d": "/real"}, dirs=()),
    Row("a link with a slash behind it is", READ, files={"real/10.conf": ALLOW},
        links={"d": "real"}, dirs=(), config_dir="/d/", location="/d/10.conf:3"),
    Row("an absolute link with a slash too", READ, files={"real/10.conf": ALLOW},
        links={"d": "/real"}, dirs=(), config_dir="/d/"),
    Row("a link with a slash and a dot is", READ, files={"real/10.conf": ALLOW},
        links={"d": "real"}, dirs=(), config_dir="/d/."),
    Row("a link above the directory is followed", READ, files={"real/d/10.conf": ALLOW},
        links={"above": "real"}, dirs=(), config_dir="/above/d"),
    Row("a directory that is named as a file", READ, files={"d.conf/10.conf": ALLOW}, dirs=(),
        config_dir="/d.conf"),
    Row("a file instead of a directory", NOT_READ, files={"d": ALLOW}, dirs=()),
    Row("a file with the suffix instead", READ, files={"d.conf": ALLOW}, dirs=(),
        config_dir="/d.conf", location="/d.conf:3"),
    Row("a link with the suffix to a file instead", READ, files={"real": ALLOW},
        links={"d.conf": "real"}, dirs=(), config_dir="/d.conf"),
    Row("a link with the suffix to a directory instead", "/d.conf",
        files={"real/10.conf": ALLOW}, links={"d.conf": "real"}, dirs=(), config_dir="/d.conf"),
    Row("no directory", "/d", dirs=()),
    Row("a dangling link instead of a directory", NOT_READ, links={"d": "nowhere"}, dirs=()),
    Row("a dangling link with a slash", "/d", links={"d": "nowhere"}, dirs=(),
        config_dir="/d/"),
    # Names
    Row("the suffix alone is a name", READ, files={"d/.conf": ALLOW}, location="/d/.conf:3"),
    Row("hidden files count", READ, files={"d/.10.conf": ALLOW}),
    Row("other suffixes are not read", NOT_READ,
        files={"d/" + name: BROKEN for name in (
            "10.yaml", "10.json", "10.conf~", "10.conf.bak", "10.CONF", "conf", "10.conf.",
            "10.config", "10conf")}),
    # Directories in it
    Row("a directory below", READ, files={"d/sub/10.conf": ALLOW},
        location="/d/sub/10.conf:3"),
    Row("deep below", READ, files={"d/1/2/3/4/10.conf": ALLOW}),
    Row("a directory comes before a file of its name", READ,
        files={"d/a/z.conf": WEBHOOK, "d/a.conf": ALLOW}, location="/d/a.conf:3"),
    Row("a directory comes at its place", READ,
        files={"d/1.conf": WEBHOOK, "d/2/0.conf": ALLOW}, location="/d/2/0.conf:3"),
    Row("a directory is not read as a file", NOT_READ, dirs=("d/10.conf",)),
    Row("a directory named as a file is walked", READ, files={"d/10.conf/20.conf": ALLOW}),
    # Links in it
    Row("a link to a file is read", READ, files={"elsewhere": ALLOW},
        links={"d/10.conf": "../elsewhere"}, location="/d/10.conf:3"),
    Row("an absolute link too", READ, files={"elsewhere": ALLOW},
        links={"d/10.conf": "/elsewhere"}),
    Row("a link that climbs above the root", READ, files={"elsewhere": ALLOW},
        links={"d/10.conf": "../../../../../../../../elsewhere"}),
    Row("a chain of links", READ, files={"elsewhere": ALLOW},
        links={"d/10.conf": "20", "d/20": "../30", "30": "/elsewhere"}),
    Row("the name of the link counts", NOT_READ, files={"elsewhere.conf": ALLOW},
        links={"d/10": "../elsewhere.conf"}),
    Row("a link to a directory is not followed", NOT_READ, files={"real/10.conf": ALLOW},
        links={"d/sub": "../real"}),
    Row("a link to a directory that is named as a file", "/d/10.conf",
        files={"real/20.conf": ALLOW}, links={"d/10.conf": "../real"}),
    Row("a dangling link", "/d/10.conf", links={"d/10.conf": "nowhere"}),
    Row("a dangling link of another name", NOT_READ, links={"d/10.txt": "nowhere"}),
    Row("a link to itself", "/d/10.conf", links={"d/10.conf": "10.conf"}),
    # What the kubelet would wait for, or fail on
    Row("a named pipe", "/d/10.conf", fifos=("d/10.conf",)),
    Row("a link to a named pipe", "/d/10.conf", fifos=("pipe",), links={"d/10.conf": "../pipe"}),
    Row("a named pipe of another name", NOT_READ, fifos=("d/10.txt",)),
    Row("an empty file", "/d/10.conf", files={"d/10.conf": ""}),
    Row("a file without kind", "/d/10.conf", files={"d/10.conf": "authorization: {}\n"}),
    Row("a broken file", "/d/10.conf", files={"d/10.conf": BROKEN}),
    Row("a broken file before a good one", "/d/10.conf",
        files={"d/10.conf": BROKEN, "d/20.conf": ALLOW}),
    Row("an unreadable file", "/d/10.conf", files={"d/10.conf": ALLOW}, modes={"d/10.conf": 0}),
    Row("an unreadable file of another name", NOT_READ, files={"d/10.txt": ALLOW},
        modes={"d/10.txt": 0}),
    Row("an unreadable directory", "/d", files={"d/10.conf": ALLOW}, modes={"d": 0}),
    Row("an unreadable directory below", "/d/sub", files={"d/sub/10.conf": ALLOW},
        modes={"d/sub": 0}),
]


class DropIns(unittest.TestCase):
    """Every row in every family of versions, and with a flag that does not care."""

    def test_rows(self):
        """All rows in one run, which does not wait for a named pipe."""
        wrong = []
        with batch.Batch() as questions:
            roots = []
            for row in ROWS:
                root = questions.new_root()
                row.build(root)
                roots.append(root)
                questions.ask(root, ["--config=/main.yaml", "--config-dir=" + row.config_dir],
                              MINORS, [MODE, PORT])
            try:
                answers = questions.run(preexec_fn=obey_permissions)
            finally:
                for row, root in zip(ROWS, roots):
                    row.restore(root)
        for row, versions in zip(ROWS, answers):
            for minor, version in versions.items():
                problem = self.compare(row, version)
                if problem is not None:
                    wrong.append("1.%d: %s: %s" % (minor, row.name, problem))
        print("\n%d shapes of --config-dir in %d versions, %d wrong" % (
            len(ROWS), len(MINORS), len(wrong)))
        self.assertEqual(wrong, [])

    @staticmethod
    def compare(row, version):
        """What is wrong with an answer; None if nothing is."""
        answer = version[MODE]
        if isinstance(row.expected, str):
            if version.refusal is None:
                return "expected a refusal, got %r" % answer
            return None if row.expected in version.refusal else "not named: " + version.refusal
        if (answer.value, answer.source) != row.expected:
            return "expected %r, got %r" % (row.expected, answer)
        if row.location is not None and answer.location != row.location:
            return "expected %s, got %s" % (row.location, answer.location)
        return None

    def test_up_to_1_27(self):
        """Versions without --config-dir refuse it."""
        with batch.Batch() as questions:
            root = questions.write({"main.yaml": HEADER, "d/10.conf": ALLOW})
            questions.ask(root, ["--config=/main.yaml", "--config-dir=/d"], range(20, 28), [MODE])
            versions = questions.run()[0]
        for minor, version in versions.items():
            self.assertEqual(version.refusal, "argv[2]: unknown flag: --config-dir",
                             "1.%d" % minor)

    def test_variable(self):
        """1.28 and 1.29 want the variable in the environment; others do not look."""
        with batch.Batch() as questions:
            root = questions.write({"main.yaml": HEADER, "d/10.conf": ALLOW})
            for alpha in (False, True):
                questions.ask(root, ["--config=/main.yaml", "--config-dir=/d"], range(28, 37),
                              [MODE], alpha=alpha)
            without, with_it = questions.run()
        for minor in range(28, 37):
            self.assertEqual(with_it[minor][MODE].value, "AlwaysAllow", "1.%d" % minor)
            if minor <= 29:
                self.assertIn("KUBELET_CONFIG_DROPIN_DIR_ALPHA", without[minor].refusal or "")
            else:
                self.assertEqual(without[minor][MODE].value, "AlwaysAllow", "1.%d" % minor)


if __name__ == "__main__":
    unittest.main(verbosity=2)
