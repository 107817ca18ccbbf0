# SPDX-License-Identifier: LGPL-2.1-or-later
"""summary.html: one page that needs nothing else, made of page.html.j2, page.css and page.js.

Each verdict that is not a pass has its reason once, in a list below the table that a cell leads to; the
script only shows it beside the cell. What nodes said gets into the page by Jinja2's escaping alone: none
of it is in the script or the style, and a policy in the page lets nothing else run.
"""
import base64
import collections
import hashlib
import os
import urllib.parse

import jinja2
from markupsafe import Markup

import fleet as fleets
from model import PASS, RESULTS, STATES, is_bad

HERE = os.path.dirname(os.path.abspath(__file__))

# What the page is to stay below, and what its parts take, in bytes.
PAGE_SIZE = 9700000
_ROW_SIZE, _CELL_SIZE, _REASON_SIZE = 300, 20, 100
# Reasons that would have to be shorter are left to the other files.
_REASON_MIN = 20

# Of lists of changes.
CHANGES_MAX = 500

MEANINGS = {
    "pass": "a value, and the rule accepts it",
    "fail": "a value, and the rule does not",
    "error": "it could not be told",
    "unknown": "something could not be seen",
    "notchecked": "a question for a person",
    "informational": "told only",
    "notapplicable": "nothing to judge",
    "fixed": "mended by the scan",
}
STATE_TEXTS = {
    "missing": "Missing: expected, and no results",
    "errored": "Errored: the newest results cannot be read",
    "undecided": "Undecided: some rule could not be decided",
    "failed": "Failed: some rule failed",
    "passed": "Passed",
}
# Signs of changes beside those of results.
CHANGE_SIGNS = {"new failure": "+", "newly undecided": "+", "mended": "\u2212", "changed otherwise": "~"}

Cell = collections.namedtuple("Cell", "css sign result name change")
Reason = collections.namedtuple("Reason", "name column number result change texts")


def _read(name):
    with open(os.path.join(HERE, name), encoding="utf-8") as file:
        return file.read()


def _digest(text):
    """What a policy names a script or style by."""
    return "'sha256-%s'" % base64.b64encode(hashlib.sha256(text.encode("utf-8")).digest()).decode("ascii")


def _link(path):
    """A relative path as a link: no scheme, whatever is in its name."""
    return urllib.parse.quote(os.fsencode(path), safe="/")


def _cut(finding, limit):
    """The text of a finding; where it has to be short, first without what the rule tells, too."""
    text = finding.text
    if len(text) > limit and finding.value:
        text = "%s (%s)" % (finding.value, ", ".join(part for part in (finding.source, finding.location) if part))
    return text if len(text) <= limit else text[:limit - 1] + "\u2026"


class Row:
    """A node, as the template asks for it."""

    def __init__(self, page, index, node):
        self._page = page
        self._changes = node.changes
        self.index = index
        self.node = node
        self.report = None
        if node.scan is not None and node.scan.report:
            self.report = _link(os.path.relpath(os.path.join(page.directory, node.scan.report), page.output))

    @property
    def bad(self):
        """How many rules have to be looked after."""
        return sum(count for result, count in self.node.scan.counts().items() if is_bad(result))

    def _name(self, number):
        return "c%d-%d" % (self.index, number)

    def cells(self):
        """A cell for each column."""
        for number, column in enumerate(self._page.columns):
            verdict = self.node.scan.verdicts.get(column.rule)
            if verdict is None:
                yield Cell("", "", "", None, None)
                continue
            kind, change = RESULTS[verdict.result], self._changes.get(column.rule)
            has_reason = kind.outcome != PASS and verdict.findings and self._page.reason_size
            yield Cell(kind.css, kind.sign, verdict.result, self._name(number) if has_reason else None,
                       CHANGE_SIGNS[change.kind] if change else None)

    def reasons(self):
        """Why verdicts are no pass."""
        for number, column in enumerate(self._page.columns):
            verdict = self.node.scan.verdicts.get(column.rule)
            if verdict is None or not verdict.findings or not self._page.reason_size:
                continue
            texts, left = [], self._page.reason_size
            for finding in verdict.findings:
                if left >= _REASON_MIN:
                    texts.append(_cut(finding, left))
                    left -= len(texts[-1])
            change = self._changes.get(column.rule)
            yield Reason(self._name(number), number, self.node.scan.rules[column.rule].number or column.name,
                         verdict.result, change, texts)


class Page:
    """The page, as the template asks for it."""

    def __init__(self, fleet, told, directory, output):
        self.fleet = fleet
        self.told = told
        self.directory = os.path.abspath(directory)
        self.output = os.path.abspath(output)
        self.columns = fleet.columns
        self.has_profiles = len({node.profile for node in fleet.nodes if node.scan}) > 1
        self.profiles = sorted({node.profile for node in fleet.nodes if node.scan})
        self.results = fleets.results(fleet)
        self.counts = fleets.counts(fleet)
        self.reason_size, self.is_cut = self._fit()
        # Verdicts that are to be looked after, without a reason in their results.
        self.silent = sum(1 for node in fleet.nodes if node.scan for verdict in node.scan.verdicts.values()
                          if is_bad(verdict.result) and not verdict.findings)
        rows = [Row(self, index, node) for index, node in enumerate(fleet.nodes)]
        self.rows = rows
        self.groups = [(state, [row for row in rows if row.node.state == state]) for state in STATES]
        self.groups = [group for group in self.groups if group[1]]
        self._index = {node: index for index, node in enumerate(fleet.nodes)}
        self._column = {column: index for index, column in enumerate(self.columns)}

    def _fit(self):
        """How long a reason may be so that the page stays small, and whether that cuts any."""
        sizes = [sum(len(finding.text) for finding in verdict.findings)
                 for node in self.fleet.nodes if node.scan
                 for verdict in node.scan.verdicts.values() if verdict.findings]
        if not sizes:
            return 0, False
        cells = sum(len(node.scan.verdicts) for node in self.fleet.nodes if node.scan)
        left = (PAGE_SIZE - _ROW_SIZE * len(self.fleet.nodes) - _CELL_SIZE * cells -
                _REASON_SIZE * len(sizes))
        if sum(sizes) <= left:
            return max(sizes), False
        size = left // len(sizes)
        return (size if size >= _REASON_MIN else 0), True

    def change_kinds(self):
        """The changes by their kinds: kind, how many, the first of them."""
        for kind in fleets.CHANGES:
            found = self.fleet.changed(kind)
            if found:
                yield kind, len(found), found[:CHANGES_MAX]

    def cell_of(self, change):
        """Where a change leads to; None if its verdict has no reason."""
        node, column = change.node, change.rule
        if not self.reason_size or not node.scan.verdicts[column.rule].findings:
            return None
        return "c%d-%d" % (self._index[node], self._column[column])


def write(fleet, told, directory, output, file):
    """Write the page, which will be in the directory `output`."""
    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(HERE), autoescape=True, trim_blocks=True, lstrip_blocks=True,
        undefined=jinja2.StrictUndefined)
    style, script = _read("page.css"), _read("page.js")
    template = environment.get_template("page.html.j2")
    pieces = template.stream(
        page=Page(fleet, told, directory, output), fleet=fleet, told=told, RESULTS=RESULTS, MEANINGS=MEANINGS,
        STATE_TEXTS=STATE_TEXTS, style=Markup(style), script=Markup(script), style_digest=Markup(_digest(style)),
        script_digest=Markup(_digest(script)))
    pieces.enable_buffering(100)
    pieces.dump(file)

