# SPDX-License-Identifier: LGPL-2.1-or-later
"""A process without libopenscap is not touched by the plugin."""
import os
import tempfile

from loader import PLUGIN, WRAPPER, Case, environment, fake, oscap, preload, real_oscap, run
from suite import run_tests, table

LISTED = "probe_kubeletsetting"


@table([
    ("true", ["true"], ""),
    ("sh", ["sh", "-c", "echo \"$((1 + 2))\""], "3\n"),
    ("bash", ["bash", "-c", "echo hello | cat"], "hello\n"),
    ("python", ["python3", "-c", "print(1)"], "1\n"),
    ("ls of the plugin itself", ["ls", PLUGIN], PLUGIN + "\n"),
])
class Bystanders(Case):
    """Programs that happen to run under the same LD_PRELOAD."""

    def check(self, argv, out):
        result = run(argv, env=environment(LD_PRELOAD=preload(PLUGIN)))
        self.assert_run(result, 0, out, "")

    def test_keeps_preload(self):
        """Where there is no libopenscap, LD_PRELOAD stays for those that come after."""
        value = preload(PLUGIN)
        result = run(["sh", "-c", "echo \"$LD_PRELOAD\""], env=environment(LD_PRELOAD=value))
        self.assert_run(result, 0, value + "\n", "")

    def test_lazy_and_eager_binding(self):
        """No import has to resolve, not even when all of them are bound at once."""
        env = environment(LD_PRELOAD=preload(PLUGIN), LD_BIND_NOW="1")
        self.assert_run(run(["bash", "-c", "exit 3"], env=env), 3, "", "")


class Between(Case):
    """A shell stands between LD_PRELOAD and oscap, or between oscap and what oscap starts."""

    def test_shell_before_oscap(self):
        """The plugin passes through a shell to the oscap that it starts."""
        env = environment(LD_PRELOAD=preload(PLUGIN))
        result = run(["bash", "-c", '"$0" --version; echo $?', real_oscap()], env=env)
        self.assert_run(result, 0, err="")
        self.assertIn(LISTED, result.out)
        self.assertTrue(result.out.endswith("\n0\n"), str(result))

    def test_wrapper_over_a_script(self):
        """The configured oscap may be a script that starts the real one."""
        script = os.path.join(os.path.dirname(fake("whole")), "script")
        with open(script, "w") as file:
            file.write("#!/bin/bash\n\"%s\" \"$@\"\n" % real_oscap())
        os.chmod(script, 0o755)
        result = run([WRAPPER, "--version"], env=environment(OSCAP_KUBELET_OSCAP=script))
        self.assert_run(result, 0, err="")
        self.assertIn(LISTED, result.out)

    def test_child_of_oscap(self):
        """What oscap starts runs without the plugin, and unharmed."""
        result = run([WRAPPER, "child", 'echo "[$LD_PRELOAD]"; bash -c "echo unharmed"'],
                     env=environment(OSCAP_KUBELET_OSCAP=fake("whole")))
        self.assert_run(result, 0, "[%s]\nunharmed\n" % preload(), "")


class Script(Case):
    """A check of the script check engine, which the real oscap runs as a child."""

    BENCHMARK = """<?xml version="1.0" encoding="utf-8"?>
<Benchmark xmlns="http://checklists.nist.gov/xccdf/1.2" id="xccdf_x_benchmark_x" resolved="1">
  <status date="2026-01-01">draft</status>
  <version>1</version>
  <Rule id="xccdf_x_rule_x" selected="true">
    <title>t</title>
    <check system="http://open-scap.org/page/SCE">
      <check-content-ref href="script.sh"/>
    </check>
  </Rule>
</Benchmark>
"""

    def test_script(self):
        """A script runs without the plugin, and unharmed."""
        if "SCE Version" not in oscap("--version").out:
            self.skipTest("optional: this oscap has no script check engine")
        with tempfile.TemporaryDirectory() as work:
            with open(os.path.join(work, "xccdf.xml"), "w") as file:
                file.write(self.BENCHMARK)
            with open(os.path.join(work, "script.sh"), "w") as file:
                file.write('#!/bin/bash\necho "[$LD_PRELOAD]" >seen\nexit $XCCDF_RESULT_PASS\n')
            os.chmod(os.path.join(work, "script.sh"), 0o755)
            result = oscap("xccdf", "eval", "xccdf.xml", cwd=work)
            self.assert_run(result, 0)
            self.assertRegex(result.out, r"Result\s+pass")
            with open(os.path.join(work, "seen")) as file:
                self.assertIn(file.read(), ("[%s]\n" % preload(), "[]\n"))


if __name__ == "__main__":
    run_tests()
