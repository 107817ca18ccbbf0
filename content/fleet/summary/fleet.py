# SPDX-License-Identifier: LGPL-2.1-or-later
"""What is told of all nodes: rows of nodes, columns of rules, and what has changed."""
import collections

from model import (
    ERRORED, FAIL, FAILED, MISSING, OPEN, PASS, RESULTS, STATES, UNDECIDED, is_bad, outcome, short)
from texts import natural

# A verdict that is another one than before; `kind` is one of CHANGES.
Change = collections.namedtuple("Change", "kind node rule before now")
NEW_FAILURE, NEW_UNDECIDED, MENDED, CHANGED = CHANGES = (
    "new failure", "newly undecided", "mended", "changed otherwise")


class Node:
    """A row."""

    def __init__(self, name, state, scan=None, why="", file=None):
        self.name = name
        self.state = state
        self.scan = scan
        self.why = why
        self.file = scan.file if scan else file
        self.is_expected = True
        self.older = []
        self.changes = {}  # id of a rule: Change

    @property
    def profile(self):
        """The name of the profile, as --profile takes it."""
        return short(self.scan.profile) if self.scan else ""


class Column:
    """A rule, as the nodes have it."""

    def __init__(self, rule):
        self.rule = rule.rule
        self.name = rule.name
        self.title = rule.title
        self.severity = rule.severity
        self.numbers = []
        self.counts = collections.Counter()

    def add(self, rule, result):
        """Count the verdict of a node. Nodes of other profiles may have other numbers."""
        self.counts[result] += 1
        if rule.number and rule.number not in self.numbers:
            self.numbers.append(rule.number)

    @property
    def number(self):
        """All numbers, for a reader; of a rule without any its name."""
        return " / ".join(self.numbers) or self.name

    @property
    def bad(self):
        """Of how many nodes it has to be looked after."""
        return sum(count for result, count in self.counts.items() if is_bad(result))

    @property
    def total(self):
        """How many nodes have a verdict of it."""
        return sum(self.counts.values())


class Fleet:
    """All of it."""

    def __init__(self, gathered, expected=None, before=None):
        self.gathered = gathered
        self.expected = expected
        self.has_before = before is not None
        self.nodes = self._make_nodes()
        self.columns = self._make_columns()
        self.states = collections.OrderedDict(
            (state, [node for node in self.nodes if node.state == state]) for state in STATES)
        self.changes = []
        self.gone = []
        self.new = []
        if before is not None:
            self._compare(before)

    @property
    def is_good(self):
        """Whether nothing has to be looked after."""
        return not any(self.states[state] for state in (MISSING, ERRORED, UNDECIDED, FAILED))

    @property
    def unexpected(self):
        """Nodes that are not in the list of those that are expected."""
        return [node for node in self.nodes if not node.is_expected]

    def _make_nodes(self):
        gathered, nodes = self.gathered, collections.OrderedDict()
        for name, scan in gathered.scans.items():
            nodes[name] = Node(name, scan.state, scan)
            nodes[name].older = gathered.older.get(name, [])
        for broken in gathered.broken:
            # Its newest results are broken, whatever older ones said.
            nodes[broken.node] = Node(broken.node, ERRORED, None, broken.why, broken.file)
            nodes[broken.node].older = [scan.file for scan in [gathered.scans.get(broken.node)] if scan]
        for name in self.expected or ():
            if name not in nodes:
                nodes[name] = Node(name, MISSING, None, "it is expected, and there are no results of it")
        if self.expected is not None:
            for node in nodes.values():
                node.is_expected = node.name in self.expected
        return sorted(nodes.values(), key=lambda node: (STATES.index(node.state), natural(node.name)))

    def _make_columns(self):
        columns = collections.OrderedDict()
        for node in self.nodes:
            for rule, verdict in node.scan.verdicts.items() if node.scan else ():
                said = node.scan.rules[rule]
                if rule not in columns:
                    columns[rule] = Column(said)
                columns[rule].add(said, verdict.result)
        names = collections.Counter(column.name for column in columns.values())
        for column in columns.values():
            column.numbers.sort(key=natural)
            # Two benchmarks may have one name for two rules.
            if names[column.name] > 1:
                column.name = column.rule
        # sorted() keeps the benchmark's order where numbers are the same.
        return sorted(columns.values(), key=lambda column: (not column.numbers, natural(column.number)))

    def _compare(self, before):
        """Find what has changed since an older folder."""
        for node in self.nodes:
            old = before.scans.get(node.name)
            if node.scan is None:
                continue
            if old is None:
                self.new.append(node.name)
                continue
            for column in self.columns:
                change = _change(node, column, old)
                if change is not None:
                    node.changes[column.rule] = change
                    self.changes.append(change)
        self.new.sort(key=natural)
        here = {node.name for node in self.nodes if node.state != MISSING}
        self.gone = sorted(set(before.scans) - here, key=natural)

    def changed(self, kind):
        """The changes of a kind, in the order of the nodes and rules."""
        return [change for change in self.changes if change.kind == kind]


def _change(node, column, old):
    """What has changed of a rule; None if nothing has, or if it was or is not judged."""
    now, was = node.scan.verdicts.get(column.rule), old.verdicts.get(column.rule)
    if now is None or was is None or now.result == was.result:
        return None
    after, before = outcome(now.result), outcome(was.result)
    kind = CHANGED
    if after == FAIL:
        kind = NEW_FAILURE
    elif after == OPEN and before != OPEN:
        kind = NEW_UNDECIDED
    elif after == PASS and before in (FAIL, OPEN):
        kind = MENDED
    return Change(kind, node, column, was.result, now.result)


def counts(fleet):
    """How many nodes have each state."""
    return collections.OrderedDict([("nodes", len(fleet.nodes))] + [
        (state, len(nodes)) for state, nodes in fleet.states.items()])


def results(fleet):
    """The results that some node has, the worst first."""
    seen = {result for column in fleet.columns for result in column.counts}
    return [result for result in RESULTS if result in seen]
