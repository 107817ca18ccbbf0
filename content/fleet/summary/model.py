# SPDX-License-Identifier: LGPL-2.1-or-later
"""What was read of a node: a scan, its rules and their verdicts; and what results mean."""
import collections
import re

# How a result counts, as `oscap-kubelet scan` counts it for its exit status.
PASS, FAIL, OPEN, NOT_HERE, TO_BE_SEEN = "pass", "fail", "open", "not here", "to be seen"

# A result of XCCDF: how it counts, and the sign that tells it without colours.
Kind = collections.namedtuple("Kind", "outcome sign css")
RESULTS = collections.OrderedDict([
    ("fail", Kind(FAIL, "\u2717", "f")),
    ("error", Kind(OPEN, "!", "e")),
    ("unknown", Kind(OPEN, "?", "u")),
    ("notchecked", Kind(TO_BE_SEEN, "\u25cb", "c")),
    ("informational", Kind(TO_BE_SEEN, "i", "i")),
    ("notapplicable", Kind(NOT_HERE, "\u2013", "n")),
    ("fixed", Kind(PASS, "\u2714", "x")),
    ("pass", Kind(PASS, "\u2713", "p")),
])
NOT_SELECTED = "notselected"

# States of a node, the first first.
MISSING, ERRORED, UNDECIDED, FAILED, PASSED = STATES = (
    "missing", "errored", "undecided", "failed", "passed")

# Something that a rule looked at; what there is none of is "".
Finding = collections.namedtuple("Finding", "pid setting value source location text")
Verdict = collections.namedtuple("Verdict", "result findings")
Rule = collections.namedtuple("Rule", "rule name number title severity")

# How many findings of a verdict are kept.
FINDINGS_MAX = 20

_SHORT = re.compile(r"xccdf_.*?_(?:profile|rule)_(.+)$")
_BETWEEN = re.compile(r"; (?=kubelet [0-9]+: )")
_SETTING = re.compile(
    r"(?:kubelet (?P<pid>[0-9]+): )?(?P<setting>\S+) is (?P<value>.*), source: (?P<source>command line|"
    r"config file|drop-in file|built-in default|running configuration), location: (?P<location>.*)$")
_FILE = re.compile(r"(?P<location>/.*) has (?P<value>mode [0-7]+, owner [0-9]+, group [0-9]+)$")


def short(name):
    """An id of a rule or profile without what those of all begin with."""
    match = _SHORT.match(name)
    return match.group(1) if match else name


def outcome(result):
    """How a result counts."""
    return RESULTS[result].outcome


def is_bad(result):
    """Whether a verdict has to be looked after."""
    return RESULTS[result].outcome in (FAIL, OPEN)


def _badness(result):
    """A key that sorts the worst result first; one that there was nothing to judge for tells least."""
    return RESULTS[result].outcome == NOT_HERE, list(RESULTS).index(result)


def finding_of(text):
    """A finding of its text as `oscap-kubelet scan` writes it, in parts where it has these."""
    match = _SETTING.match(text) or _FILE.match(text)
    parts = match.groupdict() if match else {}
    return Finding(*[parts.get(name) or "" for name in Finding._fields[:-1]], text=text)


def findings_of(message):
    """The findings that a message in results tells."""
    return tuple(finding_of(text) for text in _BETWEEN.split(message)[:FINDINGS_MAX])


class Refused(Exception):
    """A document cannot be read, for the reason that it tells."""


class Other(Exception):
    """A document is something else than results."""


class Scan:
    """The results of one scan of one node."""

    __slots__ = ("node", "profile", "benchmark", "version", "start", "end", "when", "file", "report",
                 "rules", "verdicts")

    def __init__(self, node):
        self.node = node
        self.profile = self.benchmark = self.version = self.start = self.end = ""
        self.when = None
        self.file = self.report = None
        self.rules = {}
        self.verdicts = {}

    def add(self, rule, verdict):
        """Add the verdict of a rule: of several of the same rule the worst one counts."""
        old = self.verdicts.get(rule.rule)
        if old is None or _badness(verdict.result) < _badness(old.result):
            self.rules[rule.rule] = rule
            self.verdicts[rule.rule] = verdict

    def check(self):
        """Refuse a scan that judged nothing, as oscap without a profile makes one: it would seem good."""
        if not self.verdicts:
            raise Refused("no rule of it was judged: was it made with a profile?")

    @property
    def state(self):
        """What is to be said of the node."""
        outcomes = {outcome(verdict.result) for verdict in self.verdicts.values()}
        return UNDECIDED if OPEN in outcomes else FAILED if FAIL in outcomes else PASSED

    def is_same(self, other):
        """Whether another document tells of the same scan."""
        return ((self.start, self.profile) == (other.start, other.profile) and
                {rule: verdict.result for rule, verdict in self.verdicts.items()} ==
                {rule: verdict.result for rule, verdict in other.verdicts.items()})

    def counts(self):
        """How many rules have each result."""
        counter = collections.Counter(verdict.result for verdict in self.verdicts.values())
        return collections.OrderedDict((name, counter[name]) for name in RESULTS if counter[name])
