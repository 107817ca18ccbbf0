# SPDX-License-Identifier: LGPL-2.1-or-later
"""By sudo, which gives what it starts a PATH and an environment of its own.

A user who is not root calls it, with a configuration of sudo that only this test sees.
"""
import os
import pwd
import re
import tempfile
import unittest

import node
import suite
from loader import BYSTANDER, SANITIZER, Case, environment, fake, real_oscap, run
from project import INSTALLED

LISTED = "probe_kubeletsetting"
USER = "nobody"
LOCAL = "/usr/local/bin"
# As Debian and Fedora install it, but for the path, and for the password that it asks for.
SUDOERS = """Defaults env_reset
Defaults secure_path="%s"
%s ALL=(ALL:ALL) NOPASSWD: ALL
"""


@unittest.skipUnless(suite.has_user(pwd.getpwnam(USER).pw_uid), "optional: sudo needs the users of this machine, which root has")
class Sudo(Case):
    """sudo, with a secure_path"""

    def setUp(self):
        work = tempfile.TemporaryDirectory()
        self.addCleanup(work.cleanup)
        self.work = work.name
        os.chmod(self.work, 0o755)
        node.mount("none", LOCAL, "tmpfs", data="mode=755")
        self.addCleanup(node.unmount, LOCAL)
        os.symlink(os.path.join(node.PUBLIC_BUILD, "oscap-kubelet"),
                   os.path.join(LOCAL, "oscap-kubelet"))
        self.configure("/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin")
        node.mount(self.sudoers(), "/etc/sudoers", flags=node.MS_BIND)
        self.addCleanup(node.unmount, "/etc/sudoers")

    def sudoers(self):
        """The configuration of sudo."""
        return os.path.join(self.work, "sudoers")

    def configure(self, secure_path):
        """Have sudo use that path."""
        with open(self.sudoers(), "w", encoding="ascii") as file:
            file.write(SUDOERS % (secure_path, USER))
        os.chmod(self.sudoers(), 0o440)

    def link(self):
        """What the manual says of the whole machine: the word oscap is ours."""
        os.symlink("oscap-kubelet", os.path.join(LOCAL, "oscap"))

    def sudo(self, *arguments, **changes):
        """What the user gets by sudo, but for what it says where nobody knows the name of this machine."""
        sanitizer = ["env", "LD_PRELOAD=" + SANITIZER, "ASAN_OPTIONS=detect_leaks=0"]
        user = pwd.getpwnam(USER)
        result = run(["setpriv", "--reuid", str(user.pw_uid), "--regid", str(user.pw_gid), "--clear-groups",
                      "sudo", "--non-interactive"] + sanitizer * bool(SANITIZER) + list(arguments),
                     env=environment(**changes))
        result.err = re.sub(r"(?m)^sudo: unable to resolve host .*\n", "", result.err)
        return result

    def assert_found(self, result):
        """The run ended in the real oscap, with the plugin."""
        self.assert_run(result, 0, err="")
        self.assertIn(LISTED, result.out)

    def test_wrapper(self):
        """By its name, and by its path"""
        self.assert_found(self.sudo("oscap-kubelet", "--version"))
        self.assert_found(self.sudo(os.path.join(LOCAL, "oscap-kubelet"), "--version"))

    def test_link(self):
        """As oscap, which the path of sudo has before the real one; that is found, not the link again."""
        stock = self.sudo("oscap", "--version")
        self.assert_run(stock, 0, err="")
        self.assertNotIn(LISTED, stock.out)
        self.link()
        self.assert_found(self.sudo("oscap", "--version"))
        self.assert_found(self.sudo("oscap-kubelet", "--version"))

    def test_path_without_it(self):
        """As on Fedora and RHEL, whose path lacks /usr/local/bin: sudo finds the real oscap, and us by the
        path of the file alone.
        """
        self.link()
        self.configure("/sbin:/bin:/usr/sbin:/usr/bin")
        # A package has it where the path leads anyway.
        if not INSTALLED:
            lacking = self.sudo("oscap-kubelet", "--version")
            self.assertEqual((lacking.code != 0, lacking.out), (True, ""), str(lacking))
        self.assertNotIn(LISTED, self.sudo("oscap", "--version").out)
        self.assert_found(self.sudo(os.path.join(LOCAL, "oscap"), "--version"))

    def test_path_without_oscap(self):
        """One that has nothing but us: oscap is still the system's, and the wrapper says what it lacks."""
        self.link()
        self.configure(LOCAL)
        self.assert_found(self.sudo("oscap", "--version"))
        result = self.sudo("oscap-kubelet", "--version")
        self.assert_refused(result, "there is no oscap in " + LOCAL, "openscap-scanner")

    def test_variables(self):
        """sudo drops variables of ours; behind it they count, as words of its own or of env."""
        variable = "OSCAP_KUBELET_OSCAP=" + fake("whole").replace(node.BUILD, node.PUBLIC_BUILD)
        name, value = variable.split("=")
        command = ["oscap-kubelet", "exit", "7"]
        dropped = self.sudo(*command, **{name: value})
        self.assertIn("No such module: exit", dropped.err, str(dropped))
        for before in ([variable], ["env", variable]):
            self.assert_run(self.sudo(*before, *command), 7, "", "")
        self.assert_run(self.sudo("--preserve-env=" + name, *command, **{name: value}), 7, "", "")

    def test_preload(self):
        """sudo drops LD_PRELOAD, which is why the plugin alone would not arrive."""
        plugin = os.path.join(node.PUBLIC_BUILD, "probe", "oscap-kubelet.so")
        alone = self.sudo(real_oscap(), "--version", LD_PRELOAD=plugin + ":" + BYSTANDER)
        self.assert_run(alone, 0, err="")
        self.assertNotIn(LISTED, alone.out)


if __name__ == "__main__":
    suite.main()
