# SPDX-License-Identifier: LGPL-2.1-or-later
"""The packages that are tested: test_make.py has made them."""
import glob
import os
import shutil
import subprocess
import sys
import unittest

import suite
from project import BUILD, SOURCE

MADE = os.path.join(BUILD, "tests", "package", "made")
# A version that there never was.
EARLIER = "0.0.9"
# Of what is packed: any time will do.
EPOCH = "1700000000"
NAME = "oscap-kubelet"
STREAM = "/usr/share/xml/scap/kubelet/content/oscap-kubelet-ds.xml"
EXAMPLES = os.path.join(SOURCE, "content", "examples")
STANDIN = os.path.join(BUILD, "tests", "standin", "kubelet")
STATE = "/var/lib/oscap-kubelet"
TAILORING = "/usr/share/doc/oscap-kubelet/examples/tailoring.xml"
# What makes the packages, and the packages of Debian and of Fedora that bring it.
MAKERS = {"cpack": "cmake", "dpkg-shlibdeps": "dpkg-dev", "rpmbuild": "rpm (Debian) or rpm-build (Fedora)"}


def make(build, output, *generators, version=None, umask=0o022):
    """Pack what was built in a directory. CPack would have make look at it all again before each package,
    but not at what it takes for Ninja's.
    """
    command = ["cpack", "-G", ";".join(generators), "-B", output, "-D", "CPACK_CMAKE_GENERATOR=Ninja"]
    if version is not None:
        command += ["-D", "CPACK_PACKAGE_VERSION=" + version]
    done = subprocess.run(command, cwd=build, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                          stderr=subprocess.STDOUT, universal_newlines=True,
                          env=dict(os.environ, SOURCE_DATE_EPOCH=EPOCH),
                          preexec_fn=lambda: os.umask(umask))
    shutil.rmtree(os.path.join(output, "_CPack_Packages"), ignore_errors=True)
    if done.returncode != 0:
        raise AssertionError(done.stdout)


def made(kind, earlier=False):
    """The path of the .deb or .rpm."""
    found = [path for path in glob.glob(os.path.join(MADE, "*." + kind))
             if (EARLIER in os.path.basename(path)) == earlier]
    if len(found) != 1:
        raise AssertionError("these are not one package: %s" % found)
    return found[0]


def output(*command):
    """What a program prints."""
    return subprocess.check_output(list(command), universal_newlines=True,
                                   stdin=subprocess.DEVNULL)


def unpack_deb(directory):
    """The files of the .deb in a directory."""
    subprocess.check_call(["dpkg-deb", "--extract", made("deb"), directory])


def put_node(root):
    """The example nodes, and what runs as their kubelet, in /opt of a root."""
    shutil.copytree(EXAMPLES, root.file("/opt/examples"))
    shutil.copy(STANDIN, root.file("/opt/kubelet"))


def on_node(name):
    """How a program is run beside the kubelet of an example node."""
    return ["/opt/examples/run", "/opt/kubelet", "/opt/examples/" + name]


def need_makers():
    """End the program where packages cannot be made, which in CI is a failure."""
    missing = ["%s: install %s" % row for row in MAKERS.items() if shutil.which(row[0]) is None]
    for line in missing:
        print("SKIP: the packages cannot be made without " + line)
    if missing:
        sys.exit(1 if suite.in_ci() else suite.SKIPPED)


def run_tests():
    """Run the tests of the program."""
    need_makers()
    unittest.main(verbosity=2)


def main():
    """Run the tests of the program, in namespaces of its own."""
    need_makers()
    if os.geteuid() != 0:
        print("SKIP: roots of other systems are mounted by root alone")
        sys.exit(1 if suite.in_ci() else suite.SKIPPED)
    suite.main()
