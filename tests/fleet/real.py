# SPDX-License-Identifier: LGPL-2.1-or-later
"""Real results: of the example nodes, scanned by the real oscap; and the program that sums them up."""
import json
import os
import subprocess
import sys

import suite
from node import STANDIN
from project import INSTALLED, PROGRAMS, SOURCE

EXAMPLES = os.path.join(SOURCE, "content", "examples")
WRAPPER = os.path.join(PROGRAMS, "oscap-kubelet")
SUMMARY = "/usr/lib/oscap-kubelet/summary" if INSTALLED else os.path.join(SOURCE, "content", "fleet", "summary")
SCHEMA = os.path.join(SOURCE, "content", "schema", "summary.schema.json")
ALONE = ["unshare", "--fork", "--pid", "--cgroup", "--mount-proc", "--kill-child"]

# The modules of the program, for tests that call them.
sys.path.insert(0, SUMMARY)
sys.dont_write_bytecode = True


def scan(directory, node, *options):
    """Scan an example node into a directory: its report, ARF, results, and scan.json."""
    alone = ALONE if os.geteuid() == 0 else ALONE + ["--user", "--map-root-user"]
    if subprocess.call(alone + ["true"], stderr=subprocess.DEVNULL):
        print("SKIP: no pid namespace of our own")
        sys.exit(1 if suite.in_ci() else suite.SKIPPED)
    os.makedirs(directory, exist_ok=True)
    done = subprocess.run(
        alone + [os.path.join(EXAMPLES, "run"), STANDIN, os.path.join(EXAMPLES, node), WRAPPER, "scan",
                 "--format", "json", "--output", directory] + list(options),
        stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    if done.returncode not in (0, 2):
        raise AssertionError(done.stderr.decode())
    with open(os.path.join(directory, "scan.json"), "wb") as file:
        file.write(done.stdout)
    return json.loads(done.stdout.decode())


def read(*path):
    """The bytes of a file."""
    with open(os.path.join(*path), "rb") as file:
        return file.read()


def write(data, *path):
    """Write a file, with the folders above it. @return its path"""
    os.makedirs(os.path.dirname(os.path.join(*path)), exist_ok=True)
    with open(os.path.join(*path), "wb") as file:
        file.write(data)
    return os.path.join(*path)


def summary(*arguments, env=None, cwd=None):
    """Run `oscap-kubelet summary`. @return the exit status, and what it printed: output, errors"""
    done = subprocess.run([WRAPPER, "summary"] + list(arguments), env=dict(os.environ, **(env or {})), cwd=cwd,
                          stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    return done.returncode, done.stdout.decode(), done.stderr.decode()
