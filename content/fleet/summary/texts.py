# SPDX-License-Identifier: LGPL-2.1-or-later
"""Texts of documents that nodes wrote, made harmless for whoever reads them; and their times."""
import datetime
import re

# Of a text as it is shown, in characters: oscap-kubelet's own messages have no more.
TEXT_MAX = 1000
NAME_MAX = 300

_TIME = re.compile(r"(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d):(\d\d)(?:\.\d+)?(Z|[+-]\d\d:\d\d)?$")
_PARTS = re.compile("([0-9]+)")


def clean(text, limit=TEXT_MAX):
    """In one line, and without what a terminal obeys or what turns the direction of writing."""
    text = " ".join(text.split())
    if not text.isprintable():
        text = "".join(each if each.isprintable() else "\\u%04x" % ord(each) for each in text)
    return text if len(text) <= limit else text[:limit - 3] + "..."


def seconds(time):
    """A time of XCCDF as seconds since 1970, one without a zone as UTC; None if it is no such time."""
    match = _TIME.match(time)
    if match is None:
        return None
    try:
        moment = datetime.datetime(*[int(part) for part in match.groups()[:6]],
                                   tzinfo=datetime.timezone.utc)
    except ValueError:
        return None
    zone = match.group(7)
    shift = 0
    if zone not in (None, "Z"):
        shift = int(zone[0] + "1") * (int(zone[1:3]) * 3600 + int(zone[4:6]) * 60)
    return moment.timestamp() - shift


def natural(text):
    """A key that sorts node9 before node10, and 4.2.9 before 4.2.10."""
    return [(0, int(part[:18]), part) if part[0] in "0123456789" else (1, 0, part)
            for part in _PARTS.split(text) if part]
