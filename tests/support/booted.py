# SPDX-License-Identifier: LGPL-2.1-or-later
"""A real systemd that is process 1 of a root directory of its own: see judge."""
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time

import project
import suite
from files import write_files

HERE = os.path.dirname(os.path.abspath(__file__))
# The system whose systemd is asked.
ROOT = os.environ.get("OSCAP_KUBELET_TEST_ROOT", "")
SYSTEMD = ROOT + "/lib/systemd/systemd"
NAMESPACES = ["unshare", "--mount", "--pid", "--ipc", "--uts", "--net", "--fork", "--kill-child"]
JUDGE = os.path.join(HERE, "judge")
# Longer than systemd takes on a machine that is very busy.
PATIENCE = 120


def require():
    """End the program on a machine that cannot boot one."""
    if os.geteuid() != 0 or not os.access(SYSTEMD, os.X_OK):
        print("SKIP: this test needs root, and systemd installed as " + SYSTEMD)
        sys.exit(1 if suite.in_ci() else suite.SKIPPED)


# Lets judge's own job be a script, with the commands of the project in its PATH.
JOB = """[Service]
TimeoutStartSec=%d
ExecStart=
ExecStart=/bin/sh /usr/local/script
Environment=PATH=/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin
"""


def directories(test, prefix):
    """Two empty directories of a test, for boot(): (tree, out)"""
    work = tempfile.mkdtemp(prefix=prefix)
    test.addCleanup(shutil.rmtree, work)
    made = os.path.join(work, "tree"), os.path.join(work, "out")
    for path in made:
        os.mkdir(path)
    return made


def install(tree):
    """Put what was built into a tree, as a package would."""
    subprocess.check_call(["cmake", "--install", project.BUILD], stdout=subprocess.DEVNULL,
                          env=dict(os.environ, DESTDIR=tree))


def boot_script(tree, out, script, kubelet, patience):
    """Boot a root in which a script runs once kubelet.service is up; it writes into /judge and touches
    /judge/done at its end. `kubelet` is what runs as one. Return as of boot(), with what the script
    wrote into /judge/log.
    """
    write_files(tree, {"/usr/local/script": script,
                       "/etc/systemd/system/judge-done.service.d/script.conf": JOB % patience})
    done, said = boot(tree, out, "/bin/true", kubelet, "kubelet.service", patience=patience)
    log = os.path.join(out, "log")
    if os.path.exists(log):
        with open(log, errors="replace") as file:
            said += file.read()
    return done, said


def boot(tree, out, *judged, patience=PATIENCE):
    """Boot a root with the files of `tree`; `judged` is what else judge is told.

    Return whether the job of its unit was over in time, and what was said. The results are in `out`,
    which lies in a directory of the test alone: its name is that of the control group.
    """
    done = os.path.join(out, "done")
    said = os.path.join(out, "judge.log")
    with open(said, "wb") as log:
        process = subprocess.Popen(NAMESPACES + [JUDGE, tree, out] + list(judged),
                                   stdin=subprocess.DEVNULL, stdout=log, stderr=log)
    end = time.monotonic() + patience
    while not os.path.exists(done) and process.poll() is None and time.monotonic() < end:
        time.sleep(0.05)
    process.send_signal(signal.SIGKILL)
    process.wait()
    subprocess.call(["unshare", "--mount", JUDGE, "--clean",
                     os.path.basename(os.path.dirname(out))])
    with open(said, errors="replace") as log:
        return os.path.exists(done), log.read()
