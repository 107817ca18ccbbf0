# SPDX-License-Identifier: LGPL-2.1-or-later
"""The sources of the project."""
import os
import re

from project import SOURCE

def is_ours(directory):
    """Whether a directory has sources, rather than what was built or fetched."""
    name = os.path.basename(directory)
    return not (name.startswith(("build", ".cache", ".git", "__pycache__")) or
                os.path.exists(os.path.join(directory, "CMakeCache.txt")))


def find(*places, ends=("",)):
    """The files beneath some places whose names end so, relative to the top."""
    found = []
    for place in places:
        for directory, directories, names in os.walk(os.path.join(SOURCE, place)):
            directories[:] = [each for each in directories
                              if is_ours(os.path.join(directory, each))]
            found += [os.path.relpath(os.path.join(directory, name), SOURCE)
                      for name in names if name.endswith(tuple(ends))]
    if not found:
        raise AssertionError("there is nothing in %s" % (places,))
    return sorted(found)


def read(path):
    """The text of a file."""
    with open(os.path.join(SOURCE, path), encoding="utf-8") as file:
        return file.read()


def code(path):
    """The lines of a C file as (number, text), without comments and the contents of strings."""
    def blank(match):
        return re.sub(r"[^\n]", " ", match.group(0))
    text = re.sub(r"/\*.*?\*/", blank, read(path), flags=re.DOTALL)
    text = re.sub(r'^(?!#include).*$', lambda line: re.sub(r'"(?:\\.|[^"\\])*"', '""',
                                                           line.group(0)), text, flags=re.MULTILINE)
    return list(enumerate(text.split("\n"), 1))
