# SPDX-License-Identifier: LGPL-2.1-or-later
"""What `oscap-kubelet scan --format json` prints."""
import json

from model import (
    FINDINGS_MAX, NOT_SELECTED, PASS, RESULTS, Finding, Other, Refused, Rule, Scan, Verdict, finding_of)
from texts import NAME_MAX, clean

# Of content/schema/scan.schema.json.
FORMAT = "1"
_MEMBERS = ("format", "target", "rules", "profile", "start")


def _member(thing, name, kind, default=None):
    """A member of that type."""
    value = thing.get(name, default)
    if not isinstance(value, kind):
        raise Refused("its member %s is %s" % (name, "missing" if value is None else "of a wrong type"))
    return value


def _text(thing, name, default=None, **kwargs):
    return clean(_member(thing, name, str, default), **kwargs)


def _finding(thing):
    parts = {name: _text(thing, name, "") for name in Finding._fields}
    if parts["pid"]:
        parts["text"] = clean("kubelet %s: %s" % (parts["pid"], parts["text"]))
    # That a value is not set, and the mode of a file, are in the text alone.
    read = finding_of(parts["text"])
    return Finding(*[parts[name] or getattr(read, name) for name in Finding._fields])


def _verdict(thing, result):
    if RESULTS[result].outcome == PASS:
        return Verdict(result, ())
    findings = _member(thing, "findings", list, [])
    reasons = [each for each in findings if _member({"finding": each}, "finding", dict).get("reason") is True]
    return Verdict(result, tuple(_finding(each) for each in (reasons or findings)[:FINDINGS_MAX]))


def _add(scan, thing):
    """Add the verdict of a rule."""
    rule, result = _text(thing, "rule", limit=NAME_MAX), _text(thing, "result")
    if result == NOT_SELECTED:
        return
    if result not in RESULTS:
        raise Refused("%s has the result %s, which XCCDF does not know" % (rule, result))
    scan.add(Rule(rule, _text(thing, "name", limit=NAME_MAX), _text(thing, "number", ""),
                  _text(thing, "title", limit=NAME_MAX), _text(thing, "severity")), _verdict(thing, result))


def read(data):
    """The scan of a document, as bytes."""
    try:
        # No number is needed as one, however many digits it has.
        document = json.loads(data.decode("utf-8-sig"), parse_int=str, parse_float=str, parse_constant=str)
    except (ValueError, RecursionError) as error:
        raise Refused("it is no JSON: %s" % clean(str(error)))
    if not isinstance(document, dict) or not all(name in document for name in _MEMBERS):
        raise Other()
    if document["format"] != FORMAT:
        raise Refused("it has format %s, and this program reads %s" % (
            clean(str(document["format"]), 20), FORMAT))
    scan = Scan(_text(document, "target", limit=NAME_MAX))
    scan.profile = _text(document, "profile", limit=NAME_MAX)
    scan.benchmark = _text(document, "benchmark", "", limit=NAME_MAX)
    scan.version = _text(document, "benchmark_version", "")
    scan.start, scan.end = _text(document, "start"), _text(document, "end", "")
    for thing in _member(document, "rules", list):
        _add(scan, _member({"rule": thing}, "rule", dict))
    scan.check()
    return scan
