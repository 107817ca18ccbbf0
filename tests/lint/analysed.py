# SPDX-License-Identifier: LGPL-2.1-or-later
"""Run an analyser over the C files of the probe, each as it is compiled."""
import concurrent.futures
import json
import os
import re
import shlex
import shutil
import subprocess
import tempfile

from project import BUILD, SOURCE
from sources import find, read

DATABASE = os.path.join(BUILD, "compile_commands.json")
MODEL = os.path.join(SOURCE, "tests", "lint", "analysed.h")

# Options that tell what the text means; the others are about the code that is made.
MEANING = ("-D", "-I", "-U", "-std=")


def needed(packages, *names):
    """The first of some programs that is there; an AssertionError names the packages."""
    for name in names:
        if shutil.which(name):
            return name
    raise AssertionError("%s was not found: install %s" % (names[0], packages))


def _meaning(words):
    """The options among the words of a compiler's command that tell what the text means."""
    options = []
    for word, following in zip(words, words[1:] + [""]):
        if word == "-isystem":
            options += [word, following]
        elif word.startswith(MEANING) and word != "-DNDEBUG":
            options.append(word)
    return options


def files():
    """The C files of the probe, as {path: options}. What was not built is an AssertionError."""
    with open(DATABASE, encoding="utf-8") as file:
        commands = {os.path.relpath(entry["file"], SOURCE): shlex.split(entry["command"])
                    for entry in json.load(file)}
    paths = find("probe", ends=(".c",))
    strange = [path for path in paths if path not in commands]
    if strange:
        raise AssertionError("build it again: there is no command for %s" % ", ".join(strange))
    return {path: _meaning(commands[path]) for path in paths}


def modelled(path):
    """Options that tell what every failing function promises, for an analyser of single files.

    None for a file in whose way they would stand: where one of these functions is.
    """
    names = re.findall(r"^#define (kp_\w+)\(", read(os.path.relpath(MODEL, SOURCE)), re.MULTILINE)
    if re.search(r"^enum kp_status (?:%s)\(" % "|".join(names), read(path), re.MULTILINE):
        return []
    return ["-I" + os.path.join(SOURCE, "probe"), "-include", MODEL]


def run(command):
    """@return exit code and output of a command, which is run at the top"""
    result = subprocess.run(command, cwd=SOURCE, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                            universal_newlines=True)
    return result.returncode, result.stdout


def complaints(commands):
    """The output of those commands that do not end with 0, two at a time."""
    with concurrent.futures.ThreadPoolExecutor(2) as pool:
        return "".join(out for code, out in pool.map(run, commands) if code != 0)


def complaint(text, command):
    """What a command says about a C file with that text; options for the compiler come last."""
    with tempfile.TemporaryDirectory() as work:
        path = os.path.join(work, "control.c")
        with open(path, "w", encoding="utf-8") as file:
            file.write(text)
        return run(command(path, ["-std=c11", "-I" + os.path.join(SOURCE, "probe")]))[1]
