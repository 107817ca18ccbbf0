# SPDX-License-Identifier: LGPL-2.1-or-later
"""With SOURCE_DATE_EPOCH the packages are bit for bit the same, wherever and whenever they are made."""
import glob
import hashlib
import os
import shutil
import subprocess
import tempfile
import unittest

import packages
from project import BUILD, SOURCE


def digest(path):
    """Of a file."""
    with open(path, "rb") as file:
        return hashlib.sha256(file.read()).hexdigest()


def contents(deb):
    """{path: digest} of the files in a .deb, those for dpkg too"""
    with tempfile.TemporaryDirectory() as work:
        subprocess.check_call(["dpkg-deb", "--raw-extract", deb, work])
        paths = [path for path in glob.glob(os.path.join(work, "**"), recursive=True) if os.path.isfile(path)]
        return {os.path.relpath(path, work): digest(path) for path in paths}


def entry(name, default=""):
    """What the build was configured with."""
    with open(os.path.join(BUILD, "CMakeCache.txt"), encoding="utf-8") as file:
        for line in file:
            if line.startswith(name + ":"):
                return line.rstrip("\n").partition("=")[2]
    return default


class Same(unittest.TestCase):
    """Built once more"""

    maxDiff = None

    def test_elsewhere(self):
        """A copy of the sources in another directory, with another umask, is built without tests."""
        work = tempfile.mkdtemp(prefix="oscap-kubelet-elsewhere-")
        self.addCleanup(shutil.rmtree, work)
        source, build, output = (os.path.join(work, name) for name in ("a-source", "build", "output"))
        shutil.copytree(SOURCE, source, symlinks=True,
                        ignore=shutil.ignore_patterns("build*", ".git", "__pycache__"))
        options = ["-DBUILD_TESTING=OFF"] + ["-D%s=%s" % (name, entry(name)) for name in (
            "CMAKE_C_COMPILER", "CMAKE_C_COMPILER_LAUNCHER", "CMAKE_C_FLAGS", "CMAKE_BUILD_TYPE")]
        for command in (["cmake", "-S", source, "-B", build] + options, ["cmake", "--build", build]):
            done = subprocess.run(command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                                  stderr=subprocess.STDOUT, universal_newlines=True,
                                  preexec_fn=lambda: os.umask(0o077))
            self.assertEqual(done.returncode, 0, done.stdout)
        private = os.path.join(work, "private")
        packages.make(build, private, "DEB", umask=0o077)
        path, = glob.glob(os.path.join(private, "*.deb"))
        self.assertEqual(*[packages.output("dpkg-deb", "--contents", deb)
                           for deb in (path, packages.made("deb"))])
        # The members of a .deb's archive have modes of their own, which are those of CPack's files.
        packages.make(build, output, "DEB", "RPM")
        for kind in ("deb", "rpm"):
            path, = glob.glob(os.path.join(output, "*." + kind))
            self.assertEqual(os.path.basename(path), os.path.basename(packages.made(kind)))
            if kind == "deb":
                self.assertEqual(contents(path), contents(packages.made(kind)))
            self.assertEqual(digest(path), digest(packages.made(kind)), kind)


if __name__ == "__main__":
    packages.run_tests()
