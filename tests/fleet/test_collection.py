# SPDX-License-Identifier: LGPL-2.1-or-later
"""The collection for Ansible as a whole: what the linters say of it, what is packed, what it says of itself."""
import json
import os
import shutil
import subprocess
import tarfile
import tempfile
import unittest

import yaml

from project import BUILD, SOURCE

COLLECTION = os.path.join(SOURCE, "content", "fleet", "ansible")
PLACE = "ansible_collections/oscap_kubelet/nodes"
ROLE = os.path.join(COLLECTION, "roles", "scan")


def read(path):
    """A document of YAML."""
    with open(path, encoding="utf-8") as file:
        return yaml.safe_load(file)


def files(directory):
    """The files of a directory, relative to it, but for those that are hidden."""
    return sorted(os.path.relpath(os.path.join(base, name), directory)
                  for base, _, names in os.walk(directory) for name in names if not name.startswith("."))


class Collection(unittest.TestCase):
    """Each test has a directory of its own, in which the tools of Ansible also have their home."""

    maxDiff = None

    def setUp(self):
        self.work = tempfile.mkdtemp(prefix="oscap-kubelet-collection-")
        self.addCleanup(shutil.rmtree, self.work)

    def path(self, *names):
        """A path in the directory."""
        return os.path.join(self.work, *names)

    def said(self, *argv, cwd=COLLECTION, code=0):
        """What a program says that ends with that code, and finds collections in the directory."""
        done = subprocess.run(
            list(argv), cwd=cwd, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
            universal_newlines=True, env={
                "PATH": os.environ["PATH"], "HOME": self.work, "LANG": "C.UTF-8", "NO_COLOR": "1",
                "ANSIBLE_COLLECTIONS_PATH": self.work, "PYTHONDONTWRITEBYTECODE": "1"})
        self.assertEqual(done.returncode, code, done.stdout)
        return done.stdout

    def test_lint(self):
        """ansible-lint, as strict as it can be, finds nothing, nor does yamllint."""
        copy = self.path(PLACE)
        shutil.copytree(COLLECTION, copy)
        text = self.said("ansible-lint", "--offline", "--nocolor", "--strict", "--profile", "production", cwd=copy)
        self.assertIn("0 failure(s), 0 warning(s)", text)
        self.assertEqual(self.said("yamllint", "--strict", "."), "")

    def test_built(self):
        """ansible-galaxy packs all of it, and what it installs of that can be played by name."""
        self.said("ansible-galaxy", "collection", "build", "--output-path", self.work)
        version = read(os.path.join(COLLECTION, "galaxy.yml"))["version"]
        packed = self.path("oscap_kubelet-nodes-%s.tar.gz" % version)
        with tarfile.open(packed) as tar:
            names = sorted(member.name for member in tar.getmembers() if member.isfile())
            manifest = json.load(tar.extractfile("MANIFEST.json"))
        wanted = set(files(COLLECTION)) - {"galaxy.yml"} | {"MANIFEST.json", "FILES.json"}
        self.assertEqual(names, sorted(wanted))
        self.assertEqual(manifest["collection_info"]["license"], ["LGPL-2.1-or-later"])
        self.said("ansible-galaxy", "collection", "install", packed, "--collections-path", self.work)
        for playbook in ("scan", "remediate"):
            text = self.said("ansible-playbook", "--inventory", "localhost,", "--list-tasks",
                             "oscap_kubelet.nodes." + playbook)
            self.assertIn("oscap_kubelet.nodes.scan : Write the summary", text)

    def test_installed(self):
        """What cmake installs is the same, where ansible-core looks for it, which knows its version."""
        subprocess.run(["cmake", "--install", BUILD, "--prefix", "/usr"], check=True, stdout=subprocess.DEVNULL,
                       env=dict(os.environ, DESTDIR=self.work))
        place = self.path("usr/share/ansible/collections")
        self.assertEqual(files(os.path.join(place, PLACE)), files(COLLECTION))
        text = self.said("ansible-galaxy", "collection", "list", "--collections-path", place, "oscap_kubelet.nodes")
        self.assertRegex(text, r"oscap_kubelet\.nodes +%s\b" % read(os.path.join(COLLECTION, "galaxy.yml"))["version"])

    def test_variables(self):
        """What the role says of its variables is what they are, and its manual has each."""
        options = read(os.path.join(ROLE, "meta", "argument_specs.yml"))["argument_specs"]["main"]["options"]
        defaults = read(os.path.join(ROLE, "defaults", "main.yml"))
        self.assertEqual({name: option["default"] for name, option in options.items()}, defaults)
        with open(os.path.join(ROLE, "README.md"), encoding="utf-8") as file:
            rows = [line.split("`")[1] for line in file if line.startswith("| `")]
        self.assertEqual(rows, list(defaults))

    def test_refused(self):
        """A value that there is none of is told before anything is done."""
        shutil.copytree(COLLECTION, self.path(PLACE))
        text = self.said("ansible-playbook", "--inventory", "localhost,", "oscap_kubelet.nodes.scan",
                         "--extra-vars", "oscap_kubelet_fail_on=sometimes", cwd=self.work, code=2)
        self.assertRegex(text, "value of oscap_kubelet_fail_on must be one of: never, error, fail, got: sometimes")
        self.assertEqual(sorted(os.listdir(self.work)), [".ansible", "ansible_collections"])


if __name__ == "__main__":
    unittest.main(verbosity=2)
