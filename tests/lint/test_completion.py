# SPDX-License-Identifier: LGPL-2.1-or-later
"""Completion by a real bash, as it is installed."""
import os
import pty
import re
import shutil
import subprocess
import tempfile
import unittest

from project import BUILD, NAME, SOURCE

COMPLETION = "/usr/share/bash-completion/bash_completion"
PREFIX = "xccdf_%s_rule_" % NAME

# What is typed before the key, what is among the words that are offered then, and what is not.
ROWS = [
    ("oscap-kubelet ", ["scan", "xccdf", "info"], ["--profile"]),
    ("oscap-kubelet sc", ["scan"], ["xccdf"]),
    ("oscap-kubelet scan --profile ", ["cis_node_level1", "drift", "stig_node"], ["scan"]),
    ("oscap-kubelet scan --profile=cis_node_", ["cis_node_level1", "cis_node_level2"], ["drift"]),
    ("oscap-kubelet scan --rule kubelet_authorization_m", ["kubelet_authorization_mode"], []),
    ("oscap-kubelet scan --format ", ["json", "junit", "sarif", "text"], []),
    ("oscap-kubelet scan --", ["--help", "--profile", "--tailoring-file"], ["--remediate"]),
    ("oscap-kubelet scan --evidence ", ["both", "computed", "configz"], []),
    ("oscap-kubelet configz --", ["--asked", "--computed", "--output", "--pid"], ["--format"]),
    ("oscap-kubelet summary --", ["--nodes", "--output", "--since"], ["--format"]),
    ("oscap-kubelet summary /usr/shar", ["/usr/share"], []),
    ("oscap-kubelet summary --since /usr/shar", ["/usr/share"], []),
    ("oscap-kubelet summary --nodes /etc/passw", ["/etc/passwd"], []),
    ("oscap-kubelet explain authorization.m", ["authorization.mode"], ["authorization.mode="]),
    ("oscap-kubelet xccdf ", ["eval", "generate"], ["scan"]),
    ("oscap-kubelet xccdf eval --rem", ["--remediate"], []),
    ("oscap-kubelet xccdf eval --profile eff", ["effective"], []),
    ("oscap-kubelet xccdf eval --rule xccdf", [PREFIX + "kubelet_authorization_mode"], []),
    ("oscap-kubelet-fix auth", ["authorization.mode=", "authentication.anonymous.enabled="], []),
    ("oscap-kubelet-fix featureGates.Rotate",
     ["featureGates.RotateKubeletServerCertificate="], ["authorization.mode="]),
    ("oscap-kubelet-fix authorization.mode=", [], ["authorization.mode="]),
    ("oscap-kubelet-fix --", ["--dry-run", "--files", "--version"], ["--config"]),
    ("oscap-kubelet-fix --files ", ["configuration", "tls_key"], []),
    ("oscap-kubelet-fix --said ", ["false", "true"], []),
    ("oscap-kubelet-fix --component ", ["kube-proxy", "kubelet"], []),
    ("oscap-kubelet-fix --remove host", ["hostname-override"], ["hostname-override="]),
    ("oscap-kubelet-fix --rule file_mode", [], ["kubelet_authorization_mode"]),
    ("oscap-kubelet-fix --instead serverTLS", ["serverTLSBootstrap="], []),
]

# bash calls the function of a command as it does for the key, and prints what that offers. The words are
# split where readline splits them. Beside a key only `compopt` can say how a word ends.
ASK = r"""
source %s
compopt() { :; }
while IFS= read -r line; do
	command=${line%%%% *}
	complete -p "$command" &>/dev/null || _completion_loader "$command"
	function=$(complete -p "$command" | sed 's/.*-F \([^ ]*\).*/\1/')
	mapfile -t COMP_WORDS < <(sed 's/=/\n=\n/g; s/ /\n/g' <<<"$line" | sed '$!{/^$/d}')
	COMP_LINE=$line COMP_POINT=${#line} COMP_CWORD=$((${#COMP_WORDS[@]} - 1)) COMP_TYPE=9 COMP_KEY=9
	COMPREPLY=()
	"$function" "$command" "${COMP_WORDS[COMP_CWORD]}" "${COMP_WORDS[COMP_CWORD - 1]}"
	echo "${COMPREPLY[*]}"
done
""" % COMPLETION


class Completion(unittest.TestCase):
    """What is installed, found as bash-completion finds it."""

    @classmethod
    def setUpClass(cls):
        cls.work = tempfile.mkdtemp()
        prefix = os.path.join(cls.work, "usr")
        subprocess.run(["cmake", "--install", BUILD, "--prefix", prefix], check=True,
                       stdout=subprocess.DEVNULL)
        cls.environment = dict(
            os.environ, LC_ALL="C.UTF-8", TERM="dumb", HOME=cls.work,
            XDG_DATA_DIRS=os.path.join(prefix, "share") + ":/usr/share",
            PATH=os.path.join(prefix, "bin") + ":" + os.environ["PATH"])

    @classmethod
    def tearDownClass(cls):
        shutil.rmtree(cls.work)

    def ask(self, lines):
        """@return for each line the words that are offered"""
        result = subprocess.run(["bash", "--norc", "-c", ASK], env=self.environment,
                                input="".join(line + "\n" for line in lines),
                                stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                                universal_newlines=True)
        self.assertEqual((result.returncode, result.stderr), (0, ""))
        return [words.split() for words in result.stdout.splitlines()]

    def test_rows(self):
        """What is wanted is offered, and nothing else that it might be confused with."""
        answers = self.ask([line for line, _, _ in ROWS])
        self.assertEqual(len(answers), len(ROWS))
        for (line, wanted, others), words in zip(ROWS, answers):
            with self.subTest(line=line):
                self.assertEqual([word for word in wanted if word not in words], [], words)
                self.assertEqual([word for word in others if word in words], [], words)
                self.assertEqual(len(words), len(set(words)))

    def test_all(self):
        """All verbs, and what is in the stream, are offered."""
        with open(os.path.join(BUILD, "content", "oscap-kubelet-ds.xml"), encoding="utf-8") as file:
            ids = re.findall(r'<xccdf-1\.2:(Rule|Profile) id="xccdf_.*?_(?:rule|profile)_([^"]+)"',
                             file.read())
        profiles, rules, words = self.ask(["oscap-kubelet scan --profile ",
                                           "oscap-kubelet scan --rule ", "oscap-kubelet "])
        self.assertEqual(profiles, [name for kind, name in ids if kind == "Profile"])
        self.assertEqual(rules, [name for kind, name in ids if kind == "Rule"])
        with open(os.path.join(SOURCE, "probe", "command", "verbs.h"), encoding="utf-8") as file:
            verbs = re.findall(r'VERB\("([a-z]+)"', file.read())
        self.assertEqual(words[-len(verbs):], verbs)

    def test_key(self):
        """The key itself, in a terminal: the rest of a word comes, and the command runs."""
        ours, theirs = pty.openpty()
        os.write(ours, b"oscap-kubelet-fix --vers\t\nexit\n")
        with subprocess.Popen(["bash", "--noprofile", "--rcfile", COMPLETION, "-i"], stdin=theirs,
                              stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, env=self.environment,
                              start_new_session=True) as shell:
            os.close(theirs)
            told = shell.stdout.read().decode()
        os.close(ours)
        self.assertRegex(told, r"(?m)^oscap-kubelet-fix \d+\.\d+\.\d+$")


if __name__ == "__main__":
    unittest.main(verbosity=2)
