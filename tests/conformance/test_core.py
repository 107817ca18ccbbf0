# SPDX-License-Identifier: LGPL-2.1-or-later
"""The core against what real kubelets computed."""
import re
import unittest

import batch
import corpus
import generate

# How many cases each version has, so that none gets lost.
COUNTS = {
    (corpus.RECORDED, "1.20.2"): 427,
    (corpus.RECORDED, "1.36.2"): 451,
    (corpus.LADDER, "1.28.3"): 191,
    (corpus.LADDER, "1.29.1"): 191,
    (corpus.LADDER, "1.30.1"): 183,
    (corpus.LADDER, "1.31.14"): 183,
    (corpus.LADDER, "1.32.13"): 183,
    (corpus.LADDER, "1.33.13"): 183,
    (corpus.LADDER, "1.34.9"): 183,
    (corpus.LADDER, "1.35.6"): 183,
    (corpus.LADDER, "1.36.3"): 198,
    (corpus.KUBELET_CASES, "1.20"): 183,
    (corpus.KUBELET_CASES, "1.28"): 183,
    (corpus.KUBELET_CASES, "1.30"): 183,
    (corpus.KUBELET_CASES, "1.36"): 183,
    (corpus.SOURCES, "1.20"): 1,
    (corpus.SOURCES, "1.22"): 1,
    (corpus.SOURCES, "1.23"): 1,
    (corpus.SOURCES, "1.25"): 1,
    (corpus.SOURCES, "1.26"): 1,
    (corpus.SOURCES, "1.32"): 1,
    (corpus.SOURCES, "1.33"): 1,
    (corpus.SOURCES, "1.36"): 22,
    (corpus.SOURCES, "1.37"): 27,
}

# Up to this version the variable must be set for --config-dir to be taken.
ALPHA_UNTIL = 29

# One of so many cases is asked: for some tests fewer do where something slow watches (../valgrind).
STEP = 5 if batch.UNDER else 1

CASES = []
ANSWERS = []


def setUpModule():
    """Ask the core about the cases, in every version."""
    CASES.extend((corpus.recorded() + corpus.recorded(corpus.LADDER) +
                  corpus.kubelet_cases() + corpus.kubelet_cases(corpus.SOURCES))[::STEP])
    names = {case.corpus: set() for case in CASES}
    for case in CASES:
        for expected in case.expected.values():
            names[case.corpus].update(expected.settings)
    with batch.Batch() as questions:
        for case in CASES:
            root = questions.new_root()
            case.write(root, "")
            questions.ask(root, case.argv_in(""), [batch.UNKNOWN] + batch.MINORS,
                          sorted(names[case.corpus]), case.alpha)
        ANSWERS.extend(questions.run())


def compare(case, expected, version):
    """The settings that the core tells otherwise than a kubelet did, as (name, expected, got)."""
    if expected.refuses:
        if version.refusal is None:
            yield "start", "refused at " + expected.stage, "starts"
        return
    if version.refusal is not None:
        yield "start", "starts", version.refusal
        return
    for name, recorded in expected.settings.items():
        value = corpus.as_text(recorded)
        value = value and value.replace(corpus.ROOT, "")
        elements = [element.replace(corpus.ROOT, "") for element in corpus.as_elements(recorded)]
        answer = version[name]
        if not answer.told or answer.value != value:
            yield name, value, repr(answer)
        elif answer.elements != elements:
            yield name, elements, answer.elements


class Agreement(unittest.TestCase):
    """Each prints what it compared."""

    def check_corpus(self, name):
        """Compare every record of a corpus."""
        exceptions = corpus.Exceptions(name)
        counts, lines = {}, []
        for case, answers in zip(CASES, ANSWERS):
            if case.corpus != name:
                continue
            for version, expected in case.expected.items():
                count = counts.setdefault(version, dict.fromkeys(
                    ("cases", "agreed", "disagreed", "values", "refusals", "logged"), 0))
                differences = [
                    difference for difference in
                    compare(case, expected, answers[corpus.minor_of(version)])
                    if not exceptions.excuse(name, case.name, version, *difference[:2])]
                count["cases"] += 1
                count["disagreed" if differences else "agreed"] += 1
                count["values"] += 0 if expected.refuses else len(expected.settings)
                count["refusals"] += expected.refuses
                count["logged"] += expected.logged
                lines += ["  %s %s: %s: expected %s, got %s" % ((version, case.name) + difference)
                          for difference in differences]
        print()
        for version, count in sorted(counts.items()):
            print("%s, kubelet %s: %d cases, %d agreed, %d disagreed; %d values, %d refusals"
                  % (name, version, count["cases"], count["agreed"], count["disagreed"],
                     count["values"], count["refusals"]))
            if count["logged"]:
                print("  of the refusals, %d logged their settings first: their "
                      "authorization.mode is a word that the kubelet refuses a moment later"
                      % count["logged"])
        print("\n".join(lines + exceptions.describe()))
        self.assertEqual({(name, version): count["cases"] for version, count in counts.items()},
                         {key: count for key, count in COUNTS.items() if key[0] == name})
        self.assertEqual(lines, [])
        self.assertEqual(exceptions.not_needed(), [], "exceptions that are not needed any more")

    def test_recorded(self):
        """What the binaries logged."""
        self.check_corpus(corpus.RECORDED)

    def test_ladder(self):
        """What the binaries of the versions in between logged."""
        self.check_corpus(corpus.LADDER)

    def test_kubelet_cases(self):
        """What the kubelet's code computed."""
        self.check_corpus(corpus.KUBELET_CASES)

    def test_sources(self):
        """What the kubelet's code says, where none was at hand to be asked."""
        self.check_corpus(corpus.SOURCES)


def names_argument(case, reason):
    """Whether a reason names an argument by its number, and repeats what is wrong about it."""
    match = re.search(r"argv\[(\d+)\]: ", reason)
    argv = ["kubelet"] + case.argv_in("") + [""]
    if match is None or not 1 <= int(match.group(1)) <= len(case.argv):
        return False
    argument, following = argv[int(match.group(1)):][:2]
    if argument.startswith("--"):
        argument = argument.partition("=")[0].replace("_", "-")
    words = [argument or '""', following]
    return any(word and word in reason for word in words)


def names_place(case, reason):
    """Whether a reason tells where a value was said."""
    match = re.match(r"(argv\[\d+\]|/[^:]+:\d+): ", reason)
    if match is None:
        return False
    place = match.group(1)
    return place.startswith("argv") or place.rpartition(":")[0].lstrip("/") in case.files


def is_concrete(case, stage, reason):
    """Whether a reason names what is wrong, for someone who has to mend it."""
    if stage in ("parse1", "positional", "labels"):
        # What stands where no argument may may be a secret: its place is told.
        hidden = "(hidden)" in reason and names_place(case, reason)
        return hidden or names_argument(case, reason)
    if stage in ("parse2", "exit 2", "exit 0"):
        return "second parse" in reason and names_argument(case, reason)
    if stage == "load":
        return any(path in reason for path in case.paths("config"))
    if stage == "merge":
        return any(path in reason for path in case.paths("config-dir"))
    if stage == "env":
        return "KUBELET_CONFIG_DROPIN_DIR_ALPHA" in reason
    if stage == "validate":
        return "invalid configuration: " in reason and names_place(case, reason)
    if stage == "authz":
        return "authorization mode" in reason and names_place(case, reason)
    raise ValueError("no such stage: " + stage)


class Reasons(unittest.TestCase):
    """What is said of a kubelet that does not start."""

    def test_reasons(self):
        """Each names the argument, the file or the place of the value."""
        wrong, checked = [], {}
        for case, answers in zip(CASES, ANSWERS):
            for version, expected in case.expected.items():
                reason = answers[corpus.minor_of(version)].refusal
                if not expected.refuses or reason is None:
                    continue
                checked[expected.stage] = checked.get(expected.stage, 0) + 1
                if not is_concrete(case, expected.stage, reason):
                    wrong.append("%s %s, refused at %s: %s" % (version, case.name, expected.stage,
                                                              reason))
        print("\nreasons: " + ", ".join("%d at %s" % (count, stage)
                                        for stage, count in sorted(checked.items())))
        self.assertEqual(wrong, [])
        self.assertLessEqual({"parse1", "positional", "labels", "parse2", "load", "merge", "env",
                              "validate", "authz"}, set(checked))


# Flags that are not named as the settings of generate.py, or as the recorded setting itself.
FLAGS = {"seccompDefault": "seccomp-default", "serverTLSBootstrap": "rotate-server-certificates",
         "logging.verbosity": "v"}

DEFAULTS = ("default with --config", "default without --config",
            "default of a drop-in file (1.28)", "flag not given")


def is_located(case, name, place):
    """Whether a place says a setting: an argument with its flag, a line with its key."""
    argument = re.match(r"argv\[(\d+)\]$", place)
    if argument is not None:
        flag = generate.BY_PATH[name].flag if name in generate.BY_PATH else FLAGS.get(name, name)
        word = case.argv_in("")[int(argument.group(1)) - 1].replace("_", "-")
        return word.partition("=")[0] == "--" + flag or re.match("-v\\d*$", word) is not None
    line = re.match(r"/([^:]+):(\d+)$", place)
    if line is None:
        return place in DEFAULTS
    lines = re.split("\r\n|\r|\n", case.files[line.group(1)])
    return name.rpartition(".")[2].lower() in lines[int(line.group(2)) - 1].lower()


class Newest(unittest.TestCase):
    """The newest version of the tables."""

    # Of the settings that are recorded, those that it has otherwise.
    CHANGED = ("memoryThrottlingFactor",)

    @staticmethod
    def gone():
        """The flags of which the sources say that it lacks them."""
        minor = batch.MINORS[-1]
        return {re.match(r"--([\w-]+)", case.argv[1]).group(1)
                for case in corpus.kubelet_cases(corpus.SOURCES)
                for version, expected in case.expected.items()
                if corpus.minor_of(version) == minor and expected.stage == "parse1"}

    def test_it_was_asked(self):
        """A row without an end claims it: so a kubelet of that version, or its sources, said something."""
        asked = {int(version.split(".")[1]) for case in CASES for version in case.expected}
        self.assertEqual(max(asked), batch.MINORS[-1])

    def test_it_is_as_the_one_before(self):
        """All that was recorded of the version before holds, but for what is known to have changed."""
        newest, before = batch.MINORS[-1], batch.MINORS[-2]
        compared, wrong, gone = 0, [], self.gone()
        for case, answers in zip(CASES, ANSWERS):
            unknown = re.search(r"unknown flag: --([\w-]+)", answers[newest].refusal or "")
            if unknown is not None and unknown.group(1).replace("_", "-") in gone:
                continue
            # Gates come and go with every version.
            if any("unrecognized feature gate" in (answers[minor].refusal or "")
                   for minor in (newest, before)):
                continue
            for name, answer in answers[newest].settings.items():
                if name not in self.CHANGED and answers[before][name].kind != "absent":
                    compared += 1
                    if answer.essence != answers[before][name].essence:
                        wrong.append("%s %s: %r, before it %r" % (
                            case.name, name, answer, answers[before][name]))
        print("\n%d answers of 1.%d are those of 1.%d" % (compared, newest, before))
        self.assertEqual(wrong, [])
        self.assertGreater(compared, 10000 // STEP)


class Locations(unittest.TestCase):
    """Where a value was said."""

    def test_locations(self):
        """Every location of every answer."""
        wrong, checked = [], 0
        for case, answers in zip(CASES, ANSWERS):
            for minor in batch.MINORS:
                for name, answer in answers[minor].settings.items():
                    if not answer.told:
                        continue
                    checked += 1
                    if not all(is_located(case, name, place)
                               for place in answer.location.split(", ")):
                        wrong.append("1.%d %s %s: %r" % (minor, case.name, name, answer))
        print("\n%d locations" % checked)
        self.assertEqual(wrong[:20], [])
        self.assertGreater(checked, 100000 // STEP)


class Versions(unittest.TestCase):
    """The answer where the version is not known, against the answers of every version."""

    def check_setting(self, name, answers):
        """What is wrong with the answer about one setting; None if nothing is."""
        unknown = answers[batch.UNKNOWN][name]
        told = {minor: answers[minor][name] for minor in answers
                if minor != batch.UNKNOWN and answers[minor].possible}
        told = {minor: answer for minor, answer in told.items() if answer.kind != "absent"}
        different = {(answer.kind, answer.value, answer.source)
                     if answer.told else ("refused", None, None) for answer in told.values()}
        if not different:
            return "told by no version: %r" % unknown if unknown.told else None
        if len(different) == 1 and "refused" not in different.copy().pop():
            expected = different.pop()
            if (unknown.kind, unknown.value, unknown.source) != expected:
                return "all agree on %r, got %r" % (expected, unknown)
            return None
        if unknown.kind != "refused":
            return "they differ: %r, got %r" % (sorted(map(str, different)), unknown)
        if not unknown.reason.endswith("..."):
            for kind, value, source in different:
                words = "%s, %s" % (value or "nothing", source)
                if kind != "refused" and words not in unknown.reason:
                    return "%s is not named in: %s" % (words, unknown.reason)
        return None

    def test_unknown_version(self):
        """It is the answer of all versions that can run so, or an error that names theirs."""
        wrong, certain, open_ones = [], 0, 0
        for case, answers in zip(CASES, ANSWERS):
            dropins = any(case.paths("config-dir"))
            # Of a gate that only some versions have, or have on, nothing is said where the version
            # is not known.
            if any(re.search(r"unrecognized feature gate|requires? feature gate \w+$",
                             answers[minor].refusal or "") for minor in batch.MINORS):
                continue
            for minor in batch.MINORS:
                answers[minor].possible = answers[minor].accepts and not (
                    dropins and minor <= ALPHA_UNTIL and not case.alpha)
            for name in answers[batch.UNKNOWN].settings:
                problem = self.check_setting(name, answers)
                if problem is not None:
                    wrong.append("%s: %s: %s" % (case.name, name, problem))
                certain += answers[batch.UNKNOWN][name].told
                open_ones += answers[batch.UNKNOWN][name].kind == "refused"
        print("\nversion not known: %d values are the same in all versions, %d errors"
              % (certain, open_ones))
        self.assertEqual(wrong[:20], [])
        self.assertGreater(certain, 5000 // STEP)
        self.assertGreater(open_ones, 1000 // STEP)


if __name__ == "__main__":
    unittest.main(verbosity=2)
