# SPDX-License-Identifier: LGPL-2.1-or-later
"""How the cost grows with what a node has most of: images that are alike but for one number.

Each row makes the files of an image with a kubelet's service and so many of something. In an image there
are neither processes nor clocks, so that the instructions of two runs differ in nothing else.
"""
import contextlib
import tempfile

import measure
from files import Link, write_files
from node import HEADER

UNIT = "/etc/systemd/system/kubelet.service"
CONFIG = "/var/lib/kubelet/config.yaml"
DROPINS = "/etc/kubernetes/kubelet.conf.d"
KUBECONFIG = "/etc/kubernetes/kubelet.conf"
FIXED = {"/usr/bin/kubelet": "", KUBECONFIG: "", "/etc/os-release": "ID=debian\n",
         "/usr/lib/systemd/libsystemd-shared-252.so": ""}
# Every setting of the tables is asked for where none is named.
FEW = ("authorization.mode", "tlsCipherSuites", "readOnlyPort")


def service(*args, lines=()):
    """A unit that starts a kubelet."""
    return "[Service]\n%sExecStart=/usr/bin/kubelet %s\n" % (
        "".join(line + "\n" for line in lines), " ".join(("--kubeconfig=" + KUBECONFIG,) + args))


def image(config="", args=(), lines=(), more=()):
    """The files of an image with one kubelet."""
    files = dict(FIXED)
    files[UNIT] = service("--config=" + CONFIG, *args, lines=lines)
    files[CONFIG] = HEADER + config
    files.update(more)
    return files


def units(count):
    """Services that start something else."""
    return image(more={"/usr/lib/systemd/system/other-%05d.service" % at:
                       "[Service]\nExecStart=/usr/bin/other --number=%d\n" % at
                       for at in range(count)})


def unit_dropins(count):
    """Drop-in files of the kubelet's unit."""
    return image(more={"%s.d/%05d.conf" % (UNIT, at): "[Service]\nNice=%d\n" % (at % 20)
                       for at in range(count)})


def dashes(count):
    """Dashes in the name of an instance, each of which may begin the name of drop-in files."""
    name = "a-" * count + "a@"
    units = "/usr/lib/systemd/system/"
    return image(more={units + name + ".service": "[Service]\nExecStart=/usr/bin/other\n",
                       units + "multi-user.target.wants/" + name + "1.service":
                       Link("../" + name + ".service")})


def services(count):
    """Services that each start a kubelet."""
    return image(more={"/etc/systemd/system/kubelet-%05d.service" % at:
                       service("--config=" + CONFIG) for at in range(count)})


def mentions(count):
    """Mentions of the kubelet in one word of a shell's script."""
    return image(more={"/etc/systemd/system/other.service":
                       "[Service]\nExecStart=/bin/sh -c 'echo %s'\n" % ("\"kubelet" * count)})


def variables(count):
    """Environment variables in a file that the unit names."""
    return image(lines=["EnvironmentFile=/etc/default/kubelet"], more={
        "/etc/default/kubelet": "".join("BENCH_%05d=value\n" % at for at in range(count))})


def dropins(count):
    """Drop-in files of the configuration, each with a setting of the same name."""
    return image(args=["--config-dir=" + DROPINS], more={
        "%s/%05d.conf" % (DROPINS, at): HEADER + "readOnlyPort: %d\n" % (at + 1)
        for at in range(count)})


def elements(count):
    """Members of a list."""
    return image("tlsCipherSuites:\n" + "".join("- CIPHER_%05d\n" % at for at in range(count)))


def unknown_keys(count):
    """Keys that no version knows."""
    return image("".join("benchKey%05d: 1\n" % at for at in range(count)))


def unknown_dropin_keys(count):
    """Keys that no version knows, in a file that is merged."""
    return image(args=["--config-dir=" + DROPINS], more={
        DROPINS + "/1.conf": HEADER + "".join("benchKey%05d: 1\n" % at for at in range(count))})


def gates(count):
    """Feature gates in the file."""
    return image("featureGates:\n" + "".join("  Bench%05d: true\n" % at for at in range(count)))


def thresholds(count):
    """Thresholds of soft eviction, each with its grace period."""
    return image("".join("%s:\n%s" % (key, "".join(
        "  containerfs.bench%05d: %s\n" % (at, value) for at in range(count)))
        for key, value in (("evictionSoft", "1Mi"), ("evictionSoftGracePeriod", "1m"))))


def arguments(count):
    """Arguments of the kubelet."""
    return image(args=["--node-labels=bench-%05d=value" % at for at in range(count)])


# What grows, from and to where, the round of walk, and the settings that are asked for. The second
# pair of sizes is for the tests, in which seconds count.
ROWS = (
    ("unit files", units, (500, 5000), (50, 200), FEW),
    ("drop-ins of a unit", unit_dropins, (100, 1000), (40, 160), FEW),
    ("dashes of an instance", dashes, (8, 32), (8, 32), FEW),
    ("services with a kubelet", services, (20, 200), (5, 20), FEW),
    ("mentions in a script", mentions, (1000, 10000), (100, 400), FEW),
    ("environment variables", variables, (1000, 10000), (500, 2000), FEW),
    ("drop-ins of the configuration", dropins, (25, 250), (10, 40), FEW),
    ("members of a list", elements, (5000, 50000), (1000, 4000), FEW),
    ("unknown keys", unknown_keys, (5000, 50000), (500, 2000), FEW),
    ("unknown keys of a drop-in", unknown_dropin_keys, (5000, 50000), (250, 1000), FEW),
    ("feature gates", gates, (500, 5000), (100, 400), FEW),
    ("soft eviction thresholds", thresholds, (500, 5000), (100, 400), FEW),
    ("arguments", arguments, (400, 4000), (100, 400), FEW),
)


@contextlib.contextmanager
def on_disk(files):
    """The directory of an image."""
    with tempfile.TemporaryDirectory(prefix="oscap-kubelet-bench.") as root:
        write_files(root, files)
        yield root


def command(names):
    """To collect what is below OSCAP_PROBE_ROOT, and to ask for these settings."""
    return [measure.program("walk"), "evaluate", "1"] + list(names)


def count(make, number, names):
    """The instructions of the core for an image with so many."""
    with on_disk(make(number)) as root:
        return measure.instructions(command(names), {"OSCAP_PROBE_ROOT": root})


def growth(make, sizes, names):
    """How much faster than the number the instructions grow, from what one of it takes."""
    one, small, large = (count(make, size, names) for size in (1,) + sizes)
    return ((large - one) / (small - one)) / ((sizes[1] - 1) / (sizes[0] - 1))


def trace(make, number, names):
    """The system calls for an image with so many."""
    with on_disk(make(number)) as root:
        return measure.Trace(command(names), {"OSCAP_PROBE_ROOT": root})
