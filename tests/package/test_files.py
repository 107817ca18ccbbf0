# SPDX-License-Identifier: LGPL-2.1-or-later
"""What the packages have in them, need and run, without an installation."""
import os
import re
import unittest

import packages

# Each has to be there, and whatever else is lies in a directory of ours: COMMON, and what a family has.
COMMON = """
/usr/bin/oscap-kubelet
/usr/bin/oscap-kubelet-fix
/usr/lib/oscap-kubelet/bin/oscap
/usr/lib/oscap-kubelet/cpe/openscap-cpe-dict.xml
/usr/lib/oscap-kubelet/oscap-kubelet-ask
/usr/lib/oscap-kubelet/oscap-kubelet-command
/usr/lib/oscap-kubelet/oscap-kubelet.so
/usr/lib/oscap-kubelet/periodic-scan
/usr/lib/oscap-kubelet/summary/__main__.py
/usr/lib/oscap-kubelet/summary/page.css
/usr/lib/oscap-kubelet/summary/page.html.j2
/usr/lib/oscap-kubelet/summary/page.js
/usr/lib/oscap-kubelet/summary/page.py
/usr/lib/systemd/system/oscap-kubelet-scan.service
/usr/lib/systemd/system/oscap-kubelet-scan.timer
/usr/share/ansible/collections/ansible_collections/oscap_kubelet/nodes/README.md
/usr/share/ansible/collections/ansible_collections/oscap_kubelet/nodes/galaxy.yml
/usr/share/ansible/collections/ansible_collections/oscap_kubelet/nodes/meta/runtime.yml
/usr/share/ansible/collections/ansible_collections/oscap_kubelet/nodes/playbooks/remediate.yml
/usr/share/ansible/collections/ansible_collections/oscap_kubelet/nodes/playbooks/scan.yml
/usr/share/ansible/collections/ansible_collections/oscap_kubelet/nodes/roles/scan/files/fix-at-once
/usr/share/ansible/collections/ansible_collections/oscap_kubelet/nodes/roles/scan/tasks/main.yml
/usr/share/bash-completion/completions/oscap-kubelet
/usr/share/bash-completion/completions/oscap-kubelet-fix
/usr/share/doc/oscap-kubelet/examples/tailoring.xml
/usr/share/man/man7/oscap-kubelet-tests.7.gz
/usr/share/man/man8/oscap-kubelet-fix.8.gz
/usr/share/man/man8/oscap-kubelet-summary.8.gz
/usr/share/man/man8/oscap-kubelet.8.gz
/usr/share/oscap-kubelet/fleet/README.md
/usr/share/oscap-kubelet/fleet/compliance-operator/Containerfile.content
/usr/share/oscap-kubelet/fleet/compliance-operator/Containerfile.scanner
/usr/share/oscap-kubelet/fleet/kubernetes/Containerfile
/usr/share/oscap-kubelet/fleet/kubernetes/base/daemonset.yaml
/usr/share/oscap-kubelet/fleet/kubernetes/overlays/log/kustomization.yaml
/usr/share/xml/scap/kubelet/content/kubelet-cpe-dictionary.xml
/usr/share/xml/scap/kubelet/content/kubelet-cpe-oval.xml
/usr/share/xml/scap/kubelet/content/kubelet-ds.xml
/usr/share/xml/scap/kubelet/content/kubelet-ocil.xml
/usr/share/xml/scap/kubelet/content/kubelet-oval.xml
/usr/share/xml/scap/kubelet/content/kubelet-xccdf.xml
/usr/share/xml/scap/kubelet/content/oscap-kubelet-ds.xml
/usr/share/xml/scap/kubelet/schema/extended/linux-definitions-schema.xsd
/usr/share/xml/scap/kubelet/schema/linux-kubelet-definitions-schema.xsd
/usr/share/xml/scap/kubelet/schema/overlay
/usr/share/xml/scap/kubelet/schema/scan.schema.json
/usr/share/xml/scap/kubelet/schema/summary.schema.json
""".split()
DEB = ["/usr/share/doc/oscap-kubelet/changelog.gz", "/usr/share/doc/oscap-kubelet/copyright"]
RPM = ["/usr/share/doc/oscap-kubelet/changelog", "/usr/share/licenses/oscap-kubelet/LICENSE"]
# Directories and names of ours, and no others, so that no file of another package can be meant.
OURS = re.compile(
    r"/usr/(bin/oscap-kubelet(-fix)?|lib/oscap-kubelet(/.*)?"
    r"|lib/systemd/system/oscap-kubelet-scan\.(service|timer)"
    r"|share/(doc|licenses|lintian/overrides)/oscap-kubelet(/.*)?"
    r"|share/ansible/collections/ansible_collections/oscap_kubelet/nodes/([a-zA-Z_/]+\.(md|yml)|roles/scan/files/fix-at-once)"
    r"|share/man/man[78]/oscap-kubelet[a-z-]*\.[78]\.gz"
    r"|share/bash-completion/completions/oscap-kubelet(-fix)?|share/(xml/scap/kubelet|oscap-kubelet)(/.*)?)$")


def files_of_deb():
    """{path: (mode, owner)} of the files"""
    rows = [line.split(None, 5) for line in
            packages.output("dpkg-deb", "--contents", packages.made("deb")).splitlines()]
    return {row[5].split(" -> ")[0][1:]: (row[0], row[1]) for row in rows if row[0][0] != "d"}


def query_rpm(*options):
    """Lines that rpm says of the .rpm."""
    return packages.output("rpm", "--query", "--package", *options, packages.made("rpm")).splitlines()


def files_of_rpm():
    """{path: (mode, owner)} of the files"""
    rows = [line.split() for line in
            query_rpm("--queryformat", "[%{FILEMODES:perms} %{FILEUSERNAME}/%{FILEGROUPNAME} %{FILENAMES}\n]")]
    return {row[2]: (row[0], row[1]) for row in rows if row[0][0] != "d"}


class Files(unittest.TestCase):
    """Lists of files"""

    def check(self, files, wanted):
        """All that is wanted is there, all else has a name of ours, and is root's."""
        self.assertEqual([path for path in COMMON + wanted if path not in files], [])
        self.assertEqual([path for path in files if not OURS.match(path)], [])
        self.assertEqual({owner for _, owner in files.values()}, {"root/root"})
        self.assertEqual({mode for mode, _ in files.values()} -
                         {"-rw-r--r--", "-rwxr-xr-x", "lrwxrwxrwx"}, set())

    def test_deb(self):
        """The .deb"""
        self.check(files_of_deb(), DEB)

    def test_rpm(self):
        """The .rpm, which has the same"""
        self.check(files_of_rpm(), RPM)
        family = re.compile("/usr/share/(doc|licenses|lintian)/")
        self.assertEqual({path for path in files_of_rpm() if not family.match(path)},
                         {path for path in files_of_deb() if not family.match(path)})


class Needs(unittest.TestCase):
    """Dependencies, by each family's names"""

    def test_deb(self):
        """The scanner by its name, libraries as dpkg-shlibdeps finds them"""
        fields = [packages.output("dpkg-deb", "--field", packages.made("deb"), field).strip()
                  for field in ("Depends", "Conflicts", "Replaces", "Breaks", "Provides", "Pre-Depends")]
        names = {depend.split()[0] for depend in fields[0].split(", ")}
        self.assertEqual(names, {"openscap-scanner", "libc6", "libjson-c5", "libxml2", "libyaml-0-2"})
        self.assertEqual(fields[1:], [""] * 5)
        self.assertEqual(packages.output("dpkg-deb", "--field", packages.made("deb"), "Recommends").strip(),
                         "python3-jinja2")

    def test_rpm(self):
        """The names, the shell, and the libraries that rpm finds"""
        names = {line.split()[0] for line in query_rpm("--requires")}
        libraries = {name for name in names if ".so." in name}
        self.assertEqual({name for name in names - libraries if not name.startswith(("rpmlib(", "rtld("))},
                         {"openscap-scanner", "libyaml", "/bin/sh"})
        self.assertEqual({re.sub(r"\(.*", "", name) for name in libraries
                          if not name.startswith("ld-linux")},
                         {"libc.so.6", "libjson-c.so.5", "libxml2.so.2", "libyaml-0.so.2"})
        self.assertEqual(query_rpm("--conflicts") + query_rpm("--obsoletes"), [])
        self.assertEqual(query_rpm("--recommends"), ["python3-jinja2"])

    def test_scripts(self):
        """Those of both are the same, but for what is there for one of them."""
        lines = query_rpm("--scripts")
        self.assertEqual([line for line in lines if " scriptlet (using " in line],
                         ["%s scriptlet (using /bin/sh):" % name
                          for name in ("postinstall", "preuninstall", "postuninstall")])
        for script in ("postinst", "prerm", "postrm"):
            text = packages.output("dpkg-deb", "--info", packages.made("deb"), script)
            self.assertNotIn("DEBHELPER", text)
            self.assertIn(text.rstrip(), "\n".join(lines))
            self.assertNotRegex(text, r"systemctl.* (enable|start|preset)\b|divert")


if __name__ == "__main__":
    packages.run_tests()
