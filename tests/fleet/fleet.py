# SPDX-License-Identifier: LGPL-2.1-or-later
"""What the tests of content/fleet share: manifests as kustomize makes them, and images as they are built."""
import os
import re
import shutil
import subprocess
import tempfile

import yaml

import debian
import node
import packages
from project import SOURCE

FLEET = os.path.join(SOURCE, "content", "fleet")
KUBERNETES = os.path.join(FLEET, "kubernetes")
# Debian 12 has no kustomize.
RELEASE = "trixie"


def render(kustomize, directory):
    """The documents of a directory of content/fleet/kubernetes, by the kustomize that is unpacked there"""
    text = subprocess.check_output([os.path.join(kustomize, "usr/bin/kustomize"), "build",
                                    os.path.join(KUBERNETES, directory)], universal_newlines=True)
    return list(yaml.safe_load_all(text))


def pod_of(documents):
    """The PodSpec of the one document that has pods."""
    spec, = [document["spec"]["template"]["spec"] for document in documents
             if "template" in document.get("spec", {})]
    return spec


def instructions(path):
    """[(instruction, text)] of a Containerfile"""
    with open(path, encoding="utf-8") as file:
        text = re.sub(r"(?m)^#.*\n", "", file.read()).replace("\\\n", " ")
    return [tuple(line.split(None, 1)) for line in text.splitlines() if line.strip()]


class Image:
    """The root directory that a Containerfile makes of a copy of the root of its release, with what that
    has downloaded already: the network is not there.

    @param test      its end unmounts it
    @param context   a function that puts the files of the context into a directory
    @param alone     as of debian.Root
    """

    def __init__(self, test, path, context, alone=()):
        self.root = None
        with tempfile.TemporaryDirectory() as directory:
            context(directory)
            for name, text in instructions(path):
                self._do(test, directory, name, text, alone)

        self.path = self._alone(test)

    def _alone(self, test):
        """Its root directory without what is mounted there. @return the path"""
        path = tempfile.mkdtemp(prefix="oscap-kubelet-image-")
        test.addCleanup(os.rmdir, path)
        node.mount(self.root.path, path, flags=node.MS_BIND)
        test.addCleanup(node.unmount, path)
        return path

    def _do(self, test, directory, name, text, alone):
        """Do an instruction."""
        if name == "FROM":
            release = re.fullmatch(r"debian:(\w+)-slim", text).group(1)
            self.root = debian.Root(test, release, alone)
        elif name == "COPY":
            *sources, target = text.split()
            for source in sources:
                for found in _found(directory, source):
                    shutil.copy(found, self.root.file(target))
        elif name == "RUN":
            self.root.run("sh", "-c", text, apart=("--net",))
        elif name != "CMD":
            raise ValueError("this instruction is not known here: %s %s" % (name, text))


def _found(directory, pattern):
    """The files of a context that a pattern means."""
    expression = re.escape(pattern).replace(r"\*", "[^/]*")
    found = [os.path.join(directory, name) for name in os.listdir(directory)
             if re.fullmatch(expression, name)]
    if not found:
        raise AssertionError("the context has no %s" % pattern)
    return found


def put_package(directory):
    """The package that was built."""
    shutil.copy(packages.made("deb"), directory)
