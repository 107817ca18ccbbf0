# SPDX-License-Identifier: LGPL-2.1-or-later
"""Results of XCCDF, alone or in an ARF.

Both have the whole benchmark in them, and an ARF all that OVAL collected, which is most of it and of no
use here. So the elements that are needed are found as bytes, and parsed alone; a benchmark once, however
many nodes have the same. Wherever that is not plain, the whole document is parsed, and what that says
counts. The documents come from nodes that may be hostile: none with a DOCTYPE is read.
"""
import collections
import re
import xml.parsers.expat

from model import NOT_SELECTED, PASS, RESULTS, Other, Refused, Rule, Scan, Verdict, findings_of, short
from texts import NAME_MAX, TEXT_MAX, clean

# What each message of ours begins with, as probe/command/messages.h has it.
MESSAGE = "oscap-kubelet: "
# What is judged by where a profile names no benchmark of its own, as in probe/command/verdicts.c.
DEFAULT_BENCHMARK = "https://www.cisecurity.org/benchmark/kubernetes/"

ROOTS = ("asset-report-collection", "Benchmark", "TestResult")

DEPTH_MAX = 200
RULES_MAX = 10000
# Of the benchmarks that are kept, in bytes of their documents.
KEPT_MAX = 32 * 1024 * 1024

_BLANKS = re.compile(rb"[ \t\r\n]*")
_RUN = re.compile(rb"<(?:[\w.-]+:)?TestResult[ \t\r\n>]")
_PREFIX = re.compile(rb"(?:[\w.-]+:)?$")
_ENCODING = re.compile(rb"""<\?xml [^>]*encoding=["']([\w.-]+)["']""")
_NAME = re.compile(rb"<(?:[\w.-]+:)?([\w.-]+)[\s/>]")


def root_of(data):
    """The local name of the root element, or the text DOCTYPE; None if there is no such thing."""
    at = 3 if data.startswith(b"\xef\xbb\xbf") else 0
    while True:
        at = _BLANKS.match(data, at).end()
        end = b"?>" if data.startswith(b"<?", at) else b"-->" if data.startswith(b"<!--", at) else None
        if end is None:
            break
        at = data.find(end, at)
        if at < 0:
            return None
        at += len(end)
    if data[at:at + 9].upper() == b"<!DOCTYPE":
        return "DOCTYPE"
    match = _NAME.match(data, at)
    return match.group(1).decode("ascii", "replace") if match else None


class Benchmark:
    """The rules of a benchmark, and which benchmark of others a profile goes by."""

    def __init__(self):
        self.name = self.version = ""
        self.rules = {}      # id: _RuleText
        self.profiles = {}   # id: [href or None, the profile that it extends or None]
        self.made = {}       # (href, id of a rule): Rule


class _RuleText:
    """What a benchmark says of a rule."""

    def __init__(self):
        self.title = self.ident = ""
        self.references = []


class _RuleResult:
    """A verdict as it is read."""

    def __init__(self, attributes):
        self.rule = clean(attributes.get("idref", ""), NAME_MAX)
        self.severity = clean(attributes.get("severity", "unknown"), NAME_MAX)
        self.result = ""
        self.messages = []
        self.definition = None


class Run:
    """A TestResult as it is read."""

    def __init__(self, attributes):
        self.start = clean(attributes.get("start-time", ""))
        self.end = clean(attributes.get("end-time", ""))
        self.target = self.profile = self.benchmark = ""
        self.results = []


class Reader:
    """Handlers of expat for the elements that count: benchmark, tailoring and results."""

    def __init__(self):
        self.benchmark = Benchmark()
        self.runs = []
        self._path = []
        self._parser = None
        self._text = None     # pieces of the text that is wanted
        self._size = 0
        self._run = self._verdict = self._rule = self._profile = self._href = None

    def parse(self, data):
        """Parse a document."""
        parser = xml.parsers.expat.ParserCreate()
        parser.buffer_text = True
        parser.StartDoctypeDeclHandler = self._refuse
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        self._parser = parser
        try:
            parser.Parse(data, True)
        except xml.parsers.expat.ExpatError as error:
            raise Refused("it is no well-formed XML: %s" % error)
        except (LookupError, UnicodeError) as error:
            raise Refused("its encoding cannot be read: %s" % clean(str(error)))

    @staticmethod
    def _refuse(*_):
        raise Refused("it has a DOCTYPE, which results have none of")

    def _start(self, name, attributes):
        name = name.rpartition(":")[2]
        path = self._path
        parent = path[-1] if path else ""
        path.append(name)
        if len(path) > DEPTH_MAX:
            raise Refused("its elements are nested deeper than %d" % DEPTH_MAX)
        if (parent, name) in _WANTED:
            self._text, self._size = [], 0
            self._parser.CharacterDataHandler = self._add
        begin = _BEGIN.get(name)
        if begin is not None:
            begin(self, parent, attributes)

    def _add(self, text):
        # Far more than is kept of any, so that no text fills the memory.
        if self._size <= 4 * TEXT_MAX:
            self._text.append(text[:4 * TEXT_MAX])
            self._size += len(text)

    def _end(self, name):
        name = name.rpartition(":")[2]
        self._path.pop()
        parent = self._path[-1] if self._path else ""
        take = _WANTED.get((parent, name))
        if take is not None and self._text is not None:
            text, self._text = "".join(self._text), None
            self._parser.CharacterDataHandler = None
            take(self, text)
        if name in ("TestResult", "rule-result", "Rule", "Profile"):
            setattr(self, _CURRENT[name], None)

    # What begins.

    def _begin_benchmark(self, parent, attributes):
        if parent != "TestResult":
            self.benchmark.name = clean(attributes.get("id", ""), NAME_MAX)

    def _begin_run(self, parent, attributes):
        del parent
        self._run = Run(attributes)
        self.runs.append(self._run)

    def _begin_reference_to_benchmark(self, parent, attributes):
        if parent == "TestResult":
            self._run.benchmark = clean(attributes.get("id", ""), NAME_MAX)

    def _begin_run_profile(self, parent, attributes):
        if parent == "TestResult":
            self._run.profile = clean(attributes.get("idref", ""), NAME_MAX)

    def _begin_verdict(self, parent, attributes):
        if parent == "TestResult":
            self._verdict = _RuleResult(attributes)
            self._run.results.append(self._verdict)
            if len(self._run.results) > RULES_MAX:
                raise Refused("it has more than %d rules" % RULES_MAX)

    def _begin_check(self, parent, attributes):
        if self._verdict is not None and parent == "check":
            self._verdict.definition = attributes.get("name")

    def _begin_rule(self, parent, attributes):
        del parent
        self._rule = self.benchmark.rules.setdefault(clean(attributes.get("id", ""), NAME_MAX), _RuleText())
        if len(self.benchmark.rules) > RULES_MAX:
            raise Refused("its benchmark has more than %d rules" % RULES_MAX)

    def _begin_profile(self, parent, attributes):
        del parent
        self._profile = [None, attributes.get("extends")]
        self.benchmark.profiles[clean(attributes.get("id", ""), NAME_MAX)] = self._profile

    def _begin_reference(self, parent, attributes):
        self._href = attributes.get("href")
        if parent == "Profile" and self._profile is not None and self._profile[0] is None:
            self._profile[0] = self._href

    # What a text is for.

    def _take_target(self, text):
        self._run.target = clean(text, NAME_MAX)

    def _take_version(self, text):
        self.benchmark.version = clean(text, NAME_MAX)

    def _take_result(self, text):
        if self._verdict is not None:
            self._verdict.result = clean(text)

    def _take_message(self, text):
        if self._verdict is not None:
            self._verdict.messages.append(clean(text, TEXT_MAX + len(MESSAGE)))

    def _take_title(self, text):
        if self._rule is not None:
            self._rule.title = clean(text, NAME_MAX)

    def _take_ident(self, text):
        if self._rule is not None:
            self._rule.ident = self._rule.ident or clean(text, NAME_MAX)

    def _take_reference(self, text):
        if self._rule is not None:
            self._rule.references.append((self._href, clean(text, NAME_MAX)))


# Elements by their names, and how they begin.
_BEGIN = {
    "Benchmark": Reader._begin_benchmark,
    "TestResult": Reader._begin_run,
    "benchmark": Reader._begin_reference_to_benchmark,
    "profile": Reader._begin_run_profile,
    "rule-result": Reader._begin_verdict,
    "check-content-ref": Reader._begin_check,
    "Rule": Reader._begin_rule,
    "Profile": Reader._begin_profile,
    "reference": Reader._begin_reference,
}
# Elements by their parents' names and theirs, and what their text is for.
_WANTED = {
    ("TestResult", "target"): Reader._take_target,
    ("Benchmark", "version"): Reader._take_version,
    ("rule-result", "result"): Reader._take_result,
    ("rule-result", "message"): Reader._take_message,
    ("Rule", "title"): Reader._take_title,
    ("Rule", "ident"): Reader._take_ident,
    ("Rule", "reference"): Reader._take_reference,
}
_CURRENT = {"TestResult": "_run", "rule-result": "_verdict", "Rule": "_rule", "Profile": "_profile"}


def _elements(data, name, at=0, end=None):
    """The start tags of elements of that local name, between these: [(where, name with its prefix)]."""
    found = []
    at = data.find(name, at, end)
    while at >= 0:
        start = data.rfind(b"<", max(0, at - 64), at)
        after = data[at + len(name):at + len(name) + 1]
        if start >= 0 and after in (b" ", b"\t", b"\r", b"\n", b">") and _PREFIX.match(data[start + 1:at]):
            found.append((start, data[start + 1:at + len(name)]))
        at = data.find(name, at + len(name), end)
    return found


def _whole(data, start, name):
    """The bytes of the element that starts there, which has none of its name in it; None if it has no end."""
    close = b"</" + name + b">"
    end = data.find(close, start)
    return None if end < 0 else data[start:end + len(close)]


def _is_plain(data):
    """Whether bytes tell where elements are: in UTF-8, with the end of its root element at its end."""
    encoding = _ENCODING.match(data)
    if (encoding and encoding.group(1).lower() != b"utf-8") or root_of(data) not in ROOTS:
        return False
    end = data[-200:].rstrip()
    tag = end[end.rfind(b"<"):]
    return tag.startswith(b"</") and tag[2:-1].rpartition(b":")[2].decode("ascii", "replace") in ROOTS


class Parser:
    """Reads documents of many nodes."""

    def __init__(self):
        self._known = collections.deque()  # (bytes, Benchmark, is_head), the one that was used last first
        self._size = 0

    def _find(self, data, at, is_head):
        """A benchmark that is known, by the bytes from there on. @return (bytes, Benchmark, is_head), None"""
        for number, known in enumerate(self._known):
            # A head ends where results begin: not earlier, as if another one were all of it.
            if known[2] == is_head and data.startswith(known[0], at) and (
                    not is_head or _RUN.match(data, len(known[0]))):
                if number:
                    del self._known[number]
                    self._known.appendleft(known)
                return known
        return None

    def _keep(self, data, end=b""):
        """Read a benchmark, to which its end tag may have to be added, and know it from now on."""
        reader = Reader()
        reader.parse(data + end)
        self._known.appendleft((data, reader.benchmark, end != b""))
        self._size += len(data)
        while self._size > KEPT_MAX and len(self._known) > 1:
            self._size -= len(self._known.pop()[0])
        return reader.benchmark

    def _head(self, data):
        """Of a document whose root is a benchmark: it, and where it has its first results."""
        known = self._find(data, 0, True)
        if known is not None:
            return known[1], len(known[0])
        runs, tops = _elements(data, b"TestResult"), _elements(data, b"Benchmark")
        if not runs or not tops:
            raise Refused("there are no results")
        return self._keep(data[:runs[0][0]], b"</" + tops[0][1] + b">"), runs[0][0]

    def _component(self, data, start, name):
        """A benchmark, or tailoring, in an ARF."""
        known = self._find(data, start, False)
        if known is not None:
            return known[1]
        whole = _whole(data, start, name)
        if whole is None:
            raise Refused("there is no end of it")
        return self._keep(whole)

    def _parts(self, data):
        """The benchmarks and the last run of a document, by parsing parts of it."""
        if root_of(data) == "Benchmark":
            benchmark, at = self._head(data)
            benchmarks, runs = [benchmark], _elements(data, b"TestResult", at)
        else:
            # What an ARF is about stands before the results, and what OVAL collected behind them.
            runs = _elements(data, b"TestResult")
            end = runs[0][0] if runs else 0
            tops = _elements(data, b"Benchmark", 0, end) + _elements(data, b"Tailoring", 0, end)
            benchmarks = [self._component(data, *top) for top in tops]
        run = _whole(data, *runs[-1]) if runs else None
        if run is None:
            raise Refused("there are no results")
        reader = Reader()
        reader.parse(run)
        return benchmarks, reader.runs[-1]

    def read(self, data):
        """The scan of a document: of several the last one."""
        if _is_plain(data):
            try:
                return _make(*self._parts(data))
            except Refused:
                pass  # the whole tells whether, and why
        reader = Reader()
        reader.parse(data)
        if not reader.runs:
            raise Other()
        return _make([reader.benchmark], reader.runs[-1])


def _find_href(benchmarks, profile):
    """The benchmark of a profile: by its reference, or that of the profile that it extends."""
    profiles = {}
    for benchmark in benchmarks:
        profiles.update(benchmark.profiles)
    # A tailored profile extends one, and that may extend another; no circle takes longer.
    for _ in range(4):
        href, profile = profiles.get(profile, (None, None))
        if href is not None:
            return href
    return DEFAULT_BENCHMARK


def _make_rule(benchmark, href, result):
    """A rule, the same for each node that has it in the same benchmark."""
    key = (href, result.rule, result.severity)
    if key not in benchmark.made:
        text = benchmark.rules.get(result.rule) or _RuleText()
        title = text.title
        if text.ident and title.startswith(text.ident + " "):
            title = title[len(text.ident) + 1:]
        number = ", ".join(number for where, number in text.references if where == href)
        benchmark.made[key] = Rule(result.rule, short(result.rule), number, title, result.severity)
    return benchmark.made[key]


def _reasons(result):
    """What messages tell of a verdict."""
    ours = [text[len(MESSAGE):] for text in result.messages if text.startswith(MESSAGE)]
    return tuple(finding for text in (ours or result.messages) for finding in findings_of(text))


def _make(benchmarks, run):
    """A scan of what was read."""
    if not run.target:
        raise Refused("its results have no target")
    scan = Scan(run.target)
    named = [each for each in benchmarks if each.name == run.benchmark]
    benchmark = (named or benchmarks or [Benchmark()])[0]
    scan.profile, scan.start, scan.end = run.profile, run.start, run.end
    scan.benchmark, scan.version = run.benchmark or benchmark.name, benchmark.version
    href = _find_href(benchmarks, run.profile)
    for result in run.results:
        if result.result == NOT_SELECTED:
            continue
        if not result.rule or result.result not in RESULTS:
            raise Refused("a rule '%s' has the result '%s', which XCCDF does not know" % (
                result.rule, result.result))
        good = RESULTS[result.result].outcome == PASS
        scan.add(_make_rule(benchmark, href, result),
                 Verdict(result.result, () if good else _reasons(result)))
    scan.check()
    return scan
