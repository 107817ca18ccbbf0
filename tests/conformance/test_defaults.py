# SPDX-License-Identifier: LGPL-2.1-or-later
"""The defaults of the core against those that a real kubelet logged."""
import unittest

import batch
import corpus
from node import HEADER

VERSION = "1.36.2"
ARGV = {"with_config": ["--config=/config.yaml"], "without": []}
LOCATIONS = {"with_config": "default with --config", "without": "default without --config"}

# Fields that are structures of the API: there are settings in them, but none of their name.
STRUCTURES = ("tracing", "userNamespaces")


def flatten(values):
    """Values by the names of settings: fields of structures under their paths in files."""
    flat = {}
    for name, value in values.items():
        if isinstance(value, dict) and all(key[0].isupper() for key in value):
            for key, inner in value.items():
                flat["%s.%s%s" % (name, key[0].lower(), key[1:])] = inner
        else:
            flat[name] = value
    return flat


class Defaults(unittest.TestCase):
    """What holds when nothing is set."""

    def test_defaults(self):
        """Each default set, every field."""
        exceptions = corpus.Exceptions(corpus.DEFAULTS)
        minor = corpus.minor_of(VERSION)
        recorded = {which: flatten(values) for which, values in corpus.defaults().items()}
        with batch.Batch() as questions:
            root = questions.write({"config.yaml": HEADER})
            for which, argv in sorted(ARGV.items()):
                questions.ask(root, argv, [minor], recorded[which])
            answers = dict(zip(sorted(ARGV), questions.run()))
        print()
        wrong = []
        for which, values in sorted(recorded.items()):
            differing = 0
            for name, value in values.items():
                answer = answers[which][minor][name]
                if not self.agrees(name, value, answer, LOCATIONS[which]) and \
                        not exceptions.excuse(corpus.DEFAULTS, which, VERSION, name, value):
                    differing += 1
                    wrong.append("  %s: %s: expected %r, got %r" % (which, name, value, answer))
            print("%s, kubelet %s, %s: %d settings, %d agreed, %d disagreed" % (
                corpus.DEFAULTS, VERSION, which, len(values), len(values) - differing, differing))
        print("\n".join(wrong + exceptions.describe()))
        self.assertEqual(wrong, [])
        self.assertEqual(exceptions.not_needed(), [], "exceptions that are not needed any more")
        self.assertEqual({which: len(values) for which, values in recorded.items()},
                         {"with_config": 122, "without": 122})

    @staticmethod
    def agrees(name, value, answer, location):
        """Whether an answer is the recorded default."""
        if name in STRUCTURES:
            return answer.kind == "absent" and value is None
        kind = "nothing" if corpus.as_text(value) is None else "value"
        return (answer.kind, answer.value, answer.source, answer.location, answer.elements) == (
            kind, corpus.as_text(value), "built-in default", location, corpus.as_elements(value))


if __name__ == "__main__":
    unittest.main(verbosity=2)
