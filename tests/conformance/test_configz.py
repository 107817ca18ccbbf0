# SPDX-License-Identifier: LGPL-2.1-or-later
"""The core against what live kubelets said of themselves: the bodies of GET /configz."""
import json
import os
import re
import unittest

import batch
import corpus
from project import SOURCE

# How many bodies, and settings of all of them that are in a body or may not be.
BODIES = 41

# A row of the core's table of fields: the path, the type, when a value is unset.
_ROW = re.compile(r'^\t\{ "([\w.]+)", KP_FIELD_(\w+), KP_UNSET_(\w+), ', re.MULTILINE)

# The second of time.Duration.
_SECOND = 1000000000


def _fields():
    """The type of each path, and whether it is a plain field, which /configz leaves out where it is zero."""
    with open(os.path.join(SOURCE, "probe", "kubelet", "fields.c"), encoding="utf-8") as file:
        return {path: (kind, unset != "NIL") for path, kind, unset in _ROW.findall(file.read())}


FIELDS = _fields()

# What tells that a kubelet is OpenShift's, as these are: it only warns of gates that it does not know.
OPENSHIFT = {"usr/local/bin/kubenswrapper": ""}


def _take(body, path):
    """Take the value at a path out of a body; None if there is none."""
    *outer, last = path.split(".")
    for key in outer:
        body = body.get(key, {})
    return body.pop(last, None)


def _leaves(body, prefix=""):
    """The paths of what is left of a body."""
    for key, value in body.items():
        if isinstance(value, dict):
            yield from _leaves(value, prefix + key + ".")
        else:
            yield prefix + key


def _compact(value):
    return json.dumps(value, separators=(",", ":"), ensure_ascii=False)


def as_elements(kind, value):
    """The members of a list or map of a body as the core tells them."""
    if kind in ("STRINGS", "INTS"):
        return [corpus.as_text(item) for item in value]
    if kind == "OBJECTS":
        return [_compact(item) for item in value]
    if kind == "LIST_MAP":
        return ["%s=%s" % (key, _compact(value[key])) for key in sorted(value)]
    return corpus.as_elements(value)


def as_text(kind, value):
    """A value of a body as the core tells it; None for one that is empty."""
    if isinstance(value, (list, dict)):
        return ", ".join(as_elements(kind, value)) or None
    if kind == "FLUSH" and isinstance(value, int):
        # A flag has set it; what a file says is a text.
        return "%ds" % (value // _SECOND)
    return corpus.as_text(value)


class Count:
    """Of one version: settings by how they compare."""

    def __init__(self):
        self.bodies = self.equal = self.zero = self.excused = self.different = 0

    @property
    def compared(self):
        """All of them."""
        return self.equal + self.zero + self.excused + self.different

    def __str__(self):
        return ("%d bodies, %d settings: %d equal, %d zero and left out, %d excused, %d different" % (
            self.bodies, self.compared, self.equal, self.zero, self.excused, self.different))


class Configz(unittest.TestCase):
    """Each setting of each body."""

    def compare(self, row, answers, exceptions, count):
        """Yield what is told otherwise than in a body."""
        body = dict(row["configz"])
        # From 1.36 on a body says what it is.
        body.pop("kind", None)
        body.pop("apiVersion", None)
        for path, (kind, is_plain) in FIELDS.items():
            answer = answers[path]
            recorded = _take(body, path)
            if answer.kind == "absent":
                if recorded is not None:
                    yield path, recorded, answer
                continue
            wanted = as_text(kind, recorded)
            if recorded is None and is_plain and answer.value in (None, "0", "false"):
                count.zero += 1
            elif answer.told and (answer.value, answer.elements) == (
                    wanted, as_elements(kind, recorded) if wanted and kind in (
                        "STRINGS", "INTS", "OBJECTS", "STRING_MAP", "BOOL_MAP", "LIST_MAP") else []):
                count.equal += 1
            elif exceptions.excuse(corpus.CONFIGZ, row["id"], row["version"], path, wanted):
                count.excused += 1
            else:
                count.different += 1
                yield path, wanted, answer
        for path in _leaves(body):
            yield path, "a setting", "no row of the table"

    def test_bodies(self):
        """Nothing is told otherwise, but for the exceptions."""
        exceptions = corpus.Exceptions(corpus.CONFIGZ)
        rows = corpus.configz()
        with batch.Batch() as questions:
            for row in rows:
                root = questions.write(dict(row["files"], **OPENSHIFT))
                questions.ask(root, row["argv"], [corpus.minor_of(row["version"])], FIELDS)
            answers = questions.run()
        counts, wrong = {}, []
        for row, answer in zip(rows, answers):
            count = counts.setdefault(row["version"], Count())
            count.bodies += 1
            version = answer[corpus.minor_of(row["version"])]
            self.assertIsNone(version.refusal, row["id"])
            wrong += ["  %s %s: %s: expected %r, got %r" % ((row["version"], row["id"]) + difference)
                      for difference in self.compare(row, version, exceptions, count)]
        print()
        for version, count in counts.items():
            print("%s, kubelet %s: %s" % (corpus.CONFIGZ, version, count))
        print("\n".join(wrong + exceptions.describe()))
        self.assertEqual(wrong, [])
        self.assertEqual(exceptions.not_needed(), [], "exceptions that are not needed any more")
        self.assertEqual(sum(count.bodies for count in counts.values()), BODIES)


class Running(unittest.TestCase):
    """What the probe reads in the bodies, beside what the core computes."""

    def compare(self, row, told, computed, exceptions):
        """Yield where the two differ."""
        for path in FIELDS:
            here, there = told[path], computed[path]
            if here.kind == "absent" or there.kind == "absent":
                # Nothing sets what the version does not have.
                same = here.value is None and there.value is None
            else:
                same = here.told and (here.value, here.elements) == (there.value, there.elements)
            if not same and not exceptions.excuse(
                    corpus.CONFIGZ, row["id"], row["version"], path, here.value):
                yield "  %s %s: %s: running %r, computed %r" % (
                    row["version"], row["id"], path, here, there)

    def test_agree(self):
        """Each is what arguments and files make it, be the version known or not, but for exceptions."""
        exceptions = corpus.Exceptions(corpus.CONFIGZ)
        rows = corpus.configz()
        with batch.Batch() as questions:
            for row in rows:
                minor = corpus.minor_of(row["version"])
                root = questions.write(dict(row["files"], **OPENSHIFT))
                questions.ask(root, row["argv"], [minor], FIELDS)
                questions.ask_running(json.dumps({"kubeletconfig": row["configz"]}),
                                      [minor, batch.UNKNOWN], FIELDS)
            answers = questions.run()
        self.assertEqual(len(rows), BODIES)
        wrong = []
        for index, row in enumerate(rows):
            minor = corpus.minor_of(row["version"])
            computed = answers[2 * index][minor]
            for told in answers[2 * index + 1].values():
                wrong += self.compare(row, told, computed, exceptions)
        print("\n" + "\n".join(wrong))
        self.assertEqual(wrong, [])


if __name__ == "__main__":
    unittest.main(verbosity=2)
