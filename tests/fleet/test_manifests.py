# SPDX-License-Identifier: LGPL-2.1-or-later
"""The manifests of content/fleet/kubernetes, as kustomize makes them: what two versions of Kubernetes say
they are, and what the README promises.
"""
import copy
import os
import shutil
import subprocess
import tempfile
import unittest

import yaml

import debian
import fleet
import packages
import schema

BASE = ("base",)
OVERLAYS = ("overlays/log", "overlays/host-path", "overlays/volume")
KINDS = ["Namespace", "ServiceAccount", "DaemonSet", "NetworkPolicy"]
# Named by the version that brought them.
SINCE_1_30 = ["recursiveReadOnly", "appArmorProfile"]

BEFORE = """apiVersion: kustomize.config.k8s.io/v1beta1
kind: Kustomization
resources: [../%s]
components: [../components/before-1.30]
"""

# Mutants of the DaemonSet: a path, what is put there, and what is said of it.
MUTANTS = [
    (("spec", "template", "spec", "hostPid"), True, "hostPid is not known"),
    (("spec", "template", "spec", "initContainers", 0, "image"), 7, "image is 7, no str"),
    (("spec", "template", "spec", "tolerations"), {}, "tolerations is no list"),
    (("spec", "template", "spec", "initContainers", 0, "securityContext", "privileged"), "false", "no bool"),
    (("spec", "template", "spec", "volumes", 0), {"hostPath": {}}, "lacks path"),
    (("spec", "template", "spec", "terminationGracePeriodSeconds"), True, "no int"),
    (("kind",), "Daemonset2", "Daemonset2 of apps/v1 is not known"),
]


class Manifests(unittest.TestCase):
    """kustomize, and OpenAPI of Kubernetes 1.22 and 1.30"""

    maxDiff = None

    @classmethod
    def setUpClass(cls):
        class Cleanups:
            """Makes what a whole class has look like a test's."""
            addCleanup = cls.addClassCleanup
        root = debian.Root(Cleanups, "trixie", ("kustomize", schema.PACKAGE))
        cls.kustomize = root.unpack("kustomize")
        cls.new = schema.Schema(root.unpack(schema.PACKAGE))
        root = debian.Root(Cleanups, "bookworm", (schema.PACKAGE,))
        cls.old = schema.Schema(root.unpack(schema.PACKAGE))
        cls.made = {name: fleet.render(cls.kustomize, name) for name in BASE + OVERLAYS}

    def test_valid(self):
        """Nothing unknown, missing or of another type"""
        for name, documents in self.made.items():
            with self.subTest(directory=name):
                self.assertEqual([self.new.problems(document) for document in documents],
                                 [[]] * len(documents))
                kinds = sorted(KINDS + (["PersistentVolumeClaim"] if name == "overlays/volume" else []))
                self.assertEqual(sorted(document["kind"] for document in documents), kinds)

    def test_names(self):
        """All is in one namespace, and in no other by chance."""
        for name, documents in self.made.items():
            for document in documents:
                with self.subTest(directory=name, kind=document["kind"]):
                    self.assertEqual(document["metadata"].get("namespace", document["metadata"]["name"]
                                     if document["kind"] == "Namespace" else None), "oscap-kubelet")

    def test_newer(self):
        """What 1.22 does not know is what the README says to be of 1.30, and it alone."""
        for name, documents in self.made.items():
            with self.subTest(directory=name):
                said = sum((self.old.problems(document) for document in documents), [])
                self.assertEqual(sorted(text.split()[0].rpartition(".")[2] for text in said),
                                 sorted(SINCE_1_30), said)

    def test_before(self):
        """The component for older ones leaves nothing that 1.22 does not know."""
        for name in BASE + OVERLAYS:
            with self.subTest(directory=name), tempfile.TemporaryDirectory() as work:
                tree = os.path.join(work, "kubernetes")
                shutil.copytree(fleet.KUBERNETES, tree)
                os.mkdir(os.path.join(tree, "mine"))
                with open(os.path.join(tree, "mine", "kustomization.yaml"), "w", encoding="ascii") as file:
                    file.write(BEFORE % name)
                documents = fleet.render(self.kustomize, os.path.join(tree, "mine"))
                self.assertEqual([self.old.problems(document) for document in documents],
                                 [[]] * len(documents))
                metadata, = [document["spec"]["template"]["metadata"] for document in documents
                             if document["kind"] == "DaemonSet"]
                self.assertEqual(metadata["annotations"],
                                 {"container.apparmor.security.beta.kubernetes.io/scan": "unconfined"})

    def test_mutants(self):
        """A manifest that is wrong is seen to be."""
        daemonset, = [document for document in self.made["base"] if document["kind"] == "DaemonSet"]
        for path, value, said in MUTANTS:
            with self.subTest(path=path):
                mutant = copy.deepcopy(daemonset)
                place = mutant
                for step in path[:-1]:
                    place = place[step]
                place[path[-1]] = value
                for version in (self.old, self.new):
                    self.assertIn(said, "\n".join(version.problems(mutant)))

    def test_promises(self):
        """What the README says of rights, in each overlay"""
        for name, documents in self.made.items():
            with self.subTest(directory=name):
                self.check_rights(fleet.pod_of(documents))
                namespace, = [document for document in documents if document["kind"] == "Namespace"]
                self.assertEqual(namespace["metadata"]["labels"],
                                 {"pod-security.kubernetes.io/enforce": "privileged"})

    def check_rights(self, spec):
        """A pod"""
        self.assertFalse({"hostPID", "hostIPC", "hostNetwork"} & set(spec))
        self.assertIs(spec["automountServiceAccountToken"], False)
        self.assertEqual(spec["securityContext"]["seccompProfile"], {"type": "RuntimeDefault"})
        self.assertEqual(spec["tolerations"], [{"operator": "Exists"}])
        scan, = spec["initContainers"]
        rest, = spec["containers"]
        for container, added in ((scan, ["SYS_PTRACE", "DAC_READ_SEARCH"]), (rest, None)):
            security = container["securityContext"]
            self.assertEqual(security["capabilities"], dict({"drop": ["ALL"]}, **({"add": added} if added else {})))
            self.assertIs(security["privileged"], False)
            self.assertIs(security["allowPrivilegeEscalation"], False)
            self.assertIs(security["readOnlyRootFilesystem"], True)
            self.assertEqual((container["image"], container["imagePullPolicy"]), ("oscap-kubelet", "IfNotPresent"))
        writable = [mount["name"] for mount in scan["volumeMounts"] if not mount.get("readOnly")]
        self.assertEqual(sorted(writable), ["results", "tmp"])
        self.assertEqual([mount["name"] for mount in rest["volumeMounts"]], ["results"])
        self.assertIs(rest["volumeMounts"][0]["readOnly"], True)

    def test_image(self):
        """A name of one's own comes in by `kustomize edit set image`, as the README says."""
        with tempfile.TemporaryDirectory() as work:
            tree = os.path.join(work, "kubernetes")
            shutil.copytree(fleet.KUBERNETES, tree)
            here = os.path.join(tree, "overlays", "log")
            subprocess.run([os.path.join(self.kustomize, "usr/bin/kustomize"), "edit", "set", "image",
                            "oscap-kubelet=mine.example/scanner:1"], cwd=here, check=True)
            spec = fleet.pod_of(fleet.render(self.kustomize, here))
            self.assertEqual({container["image"] for container in spec["initContainers"] + spec["containers"]},
                             {"mine.example/scanner:1"})

    def test_every_file(self):
        """Each file of the directory belongs to some manifest, the image or the README."""
        for base, _, names in os.walk(fleet.KUBERNETES):
            for name in names:
                with self.subTest(name=name):
                    if name.endswith(".yaml"):
                        with open(os.path.join(base, name), encoding="utf-8") as file:
                            self.assertTrue(yaml.safe_load(file)["kind"])
                    else:
                        self.assertIn(name, ("README.md", "Containerfile"))


if __name__ == "__main__":
    packages.main()
