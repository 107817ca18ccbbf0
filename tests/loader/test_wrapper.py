# SPDX-License-Identifier: LGPL-2.1-or-later
"""The wrapper is a drop-in for oscap: it becomes the real one, or says in one line why not."""
import os
import pwd
import select
import shutil
import signal
import subprocess
import tempfile
import unittest

from loader import (BYSTANDER, PLUGIN, WRAPPER, Case, environment, fake, oscap, preload,
                    real_oscap, run)
from project import BUILD
from suite import run_tests, table

LISTED = "probe_kubeletsetting"


def with_fake(name="whole", **changes):
    """An environment where an imitation is the configured oscap."""
    return environment(OSCAP_KUBELET_OSCAP=fake(name), **changes)


@table([
    ("none", []),
    ("plain", ["a", "-b", "--c=d"]),
    ("empty and blank", ["", " ", "a b", "\t", ""]),
    ("quotes and globs", ["'", '"', "*", "$HOME", "\\", ";", "`id`"]),
    ("line feed", ["a\nb"]),
    ("not ASCII", ["ü", "\udcff"]),
    ("many", [str(number) for number in range(5000)]),
])
class Arguments(Case):
    """Arguments arrive as they are."""

    def check(self, arguments):
        argv = ["arguments"] + arguments
        result = run([WRAPPER] + argv, env=with_fake())
        self.assertEqual(result.code, 0, str(result))
        seen = result.raw.split(b"\0")[:-1]
        self.assertEqual(seen, [os.fsencode(argument) for argument in [WRAPPER] + argv])


@table([("code %d" % code, code) for code in (0, 1, 2, 101, 120, 121, 122, 255)])
class ExitCode(Case):
    """Exit codes are oscap's, those of the self-test too."""

    def check(self, code):
        self.assert_run(run([WRAPPER, "exit", str(code)], env=with_fake()), code, "", "")


class Verbs(Case):
    """A verb that oscap does not have is another program's, unless oscap is what was called."""

    def test_verb(self):
        """It gets the arguments behind the verb, and needs no oscap."""
        result = run([WRAPPER, "scan", "--nothing"], env=environment(PATH="/nowhere"))
        self.assertEqual(result.code, 1)
        self.assertIn("oscap-kubelet scan: ", result.err)

    def test_called_oscap(self):
        """Called as oscap, it is oscap alone."""
        with tempfile.TemporaryDirectory() as path:
            name = os.path.join(path, "oscap")
            os.symlink(WRAPPER, name)
            seen = run([name, "--version"])
            self.assertTrue(seen.out.startswith("OpenSCAP command line tool (oscap) "), str(seen))
            seen = run([name, "arguments", "scan"], env=with_fake())
            self.assertEqual(seen.out.split("\0")[1:], ["arguments", "scan", ""], str(seen))
            seen = run([name, "scan"])
            self.assertNotIn("oscap-kubelet scan", seen.err)
            self.assertIn("No such module: scan", seen.err)

    def test_version(self):
        """Its own version is the first line, oscap's are the others."""
        own, others = oscap("--version").out.split("\n", 1)
        self.assertRegex(own, r"^oscap-kubelet \d+\.\d+\.\d+$")
        self.assertTrue(others.startswith("OpenSCAP command line tool (oscap) "), others)


@table([("empty", ""), ("a number", "1"), ("nearly ours", "asked by oscap-kubelet ")])
class SelfTestOfTheCaller(Case):
    """A variable of that name in the caller's environment changes nothing."""

    def check(self, value):
        self.assert_run(run([WRAPPER, "exit", "7"], env=with_fake(OSCAP_KUBELET_SELFTEST=value)),
                        7, "", "")
        result = run([WRAPPER, "--version"], env=environment(OSCAP_KUBELET_SELFTEST=value))
        self.assert_run(result, 0, err="")
        self.assertIn(LISTED, result.out)


class Streams(Case):
    """Standard input, output and error, and death, are oscap's."""

    def test_stdin(self):
        """The start that is only a test leaves standard input alone."""
        result = run([WRAPPER, "copy"], env=with_fake(), stdin=b"a\0b\n" * 5000)
        self.assertEqual(result.raw, b"a\0b\n" * 5000)

    def test_stderr(self):
        """Standard error has what oscap writes, and nothing more."""
        self.assert_run(run([WRAPPER, "complain"], env=with_fake()), 0, "", "complaint\n")

    def test_ignored_children(self):
        """Ends of children are ignored by oscap if they were by its caller, and only then."""
        for action, wanted in (("SIG_IGN", True), ("SIG_DFL", False)):
            done = subprocess.run(
                [WRAPPER, "child", "grep SigIgn /proc/$PPID/status"], env=with_fake(),
                stdout=subprocess.PIPE, preexec_fn=lambda: signal.signal(
                    signal.SIGCHLD, getattr(signal, action)))
            ignored = int(done.stdout.split()[1], 16)
            self.assertEqual(bool(ignored >> (signal.SIGCHLD - 1) & 1), wanted)

    def test_signal(self):
        """A signal that ends oscap ends the process that was started."""
        self.assert_run(run([WRAPPER, "die"], env=with_fake()), -15, "", "")

    def test_process(self):
        """oscap has the process ID that the caller knows."""
        process = subprocess.Popen([WRAPPER, "child", "echo $PPID"], env=with_fake(),
                                   stdout=subprocess.PIPE)
        out = process.communicate()[0]
        self.assertEqual(out.decode().strip(), str(process.pid))

    def test_same_as_stock(self):
        """The usage text and its exit code are those of the real oscap."""
        for arguments in ([], ["-h"], ["no-such-module"], ["info", "/none"]):
            stock = run([real_oscap()] + arguments)
            ours = oscap(*arguments)
            self.assertEqual((ours.code, ours.out, ours.err.replace(WRAPPER, real_oscap())),
                             (stock.code, stock.out, stock.err), str(ours))


class Directories(Case):
    """Directories for PATH."""

    def setUp(self):
        work = tempfile.TemporaryDirectory()
        self.addCleanup(work.cleanup)
        self.work = work.name

    def directory(self, name):
        """A directory for PATH."""
        path = os.path.join(self.work, name)
        os.makedirs(path)
        return path

    def named_oscap(self, name):
        """A directory with a symbolic link named oscap to the wrapper."""
        path = self.directory(name)
        os.symlink(WRAPPER, os.path.join(path, "oscap"))
        return path

    def copied_oscap(self, name):
        """A directory with a copy of wrapper and plugin, the wrapper named oscap, as they were built:
        one that is installed looks for the plugin in its prefix.
        """
        path = self.directory(name)
        shutil.copy(os.path.join(BUILD, "oscap-kubelet"), os.path.join(path, "oscap"))
        os.mkdir(os.path.join(path, "probe"))
        shutil.copy(PLUGIN, os.path.join(path, "probe"))
        return path

    def with_path(self, *directories):
        """An environment with that PATH."""
        return environment(PATH=":".join(directories))

    def assert_found(self, result):
        """The run ended in the real oscap, with the plugin."""
        self.assert_run(result, 0, err="")
        self.assertIn(LISTED, result.out)


class Search(Directories):
    """The real oscap is found, and never the wrapper itself."""

    def test_symlink(self):
        """Called by a symbolic link, also by one to a link."""
        first = os.path.join(self.work, "first")
        second = os.path.join(self.work, "second")
        os.symlink(WRAPPER, first)
        os.symlink("first", second)
        self.assert_found(run([second, "--version"]))

    def test_relative(self):
        """Called by a path relative to the working directory."""
        self.assert_found(run(["./oscap-kubelet", "--version"], cwd=BUILD))

    def test_by_name(self):
        """Found in PATH, like a command."""
        env = self.with_path(BUILD, os.environ["PATH"])
        self.assert_found(run(["sh", "-c", "oscap-kubelet --version"], env=env))

    def test_named_oscap(self):
        """Installed as oscap, before the real one in PATH."""
        path = self.named_oscap("bin")
        env = self.with_path(path, os.environ["PATH"])
        self.assert_found(run([os.path.join(path, "oscap"), "--version"], env=env))
        self.assert_found(run([WRAPPER, "--version"], env=env))

    def test_copies(self):
        """Copies of the wrapper do not find each other, in either order."""
        paths = [self.copied_oscap("one"), self.copied_oscap("two")]
        env = self.with_path(*(paths + [os.environ["PATH"]]))
        for path in paths:
            self.assert_found(run([os.path.join(path, "oscap"), "--version"], env=env))
        self.assert_found(run([WRAPPER, "--version"], env=env))
        only = self.with_path(*paths)
        self.assert_refused(run([WRAPPER, "--version"], env=only), "there is no oscap in ")

    def test_no_oscap(self):
        """Without any oscap one line says what to install."""
        env = self.with_path(self.directory("empty"), self.named_oscap("self"))
        self.assert_refused(run([WRAPPER, "--version"], env=env), "there is no oscap in ",
                            "openscap-scanner")

    def test_not_from_working_directory(self):
        """An oscap in the working directory is not started, whatever PATH says."""
        path = self.directory("here")
        with open(os.path.join(path, "oscap"), "w") as file:
            file.write("#!/bin/sh\ntouch ran\nexit 120\n")
        os.chmod(os.path.join(path, "oscap"), 0o755)
        env = self.with_path("", ".", "here", os.environ["PATH"])
        self.assert_found(run([WRAPPER, "--version"], env=env, cwd=path))
        self.assertEqual(os.listdir(path), ["oscap"])

    def test_not_a_program(self):
        """What is named oscap in PATH but is no program is passed over."""
        path = self.directory("odd")
        os.mkdir(os.path.join(path, "oscap"))
        other = self.directory("plain")
        with open(os.path.join(other, "oscap"), "w") as file:
            file.write("text")
        env = self.with_path(path, other, os.environ["PATH"])
        self.assert_found(run([WRAPPER, "--version"], env=env))

    def test_configured_is_self(self):
        """The configured oscap is not the wrapper, nor a copy of it."""
        for path in (self.named_oscap("link"), self.copied_oscap("copy")):
            env = environment(OSCAP_KUBELET_OSCAP=os.path.join(path, "oscap"))
            self.assert_refused(run([WRAPPER], env=env), "is oscap-kubelet itself")

    def test_configured_is_missing(self):
        """The configured oscap is a program."""
        for path in ("/no/such", "/", PLUGIN + "/x", "/etc/passwd"):
            env = environment(OSCAP_KUBELET_OSCAP=path)
            self.assert_refused(run([WRAPPER], env=env), "OSCAP_KUBELET_OSCAP is no program")

    def test_configured_is_relative(self):
        """A relative path is one of the working directory."""
        directory, name = os.path.split(fake("whole"))
        env = environment(OSCAP_KUBELET_OSCAP=name)
        self.assert_run(run([WRAPPER, "exit", "7"], env=env, cwd=directory), 7, "", "")


class Plain(Directories):
    """Called as oscap it always ends in oscap, with one line where that is without the plugin."""

    def plain(self, *arguments, path=(), name="oscap", **changes):
        """Run it by a link named oscap, with directories before PATH."""
        own = os.path.join(self.work, "own")
        if not os.path.isdir(own):
            self.named_oscap("own")
        directories = list(path) + [own, own, os.environ["PATH"]]
        return run([os.path.join(own, name)] + list(arguments),
                   env=environment(PATH=":".join(directories), **changes))

    def assert_alone(self, result, *parts):
        """It went on as the real oscap alone, which is told in one line."""
        self.assertEqual(result.code, 0, str(result))
        self.assertTrue(result.out.startswith("OpenSCAP command line tool"), str(result))
        self.assertNotIn(LISTED, result.out)
        self.assertEqual(result.err.count("\n"), 1, str(result))
        for part in parts + ("oscap-kubelet: ", "; going on as oscap alone"):
            self.assertIn(part, result.err, str(result))

    def test_codes(self):
        """Exit codes are oscap's, with the plugin and without it."""
        for code in (0, 1, 2, 101):
            for changes in ({}, {"OSCAP_KUBELET_PLUGIN": "/none.so"}):
                result = self.plain("exit", str(code), OSCAP_KUBELET_OSCAP=fake("whole"),
                                    **changes)
                self.assertEqual((result.code, result.out), (code, ""), str(result))
                self.assertEqual(result.err.count("\n"), len(changes), str(result))

    def test_no_plugin(self):
        """The plugin is not there, or is no library."""
        self.assert_alone(self.plain("--version", OSCAP_KUBELET_PLUGIN="/none.so"),
                          "/none.so cannot be read")
        broken = os.path.join(self.work, "broken.so")
        with open(broken, "w") as file:
            file.write("text")
        self.assert_alone(self.plain("--version", OSCAP_KUBELET_PLUGIN=broken),
                          "does not load the plugin")

    def test_libraries_that_do_not_do(self):
        """A libopenscap in which hooks cannot work: bound inside, one of them missing."""
        for name, part in (("symbolic", "bound internally"), ("protected", "bound internally"),
                           ("hookless", "has no probe_table_at_index")):
            result = self.plain("exit", "7", OSCAP_KUBELET_OSCAP=fake(name))
            self.assertEqual((result.code, result.out, result.err.count("\n")), (7, "", 1),
                             str(result))
            self.assertIn(part, result.err)

    def test_keeps_what_was_preloaded(self):
        """What the caller preloads stays, with the plugin and without it."""
        before = preload(BYSTANDER)
        for changes in ({}, {"OSCAP_KUBELET_PLUGIN": "/none.so"}):
            result = self.plain("child", "echo $LD_PRELOAD", LD_PRELOAD=before,
                                OSCAP_KUBELET_OSCAP=fake("whole"), **changes)
            self.assertEqual(result.out.strip(), before, str(result))

    def test_hard_link(self):
        """A hard link is the same program; away from the plugin it is oscap alone."""
        path = self.directory("hard")
        try:
            os.link(WRAPPER, os.path.join(path, "oscap"))
        except OSError:
            shutil.copy(WRAPPER, os.path.join(path, "oscap"))
        self.assert_found(self.plain("--version", path=[path]))
        result = run([os.path.join(path, "oscap"), "--version"],
                     env=self.with_path(path, path, os.environ["PATH"]))
        self.assert_alone(result, "cannot be read")

    def test_script_that_leads_back(self):
        """A script named oscap that starts this program is no oscap, with the plugin or without."""
        path = self.directory("script")
        with open(os.path.join(path, "oscap"), "w") as file:
            file.write("#!/bin/sh\nexec %s/own/oscap \"$@\"\n" % self.work)
        os.chmod(os.path.join(path, "oscap"), 0o755)
        self.assert_found(self.plain("--version", path=[path]))
        self.assert_alone(self.plain("--version", path=[path], OSCAP_KUBELET_PLUGIN="/none.so"))

    def test_path_without_oscap(self):
        """A PATH that has nothing but this one finds the oscap of the system."""
        own = self.named_oscap("only")
        self.assert_found(run([os.path.join(own, "oscap"), "--version"], env=self.with_path(own)))


class Refusals(Case):
    """Whatever keeps the plugin from being effective is told in one line, with exit code 1."""

    def setUp(self):
        work = tempfile.TemporaryDirectory()
        self.addCleanup(work.cleanup)
        self.work = work.name

    def plugin(self, name="plugin.so", content=None):
        """A file to be taken for the plugin."""
        path = os.path.join(self.work, name)
        if content is None:
            shutil.copy(PLUGIN, path)
        else:
            with open(path, "wb") as file:
                file.write(content)
        return path

    def refused(self, plugin, *parts, **changes):
        """The wrapper refuses a plugin."""
        result = oscap("--version", env=environment(OSCAP_KUBELET_PLUGIN=plugin, **changes))
        self.assert_refused(result, *parts)

    def test_control(self):
        """A copy of the plugin is not refused."""
        result = oscap("--version", env=environment(OSCAP_KUBELET_PLUGIN=self.plugin()))
        self.assert_run(result, 0, err="")
        self.assertIn(LISTED, result.out)

    def test_missing(self):
        """The plugin is not there."""
        self.refused(self.work + "/none.so", "cannot be read: No such file or directory")

    def test_missing_beside_wrapper(self):
        """The wrapper was moved away from the plugin."""
        shutil.copy(WRAPPER, self.work)
        result = run([os.path.join(self.work, "oscap-kubelet"), "--version"])
        self.assert_refused(result, self.work, "cannot be read: No such file or directory")

    def test_no_library(self):
        """The plugin is a text; ld.so says what it thinks of it."""
        path = self.plugin(content=b"no library")
        self.refused(path, real_oscap() + " does not load the plugin " + path, "ld.so")

    def test_cut_off(self):
        """The plugin is not whole."""
        with open(PLUGIN, "rb") as file:
            path = self.plugin(content=file.read(5000))
        self.refused(path, "does not load the plugin " + path)

    def test_other_machine(self):
        """The plugin was built for another machine."""
        with open(PLUGIN, "rb") as file:
            content = bytearray(file.read())
        content[18:20] = b"\x08\0"
        path = self.plugin(content=bytes(content))
        self.refused(path, "does not load the plugin " + path, "ld.so")

    def test_needs_what_is_missing(self):
        """The plugin needs a library that is not there."""
        with open(PLUGIN, "rb") as file:
            content = file.read()
        self.assertIn(b"\0libyaml-0.so.2\0", content)
        path = self.plugin(content=content.replace(b"\0libyaml-0.so.2\0", b"\0libyaml-0.so.x\0"))
        self.refused(path, "does not load the plugin " + path, "libyaml-0.so.x")

    def test_other_library(self):
        """The plugin is a library, but another one."""
        path = os.path.join(os.path.dirname(fake("whole")), "libopenscap.so.99")
        self.refused(path, "does not load the plugin " + path)

    def test_path_that_cannot_be_preloaded(self):
        """LD_PRELOAD has no way to write these."""
        for name in ("a b.so", "a:b.so", "a$LIB.so"):
            self.refused(self.plugin(name), "cannot be preloaded from a path with a blank")

    def test_oscap_without_libopenscap(self):
        """What is named oscap is another program."""
        self.refused(PLUGIN, "/true does not load the plugin ", "linked with no libopenscap.so",
                     OSCAP_KUBELET_OSCAP=shutil.which("true"))

    def test_oscap_that_cannot_start(self):
        """What is named oscap is executable, but no program."""
        path = self.plugin("oscap", content=b"\x7fELF nonsense")
        os.chmod(path, 0o755)
        self.refused(PLUGIN, path + " does not load the plugin", "Exec format error",
                     OSCAP_KUBELET_OSCAP=path)

    @unittest.skipUnless(os.geteuid() == 0, "optional: only root can give a file away")
    def test_no_answer(self):
        """A script that becomes itself, or waits, for ever; what it started ends, too."""
        for number, text in enumerate(("exec oscap \"$@\"", "sleep 4321; exit")):
            directory = os.path.join(self.work, str(number))
            os.mkdir(directory)
            path = os.path.join(directory, "oscap")
            with open(path, "w", encoding="ascii") as file:
                file.write("#!/bin/sh\n%s\n" % text)
            os.chmod(path, 0o755)
            # Whoever still runs holds the end that is written to; asking for the arguments of all
            # processes of the machine waits for those whose memory is busy.
            ended, held = os.pipe()
            with open(ended, "rb"):
                with open(held, "wb"):
                    result = run([WRAPPER, "--version"], pass_fds=(held,), env=environment(
                        PATH=directory + ":" + os.environ["PATH"]))
                self.assert_refused(result, path + " did not say within 20 seconds")
                self.assertEqual(select.select([ended], [], [], 5)[0], [ended])

    def test_set_user_id(self):
        """ld.so preloads nothing into an oscap that runs as another user than its caller."""
        nobody = pwd.getpwnam("nobody").pw_uid
        os.chmod(self.work, 0o755)
        path = os.path.join(self.work, "oscap")
        shutil.copy(real_oscap(), path)
        os.chown(path, nobody, -1)
        os.chmod(path, 0o4755)
        self.refused(PLUGIN, path + " does not load the plugin", OSCAP_KUBELET_OSCAP=path)

    @unittest.skipUnless(os.geteuid() == 0, "optional: only root can mount")
    def test_noexec(self):
        """ld.so maps nothing from a file system that is mounted noexec."""
        if subprocess.call(["unshare", "--mount", "true"], stderr=subprocess.DEVNULL) != 0:
            self.skipTest("optional: no mount namespace of our own")
        script = ('mount -t tmpfs -o noexec tmpfs "$0" && cp "$1" "$0/plugin.so" && '
                  'OSCAP_KUBELET_PLUGIN=$0/plugin.so exec "$2" --version')
        result = run(["unshare", "--mount", "sh", "-c", script, self.work, PLUGIN, WRAPPER])
        self.assert_refused(result, "does not load the plugin " + self.work, "ld.so")

    @unittest.skipUnless(os.geteuid() == 0, "optional: only root can become another user")
    def test_unreadable(self):
        """The plugin may not be read."""
        nobody = pwd.getpwnam("nobody").pw_uid
        path = self.plugin()
        os.chmod(self.work, 0o700)
        process = subprocess.Popen(
            [WRAPPER, "--version"], env=environment(OSCAP_KUBELET_PLUGIN=path),
            stdout=subprocess.PIPE, stderr=subprocess.PIPE, preexec_fn=lambda: os.setuid(nobody))
        out, err = process.communicate()
        if process.returncode == 126 or b"Permission denied" not in err:
            self.fail("%s %s %s" % (process.returncode, out, err))
        self.assertEqual((process.returncode, out, err.count(b"\n")), (1, b"", 1), err)


@unittest.skipUnless(shutil.which("cmake"), "there is no cmake")
class Installed(Case):
    """What cmake --install makes, wherever it ends up."""

    @classmethod
    def setUpClass(cls):
        work = tempfile.TemporaryDirectory()
        cls.work = work
        cls.prefix = os.path.join(work.name, "opt")
        subprocess.check_call(["cmake", "--install", BUILD, "--prefix", cls.prefix],
                              stdout=subprocess.DEVNULL)

    @classmethod
    def tearDownClass(cls):
        cls.work.cleanup()

    def assert_works(self, path):
        """The wrapper at that path works."""
        result = run([path, "--version"])
        self.assert_run(result, 0, err="")
        self.assertIn(LISTED, result.out)

    def test_in_place(self):
        """At the prefix it was installed to."""
        self.assert_works(os.path.join(self.prefix, "bin", "oscap-kubelet"))

    def test_moved(self):
        """The whole prefix was moved, as packages do."""
        moved = os.path.join(self.work.name, "moved")
        shutil.copytree(self.prefix, moved, symlinks=True)
        self.assert_works(os.path.join(moved, "bin", "oscap-kubelet"))
        # What is meant for a PATH, as oscap finds it there.
        names = [os.path.join(directory, "oscap") for directory, _, files in os.walk(moved)
                 if "oscap" in files]
        self.assertEqual([os.path.basename(os.path.dirname(name)) for name in names], ["bin"])
        path = os.path.dirname(names[0]) + ":" + os.environ["PATH"]
        result = run(["sh", "-c", "oscap --version"], env=environment(PATH=path))
        self.assert_run(result, 0, err="")
        self.assertIn(LISTED, result.out)

    def test_uses_its_own_plugin(self):
        """It takes the plugin that was installed with it, not that of the build tree."""
        broken = os.path.join(self.work.name, "broken")
        shutil.copytree(self.prefix, broken)
        for directory, _, names in os.walk(broken):
            if "oscap-kubelet.so" in names:
                os.remove(os.path.join(directory, "oscap-kubelet.so"))
        result = run([os.path.join(broken, "bin", "oscap-kubelet"), "--version"])
        self.assert_refused(result, broken, "cannot be read")

    def test_as_oscap(self):
        """Linked as oscap into a directory that comes first in PATH."""
        first = os.path.join(self.work.name, "first")
        os.mkdir(first)
        os.symlink(os.path.join(self.prefix, "bin", "oscap-kubelet"),
                   os.path.join(first, "oscap"))
        env = environment(PATH=first + ":" + os.environ["PATH"])
        result = run(["sh", "-c", "oscap --version"], env=env)
        self.assert_run(result, 0, err="")
        self.assertIn(LISTED, result.out)


if __name__ == "__main__":
    run_tests()
