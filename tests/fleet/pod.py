# SPDX-License-Identifier: LGPL-2.1-or-later
"""A pod of a manifest, run without a cluster: what a kubelet and its container runtime make of it.

A container gets an OCI configuration of what the manifest says (command, environment, user, capabilities,
mounts, namespaces, system calls), and crun runs it; beside that it has what every container of a runtime
has. What is not read is refused, so that no line of a manifest is silently without effect.
"""
import contextlib
import json
import os
import re
import signal
import subprocess
import time

import node

PATH = "PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"
# What a runtime mounts in each container.
MOUNTS = [
    ("/proc", "proc", "proc", ["nosuid", "noexec", "nodev"]),
    ("/dev", "tmpfs", "tmpfs", ["nosuid", "strictatime", "mode=755", "size=65536k"]),
    ("/dev/pts", "devpts", "devpts", ["nosuid", "noexec", "newinstance", "ptmxmode=0666", "mode=0620"]),
    ("/dev/mqueue", "mqueue", "mqueue", ["nosuid", "noexec", "nodev"]),
    ("/dev/shm", "tmpfs", "shm", ["nosuid", "noexec", "nodev", "mode=1777", "size=65536k"]),
    ("/sys", "sysfs", "sysfs", ["nosuid", "noexec", "nodev", "ro"]),
]
MASKED = ["/proc/acpi", "/proc/asound", "/proc/kcore", "/proc/keys", "/proc/latency_stats", "/proc/timer_list",
          "/proc/timer_stats", "/proc/sched_debug", "/proc/scsi", "/sys/firmware"]
READ_ONLY = ["/proc/bus", "/proc/fs", "/proc/irq", "/proc/sys", "/proc/sysrq-trigger"]
PROPAGATION = {"None": "rprivate", "HostToContainer": "rslave"}
# The second hierarchy of a host that has both: crun refuses that, and is asked for none.
UNIFIED = "/sys/fs/cgroup/unified"
# Where a kubelet would ask for it; a security module of the host, and a cluster's own affair.
ELSEWHERE = {"imagePullPolicy", "resources", "serviceAccountName", "automountServiceAccountToken",
             "enableServiceLinks", "terminationGracePeriodSeconds", "nodeSelector", "tolerations",
             "appArmorProfile", "seLinuxOptions", "name", "image", "restartPolicy", "dnsPolicy"}


class Fields:
    """A mapping of a manifest of which every member has to be read."""

    def __init__(self, mapping):
        self.left = dict(mapping)

    def take(self, name, default=None):
        """The value of a member."""
        return self.left.pop(name, default)

    def done(self, *elsewhere):
        """@raise ValueError something was not read"""
        left = set(self.left) - ELSEWHERE - set(elsewhere)
        if left:
            raise ValueError("the manifest has what is not understood here: %s" % sorted(left))


class Pod:
    """A pod.

    spec      its PodSpec
    root      the root directory of the image
    name      of the node
    work      a directory for it
    seccomp   makes the profile RuntimeDefault: a function of the capabilities
    claims    {name of a claim: its directory}
    maps      {name of a ConfigMap: its directory}
    """

    def __init__(self, spec, root, name, work, seccomp, claims=None, maps=None):
        self.spec = spec
        self.root = root
        self.name = name
        self.work = work
        self.seccomp = seccomp
        self.claims = claims or {}
        self.maps = maps or {}
        for volume in spec["volumes"]:
            if "emptyDir" in volume:
                os.makedirs(self._empty(volume["name"]), exist_ok=True)

    def _empty(self, name):
        """The directory of an emptyDir."""
        return os.path.join(self.work, "volume-" + name)

    def source(self, name):
        """The directory that a volume is."""
        volume, = [volume for volume in self.spec["volumes"] if volume["name"] == name]
        if "hostPath" in volume:
            path = volume["hostPath"]["path"]
            if volume["hostPath"]["type"] == "DirectoryOrCreate":
                os.makedirs(path, exist_ok=True)
            return path
        if "persistentVolumeClaim" in volume:
            return self.claims[volume["persistentVolumeClaim"]["claimName"]]
        if "configMap" in volume:
            return self.maps[volume["configMap"]["name"]]
        if "emptyDir" in volume:
            return self._empty(name)
        raise ValueError("this is none of the volumes that are known here: %s" % volume)

    def container(self, name):
        """A container of the pod by its name."""
        found, = [container for container in self.spec.get("initContainers", []) + self.spec["containers"]
                  if container["name"] == name]
        return found

    def run(self, name, lacking=(), argv=None, group=None, timeout=120):
        """Run a container to its end, without some of its capabilities; another command, if one is told, as
        `kubectl exec` does. @return what it is that ended
        """
        bundle = os.path.join(self.work, "bundle-" + name)
        os.makedirs(bundle, exist_ok=True)
        with open(os.path.join(bundle, "config.json"), "w", encoding="utf-8") as file:
            json.dump(self.configuration(self.container(name), lacking, argv), file, indent=1)

        identity = "%s-%s" % (os.path.basename(self.work), name)
        said = {stream: os.path.join(bundle, stream) for stream in ("stdout", "stderr")}
        with open(said["stdout"], "wb") as out, open(said["stderr"], "wb") as err:
            self._crun(group, "create", "--bundle", bundle, "--pid-file", bundle + "/pid", identity,
                       stdout=out, stderr=err)
        if not os.path.exists(bundle + "/pid"):
            return self._ended(identity, 1, said)
        self._crun(None, "start", identity)
        with open(bundle + "/pid", encoding="ascii") as file:
            return self._ended(identity, wait(int(file.read()), timeout), said)

    def _crun(self, group, *arguments, **streams):
        """Run crun. Its container is in the control group, which is the root of what the container sees of them;
        nothing of crun's stays there.
        """
        def prepare():
            if group is not None:
                group.take(os.getpid())
            if os.path.isdir(UNIFIED):
                node.unshare_mounts()
                node.mount("none", UNIFIED, "tmpfs")
        subprocess.call(["crun", "--root", os.path.join(self.work, "crun"), "--cgroup-manager", "disabled", *arguments],
                        stdin=subprocess.DEVNULL, preexec_fn=prepare, **streams)

    def _ended(self, identity, code, said):
        """What it is that ended."""
        self._crun(None, "delete", "--force", identity, stderr=subprocess.DEVNULL)
        texts = {}
        for stream, path in said.items():
            with open(path, encoding="utf-8") as file:
                texts[stream] = file.read()
        return subprocess.CompletedProcess(identity, code, **texts)

    def configuration(self, container, lacking, argv):
        """The OCI configuration of a container."""
        fields = Fields(container)
        security = Fields(dict(self.spec.get("securityContext", {}), **fields.take("securityContext", {})))
        environment = self.environment(fields.take("env", []))
        mounts = [self.mount(mount, environment) for mount in fields.take("volumeMounts", [])]
        command = fields.take("command") + fields.take("args", [])
        capabilities = self.capabilities(security.take("capabilities"), lacking)
        profile = security.take("seccompProfile")
        if security.take("privileged") or profile not in (None, {"type": "RuntimeDefault"}):
            raise ValueError("%s is privileged, or has another profile of system calls" % container["name"])
        process = {
            "user": {"uid": security.take("runAsUser", 0), "gid": security.take("runAsGroup", 0)},
            "args": argv or command, "cwd": "/",
            "env": [PATH, "HOSTNAME=pod"] + ["%s=%s" % pair for pair in environment.items()],
            "capabilities": {kind: capabilities for kind in ("bounding", "effective", "permitted")},
            "noNewPrivileges": not security.take("allowPrivilegeEscalation", True)}
        root = {"path": self.root, "readonly": security.take("readOnlyRootFilesystem", False)}
        security.done()
        fields.done()
        linux = {"namespaces": [{"type": kind} for kind in self.namespaces()],
                 "maskedPaths": MASKED, "readonlyPaths": READ_ONLY}
        if profile is not None:
            linux["seccomp"] = self.seccomp(capabilities)
        return {"ociVersion": "1.0.0", "process": process, "root": root, "hostname": "pod", "linux": linux,
                "mounts": [{"destination": to, "type": kind, "source": source, "options": options}
                           for to, kind, source, options in MOUNTS] + mounts}

    def namespaces(self):
        """Those of its own."""
        fields = Fields(self.spec)
        shared = {kind for field, kind in (("hostPID", "pid"), ("hostNetwork", "network"), ("hostIPC", "ipc"))
                  if fields.take(field)}
        fields.done("initContainers", "containers", "volumes", "securityContext")
        return [kind for kind in ("pid", "network", "ipc", "uts", "mount", "cgroup") if kind not in shared]

    def environment(self, entries):
        """Variables, in which $(NAME) is one before."""
        known = {}
        for entry in entries:
            value = entry.get("value", "")
            if "valueFrom" in entry:
                if entry["valueFrom"] != {"fieldRef": {"apiVersion": "v1", "fieldPath": "spec.nodeName"}} and \
                        entry["valueFrom"] != {"fieldRef": {"fieldPath": "spec.nodeName"}}:
                    raise ValueError("this is no field that is known here: %s" % entry)
                value = self.name
            known[entry["name"]] = expand(value, known)
        return known

    def mount(self, mount, environment):
        """A mount of a volume."""
        fields = Fields(mount)
        source = self.source(fields.take("name"))
        below = fields.take("subPathExpr")
        if below is not None:
            source = os.path.join(source, expand(below, environment))
            os.makedirs(source, exist_ok=True)
        propagation = PROPAGATION[fields.take("mountPropagation", "None")]
        options = ["rbind", propagation, "ro" if fields.take("readOnly", False) else "rw"]
        if fields.take("recursiveReadOnly", "Disabled") != "Disabled":
            options.append("rro")
        made = {"destination": fields.take("mountPath"), "type": "bind", "source": source, "options": options}
        fields.done()
        return made

    @staticmethod
    def capabilities(wanted, lacking):
        """Those of a container that begins without any."""
        if wanted["drop"] != ["ALL"]:
            raise ValueError("not all capabilities are dropped: %s" % wanted)
        return ["CAP_" + re.sub("^CAP_", "", name) for name in wanted.get("add", []) if name not in lacking]


def wait(pid, timeout):
    """The exit code of a process that crun has left to process 1, which this is."""
    end = time.monotonic() + timeout
    while time.monotonic() < end:
        done, status = os.waitpid(pid, os.WNOHANG)
        if done:
            return os.WEXITSTATUS(status) if os.WIFEXITED(status) else -os.WTERMSIG(status)
        time.sleep(0.01)
    os.kill(pid, signal.SIGKILL)
    os.waitpid(pid, 0)
    raise AssertionError("still running after %d s: a container" % timeout)


def expand(text, known):
    """$(NAME) in a text"""
    return re.sub(r"\$\((\w+)\)", lambda match: known.get(match.group(1), match.group()), text)


# Beside it: another pod of its class and one of another class, as containerd and CRI-O name them, and what CRI-O keeps
# beside a container.
KUBEPODS = "kubepods.slice/kubepods-%s.slice/kubepods-%s-pod%s.slice/%s-%s.scope"
OWN = KUBEPODS % ("burstable", "burstable", "1_2", "cri-containerd", "0123456789abcdef" * 4)
OTHERS = (KUBEPODS % ("burstable", "burstable", "1_2", "crio-conmon", "1" * 64),
          KUBEPODS % ("burstable", "burstable", "3_4", "cri-containerd", "2" * 64),
          KUBEPODS % ("besteffort", "besteffort", "5_6", "crio", "3" * 64) + "/container")


@contextlib.contextmanager
def pods_group():
    """A control group as a pod has it, beside those of the node's services and of other pods, in which something
    runs.
    """
    with contextlib.ExitStack() as stack:
        own = stack.enter_context(node.Group(OWN))
        for path in OTHERS:
            group = stack.enter_context(own.beside(path))
            process = subprocess.Popen(["sleep", "infinity"])
            stack.callback(process.wait)
            stack.callback(process.kill)
            group.take(process.pid)
        yield own
