# SPDX-License-Identifier: LGPL-2.1-or-later
"""The recorded cases, brought into one shape. README.md says what the files hold."""
import json
import os
import re

from files import Directory, write_files

HERE = os.path.dirname(os.path.abspath(__file__))

# Stands for the directory that a case's files lie in, which is also the working directory.
ROOT = "@ROOT@"

RECORDED = "recorded.jsonl"
LADDER = "ladder.jsonl"
CONFIGZ = "configz.jsonl"
KUBELET_CASES = "kubelet-cases.json"
SOURCES = "sources.json"
DEFAULTS = "defaults-1.36.2.json"

MODES = ("AlwaysAllow", "Webhook")

# The flag `v` sets this field, in versions that have it.
VERBOSITY = "logging.verbosity"
VERBOSITY_SINCE = 23

# kubelet-cases.json has short names.
SHORT_NAMES = {
    "mode": "authorization.mode",
    "anonymous": "authentication.anonymous.enabled",
    "readOnlyPort": "readOnlyPort",
    "streamingIdle": "streamingConnectionIdleTimeout",
    "clientCA": "authentication.x509.clientCAFile",
    "eventQPS": "eventRecordQPS",
    "podPids": "podPidsLimit",
}
OTHER_FILE = ("apiVersion: kubelet.config.k8s.io/v1beta1\nkind: KubeletConfiguration\n"
              "authorization:\n  mode: AlwaysAllow\n")

# What a recorded message is about, by the first pattern that it matches.
STAGES = [
    ("parse1", r"unknown flag|failed to parse kubelet flag|unknown command"),
    ("labels", r"invalid node labels"),
    ("env", r"KUBELET_CONFIG_DROPIN_DIR_ALPHA not set"),
    ("validate", r"invalid configuration|failed to validate"),
    ("merge", r"failed to merge|dropin"),
    ("load", r"load kubelet config|load Kubelet config|config file, path|failed to decode|"
             r"error found in #|to decode:|\bdecode\b"),
]


def as_text(value):
    """A recorded value as the core tells it; None for one that is empty."""
    if value is None or value == "" or value == [] or value == {}:
        return None
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list):
        return ", ".join(as_text(item) for item in value)
    if isinstance(value, dict):
        return ", ".join(as_elements(value))
    return str(value)


def as_elements(value):
    """The members of a recorded list or map as the core tells them."""
    if isinstance(value, list):
        return [as_text(item) for item in value]
    if isinstance(value, dict):
        return ["%s=%s" % (key, as_text(value[key])) for key in sorted(value)]
    return []


class Expected:
    """What a kubelet of one version did.

    settings   values as they were recorded, by name; empty if it refused to start
    stage      where it refused; None if it did not
    logged     it refused after it had logged its settings: the mode is one that it does not know
    """

    def __init__(self, settings, stage=None, logged=False):
        self.settings = settings
        self.stage = stage
        self.logged = logged

    @property
    def refuses(self):
        """Whether the right answer is an error."""
        return self.stage is not None


class Case:
    """Arguments and files, and what kubelets made of them.

    argv         argv[1..], with ROOT
    files        text by path below the root, with ROOT
    directories  paths below the root that exist, maybe without a file in them
    alpha        whether KUBELET_CONFIG_DROPIN_DIR_ALPHA is in the environment
    expected     an Expected by version
    """

    def __init__(self, corpus, name, argv, files, directories, alpha, expected):
        self.corpus = corpus
        self.name = name
        self.argv = argv
        self.files = files
        self.directories = directories
        self.alpha = alpha
        self.expected = expected

    def argv_in(self, root):
        """argv[1..] where the files lie in that directory."""
        return [argument.replace(ROOT, root) for argument in self.argv]

    def paths(self, flag):
        """The values that arguments give to a flag."""
        argv = self.argv_in("")
        return ([word.partition("=")[2] for word in argv if word.startswith("--%s=" % flag)] +
                [after for word, after in zip(argv, argv[1:]) if word == "--" + flag])

    def lacks_file(self):
        """Whether an argument names a configuration file, or a directory of such, that is not there."""
        there = ["/" + path.strip("/") for path in list(self.files) + list(self.directories)]
        return any(not any((path + "/").startswith(wanted.rstrip("/") + "/") for path in there)
                   for wanted in self.paths("config") + self.paths("config-dir"))

    def write(self, directory, root):
        """Write the files into a directory that the kubelet sees as `root`."""
        write_files(directory, {path: Directory() for path in self.directories})
        write_files(directory, {path: text.replace(ROOT, root)
                                for path, text in self.files.items()})


def minor_of(version):
    """20 of 1.20.2"""
    return int(version.split(".")[1])


def _stage_of(message):
    for stage, pattern in STAGES:
        if re.search(pattern, message):
            return stage
    raise ValueError("what is it about? " + message)


def _recorded_expectation(version, record):
    if not record["starts"]:
        return Expected({}, stage=_stage_of(record["error"]))
    settings = dict(record["effective"], **record["flags"])
    if minor_of(version) >= VERBOSITY_SINCE:
        settings[VERBOSITY] = settings.pop("v")
    if settings["authorization.mode"] not in MODES:
        return Expected(settings, stage="authz", logged=True)
    return Expected(settings)


def _rows(corpus):
    """The rows of a file with one a line."""
    with open(os.path.join(HERE, corpus), encoding="utf-8") as file:
        return [json.loads(line) for line in file]


def _says_something(record):
    """Whether a record is about the settings, and not about what the recording machine lacked."""
    return record["starts"] or "unable to load client CA file" not in record["error"]


def recorded(corpus=RECORDED):
    """The cases of recorded.jsonl, or of ladder.jsonl."""
    cases = []
    for row in _rows(corpus):
        expected = {version: _recorded_expectation(version, record)
                    for version, record in row["kubelets"].items() if _says_something(record)}
        cases.append(Case(corpus, row["id"], row["argv"], row["files"], [],
                          "KUBELET_CONFIG_DROPIN_DIR_ALPHA" in row["env"], expected))
    return cases


def configz():
    """The rows of configz.jsonl."""
    return _rows(CONFIGZ)


def _short_expectation(row):
    if "refuse" in row:
        return Expected({}, stage=row["refuse"])
    settings = {}
    for short, value in row.items():
        if isinstance(value, str) and value.startswith("@/"):
            value = ROOT + value[1:]
        settings[SHORT_NAMES.get(short, short)] = value
    return Expected(settings)


def kubelet_cases(corpus=KUBELET_CASES):
    """The cases of kubelet-cases.json, or of sources.json."""
    names = {"{M}": ROOT + "/main/kubelet.conf", "{M2}": ROOT + "/main/other.yaml",
             "{D}": ROOT + "/d"}
    with open(os.path.join(HERE, corpus), encoding="utf-8") as file:
        rows = json.load(file)["cases"]
    cases = []
    for row in rows:
        argv = [re.sub(r"\{\w+\}", lambda match: names[match.group()], argument)
                for argument in row["argv"]]
        files = {"main/other.yaml": OTHER_FILE}
        if row["main"] is not None:
            files["main/kubelet.conf"] = row["main"]
        for path, text in (row["dropins"] or {}).items():
            files["d/" + path] = text
        directories = ["main"] if row["dropins"] is None else ["main", "d"]
        expected = {version: _short_expectation(answer)
                    for version, answer in row["expect"].items()}
        cases.append(Case(corpus, row["id"], argv, files, directories, row["env_alpha"],
                          expected))
    return cases


def defaults():
    """The values of defaults-1.36.2.json: by "with_config" and "without", then by name."""
    with open(os.path.join(HERE, DEFAULTS), encoding="utf-8") as file:
        return json.load(file)


class Exceptions:
    """The places where a scanner cannot know what was recorded, with the reasons.

    A row of exceptions.json: the corpus; the case and the version, or * for all; the setting; the text
    that was recorded, and is excused, null for nothing; the reason.
    """

    FIELDS = ("corpus", "case", "version", "setting", "recorded")

    def __init__(self, *corpora):
        with open(os.path.join(HERE, "exceptions.json"), encoding="utf-8") as file:
            self.rows = [row for row in json.load(file) if row["corpus"] in corpora]
        for row in self.rows:
            if set(row) != set(self.FIELDS + ("reason",)) or not all(
                    value or name == "recorded" for name, value in row.items()):
                raise ValueError("wrong fields: %r" % row)
            row["used"] = 0

    def excuse(self, *place):
        """Whether a disagreement at a place, told as FIELDS, is one of them."""
        for row in self.rows:
            if all(row[field] == value or (field in ("case", "version") and row[field] == "*")
                   for field, value in zip(self.FIELDS, place)):
                row["used"] += 1
                return True
        return False

    def describe(self):
        """A line each."""
        return ["exception: %(corpus)s %(version)s, case %(case)s, %(setting)s recorded as "
                "%(recorded)s: %(used)d times. %(reason)s" % row for row in self.rows]

    def not_needed(self):
        """Those that excused nothing."""
        return [row for row in self.rows if row["used"] == 0]
