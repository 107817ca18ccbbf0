# SPDX-License-Identifier: LGPL-2.1-or-later
"""Ask the core about many kubelets that do not run, in one run of `effective`."""
import os
import re
import shutil
import subprocess
import tempfile

from files import write_files
from project import BUILD, SOURCE

EFFECTIVE = os.path.join(BUILD, "tests", "conformance", "effective")
# A command that watches over the core, if any.
UNDER = os.environ.get("OSCAP_KUBELET_TEST_UNDER", "").split()


def _known(name):
    """A number of the tables, as the core has it."""
    with open(os.path.join(SOURCE, "probe", "component", "component.h"), encoding="utf-8") as file:
        return int(re.search(r"^\tKP_MINOR_%s = (\d+),?$" % name, file.read(), re.MULTILINE).group(1))


# The versions that the tables know.
MINORS = list(range(_known("FIRST"), _known("LAST") + 1))
UNKNOWN = 0


class Answer:
    """What the core says of one setting.

    kind is `value`, `nothing`, `absent` (no such setting in that version) or `refused`
    """

    def __init__(self, kind, value=None, source=None, location=None, elements=(), overridden=(),
                 reason=None):
        self.kind = kind
        self.value = value
        self.source = source
        self.location = location
        self.elements = list(elements)
        self.overridden = list(overridden)
        self.reason = reason

    @property
    def told(self):
        """Whether it is an answer, rather than an error or none at all."""
        return self.kind in ("value", "nothing")

    @property
    def essence(self):
        """What does not depend on where things stand."""
        return self.kind, self.value, self.source, tuple(self.elements)

    def __repr__(self):
        if self.kind == "refused":
            return "refused: " + self.reason
        if self.kind == "absent":
            return "absent"
        return "%r (%s, %s)" % (self.value, self.source, self.location)


class Version:
    """The answers of one version."""

    def __init__(self, accepts, settings):
        self.accepts = accepts
        self.settings = settings

    def __getitem__(self, name):
        return self.settings[name]

    @property
    def refusal(self):
        """The reason why all settings are refused; None if none is."""
        reasons = {answer.reason for answer in self.settings.values() if answer.kind == "refused"}
        kinds = {answer.kind == "refused" for answer in self.settings.values()
                 if answer.kind != "absent"}
        if kinds == {True, False} or len(reasons) > 1:
            raise AssertionError("some settings are refused, or differently: %r" % self.settings)
        return reasons.pop() if reasons else None


class _Reader:
    """Takes the answer apart."""

    def __init__(self, output):
        if output and not output.endswith(b"\0"):
            raise ValueError("half an answer: %r" % output[-80:])
        self._texts = output.decode("utf-8", "surrogateescape").split("\0")[:-1]
        self._next = 0

    def text(self):
        """The next text."""
        self._next += 1
        return self._texts[self._next - 1]

    def texts(self):
        """A count and so many texts."""
        return [self.text() for _ in range(int(self.text()))]

    def answer(self, minor):
        """The answer about one setting of a version, which need not be told again."""
        version = " in Kubernetes 1.%d (OSCAP_KUBELET_VERSION)" % minor
        kind = self.text()
        if kind == "absent":
            return Answer(kind)
        if kind == "refused":
            reason = self.text()
            return Answer(kind, reason=reason[:-len(version)] if reason.endswith(version)
                          else reason)
        if kind not in ("value", "nothing"):
            raise ValueError("not an answer: " + kind)
        value = self.text() if kind == "value" else None
        return Answer(kind, value, self.text(), self.text(), self.texts(), self.texts())

    def at_end(self):
        """Whether nothing is left."""
        return self._next == len(self._texts)


class Batch:
    """A context manager that collects questions. Their files are there until its end."""

    def __init__(self):
        self._directory = None
        self._questions = []

    def __enter__(self):
        self._directory = tempfile.mkdtemp(prefix="oscap-kubelet-batch.")
        return self

    def __exit__(self, exc_type, exc, traceback):
        shutil.rmtree(self._directory)

    def new_root(self):
        """An empty directory to be the root of a kubelet."""
        return tempfile.mkdtemp(dir=self._directory)

    def write(self, files):
        """A new root with a table of files."""
        root = self.new_root()
        write_files(root, files)
        return root

    def ask(self, root, argv, minors, settings, alpha=True, component="kubelet"):
        """Add a question; return its number. argv is without argv[0], the component."""
        self._questions.append((root, [component] + list(argv), list(minors), list(settings),
                                "yes" if alpha else "no"))
        return len(self._questions) - 1

    def ask_running(self, body, minors, settings):
        """Add a question about what a kubelet says of itself at /configz; return its number."""
        self._questions.append((self.write({"configz": body}), [], list(minors), list(settings),
                                "running"))
        return len(self._questions) - 1

    def run(self, preexec_fn=None):
        """All answers, in the order of the questions: a Version by minor."""
        texts = []
        for root, argv, minors, settings, alpha in self._questions:
            texts += [root, alpha]
            for row in (minors, settings, argv):
                texts += [str(len(row))] + [str(text) for text in row]
        asked = b"".join(text.encode("utf-8", "surrogateescape") + b"\0" for text in texts)
        done = subprocess.run(UNDER + [EFFECTIVE], input=asked, stdout=subprocess.PIPE, check=True,
                              timeout=600, preexec_fn=preexec_fn)
        reader = _Reader(done.stdout)
        answers = []
        for _, _, minors, settings, _ in self._questions:
            versions = {}
            for minor in minors:
                accepts = reader.text() == "accepts"
                versions[minor] = Version(accepts, {name: reader.answer(minor) for name in settings})
            answers.append(versions)
        if not reader.at_end():
            raise ValueError("more answers than questions")
        return answers
