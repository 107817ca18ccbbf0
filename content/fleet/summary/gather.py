# SPDX-License-Identifier: LGPL-2.1-or-later
"""Reads a folder, and all below it, of results of many nodes.

What a file is, its content tells, not its name. Links are not followed: the periodic scan has a link
`latest` beside the results that it leads to, and a link of somebody else may lead anywhere.
"""
import collections
import os
import re
import stat

import scanjson
import xccdf
from model import Other, Refused
from texts import NAME_MAX, clean, seconds

FILE_MAX = 64 * 1024 * 1024
JSON_MAX = 16 * 1024 * 1024
# In which the root element begins; comments may stand before it.
HEAD_SIZE = 4096

# A file or folder that cannot be read; `node` is what it is called after.
Broken = collections.namedtuple("Broken", "node file why time")

# Folders that are named for what they have, and not for a node.
_NOT_A_NODE = re.compile(r"([0-9]{4}-[0-9]{2}-[0-9]{2}.*|results?|arfs?|xccdf|scans?|latest|\.|)$", re.I)
_REPORT_NAME = re.compile(r"report.*\.html$")
_RESULTS_NAME = re.compile(r"(?:arf|results?|xccdf|scan)[-_.]?(.*)\.(?:xml|json)$", re.I)


class Gathered:
    """What is in a folder."""

    def __init__(self):
        self.scans = {}      # node: its newest scan
        self.files = 0       # that results were read from
        self.same = 0        # that have a scan once more
        self.others = 0      # that are something else
        self.older = collections.OrderedDict()  # node: files whose scans are older
        self.broken = []     # nothing else tells of their nodes
        self.spare = []      # broken, too, and the node has results all the same


class _Gatherer:
    """Reads it."""

    def __init__(self, top):
        self.top = top
        self.out = Gathered()
        self.parser = xccdf.Parser()
        self.read_from = set()  # where there are results: folder and _end()

    def node_of(self, path):
        """What a node is called whose results tell no name: after its folder, or its file."""
        directory, name = os.path.split(path)
        while directory:
            directory, last = os.path.split(directory)
            if not _NOT_A_NODE.match(last):
                return clean(last, NAME_MAX)
        return clean(_end(path) or name, NAME_MAX)

    def break_off(self, path, why):
        """Tell of a file that cannot be read."""
        time = _time(os.path.join(self.top, path))
        self.out.broken.append(Broken(self.node_of(path), path, clean(why), time))

    def walk(self):
        """Read all files."""
        def failed(error):
            path = os.path.relpath(error.filename, self.top)
            self.break_off(os.path.join(path, ""), "the folder cannot be read: %s" % error.strerror)

        for directory, folders, names in os.walk(self.top, onerror=failed):
            folders.sort()
            # Of a scan both files have the verdicts, and that of the results is a third of the ARF.
            seen = set()
            for name in sorted(names, key=lambda name: (name.startswith("arf"), name)):
                path = os.path.relpath(os.path.join(directory, name), self.top)
                if _REPORT_NAME.match(name):
                    continue
                if name.startswith("arf") and "results" + name[3:] in seen:
                    self.out.same += 1
                elif self.read(path):
                    seen.add(name)

    def read(self, path):
        """Read a file. @return whether it has results"""
        try:
            found = _load(os.path.join(self.top, path))
            if found is None:
                self.out.others += 1
                return False
            scan, time = self.parse(found[0], path), found[1]
        except Other:
            self.out.others += 1
            return False
        except Refused as error:
            self.break_off(path, str(error))
            return False
        except OSError as error:
            self.break_off(path, "it cannot be read: %s" % error.strerror)
            return False
        scan.file = path
        scan.report = self.report_beside(path)
        scan.when = next((when for when in (seconds(scan.end), seconds(scan.start)) if when is not None), time)
        self.out.files += 1
        self.read_from.add((os.path.dirname(path), _end(path)))
        self.add(scan)
        return True

    def parse(self, data, path):
        """The scan of a file."""
        return scanjson.read(data) if path.lower().endswith(".json") else self.parser.read(data)

    def report_beside(self, path):
        """The report of a file of results, where there is one; a path."""
        directory, name = os.path.split(path)
        match = re.match(r"(?:arf|results)(.*)\.xml$", name)
        report = os.path.join(directory, "report%s.html" % (match.group(1) if match else ""))
        return report if os.path.isfile(os.path.join(self.top, report)) else None

    def add(self, scan):
        """Keep the newest scan of each node."""
        old = self.out.scans.get(scan.node)
        if old is None:
            self.out.scans[scan.node] = scan
            return
        if old.is_same(scan):
            self.out.same += 1
            # JSON has the reasons in parts; the report is beside the XML.
            best, other = (scan, old) if scan.file.endswith(".json") else (old, scan)
            best.report = best.report or other.report
            self.out.scans[scan.node] = best
            return
        new, late = (scan, old) if scan.when > old.when else (old, scan)
        self.out.scans[scan.node] = new
        self.out.older.setdefault(scan.node, []).append(late.file)

    def sort_broken(self):
        """A broken file counts unless its node has results that are as new, or its scan is in another one."""
        broken, self.out.broken = self.out.broken, []
        for each in broken:
            scan = self.out.scans.get(each.node)
            newer = scan is not None and _time(os.path.join(self.top, scan.file)) >= each.time
            beside = (os.path.dirname(each.file), _end(each.file)) in self.read_from
            (self.out.spare if newer or beside else self.out.broken).append(each)


def _end(path):
    """What is behind arf or results in the name of a file, as of `scan --suffix`."""
    name = os.path.basename(path)
    match = _RESULTS_NAME.match(name)
    return match.group(1) if match else name


def _time(path):
    """When a file was written; 0 if that cannot be told."""
    try:
        return os.lstat(path).st_mtime
    except OSError:
        return 0.0


def _is_ours(head, name):
    """Whether a file is to be read whole, by what it begins with: None where its name has to tell."""
    stripped = head.lstrip(b"\xef\xbb\xbf \t\r\n")
    name = name.lower()
    if stripped.startswith(b"{"):
        return name.endswith(".json")
    if stripped.startswith(b"<"):
        root = xccdf.root_of(head)
        return root in xccdf.ROOTS or (root in (None, "DOCTYPE") and name.endswith(".xml"))
    # UTF-16, or nothing that results begin with.
    return name.endswith((".xml", ".json"))


def _load(path):
    """The bytes of a regular file and its time, if it may have results; else None."""
    # A name that is a pipe or a link is not waited for, nor followed.
    if not stat.S_ISREG(os.lstat(path).st_mode):
        return None
    with open(os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC), "rb") as file:
        status = os.fstat(file.fileno())
        head = file.read(HEAD_SIZE)
        if not _is_ours(head, path):
            return None
        if not head.strip():
            raise Refused("it is empty")
        limit = JSON_MAX if path.lower().endswith(".json") else FILE_MAX
        if status.st_size > limit:
            raise Refused("it has more than %d MiB" % (limit // 1024 // 1024))
        file.seek(0)
        return file.read(status.st_size), status.st_mtime


def gather(top):
    """Read a folder."""
    gatherer = _Gatherer(top)
    gatherer.walk()
    gatherer.sort_broken()
    return gatherer.out
