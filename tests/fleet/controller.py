# SPDX-License-Identifier: LGPL-2.1-or-later
"""The controller of a fleet: ansible-playbook, and what it said."""
import json
import os
import re
import resource
import subprocess

import hosts

COLLECTIONS = "/usr/share/ansible/collections"
CONFIG = """[defaults]
forks = 10
host_key_checking = False
retry_files_enabled = False
nocows = True
stdout_callback = default
timeout = 5
[ssh_connection]
pipelining = True
ssh_args = -o ControlMaster=auto -o ControlPersist=120 -o UserKnownHostsFile=/dev/null
"""
RECAP = re.compile(r"^(\S+) +: +((?:\w+=\d+ *)+)$", re.M)


class Play:
    """What a run of ansible-playbook was: its exit code, its output, and the numbers of its recap.

    `seconds` are those of a processor, on the controller alone.
    """

    def __init__(self, code, out, seconds):
        self.code, self.out, self.seconds = code, out, seconds
        self.recap = {name: {word.split("=")[0]: int(word.split("=")[1]) for word in numbers.split()}
                      for name, numbers in RECAP.findall(out)}

    def __repr__(self):
        return "ansible-playbook ended with %d after %.1f s:\n%s" % (self.code, self.seconds, self.out)

    def numbers(self, name):
        """Of the recap: {node: the number of that name}"""
        return {each: numbers[name] for each, numbers in self.recap.items()}


class Controller:
    """Runs playbooks of the installed collection on the nodes of a fleet."""

    def __init__(self, fleet, tree):
        self.fleet = fleet
        self.collections = tree + COLLECTIONS
        self.directory = fleet.path("controller")
        os.makedirs(os.path.join(self.directory, "home"))
        with open(os.path.join(self.directory, "ansible.cfg"), "w", encoding="ascii") as file:
            file.write(CONFIG)

    def path(self, *names):
        """A path in the directory from which it is run."""
        return os.path.join(self.directory, *names)

    def play(self, playbook, names, *options, each=None, **variables):
        """Run a playbook on these nodes; `each` are the variables of single ones."""
        inventory = {"all": {"hosts": {
            name: dict({"ansible_host": self.fleet.nodes[name].address}, **(each or {}).get(name, {}))
            for name in names}, "vars": dict({
                "ansible_user": hosts.USER, "ansible_ssh_private_key_file": self.fleet.path("key"),
                "ansible_python_interpreter": "/usr/bin/python3"}, **variables)}}
        with open(self.path("inventory.json"), "w", encoding="utf-8") as file:
            json.dump(inventory, file)
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        done = subprocess.run(
            ["ansible-playbook", "--inventory", "inventory.json", "oscap_kubelet.nodes." + playbook, *options],
            cwd=self.directory, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
            universal_newlines=True, timeout=600,
            env={"PATH": os.environ["PATH"], "HOME": self.path("home"), "LANG": "C.UTF-8",
                 "ANSIBLE_COLLECTIONS_PATH": self.collections, "PYTHONDONTWRITEBYTECODE": "1"})
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        return Play(done.returncode, done.stdout,
                    after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime)

    def results(self, *names):
        """The path of results, by default of their directory."""
        return self.path("oscap-kubelet-results", *names)

    def json(self, *names):
        """A document of the results."""
        with open(self.results(*names), encoding="utf-8") as file:
            return json.load(file)
