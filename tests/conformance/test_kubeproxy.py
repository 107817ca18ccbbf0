# SPDX-License-Identifier: LGPL-2.1-or-later
"""What real kube-proxies made of the cases of kube-proxy.jsonl, against the core."""
import collections
import ipaddress
import json
import os
import re
import unittest

import batch
import corpus

COUNTS = {"1.20.2": 350, "1.32.13": 350, "1.36.3": 350}
# These are OpenShift's, which warn of a gate that they do not know.
VENDORS = ("1.32.13", "1.36.3")
VENDORS_FILE = "etc/machine-config-daemon"

PORTS = {"metricsBindAddress": ("metrics-port", 10249), "healthzBindAddress": ("healthz-port", 10256)}
SETTINGS = ["metricsBindAddress", "healthzBindAddress", "bindAddress", "bindAddressHardFail",
            "enableProfiling", "hostnameOverride", "mode", "clusterCIDR", "configSyncPeriod",
            "nodePortAddresses", "oomScoreAdj", "detectLocalMode", "showHiddenMetricsForVersion"]
CLIENT = ["acceptContentTypes", "burst", "contentType", "kubeconfig", "qps"]


def read_cases():
    """The recorded cases, whole again."""
    with open(os.path.join(corpus.HERE, "kube-proxy.jsonl"), encoding="utf-8") as file:
        rows = [json.loads(line) for line in file]
    base = rows.pop(0)["base"]
    for case in rows:
        for version, record in case["kube-proxy"].items():
            if "written" in record:
                record["written"] = {**base[version], **record["written"]}
    return rows


def port_of(argv, flag):
    """What the last of a flag says."""
    port = None
    for index, argument in enumerate(argv):
        if argument == "--" + flag:
            port = int(argv[index + 1])
        elif argument.startswith("--%s=" % flag):
            port = int(argument.split("=", 1)[1])
    return port


def completed(address, port):
    """What one that runs makes of an address without a file (--write-config-to leaves it)."""
    if port == 0:
        return None
    try:
        ipaddress.ip_address(address)
    except ValueError:
        return address
    return ("%s:%d" if "." in address else "[%s]:%d") % (address, port)


def wanted(case, written):
    """The settings that are recorded, as the core tells them."""
    told = {name: corpus.as_text(written[name]) for name in SETTINGS}
    for name in CLIENT:
        told["clientConnection." + name] = corpus.as_text(written["clientConnection"][name])
    for gate, value in (written.get("featureGates") or {}).items():
        told["featureGates." + gate] = corpus.as_text(value)
    for name, (flag, port) in PORTS.items():
        if case.get("without_file"):
            said = port_of(case["argv"], flag)
            told[name] = completed(told[name], port if said is None else said)
    return told


def is_of_addresses(case, record):
    """Whether a refusal is one that --write-config-to brought about: an address without its port."""
    return bool(case.get("without_file")) and \
        re.search(r"(Metrics|Healthz)BindAddress", record.get("error", "")) is not None


class KubeProxy(unittest.TestCase):
    """Each case, each version that was recorded."""

    def test_recorded(self):
        """What starts has the values that were written; what does not is an error."""
        cases = read_cases()[::5 if batch.UNDER else 1]
        asked = []
        with batch.Batch() as questions:
            for case in cases:
                for version, record in case["kube-proxy"].items():
                    files = dict(case["files"])
                    if version in VENDORS:
                        files[VENDORS_FILE] = ""
                    root = questions.write({name: text.replace("@ROOT@", "")
                                            for name, text in files.items()})
                    settings = wanted(case, record["written"]) if "written" in record \
                        else {"metricsBindAddress": None}
                    questions.ask(root, [text.replace("@ROOT@", "") for text in case["argv"]],
                                  [int(version.split(".")[1])], list(settings),
                                  component="kube-proxy")
                    asked.append((case, version, record, settings))
            answers = questions.run()
        self._compare(asked, answers)

    def _compare(self, asked, answers):
        wrong = []
        counts = collections.Counter()
        left = collections.Counter()
        for (case, version, record, settings), answer in zip(asked, answers):
            counts[version] += 1
            told, = answer.values()
            if "written" not in record:
                if told["metricsBindAddress"].kind == "refused":
                    continue
                if is_of_addresses(case, record):
                    left[version] += 1
                    continue
                wrong.append((case["id"], version, "refused: " + record["error"],
                              told["metricsBindAddress"]))
                continue
            for name, value in settings.items():
                if told[name].kind == "refused" and settings["metricsBindAddress"] is None:
                    continue  # a running one is refused port 0
                if not told[name].told or told[name].value != value:
                    wrong.append((case["id"], version, "%s: %r" % (name, value), told[name]))
        print("cases: %s; refused without a port, which a running one has: %s"
              % (dict(counts), dict(left)))
        for row in wrong:
            print(*row)
        self.assertEqual(wrong, [])
        if not batch.UNDER:
            self.assertEqual(dict(counts), COUNTS)


if __name__ == "__main__":
    unittest.main()
