# SPDX-License-Identifier: LGPL-2.1-or-later
"""Many nodes made of real results: each has the verdicts of some real node for each rule."""
import os
import re

TARGET = re.compile(rb"(<(?:[\w.-]+:)?target>)[^<]*(</)")
TIMES = re.compile(rb'((?:start|end)-time=")[^"]*(")')
VERDICT = re.compile(rb"<((?:[\w.-]+:)?rule-result)[ >].*?</\1>", re.S)
RUN = re.compile(rb"<(?:[\w.-]+:)?TestResult[ >]")


class Pieces:
    """Real documents of one benchmark and profile, taken apart."""

    def __init__(self, documents):
        self.verdicts = []
        for document in documents:
            start = RUN.search(document).start()
            self.verdicts.append([match.group() for match in VERDICT.finditer(document, start)])
        first = documents[0]
        start = RUN.search(first).start()
        matches = list(VERDICT.finditer(first, start))
        # What is between the verdicts, of the first document.
        ends = [0] + [match.end() for match in matches]
        starts = [match.start() for match in matches] + [len(first)]
        self.between = [first[end:begin] for end, begin in zip(ends, starts)]
        if len({len(verdicts) for verdicts in self.verdicts}) != 1:
            raise ValueError("these documents do not have the same rules")

    def document(self, name, choice, day="2026-11-30"):
        """The document of a node: of rule number n the verdict of the document number choice(n)."""
        parts = [self.between[0]]
        for number, between in enumerate(self.between[1:]):
            parts += [self.verdicts[choice(number)][number], between]
        text = b"".join(parts)
        head, run = text[:RUN.search(text).start()], text[RUN.search(text).start():]
        run = TARGET.sub(lambda match: match.group(1) + name.encode() + match.group(2), run, 1)
        return head + TIMES.sub(lambda match: match.group(1) + day.encode() + b"T06:00:00+00:00" +
                                match.group(2), run, 2)


def mixed(node, rule):
    """Which of two documents a node has the verdict of a rule from: some rules fail often, some rarely."""
    return 1 if (node * 7919 + rule * 104729) % 101 < 5 + rule * 2 else 0


def write_node(directory, name, data, file="results.xml"):
    """Write the results of a node into its folder."""
    folder = os.path.join(directory, name)
    os.makedirs(folder, exist_ok=True)
    with open(os.path.join(folder, file), "wb") as out:
        out.write(data)


def write_fleet(directory, documents, count, file="results.xml", **kwargs):
    """Write that many nodes, named node0001 and so on."""
    pieces = Pieces(documents)
    for number in range(1, count + 1):
        name = "node%04d" % number
        write_node(directory, name, pieces.document(name, lambda rule: mixed(number, rule), **kwargs), file)
