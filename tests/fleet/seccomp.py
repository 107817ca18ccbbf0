# SPDX-License-Identifier: LGPL-2.1-or-later
"""The profile of system calls that container engines have by default, as an OCI runtime takes it.

It is the file seccomp.json of Debian's golang-github-containers-common, which podman and CRI-O use: entries
that hold for some architectures or capabilities alone are chosen here, as an engine does.
"""
import json
import os

PACKAGE = "golang-github-containers-common"
PATH = "usr/share/containers/seccomp.json"
MACHINES = {"x86_64": ("amd64", "SCMP_ARCH_X86_64"), "aarch64": ("arm64", "SCMP_ARCH_AARCH64")}


def holds(condition, capabilities, architecture, nothing):
    """Whether what an entry includes or excludes is here; `nothing` if it names nothing."""
    caps, arches = condition.get("caps") or [], condition.get("arches") or []
    if not caps and not arches:
        return nothing
    return any(cap in capabilities for cap in caps) or architecture in arches


def profile(directory, capabilities):
    """The profile of the package that is unpacked in a directory, for a container with these capabilities"""
    with open(os.path.join(directory, PATH), encoding="utf-8") as file:
        document = json.load(file)
    architecture, scmp = MACHINES[os.uname().machine]
    names = {"name", "names", "action", "args", "errnoRet"}
    calls = []
    for entry in document["syscalls"]:
        if holds(entry.get("includes") or {}, capabilities, architecture, True) and \
                not holds(entry.get("excludes") or {}, capabilities, architecture, False):
            calls.append({key: value for key, value in entry.items() if key in names and value})
    sub = [row["subArchitectures"] for row in document["archMap"] if row["architecture"] == scmp]
    return {"defaultAction": document["defaultAction"], "defaultErrnoRet": document["defaultErrnoRet"],
            "architectures": [scmp] + sub[0], "syscalls": calls}
