# SPDX-License-Identifier: LGPL-2.1-or-later
"""Run the parts in the machine that boot.py boots, a line for each case: inside.py [PART...]"""
import os
import sys
import time
import traceback

import edits
import fixes
import live
import settings

PARTS = {"settings": settings, "edits": edits, "fixes": fixes}
SOCKET = "/run/containerd/containerd.sock"


def wait_for_containerd():
    """Until it listens."""
    for _ in range(600):
        if os.path.exists(SOCKET):
            return
        time.sleep(0.1)
    raise live.Failure("containerd does not listen")


def check(part, case):
    """Run a case; return whether all was as it should be."""
    try:
        told = case.check()
    except (live.Failure, AssertionError) as error:
        print("FAIL  %s: %s: %s" % (part, case.name, error))
        return False
    except Exception:  # pylint: disable=broad-except
        print("FAIL  %s: %s: %s" % (part, case.name, traceback.format_exc()))
        return False
    print("ok    %s: %s: %s" % (part, case.name, told))
    return True


def main():
    """All cases of the parts, and how many were as they should be."""
    wait_for_containerd()
    good = bad = 0
    print("kubelet %s" % live.version())
    for part in sys.argv[1:] or list(PARTS):
        for case in PARTS[part].cases():
            if check(part, case):
                good += 1
            else:
                bad += 1
    for line in settings.explained():
        print(line)
    print("kubelet %s: %d cases, %d as they should be, %d not" % (live.version(), good + bad, good, bad))
    return 0 if good and not bad else 1


if __name__ == "__main__":
    try:
        STATUS = main()
    except Exception:  # pylint: disable=broad-except
        traceback.print_exc(file=sys.stdout)
        STATUS = 1
    sys.stdout.flush()
    with open("/out/done.new", "w", encoding="ascii") as file:
        file.write("%d\n" % STATUS)
    os.rename("/out/done.new", "/out/done")
