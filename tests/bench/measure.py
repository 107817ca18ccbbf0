# SPDX-License-Identifier: LGPL-2.1-or-later
"""Run something, and tell what it took: processor time, memory, instructions, system calls."""
import collections
import json
import os
import re
import shutil
import statistics
import subprocess
import tempfile
import time

import node

PROGRAMS = os.path.join(node.BUILD, "tests", "bench")
# Of fewer there is no median.
ROUNDS_MIN = 3
PLUGIN = os.path.join(node.BUILD, "probe", "oscap-kubelet.so")


def program(name):
    """A program of this directory."""
    return os.path.join(PROGRAMS, name)


def _check(argv, code, out, allowed=(0,)):
    if code not in allowed:
        raise RuntimeError("%s: exit code %d\n%s" % (" ".join(argv), code, out))


def loop(name, *args):
    """Run floor or walk: microseconds for each round, how many were found, peak_kib."""
    argv = [program(name)] + [str(argument) for argument in args]
    done = subprocess.run(argv, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    _check(argv, done.returncode, done.stdout)
    return json.loads(done.stdout)


def cost(argv, env=None, allowed=(0,)):
    """Run a program: microseconds of it and its children, peak_kib."""
    with tempfile.NamedTemporaryFile("r") as report, tempfile.TemporaryFile() as out:
        subprocess.run([program("cost"), report.name] + argv, env=dict(os.environ, **(env or {})),
                       stdin=subprocess.DEVNULL, stdout=out, stderr=out, check=True)
        result = json.load(report)
        out.seek(0)
        _check(argv, result["code"], out.read().decode(errors="replace"), allowed)
        return result


def alternate(cases, rounds, seconds):
    """Run functions in turn, several times; the median of each of their numbers.

    There are fewer rounds, but three at least, where they would take more than so many seconds.
    """
    results = {name: [] for name in cases}
    begin = time.monotonic()
    for done in range(rounds):
        if done >= ROUNDS_MIN and time.monotonic() - begin > seconds * done / (done + 1):
            break
        for name, run in cases.items():
            results[name].append(run())
    return {name: {key: statistics.median(each[key] for each in all_of)
                   for key in all_of[0]} for name, all_of in results.items()}


def added(without, with_it, rounds, seconds):
    """What one function takes more than another: the median of the differences of neighbours, in
    which what else goes on has less of a part than in that of medians. Rounds as of alternate()."""
    results = []
    begin = time.monotonic()
    for done in range(rounds):
        if done >= ROUNDS_MIN and time.monotonic() - begin > seconds * done / (done + 1):
            break
        less, more = without(), with_it()
        results.append({key: more[key] - less[key] for key in less})
    return {key: statistics.median(each[key] for each in results) for key in results[0]}


def have(*tools):
    """Whether all these tools are installed."""
    return all(shutil.which(tool) for tool in tools)


def instructions(argv, env=None, allowed=(0,)):
    """How many instructions a program executes before its end, its dynamic linking included."""
    with tempfile.TemporaryDirectory() as directory:
        command = ["valgrind", "--tool=callgrind", "--callgrind-out-file=%s/out" % directory] + argv
        done = subprocess.run(command, env=dict(os.environ, **(env or {})), text=True,
                              stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
                              stderr=subprocess.PIPE, errors="replace")
    _check(command, done.returncode, done.stderr, allowed)
    return int(re.search(r"Collected : (\d+)", done.stderr).group(1))


class Trace:
    """The system calls of a program, as strace tells them."""

    def __init__(self, argv, env=None, allowed=(0,)):
        with tempfile.NamedTemporaryFile("r", errors="replace") as file:
            command = ["strace", "-f", "-y", "-qq", "-s", "256", "-e", "signal=none",
                       "-o", file.name] + argv
            start = time.monotonic()
            done = subprocess.run(command, env=dict(os.environ, **(env or {})), text=True,
                                  stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                                  stderr=subprocess.STDOUT, errors="replace")
            self.seconds = time.monotonic() - start
            _check(command, done.returncode, done.stdout, allowed)
            self.lines = self._joined(file)

    @staticmethod
    def _joined(file):
        """The lines, with those that were cut by another thread's made whole, without the pid."""
        lines, begun = [], {}
        for line in file:
            pid, _, text = line.rstrip("\n").partition(" ")
            text = text.lstrip()
            if text.endswith(" <unfinished ...>"):
                begun[pid] = text[:-len(" <unfinished ...>")]
                continue
            resumed = re.match(r"<\.\.\. \w+ resumed>", text)
            if resumed:
                text = begun.pop(pid, "") + text[resumed.end():]
            lines.append(text)
        return lines

    def count(self):
        """How often each system call was made."""
        return collections.Counter(line.partition("(")[0] for line in self.lines)

    def matching(self, pattern):
        """The calls that match a regular expression."""
        return [line for line in self.lines if re.search(pattern, line)]
