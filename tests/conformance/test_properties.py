# SPDX-License-Identifier: LGPL-2.1-or-later
"""Rules that hold for every configuration, on generated ones."""
import random
import re
import unittest

import batch
import generate

SEED = 20261124
COUNT = 150

# Versions after which something changed.
EVERY = (20, 22, 23, 27, 28, 31, 34, 36)
WITH_DROPINS = (28, 29, 31, 32, 36)
PATCHED = (32, 36)

CONFIG, DROPINS = "--config=/main.conf", "--config-dir=/d"


class Properties(unittest.TestCase):
    """Each test asks pairs of questions whose answers have to be related."""

    def setUp(self):
        self.rng = random.Random("%d %s" % (SEED, self.id().rpartition(".")[2]))
        self.questions = batch.Batch()
        self.questions.__enter__()
        self.addCleanup(self.questions.__exit__, None, None, None)
        self.asked = []
        self.checked = 0

    def ask(self, argv, minors, files=None):
        """Ask for all settings; return the number of the question."""
        files = files or {}
        root = self.questions.write(files)
        self.asked.append((argv, files))
        return self.questions.ask(root, argv, minors, generate.PATHS)

    def answers(self):
        """All answers; no kubelet may refuse what is generated here."""
        answers = self.questions.run()
        for number, versions in enumerate(answers):
            for minor, version in versions.items():
                self.assertIsNone(version.refusal, "1.%d: %r" % (minor, self.asked[number]))
        return answers

    def expect(self, condition, minor, path, answers, *numbers):
        """Check one answer; show the questions if it is wrong."""
        self.checked += 1
        if not condition:
            self.fail("1.%d %s: %r\n%s" % (minor, path, answers, "\n".join(
                "%r\n%s" % (self.asked[number][0], "\n".join(
                    "--- %s\n%s" % file for file in sorted(self.asked[number][1].items())))
                for number in numbers)))

    def expect_same(self, pairs, paths=generate.PATHS, essence=None):
        """Check that both questions of each pair have the same answers."""
        essence = essence or (lambda number, answer: answer.essence)
        answers = self.answers()
        for left, right in pairs:
            for minor in answers[left]:
                for path in paths(left) if callable(paths) else paths:
                    both = answers[left][minor][path], answers[right][minor][path]
                    self.expect(essence(left, both[0]) == essence(right, both[1]),
                                minor, path, both, left, right)

    def words(self, number, answer):
        """An answer with the arguments instead of their numbers."""
        def argument(match):
            return "<%s>" % (["kubelet"] + self.asked[number][0])[int(match.group(1))]
        return answer.essence, re.sub(r"argv\[(\d+)\]", argument, answer.location)

    def tearDown(self):
        print("%s: %d comparisons" % (self.id().rpartition(".")[2], self.checked))

    def flags(self, values):
        """Groups of arguments, one for each value."""
        return [generate.flag(self.rng, path, value) for path, value in values.items()]

    def test_order_of_flags(self):
        """The order of flags that are not related does not matter."""
        pairs = []
        for _ in range(COUNT):
            groups = self.flags(generate.pick(self.rng))
            files = {}
            if self.rng.random() < 0.5:
                groups.append([CONFIG])
                files["main.conf"] = generate.as_file(self.rng, generate.pick(self.rng))
            shuffled = self.rng.sample(groups, len(groups))
            pairs.append((self.ask(sum(groups, []), EVERY, files),
                          self.ask(sum(shuffled, []), EVERY, files)))
        self.expect_same(pairs, essence=self.words)

    def test_flag_beats_files(self):
        """A flag beats a file and a drop-in file: it is as if it stood alone."""
        pairs, paths = [], {}
        for _ in range(COUNT):
            values = generate.pick(self.rng)
            argv = sum(self.flags(values), [])
            files = {"main.conf": generate.as_file(self.rng, generate.others(self.rng, values))}
            alone = self.ask(argv, EVERY)
            paths[alone] = list(values)
            pairs.append((alone, self.ask(argv + [CONFIG], EVERY, files)))
            files["d/10.conf"] = generate.as_file(self.rng, generate.others(self.rng, values))
            alone = self.ask(argv, WITH_DROPINS)
            paths[alone] = list(values)
            pairs.append((alone, self.ask(argv + [CONFIG, DROPINS], WITH_DROPINS, files)))
        self.expect_same(pairs, paths.get)
        sources = {answer.source for number, answers in enumerate(self.questions.run())
                   for version in answers.values() for path in paths.get(number, ())
                   for answer in [version[path]]}
        self.assertEqual(sources, {"command line"})

    def test_overridden(self):
        """What a flag overrides is told: the drop-in file, then the main file, with values."""
        expected = []
        for _ in range(COUNT):
            values = generate.pick(self.rng)
            files = {name: generate.as_file(self.rng, generate.others(self.rng, values))
                     for name in ("d/10.conf", "main.conf")}
            argv = [CONFIG, DROPINS] + sum(self.flags(values), [])
            self.ask(argv, WITH_DROPINS, files)
            expected.append([path for path in values if not isinstance(values[path], dict)])
        for number, versions in enumerate(self.answers()):
            for minor, version in versions.items():
                for path in expected[number]:
                    places = [re.match(r"(/[^:]+:\d+) \(.+\)$", text, re.DOTALL)
                              for text in version[path].overridden]
                    named = [match and self.is_place(match.group(1), path, *self.asked[number])
                             for match in places]
                    self.expect(named == ["d/10.conf", "main.conf"], minor, path,
                                version[path].overridden, number)

    def test_json_and_yaml(self):
        """JSON and YAML spellings of one configuration agree."""
        pairs = []
        for _ in range(COUNT):
            values = generate.pick(self.rng, most=len(generate.SETTINGS))
            pairs.append(tuple(self.ask([CONFIG], EVERY, {"main.conf": text}) for text in (
                generate.as_json(self.rng, values), generate.as_yaml(self.rng, values))))
        self.expect_same(pairs)

    def test_file_and_flags(self):
        """What a file says is what flags would say."""
        pairs, paths = [], {}
        for _ in range(COUNT):
            values = generate.pick(self.rng)
            files = {"main.conf": generate.as_file(self.rng, values)}
            number = self.ask(sum(self.flags(values), []), EVERY)
            paths[number] = list(values)
            pairs.append((number, self.ask([CONFIG], EVERY, files)))
        self.expect_same(pairs, paths.get, lambda number, answer: (answer.value, answer.elements))

    def test_unrelated_dropin(self):
        """A drop-in file, be it the first, changes nothing but what it says (1.32 and later)."""
        pairs, paths = [], {}
        for _ in range(COUNT):
            argv = [CONFIG] + sum(self.flags(generate.pick(self.rng, most=3)), [])
            files = {"main.conf": generate.as_file(self.rng, generate.pick(self.rng))}
            fewer = argv
            if self.rng.random() < 0.5:
                files["d/10.conf"] = generate.as_file(self.rng, generate.pick(self.rng))
                fewer = argv + [DROPINS]
            unrelated = generate.pick(self.rng, most=4)
            more = dict(files, **{"d/20.conf": generate.as_file(self.rng, unrelated)})
            number = self.ask(fewer, PATCHED, files)
            paths[number] = [path for path in generate.PATHS if path not in unrelated]
            pairs.append((number, self.ask(argv + [DROPINS], PATCHED, more)))
        self.expect_same(pairs, paths.get, lambda number, answer: (answer.essence,
                                                                   answer.location))

    def test_split_configuration(self):
        """Drop-in files over a main file are as one file with what each says last (1.32...)."""
        pairs, paths = [], {}
        for _ in range(COUNT):
            whole = generate.pick(self.rng, most=20)
            parts = [{}, {}, {}]
            for path, value in whole.items():
                last = self.rng.randrange(3)
                parts[last][path] = value
                for earlier in range(last):
                    if self.rng.random() < 0.5:
                        parts[earlier].update(generate.others(self.rng, {path: value}))
            files = dict(zip(("main.conf", "d/10.conf", "d/20.conf"),
                             (generate.as_file(self.rng, part) for part in parts)))
            number = self.ask([CONFIG], PATCHED,
                              {"main.conf": generate.as_file(self.rng, whole)})
            paths[number] = [path for path in whole if generate.is_scalar(path, whole)]
            pairs.append((number, self.ask([CONFIG, DROPINS], PATCHED, files)))
        self.expect_same(pairs, paths.get, lambda number, answer: answer.value)

    def test_value_behind_flag(self):
        """`--flag value` is `--flag=value`, for flags that take one."""
        pairs = []
        for _ in range(COUNT):
            values = {path: value for path, value in generate.pick(self.rng).items()
                      if not generate.BY_PATH[path].is_switch()}
            words = [(generate.BY_PATH[path].flag, generate.BY_PATH[path].word(value))
                     for path, value in values.items()]
            pairs.append((self.ask(["--%s=%s" % word for word in words], EVERY),
                          self.ask(sum((["--" + flag, word] for flag, word in words), []),
                                   EVERY)))
        self.expect_same(pairs)

    def test_underscores(self):
        """Underscores in the name of a flag are dashes."""
        pairs = []
        for _ in range(COUNT):
            groups = self.flags(generate.pick(self.rng))
            others = []
            for group in groups:
                name, equals, value = group[0].partition("=")
                name = "--" + "".join(
                    self.rng.choice("-_") if character == "-" else character
                    for character in name[2:])
                others.append([name + equals + value] + group[1:])
            pairs.append((self.ask(sum(groups, []), EVERY), self.ask(sum(others, []), EVERY)))
        self.expect_same(pairs)

    def test_repeated_flag(self):
        """Of a repeated flag the last occurrence counts, unless it is a list or a map."""
        pairs, paths = [], {}
        for _ in range(COUNT):
            values = generate.pick(self.rng)
            values = {path: value for path, value in values.items()
                      if generate.is_scalar(path, values)}
            last = sum(self.flags(values), [])
            first = sum(self.flags(generate.others(self.rng, values)), [])
            pairs.append((self.ask(last, EVERY), self.ask(first + last, EVERY)))
        self.expect_same(pairs)

    def test_locations(self):
        """A location is a line with the key, or an argument with the flag."""
        expected = []
        for _ in range(COUNT):
            parts = [generate.pick(self.rng) for _ in range(3)]
            flags = generate.pick(self.rng, most=5)
            files = dict(zip(("main.conf", "d/10.conf", "d/20.conf"),
                             (generate.as_file(self.rng, part) for part in parts)))
            self.ask([CONFIG, DROPINS] + sum(self.flags(flags), []), PATCHED, files)
            expected.append((parts, flags))
        for number, versions in enumerate(self.answers()):
            parts, flags = expected[number]
            for minor, version in versions.items():
                for path in generate.PATHS:
                    self.expect(self.is_located(number, path, version[path], parts, flags),
                                minor, path, version[path], number)

    def is_located(self, number, path, answer, parts, flags):
        """Whether the location of an answer is right."""
        argv, files = self.asked[number]
        said = [name for name, part in zip(("main.conf", "d/10.conf", "d/20.conf"), parts)
                if path in part]
        if path in flags and path != "featureGates":
            match = re.match(r"argv\[(\d+)\]$", answer.location)
            return answer.source == "command line" and match is not None and (
                argv[int(match.group(1)) - 1].partition("=")[0] ==
                "--" + generate.BY_PATH[path].flag)
        if path in flags:
            said.append("command line")
        if not said:
            return (answer.source, answer.location) == ("built-in default",
                                                        "default with --config")
        places = [self.is_place(place, path, argv, files)
                  for place in answer.location.split(", ")]
        return None not in places and places[-1] == said[-1]

    @staticmethod
    def is_place(place, path, argv, files):
        """What a place is in, if the key or flag stands there."""
        match = re.match(r"argv\[(\d+)\]$", place)
        if match is not None:
            flag = argv[int(match.group(1)) - 1].partition("=")[0]
            return "command line" if flag == "--" + generate.BY_PATH[path].flag else None
        match = re.match(r"/([^:]+):(\d+)$", place)
        if match is None:
            return None
        line = files[match.group(1)].split("\n")[int(match.group(2)) - 1]
        return match.group(1) if path.rpartition(".")[2] in line else None


if __name__ == "__main__":
    unittest.main(verbosity=2)
