# SPDX-License-Identifier: LGPL-2.1-or-later
"""summary.csv and summary.json: all that was read, for spreadsheets and programs."""
import collections
import csv
import json
import re

import fleet as fleets
from model import short

# Of content/schema/summary.schema.json: it becomes 2 where a program that reads 1 would go wrong.
FORMAT = 1

COLUMNS = ("node", "state", "number", "rule", "title", "severity", "result", "change", "was", "setting", "value",
           "source", "location", "text", "profile", "benchmark", "start", "file", "report")

# What a spreadsheet takes for a formula, unless it is a number.
_FORMULA = re.compile(r"[=+\-@\t\r]")
_NUMBER = re.compile(r"[+-]?[0-9]+(?:\.[0-9]+)?$")
_PID = re.compile("[1-9][0-9]{0,9}$")


def guarded(text):
    """A cell that no spreadsheet computes."""
    return "'" + text if _FORMULA.match(text) and not _NUMBER.match(text) else text


def _joined(findings, name):
    """What findings have of one thing: once where all have the same."""
    texts = [getattr(finding, name) for finding in findings]
    return "; ".join(texts if len(set(texts)) > 1 else texts[:1])


def _rows_of(node, columns):
    """The rows of a node: of each rule one."""
    base = {"node": node.name, "state": node.state, "file": node.file or "", "text": node.why}
    if node.scan is None:
        return [base]
    scan, rows = node.scan, []
    base.update(profile=short(scan.profile), benchmark=scan.benchmark, start=scan.start, report=scan.report or "")
    for column in columns:
        verdict = scan.verdicts.get(column.rule)
        if verdict is None:
            continue
        rule, change = scan.rules[column.rule], node.changes.get(column.rule)
        row = dict(base, number=rule.number, rule=column.name, title=rule.title, severity=rule.severity,
                   result=verdict.result)
        if change is not None:
            row.update(change=change.kind, was=change.before)
        if verdict.findings:
            row.update((name, _joined(verdict.findings, name))
                       for name in ("setting", "value", "source", "location", "text"))
        rows.append(row)
    return rows


def write_csv(fleet, file):
    """Write a row for each node and rule, and one for each node without results."""
    writer = csv.writer(file)
    writer.writerow(COLUMNS)
    for node in fleet.nodes:
        for row in _rows_of(node, fleet.columns):
            writer.writerow([guarded(row.get(name, "")) for name in COLUMNS])


def _finding(finding):
    """The parts that there are of a finding."""
    parts = collections.OrderedDict((name, text) for name, text in zip(finding._fields, finding) if text)
    pid = parts.pop("pid", "")
    if _PID.match(pid):
        parts["pid"] = int(pid)
    return parts


def _node(node, columns):
    """A node as it is told."""
    told = collections.OrderedDict([("node", node.name), ("state", node.state), ("expected", node.is_expected)])
    if node.file:
        told["file"] = node.file
    if node.older:
        told["older"] = node.older
    scan = node.scan
    if scan is None:
        told["error"] = node.why
        return told
    told.update([
        ("profile", scan.profile), ("profile_name", short(scan.profile)), ("benchmark", scan.benchmark),
        ("benchmark_version", scan.version), ("start", scan.start), ("end", scan.end), ("counts", scan.counts())])
    if scan.report:
        told["report"] = scan.report
    judged = [column for column in columns if column.rule in scan.verdicts]
    told["results"] = collections.OrderedDict(
        (column.name, scan.verdicts[column.rule].result) for column in judged)
    told["findings"] = collections.OrderedDict(
        (column.name, [_finding(finding) for finding in scan.verdicts[column.rule].findings])
        for column in judged if scan.verdicts[column.rule].findings)
    return told


def _rule(column):
    return collections.OrderedDict([
        ("rule", column.rule), ("name", column.name), ("numbers", column.numbers), ("title", column.title),
        ("severity", column.severity),
        ("counts", collections.OrderedDict(sorted(column.counts.items())))])


def _change(change):
    return collections.OrderedDict([
        ("change", change.kind), ("node", change.node.name), ("rule", change.rule.name), ("was", change.before),
        ("is", change.now)])


def _broken(each):
    return collections.OrderedDict([("file", each.file), ("error", each.why)])


def write_json(fleet, told, file):
    """Write all of it; `told` is what was asked for: version, made, directory, since."""
    gathered = fleet.gathered
    top = collections.OrderedDict([("kind", "oscap-kubelet summary"), ("format", FORMAT)])
    top.update(told)
    top["counts"] = fleets.counts(fleet)
    top["read"] = collections.OrderedDict([
        ("results", gathered.files), ("same", gathered.same), ("others", gathered.others),
        ("broken", [_broken(each) for each in gathered.broken + gathered.spare])])
    top["rules"] = [_rule(column) for column in fleet.columns]
    if fleet.has_before:
        top["changes"] = collections.OrderedDict([
            ("verdicts", [_change(change) for change in fleet.changes]), ("new", fleet.new),
            ("gone", fleet.gone)])
    head = json.dumps(top, indent=1, ensure_ascii=False)
    # A node at a time: no text of all nodes is in memory.
    file.write(head[:-2] + ",\n \"nodes\": [")
    for number, node in enumerate(fleet.nodes):
        file.write(",\n  " if number else "\n  ")
        file.write(json.dumps(_node(node, fleet.columns), ensure_ascii=False))
    file.write("\n ]\n}\n")
