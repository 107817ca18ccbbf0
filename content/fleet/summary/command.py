# SPDX-License-Identifier: LGPL-2.1-or-later
"""The command: its arguments, what it prints, and how it ends."""
import argparse
import collections
import datetime
import os
import sys
import tempfile

import fleet as fleets
import tables
from gather import gather
from model import ERRORED, MISSING
from texts import NAME_MAX, clean

USAGE = """\
Usage: oscap-kubelet summary [OPTION...] DIRECTORY

Sum up the results of many nodes: read each ARF, each file of XCCDF results and each document of
`scan --format json` below a directory, and write summary.html, summary.csv and summary.json.
Of a node the newest results count. It needs Python 3.9 or later, and python3-jinja2.

  --output DIR    where the files go, by default the current directory
  --nodes FILE    the nodes that are expected, a name on each line; one without results is told
  --since DIR     older results, as a directory of the same kind: what has changed since
  -h, --help      print this

Exit status: 0 when every rule of every node passed or is not applicable, 2 when one failed or could
not be decided, or a node is missing or its results are broken, 1 when there was nothing to read, or
for a wrong argument.
"""

FAILED, BAD = 1, 2
# Of the files that it writes, less what the umask takes.
MODE = 0o666
# Of what is printed of each kind.
LINES_MAX = 10
# Of a list of nodes.
LIST_MAX = 16 * 1024 * 1024


class Wrong(Exception):
    """Something that ends the command, as it is told."""


class _Arguments(argparse.ArgumentParser):
    """Reads arguments, and has our way of telling what is wrong."""

    def error(self, message):
        raise Wrong("%s (see --help)" % message)


def _parse(arguments):
    parser = _Arguments(add_help=False, allow_abbrev=False, usage="")
    parser.add_argument("directory", nargs="?")
    parser.add_argument("--output", default=".")
    parser.add_argument("--nodes")
    parser.add_argument("--since")
    parser.add_argument("-h", "--help", action="store_true")
    options = parser.parse_args(arguments)
    if options.help:
        return options
    if options.directory is None:
        raise Wrong("say a directory with results (see --help)")
    for name in ("output", "nodes", "since"):
        if getattr(options, name) == "":
            raise Wrong("--%s: an empty name is no %s" % (name, "file" if name == "nodes" else "directory"))
    return options


def _check_directory(name, what):
    try:
        os.listdir(name)
    except OSError as error:
        raise Wrong("%s: cannot read the directory '%s': %s" % (what, name, error.strerror))


def _read_nodes(name):
    """The names that a file lists: a line each, without comments."""
    try:
        with open(name, "rb") as file:
            lines = file.read(LIST_MAX).decode("utf-8").splitlines()
    except OSError as error:
        raise Wrong("--nodes: cannot read '%s': %s" % (name, error.strerror))
    except UnicodeDecodeError:
        raise Wrong("--nodes: '%s' is not UTF-8" % name)
    nodes = collections.OrderedDict()
    for number, line in enumerate(lines, 1):
        words = line.partition("#")[0].split()
        if len(words) > 1:
            raise Wrong("--nodes: %s:%d: a line has one name, not %d" % (name, number, len(words)))
        nodes.update((clean(word, NAME_MAX), None) for word in words)
    if not nodes:
        raise Wrong("--nodes: '%s' names no node" % name)
    return nodes


def _put(directory, name, write):
    """Write a file in one step, so that nobody reads a half of it."""
    try:
        handle, path = tempfile.mkstemp(prefix="." + name + ".", dir=directory)
        try:
            with open(handle, "w", encoding="utf-8", errors="backslashreplace", newline="") as file:
                write(file)
            mask = os.umask(0)
            os.umask(mask)
            os.chmod(path, MODE & ~mask)
            os.replace(path, os.path.join(directory, name))
        except BaseException:
            os.unlink(path)
            raise
    except OSError as error:
        raise Wrong("cannot write %s: %s" % (os.path.join(directory, name), error.strerror))


def _write(fleet, told, directory, output):
    """Write the three files."""
    try:
        import page
    except ImportError as error:
        raise Wrong("the page needs %s, which is not here: install python3-jinja2 (Debian, Fedora, RHEL)" %
                    (error.name or "jinja2"))
    try:
        os.makedirs(output, exist_ok=True)
    except OSError as error:
        raise Wrong("--output: cannot make the directory '%s': %s" % (output, error.strerror))
    _put(output, "summary.html", lambda file: page.write(fleet, told, directory, output, file))
    _put(output, "summary.csv", lambda file: tables.write_csv(fleet, file))
    _put(output, "summary.json", lambda file: tables.write_json(fleet, told, file))


def _some(lines):
    """The first of many lines."""
    lines = list(lines)
    more = len(lines) - LINES_MAX
    return lines if more <= 1 else lines[:LINES_MAX] + ["  and %d more" % more]


def _plural(count, word):
    return "%d %s%s" % (count, word, "" if count == 1 else "s")


def _lines(fleet):
    """What is printed, but for the files that were written."""
    gathered, counts = fleet.gathered, fleets.counts(fleet)
    yield "%s: %s" % (_plural(counts["nodes"], "node"), ", ".join(
        "%d %s" % (count, state) for state, count in counts.items() if count and state != "nodes"))
    for state in (MISSING, ERRORED):
        yield from _some("%-10s %s%s" % (state, node.name, ": %s: %s" % (node.file, node.why) if node.file else "")
                         for node in fleet.states[state])
    bad = sorted((column for column in fleet.columns if column.bad), key=lambda column: -column.bad)
    if bad:
        yield "Not passed by most nodes:"
        yield from _some("  %-8s %d of %d  %s" % (column.number, column.bad, column.total, column.title)
                         for column in bad)
    if fleet.has_before:
        counted = [(len(fleet.changed(kind)), kind) for kind in fleets.CHANGES]
        counted += [(len(fleet.new), "new nodes"), (len(fleet.gone), "nodes without newer results")]
        yield "Since then: %s" % (", ".join("%s: %d" % (what, count) for count, what in counted if count) or
                                  "nothing has changed")
        yield from _some("  %-8s %s  %s" % (change.rule.number, change.node.name, change.rule.title)
                         for change in fleet.changed(fleets.NEW_FAILURE))
    for each in gathered.spare:
        yield "broken, while its node has other results: %s: %s" % (each.file, each.why)
    if fleet.unexpected:
        yield "not expected: " + ", ".join(node.name for node in fleet.unexpected[:LINES_MAX])
    if gathered.older:
        yield "older results of %s do not count" % _plural(len(gathered.older), "node")
    if gathered.others:
        yield "%s no results, and left out" % (
            "1 file is" if gathered.others == 1 else "%d files are" % gathered.others)


def _run(version, options):
    expected = _read_nodes(options.nodes) if options.nodes is not None else None
    _check_directory(options.directory, "the results")
    before = None
    if options.since is not None:
        _check_directory(options.since, "--since")
        before = gather(options.since)
        if not before.scans:
            raise Wrong("--since: there are no results below '%s'" % options.since)
    gathered = gather(options.directory)
    if not gathered.scans and not gathered.broken:
        raise Wrong("there are no results below '%s', but %s of something else" % (
            options.directory, _plural(gathered.others, "file")))
    fleet = fleets.Fleet(gathered, expected, before)
    now = datetime.datetime.now(datetime.timezone.utc).strftime("%Y-%m-%dT%H:%M:%S+00:00")
    told = collections.OrderedDict([("version", version), ("made", now), ("directory", clean(options.directory))])
    if options.since is not None:
        told["since"] = clean(options.since)
    _write(fleet, told, options.directory, options.output)
    for line in _lines(fleet):
        print(line)
    print("Page: %s\nCSV:  %s\nJSON: %s" % tuple(
        clean(os.path.join(os.path.abspath(options.output), "summary." + end)) for end in ("html", "csv", "json")))
    return 0 if fleet.is_good else BAD


def main(version, arguments):
    """Do it. @return the exit status"""
    # Whatever the locale: names of nodes may have any letter.
    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(encoding="utf-8", errors="backslashreplace")
    try:
        options = _parse(arguments)
        if options.help:
            print(USAGE, end="")
            code = 0
        else:
            code = _run(version, options)
        sys.stdout.flush()
        return code
    except Wrong as error:
        print("oscap-kubelet summary: %s" % error, file=sys.stderr)
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
    return FAILED
