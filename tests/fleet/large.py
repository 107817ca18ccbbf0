# SPDX-License-Identifier: LGPL-2.1-or-later
"""What tests/fleet/large runs."""
import os
import shutil
import sys
import tempfile
import time

import fleetof
import real

SECONDS, MEMORY, PAGE = 10, 300e6, 10e6
NODES_MAX = 2000


def measure(top, output):
    """Run the summary. @return its seconds, those of the processor, and its peak of memory in bytes"""
    start = time.monotonic()
    child = os.fork()
    if child == 0:
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
        os.execv(real.WRAPPER, [real.WRAPPER, "summary", "--output", output, top])
    _, status, usage = os.wait4(child, 0)
    if os.WEXITSTATUS(status) != 2:
        sys.exit("oscap-kubelet summary ended with %d" % status)
    return time.monotonic() - start, usage.ru_utime + usage.ru_stime, usage.ru_maxrss * 1024


def main(counts):
    """Measure fleets of these sizes, of both formats of oscap's. @return the exit status"""
    work = tempfile.mkdtemp(prefix="oscap-kubelet-large.")
    bad = False
    try:
        for node in ("good", "bad"):
            real.scan(os.path.join(work, node), node)
        print("%-12s %6s %8s %10s %12s %10s %10s" % (
            "files", "nodes", "seconds", "processor", "ms per node", "memory MB", "page MB"))
        for name in ("results.xml", "arf.xml"):
            documents = [real.read(work, node, name) for node in ("good", "bad")]
            for count in counts:
                top, output = os.path.join(work, "fleet"), os.path.join(work, "output")
                fleetof.write_fleet(top, documents, count, name)
                seconds, processor, memory = measure(top, output)
                page = os.path.getsize(os.path.join(output, "summary.html"))
                print("%-12s %6d %8.2f %10.2f %12.2f %10.1f %10.2f" % (
                    name, count, seconds, processor, 1000 * processor / count, memory / 1e6, page / 1e6), flush=True)
                bad = bad or (count <= NODES_MAX and (processor > SECONDS or memory > MEMORY or page > PAGE))
                shutil.rmtree(top)
    finally:
        shutil.rmtree(work)
    if bad:
        print("above %d s, %d MB or %d MB" % (SECONDS, MEMORY / 1e6, PAGE / 1e6))
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main([int(word) for word in sys.argv[1:]] or [3, 200, 2000]))
