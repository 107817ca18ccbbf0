# SPDX-License-Identifier: LGPL-2.1-or-later
"""Systems of Debian to do something in: copies of the roots of tests/support/root.

The test program runs in a mount namespace of its own (see suite.py), in which they are mounted.
"""
import glob
import os
import subprocess
import tempfile

import node

HERE = os.path.dirname(os.path.abspath(__file__))
MAKER = os.path.join(HERE, "root")
# What a test may install, with what that depends on: downloaded once, so that no test needs the network.
PACKAGES = ("openscap-scanner", "libyaml-0-2", "libjson-c5", "systemd")
FETCH = """
stamp=/var/cache/apt/archives/fetched
[ "$(cat $stamp 2>/dev/null)" != "$*" ] || exit 0
apt-get -qq update
apt-get -qq install --download-only --no-install-recommends "$@"
echo "$*" >$stamp
"""
# What is not installed but unpacked, without what it depends on.
FETCH_ALONE = """
cd /var/cache/apt/archives
for name; do
	set -- "$name"_*.deb
	[ -e "$1" ] || apt-get -qq -o APT::Sandbox::User=root download "$name"
done
"""
ENVIRONMENT = {"PATH": "/usr/sbin:/usr/bin:/sbin:/bin", "HOME": "/root", "LANG": "C.UTF-8",
               "DEBIAN_FRONTEND": "noninteractive"}
# What is mounted there, and what package managers write down.
NOT_FILES = ("proc", "sys", "dev", "tmp", "run", "var/lib/dpkg", "var/lib/apt", "var/cache", "var/log",
             "etc/ld.so.cache", "etc/resolv.conf", "opt")


class Root:
    """A copy of the root of a release, to which nothing but packages.txt's archives was added.

    @param test    its end unmounts it
    @param alone   packages that unpack() is for
    """

    def __init__(self, test, release, alone=()):
        self._fetch(release, FETCH, PACKAGES)
        if alone:
            self._fetch(release, FETCH_ALONE, alone)
        directory = tempfile.mkdtemp(prefix="oscap-kubelet-root-")
        test.addCleanup(os.rmdir, directory)
        subprocess.run([MAKER, "--mount", directory, release, "packages"], check=True)
        test.addCleanup(node.unmount, directory)
        self.path = os.path.join(directory, "root")

    @staticmethod
    def _fetch(release, script, packages):
        """Download packages into the archives of apt, unless they are there."""
        subprocess.run([MAKER, "--run", "--keep", "packages", release, "sh", "-euc", script, "sh", *packages],
                       check=True, stdin=subprocess.DEVNULL)

    def unpack(self, name):
        """Unpack a package that `alone` names, and do no more. @return the directory that it is in"""
        archive, = glob.glob(self.file("/var/cache/apt/archives/%s_*.deb" % name))
        directory = self.file("/opt/alone/" + name)
        os.makedirs(os.path.dirname(directory), exist_ok=True)
        subprocess.run(["dpkg-deb", "--extract", archive, directory], check=True)
        return directory

    def file(self, path):
        """Where a path of the root is."""
        return self.path + path

    def run(self, *argv, code=0, environment=None, apart=("--cgroup",)):
        """Run a program there, in namespaces of its own. @return its output; raises unless it ended with
        that exit code
        """
        done = subprocess.run(["unshare", *apart, "chroot", self.path, *argv],
                              stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                              stderr=subprocess.PIPE, env=dict(ENVIRONMENT, **(environment or {})),
                              universal_newlines=True)
        if done.returncode != code:
            raise AssertionError("%s ended with %d, not %d:\n%s%s" % (
                argv, done.returncode, code, done.stdout, done.stderr))
        return done.stdout

    def apt(self, *argv):
        """Run apt-get there, without the network."""
        return self.run("apt-get", "-y", "--no-install-recommends", *argv, apart=("--net",))

    def files(self):
        """{path: what is known of it without reading it} of all that is no matter of a package manager"""
        found = {}
        for base, directories, names in os.walk(self.path):
            here = os.path.relpath(base, self.path)
            for name in list(directories) + names:
                path = os.path.normpath(os.path.join(here, name))
                if path in NOT_FILES:
                    if name in directories:
                        directories.remove(name)
                    continue
                status = os.lstat(os.path.join(base, name))
                entry = (status.st_mode, status.st_uid, status.st_gid)
                if name not in directories:
                    entry += (status.st_size, status.st_mtime_ns)
                found["/" + path] = entry
        return found
