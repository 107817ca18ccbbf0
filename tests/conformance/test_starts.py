# SPDX-License-Identifier: LGPL-2.1-or-later
"""Whether each kubelet of the ladder would start, against what the real ones did."""
import collections
import json
import os
import re
import unittest

import batch
import corpus

SETTING = "authorization.mode"

# How many inputs of the ladder each version was given.
CASES = 198
VERSIONS = ["1.28.3", "1.29.1", "1.30.1", "1.31.14", "1.32.13", "1.33.13", "1.34.9", "1.35.6", "1.36.3"]

# Where an answer may be another one: what the kubelet said last, or None if it said its settings; what
# the probe says, or None if it would start; why.
DIFFERENCES = [
    (r"unable to load client CA file", None,
     "the recording machine had no such file, and whether a node has it is not asked of settings"),
    (None, r"(unknown authorization mode|no authorization mode specified)",
     "it logs its settings before it makes the authorizer, which refuses the mode"),
]


def matches(pattern, text):
    """Whether a text is what a pattern wants; None is nothing said."""
    if pattern is None or text is None:
        return pattern is text
    return re.search(pattern, text) is not None


def excuse(said, refusal):
    """The reason why they differ; None if none is known."""
    for theirs, ours, reason in DIFFERENCES:
        if matches(theirs, said) and matches(ours, refusal):
            return reason
    return None


def rows():
    """The inputs, and what each version said last of them."""
    with open(os.path.join(corpus.HERE, corpus.LADDER), encoding="utf-8") as file:
        records = {row["id"]: row["kubelets"] for row in map(json.loads, file)}
    for case in corpus.recorded(corpus.LADDER):
        yield case, {version: None if record["starts"] else record["error"]
                     for version, record in records[case.name].items()}


class Starts(unittest.TestCase):
    """Each version is asked whether it starts."""

    def test_ladder(self):
        """A refusal is one, and nothing else is; the reasons of what differs all hold for something."""
        cases = list(rows())[::5 if batch.UNDER else 1]
        with batch.Batch() as questions:
            for case, _ in cases:
                root = questions.new_root()
                case.write(root, "")
                questions.ask(root, case.argv_in(""), map(corpus.minor_of, VERSIONS), [SETTING],
                              case.alpha)
            answers = questions.run()
        counts = {version: collections.Counter() for version in VERSIONS}
        reasons, wrong = collections.Counter(), []
        for (case, said), versions in zip(cases, answers):
            for version in VERSIONS:
                refusal = versions[corpus.minor_of(version)].refusal
                counts[version]["cases"] += 1
                counts[version]["refusals"] += said[version] is not None
                if (said[version] is None) == (refusal is None):
                    counts[version]["agreed"] += 1
                    continue
                reason = excuse(said[version], refusal)
                reasons[reason] += 1
                if reason is None:
                    wrong.append("%s %s: the kubelet: %s; here: %s"
                                 % (version, case.name, said[version], refusal))
        print()
        for version, count in counts.items():
            print("ladder, kubelet %s: %d cases, %d of them refused; %d agreed, %d differ"
                  % (version, count["cases"], count["refusals"], count["agreed"],
                     count["cases"] - count["agreed"]))
        for reason, count in reasons.items():
            print("  %d differ: %s" % (count, reason))
        self.assertEqual(wrong, [])
        if not batch.UNDER:
            self.assertEqual({version: count["cases"] for version, count in counts.items()},
                             dict.fromkeys(VERSIONS, CASES))
            self.assertEqual(set(reasons), {reason for _, _, reason in DIFFERENCES})


if __name__ == "__main__":
    unittest.main(verbosity=2)
