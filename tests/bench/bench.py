# SPDX-License-Identifier: LGPL-2.1-or-later
"""What the probe costs, against the least that can be done, stock oscap, and a shell.

    bench.py [--quick] [--json FILE] [--only PART] [--against BUILD]

Times are processor time, user and system, of the process and its children: the machine may have
other work. Everything that is compared runs in turn, and the median of the rounds counts. A row's
figures are microseconds, KiB or instructions, as its unit says. What was measured is written after
each part, and whoever waits is told what is being done, on standard error.
"""
import argparse
import contextlib
import json
import os
import platform
import subprocess
import sys
import time

import content
import curves
import measure
import node
import scan
from measure import alternate, cost, loop

WRAPPER = scan.WRAPPER
PRELOAD = {"LD_PRELOAD": measure.PLUGIN}
KUBELET = ("--kubeconfig=/etc/kubernetes/kubelet.conf", node.CONFIG_FLAG,
           "--container-runtime-endpoint=unix:///run/containerd/containerd.sock")
# Room for the rest of the machine where pids are few.
PIDS_LEFT = 6000
EVALUATED = (0, 2)

# The seconds are those of one comparison, of which there are some twenty: ten minutes for all.
FULL = {"processes": (100, 1000, 5000, 20000), "node": 200, "rounds": 9, "loops": 10, "seconds": 20,
        "rules": (1, 10, 30), "kubelets": (1, 50), "config": (1 << 10, 1 << 20)}
QUICK = {"processes": (20, 60), "node": 20, "rounds": 1, "loops": 2, "seconds": 1,
         "rules": (1, 3), "kubelets": (1, 3), "config": (1 << 10, 1 << 14)}


class Table:
    """Rows of figures, printed as they come."""

    def __init__(self):
        self.rows = []

    def section(self, text):
        """Begin a part."""
        print("\n" + text)

    def add(self, case, what, figure, unit, against=None, than=None, target=None):
        """A figure; against another one of the same round; with a target for their ratio."""
        row = {"case": case, "what": what, "figure": round(figure, 3), "unit": unit}
        if against:
            row.update(ratio=round(figure / against, 3), than=than)
        if target is not None:
            row["target"] = target
        self.rows.append(row)
        print("  %-28s %-42s %14s %-5s %s" % (
            case, what, "{:,.0f}".format(figure) if abs(figure) >= 100 else "%.1f" % figure, unit,
            "= %.2f x %s" % (row["ratio"], than) if against else ""), flush=True)


def config_text(size):
    """A configuration file of at least so many bytes."""
    text = node.config("Webhook") + "authentication:\n  anonymous:\n    enabled: false\n"
    if size > len(text) + 100:
        line = "- kernel.bench_%06d*\n"
        count = (size - len(text)) // len(line % 0)
        text += "allowedUnsafeSysctls:\n" + "".join(line % at for at in range(count))
    return text


def progress(text):
    """Say what is being done."""
    print("%s %s" % (time.strftime("%H:%M:%S"), text), file=sys.stderr, flush=True)


def compare(case, cases, size, times=1):
    """Run what is to be compared in turn; a comparison may be worth more rounds, and seconds."""
    progress(case)
    return alternate(cases, size["rounds"] * times, size["seconds"] * times)


@contextlib.contextmanager
def idle(count):
    """So many idle processes."""
    process = subprocess.Popen([measure.program("idle"), str(count)], stdin=subprocess.PIPE,
                               stdout=subprocess.PIPE, text=True)
    try:
        if process.stdout.readline() != "ready\n":
            raise RuntimeError("the machine does not take %d processes" % count)
        yield
    finally:
        process.stdin.close()
        process.wait()
        process.stdout.close()


@contextlib.contextmanager
def kubelets(count, config=1 << 10):
    """A node with kubelets, and files for oscap in its work directory."""
    with node.Node({node.CONFIG: config_text(config)}) as this_node:
        for _ in range(count):
            this_node.start(node.Kubelet(*KUBELET))
        yield this_node


def room_for(count):
    """Whether the machine takes so many processes more, and its other users some too."""
    with open("/proc/sys/kernel/pid_max") as file:
        return count + PIDS_LEFT < int(file.read())


def write(this_node, kind, rules):
    """Write the OVAL and the XCCDF of a kind of content; return the path of the XCCDF."""
    name = "%s-%d" % (kind.__name__, rules)
    with open(this_node.path(name + "-oval.xml"), "w") as file:
        file.write(str(kind(rules, node.CONFIG)))
    with open(this_node.path(name + ".xml"), "w") as file:
        file.write(content.xccdf(rules, name + "-oval.xml"))
    return this_node.path(name + ".xml")


def command(path):
    """To evaluate the rules of an XCCDF file. The results are written as one would."""
    return ["oscap", "xccdf", "eval", "--results", path + ".results", path]


def evaluation(path, ours=False):
    """A run of it, to be measured."""
    return lambda: cost(command(path), PRELOAD if ours else None, EVALUATED)


def walks(table, size):
    """Find the kubelets among other processes: the core against loops that do the least."""
    table.section("Finding the kubelet among idle processes, each walk (without oscap)")
    for count in size["processes"]:
        if not room_for(count):
            print("  %d processes: this machine has too few pids" % count)
            continue
        case = "%d processes" % count
        with kubelets(1), idle(count):
            cases = {kind: lambda kind=kind: loop("floor", kind, size["loops"])
                     for kind in ("directory", "exe", "argv0", "both")}
            for kind in ("look", "collect"):
                cases[kind] = lambda kind=kind: loop("walk", kind, size["loops"])
            found = compare(case, cases, size)
        time = {kind: each["microseconds"] for kind, each in found.items()}
        for kind, what in (("directory", "only list /proc"), ("exe", "floor: exe"),
                           ("argv0", "floor: argv[0]"), ("both", "floor: argv[0] and exe")):
            table.add(case, what, time[kind], "us")
        table.add(case, "our walk", time["look"], "us", time["argv0"], "floor: argv[0]", 1.5)
        table.add(case, "our walk", time["look"], "us", time["both"], "floor: argv[0] and exe")
        table.add(case, "our walk and reading the kubelet", time["collect"], "us", time["argv0"],
                  "floor: argv[0]", 1.5)
        table.add(case, "our peak memory", found["look"]["peak_kib"], "KiB")


def against_stock(table, size):
    """What one and many rules add to an evaluation, ours and stock's."""
    table.section("What rules add to `oscap xccdf eval`, beside one of rules that do nothing")
    kinds = (("ours", content.ours), ("process58", content.process58),
             ("process58+yaml", content.process58_yaml),
             ("process58 once+yaml", content.process58_once_yaml))
    few, many = min(size["rules"]), max(size["rules"])
    for count in size["processes"]:
        if not room_for(count):
            continue
        with kubelets(1) as this_node, idle(count):
            for rules in (few, many):
                cases = {"nothing": evaluation(write(this_node, content.nothing, rules))}
                for name, kind in kinds:
                    cases[name] = evaluation(write(this_node, kind, rules), name == "ours")
                case = "%d processes, %d rules" % (count, rules)
                add_added(table, case, compare(case, cases, size), 5 if rules == few else 20)


def add_added(table, case, done, target):
    """Rows of what was added to the run of nothing."""
    base = done["nothing"]["microseconds"]
    added = {name: each["microseconds"] - base for name, each in done.items()}
    # What is small beside oscap itself is no figure to divide by.
    clear = added["ours"] > base / 20
    table.add(case, "oscap itself", base, "us")
    for name in done:
        if name != "nothing":
            other = clear and name != "ours"
            table.add(case, name, added[name], "us", added["ours"] if other else None,
                      "ours" if other else None, target if name != "ours" else None)


def settings(table, size):
    """Rules, kubelets, and the size of the configuration file, in the core."""
    table.section("Kubelets, settings and configuration files (without oscap)")
    for count in size["kubelets"]:
        for config in size["config"]:
            case = "%d kubelets, %d KiB" % (count, config >> 10)
            # Many large files take seconds, of which one round is as good as the next.
            loops = size["loops"] if count * config <= 1 << 20 else 1
            with kubelets(count, config):
                cases = {"collect": lambda: loop("walk", "collect", loops)}
                for rules in size["rules"]:
                    cases[rules] = lambda rules=rules: loop(
                        "walk", "settings", loops,
                        *(content.SETTINGS[at % 30] for at in range(rules)))
                done = compare(case, cases, size)
            base = done["collect"]["microseconds"]
            table.add(case, "walk, read and work out", base, "us")
            for rules in size["rules"]:
                table.add(case, "%d settings, then" % rules, done[rules]["microseconds"], "us",
                          base, "the collection")


# What kube-bench runs for a check of section 4 (cfg/*/node.yaml: audit and audit_config), in a
# shell each.
CHECK = ("/bin/ps -fC kubelet", "/bin/cat " + node.CONFIG)


def shell(rules):
    """Checks in the way of kube-bench."""
    script = "for i in $(seq %d); do sh -c '%s'; sh -c '%s'; done" % ((rules,) + CHECK)
    return lambda: cost(["sh", "-c", script], None, (0, 1))


def whole(table, size):
    """A node as there are many: whole runs."""
    table.section("Whole runs on a node with %d processes" % size["node"])
    many = max(size["rules"])
    with kubelets(1) as this_node, idle(size["node"]):
        stream = ["xccdf", "eval", "--profile", scan.profile_id("cis_node_level1"),
                  "--results", this_node.path("results.xml"), scan.DATA_STREAM]
        cases = {
            "the data stream": lambda: cost(["oscap"] + stream, PRELOAD, EVALUATED),
            "the data stream, oscap-kubelet": lambda: cost([WRAPPER] + stream, None, EVALUATED),
            "nothing": evaluation(write(this_node, content.nothing, 1)),
            "nothing, with the plugin": evaluation(write(this_node, content.nothing, 1), True),
            "ours, 1 rule": evaluation(write(this_node, content.ours, 1), True),
            "stock, 1 rule": evaluation(write(this_node, content.process58_yaml, 1)),
            "nothing, %d rules" % many: evaluation(write(this_node, content.nothing, many)),
            "ours, %d rules" % many: evaluation(write(this_node, content.ours, many), True),
            "stock, %d rules" % many: evaluation(write(this_node, content.process58_yaml, many)),
            "kube-bench's way, 1 check": shell(1),
            "kube-bench's way, %d checks" % many: shell(many),
        }
        done = compare("whole runs", cases, size, 3)
        # Some milliseconds are sought in some tens.
        more = {rules: measure.added(cases[base], cases["ours, " + rules], 5 * size["rounds"],
                                     size["seconds"])
                for rules, base in (("1 rule", "nothing"),
                                    ("%d rules" % many, "nothing, %d rules" % many))}
    for name, each in done.items():
        table.add("whole run", name, each["microseconds"], "us")
    for name, each in done.items():
        table.add("peak memory", name, each["peak_kib"], "KiB")
    for rules, each in more.items():
        table.add("added to oscap", rules, each["microseconds"], "us", target=2000)
        table.add("added to peak memory", rules, each["peak_kib"], "KiB", target=2048)


def load(table, size):
    """The plugin where it does nothing."""
    table.section("Loading the plugin")
    with node.Node() as this_node:
        path = write(this_node, content.nothing, 1)
        programs = {"/bin/true": ["/bin/true"], "oscap --version": ["oscap", "--version"],
                    "oscap xccdf eval of nothing": ["oscap", "xccdf", "eval", path]}
        for name, argv in programs.items():
            done = compare(name, {"without": lambda argv=argv: cost(argv),
                                  "with": lambda argv=argv: cost(argv, PRELOAD)}, size, 4)
            for kind in ("without", "with"):
                table.add(name, kind, done[kind]["microseconds"], "us")
            if measure.have("valgrind"):
                without = measure.instructions(argv)
                table.add(name, "without", without, "instr")
                table.add(name, "with", measure.instructions(argv, PRELOAD), "instr", without,
                          "without")


def instructions(table, size):
    """What our own code does, apart from the kernel."""
    if not measure.have("valgrind"):
        return
    table.section("Instructions of our code, outside of the kernel")
    count = max(each for each in size["processes"] if each <= 1000)

    def of(name, *args):
        """The instructions of one round more."""
        runs = [measure.instructions([measure.program(name), args[0], str(times)] +
                                     list(args[1:])) for times in (1, 2)]
        return runs[1] - runs[0]
    with kubelets(1):
        alone = of("walk", "look")
        table.add("1 kubelet", "walk, read and work out", of("walk", "collect"), "instr")
        for rules in size["rules"]:
            table.add("1 kubelet", "%d settings, then" % rules,
                      of("walk", "settings", *content.SETTINGS[:rules]), "instr")
        floor_alone = of("floor", "argv0")
        with idle(count):
            floor = (of("floor", "argv0") - floor_alone) / count
            table.add("a foreign process", "floor: argv[0]", floor, "instr")
            table.add("a foreign process", "our walk", (of("walk", "look") - alone) / count,
                      "instr", floor, "floor: argv[0]")


def profile(table, size):
    """What an evaluation does, and what one process more adds to it. No load changes this."""
    if not measure.have("valgrind", "strace"):
        return
    table.section("Instructions and system calls of `oscap xccdf eval`")

    def of(kind, rules):
        """Both, of an evaluation of so many rules."""
        argv = command(write(this_node, kind, rules))
        env = PRELOAD if kind is content.ours else None
        return {"instr": measure.instructions(argv, env, EVALUATED),
                "calls": sum(measure.Trace(argv, env, EVALUATED).count().values())}
    few, many = size["node"], max(each for each in size["processes"] if each <= 1000)
    with kubelets(1) as this_node:
        for kind in (content.ours, content.process58):
            alone = of(kind, 1)
            with idle(many):
                among = of(kind, 1)
            for unit in alone:
                table.add("a foreign process", kind.__name__,
                          (among[unit] - alone[unit]) / many, unit)
        with idle(few):
            for rules in (1, max(size["rules"])):
                base, ours = of(content.nothing, rules), of(content.ours, rules)
                for unit in base:
                    case = "%d processes, %d rules" % (few, rules)
                    table.add(case, "oscap itself", base[unit], unit)
                    table.add(case, "added by ours", ours[unit] - base[unit], unit)


def stream(table, size):
    """The data stream against stock oscap on one that does nothing, and what its parts take."""
    table.section("Instructions and memory of the data stream, 1 kubelet")
    level1 = ["--profile", scan.profile_id("cis_node_level1")]
    with kubelets(1) as this_node, idle(size["node"]):
        nothing = this_node.path("nothing-ds.xml")
        with open(nothing, "w") as file:
            file.write(content.stream("oval.xml", content.xccdf(1, "oval.xml"),
                                      str(content.nothing(1, node.CONFIG))))
        rows = {
            "stock oscap, nothing to do": ([nothing], {}),
            "level 1": (level1 + [scan.DATA_STREAM], PRELOAD),
            "level 1, one rule": (level1 + ["--rule", scan.RULE, scan.DATA_STREAM], PRELOAD),
            "level 1, S-expressions checked": (
                level1 + [scan.DATA_STREAM], dict(PRELOAD, OSCAP_KUBELET_SEXP_VALIDATE="1")),
            "level 1, without validation": (
                level1 + ["--skip-validation", scan.DATA_STREAM], PRELOAD),
            "level 1, ARF and report": (
                level1 + ["--results-arf", this_node.path("arf.xml"), "--report",
                          this_node.path("report.html"), scan.DATA_STREAM], PRELOAD),
        }
        floor = {}
        for what, (args, env) in rows.items():
            progress(what)
            argv = ["oscap", "xccdf", "eval"] + args
            figures = {"KiB": cost(argv, env, EVALUATED)["peak_kib"]}
            if measure.have("valgrind"):
                figures["instr"] = measure.instructions(argv, env, EVALUATED)
            for unit, figure in figures.items():
                table.add("the data stream", what, figure, unit, floor.get(unit),
                          "stock oscap, nothing to do",
                          0.7 if (what, unit) == ("level 1", "instr") else None)
            floor = floor or figures


def growth(table, size):
    """How the instructions of the core grow with what a node has."""
    if not measure.have("valgrind"):
        return
    table.section("Instructions of the core for one more, in an image (without oscap)")
    # test_curves.py has all of them at small sizes.
    for name, make, large, small, names in curves.ROWS if size is FULL else curves.ROWS[:1]:
        sizes = large if size is FULL else small
        progress(name)
        one, few, many = (curves.count(make, number, names) for number in (1,) + sizes)
        table.add(name, "each, up to %d" % sizes[0], (few - one) / (sizes[0] - 1), "instr")
        table.add(name, "each, up to %d" % sizes[1], (many - one) / (sizes[1] - 1), "instr",
                  (few - one) / (sizes[0] - 1), "each, up to %d" % sizes[0], 1.2)


def against(table, size):
    """The data stream of this build against that of another one, which --against names."""
    if not size.get("against"):
        return
    table.section("The data stream of this build against %s" % size["against"])

    def command_of(build, *options):
        stream = os.path.join(build, "content", "kubelet-ds.xml")
        argv = ["oscap", "xccdf", "eval", "--profile", scan.profile_id("cis_node_level1")]
        return (argv + list(options) + [stream],
                {"LD_PRELOAD": os.path.join(build, "probe", "oscap-kubelet.so")})

    def evaluate(build, env):
        argv, preload = command_of(build)
        return lambda: cost(argv, dict(preload, **env), EVALUATED)

    def row(case, target, env=None):
        """Both in turn."""
        cases = {"this build": evaluate(node.BUILD, env or {}),
                 "the other": evaluate(size["against"], env or {})}
        done = compare(case, cases, size)
        for what, unit in (("microseconds", "us"), ("peak_kib", "KiB")):
            table.add(case, "the other build", done["the other"][what], unit)
            table.add(case, "this build", done["this build"][what], unit, done["the other"][what],
                      "the other build", target.get(unit))

    def counted(case, target, *options):
        """The instructions of both."""
        progress(case)
        then, now = (measure.instructions(*command_of(build, *options), EVALUATED)
                     for build in (size["against"], node.BUILD))
        table.add(case, "the other build", then, "instr")
        table.add(case, "this build", now, "instr", then, "the other build", target)

    if measure.have("valgrind"):
        with kubelets(1) as this_node, idle(size["node"]):
            counted("1 kubelet, plain", 0.42)
            counted("1 kubelet, ARF and report", 0.60, "--results-arf", this_node.path("arf.xml"),
                    "--report", this_node.path("report.html"))
    for count, target in ((1, {"KiB": 0.75}), (50, {"us": 0.33}),
                          (200, {"us": 0.17, "KiB": 0.45})):
        with kubelets(count):
            row("%d kubelets" % count, target)
    with kubelets(1), idle(5000):
        row("5,000 processes", {"us": 0.40})
    for case, make, number, target in (("100 drop-ins", curves.dropins, 100, 0.10),
                                       ("5,000 unit files", curves.units, 5000, 0.15)):
        with curves.on_disk(make(number)) as root:
            row(case, {"us": target}, {"OSCAP_PROBE_ROOT": root})


# Debian's package ssg-debian.
SSG = "/usr/share/xml/scap/ssg/content/ssg-debian11-ds.xml"


def ssg(table, size):
    """Content of others: with the plugin, and stock; and the floor, without any validation."""
    if not os.path.exists(SSG):
        return
    table.section("The SSG stream of Debian, profile standard")
    argv = ["oscap", "xccdf", "eval", "--profile", "standard"]
    cases = {"stock": lambda: cost(argv + [SSG], None, EVALUATED),
             "with the plugin": lambda: cost(argv + [SSG], PRELOAD, EVALUATED),
             "stock, without validation":
                 lambda: cost(argv + ["--skip-validation", SSG], None, EVALUATED),
             "with the plugin, without validation":
                 lambda: cost(argv + ["--skip-validation", SSG], PRELOAD, EVALUATED)}
    done = compare("SSG", cases, size)
    for what, each in done.items():
        table.add("SSG Debian 11", what, each["microseconds"], "us",
                  done["stock"]["microseconds"] if what != "stock" else None,
                  "stock" if what != "stock" else None,
                  0.85 if what == "with the plugin" else None)


PARTS = (walks, against_stock, settings, whole, load, instructions, profile, stream, growth,
         against, ssg)


def machine():
    """What it was measured on."""
    model = "unknown"
    with open("/proc/cpuinfo") as file:
        for line in file:
            if line.startswith("model name"):
                model = line.partition(":")[2].strip()
                break
    version = subprocess.run(["oscap", "--version"], stdout=subprocess.PIPE, text=True).stdout
    return {"cpu": model, "cpus": os.cpu_count(), "kernel": platform.release(),
            "oscap": version.splitlines()[0], "load": os.getloadavg()[0]}


def store(path, result):
    """Write what was measured so far; a file is either whole or not there."""
    with open(path + ".new", "w") as file:
        json.dump(result, file, indent=1)
    os.replace(path + ".new", path)


def main():
    parser = argparse.ArgumentParser(description="Measure what the probe costs.")
    parser.add_argument("--quick", action="store_true", help="tiny sizes, one round")
    parser.add_argument("--json", default="bench.json", help="where to write the figures")
    parser.add_argument("--only", choices=[part.__name__ for part in PARTS], action="append",
                        help="only this part")
    parser.add_argument("--against", metavar="BUILD",
                        help="the build directory of another version, for the part `against`")
    options = parser.parse_args()
    size = QUICK if options.quick else FULL
    size["against"] = options.against
    table = Table()
    node.shadow(node.KUBELET_DIR)
    about = machine()
    print("%(cpu)s, %(cpus)d processors, Linux %(kernel)s, %(oscap)s, load %(load).1f" % about)
    seconds = {}
    for part in PARTS:
        if not options.only or part.__name__ in options.only:
            progress("part " + part.__name__)
            begin = time.monotonic()
            part(table, size)
            seconds[part.__name__] = round(time.monotonic() - begin)
            store(options.json, {"machine": about, "quick": options.quick, "seconds": seconds,
                                 "rows": table.rows})


if __name__ == "__main__":
    sys.exit(main())
