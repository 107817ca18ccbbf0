# SPDX-License-Identifier: LGPL-2.1-or-later
"""Tables of files, and how they are written: {path: text, bytes, File, Link or Directory}."""
import os


class Link:
    """A symbolic link in a table of files."""

    def __init__(self, target):
        self.target = target


class Directory:
    """A directory in a table of files; only one that stays empty, or has a mode, needs to be told."""

    def __init__(self, mode=None, uid=0):
        self.mode = mode
        self.uid = uid


class File:
    """A file in a table of files, whose mode and owners matter."""

    def __init__(self, content="", mode=0o600, uid=0, gid=0):
        self.content = content
        self.mode = mode
        self.uid = uid
        self.gid = gid


def inside(base, path):
    """Where a path of the tree `base` is; the directories on the way may be links of the tree."""
    full = os.path.join(base, os.path.normpath(path).lstrip("/"))
    base, parent = os.path.realpath(base), os.path.realpath(os.path.dirname(full))
    if os.path.commonpath([parent, base]) != base:
        raise ValueError("%s leads out of %s" % (path, base))
    return os.path.join(parent, os.path.basename(full))


def prepared(base, path):
    """The same, with the directories on the way made."""
    os.makedirs(os.path.dirname(inside(base, path)), exist_ok=True)
    return inside(base, path)


def write_files(base, files):
    """Write a table of files below the directory `base`."""
    for path, content in files.items():
        full = prepared(base, path)
        if isinstance(content, Link):
            os.symlink(content.target, full)
            continue
        if isinstance(content, Directory):
            os.makedirs(full, exist_ok=True)
            if content.mode is not None:
                os.chown(full, content.uid, 0)
                os.chmod(full, content.mode)
            continue
        entry = content if isinstance(content, File) else File(content, mode=None)
        with open(full, "wb") as file:
            file.write(entry.content if isinstance(entry.content, bytes)
                       else entry.content.encode())
        if entry.mode is not None:
            os.chown(full, entry.uid, entry.gid)
            os.chmod(full, entry.mode)
