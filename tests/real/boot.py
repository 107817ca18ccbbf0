# SPDX-License-Identifier: LGPL-2.1-or-later
"""Boot a root with a real kubelet, and print what inside.py says there: boot.py KUBELET CONTAINERD [PART...]

CONTAINERD is the directory of containerd and runc. See run, and machine.
"""
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time

import booted
from files import File, write_files
from project import SOURCE

HERE = os.path.dirname(os.path.abspath(__file__))
MACHINE = os.path.join(HERE, "machine")
PATIENCE = 3600

UNITS = "/etc/systemd/system/"
FILES = {
    UNITS + "real.target": "[Unit]\nDefaultDependencies=no\n"
                           "Wants=containerd.service apiserver.service real.service\n",
    UNITS + "real.service": """[Unit]
DefaultDependencies=no
After=containerd.service
[Service]
Type=oneshot
TimeoutStartSec=infinity
Environment=PATH=/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin PYTHONPATH=/usr/local/real PYTHONUNBUFFERED=yes HOME=/root
StandardOutput=append:/out/log
StandardError=append:/out/log
ExecStart=/usr/bin/python3 /usr/local/real/inside.py %s
""",
    UNITS + "containerd.service": """[Unit]
DefaultDependencies=no
[Service]
Type=notify
Environment=PATH=/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin
StandardOutput=append:/out/containerd.log
StandardError=append:/out/containerd.log
ExecStart=/usr/local/bin/containerd
""",
    UNITS + "apiserver.service": """[Unit]
DefaultDependencies=no
[Service]
StandardOutput=append:/out/apiserver.log
StandardError=append:/out/apiserver.log
ExecStart=/usr/bin/python3 /usr/local/real/apiserver.py
""",
}


def make_certificates(directory):
    """A CA, and what it signs: a client, and the kubelet's serving certificate."""
    def openssl(*arguments):
        subprocess.run(["openssl"] + list(arguments), check=True, cwd=directory, stdin=subprocess.DEVNULL,
                       stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    os.makedirs(directory)
    openssl("req", "-x509", "-newkey", "rsa:2048", "-nodes", "-subj", "/CN=ca", "-days", "2",
            "-keyout", "ca.key", "-out", "ca.crt")
    for name, extension in (("client", "extendedKeyUsage=clientAuth"), ("kubelet", "subjectAltName=DNS:node")):
        with open(os.path.join(directory, name + ".ext"), "w", encoding="ascii") as file:
            file.write(extension + "\n")
        openssl("req", "-newkey", "rsa:2048", "-nodes", "-subj", "/O=system:masters/CN=" + name,
                "-keyout", name + ".key", "-out", name + ".csr")
        openssl("x509", "-req", "-in", name + ".csr", "-CA", "ca.crt", "-CAkey", "ca.key", "-CAcreateserial",
                "-days", "2", "-extfile", name + ".ext", "-out", name + ".crt")
    for name in os.listdir(directory):
        os.chmod(os.path.join(directory, name), 0o600)


def make_tree(tree, kubelet, containerd, parts):
    """The files of the machine."""
    booted.install(tree)
    for base in (os.path.join(SOURCE, "tests", "support"), os.path.join(SOURCE, "tests", "remediation"), HERE):
        for name in os.listdir(base):
            if name.endswith(".py"):
                os.makedirs(tree + "/usr/local/real", exist_ok=True)
                shutil.copy(os.path.join(base, name), tree + "/usr/local/real")
    for path in (kubelet, os.path.join(containerd, "containerd"), os.path.join(containerd, "runc")):
        name = "kubelet" if path == kubelet else os.path.basename(path)
        shutil.copy(path, os.path.join(tree, "usr/local/bin", name))
    write_files(tree, {path: File(text % " ".join(parts) if "%s" in text else text, mode=0o600)
                       for path, text in FILES.items()})
    for name in ("basic", "shutdown", "sysinit"):
        write_files(tree, {"%s%s.target" % (UNITS, name): "[Unit]\n"})
    os.makedirs(tree + "/var/lib", exist_ok=True)
    make_certificates(tree + "/etc/kubernetes/pki")


def follow(process, log, done):
    """Print what is written into a log until it is done, or the process has ended."""
    end = time.monotonic() + PATIENCE
    while True:
        over = os.path.exists(done) or process.poll() is not None or time.monotonic() > end
        text = log.read()
        sys.stdout.write(text)
        sys.stdout.flush()
        if over and not text:
            return
        time.sleep(0.2)


def boot(tree, out):
    """Boot it; return the exit status that inside.py wrote down, None if it did not."""
    done, said = os.path.join(out, "done"), os.path.join(out, "machine.log")
    for name in ("log", "machine.log"):
        open(os.path.join(out, name), "w", encoding="utf-8").close()
    with open(said, "wb") as log:
        process = subprocess.Popen(booted.NAMESPACES + [MACHINE, tree, out], stdin=subprocess.DEVNULL,
                                   stdout=log, stderr=log)
    try:
        with open(os.path.join(out, "log"), encoding="utf-8", errors="replace") as log:
            follow(process, log, done)
    finally:
        process.send_signal(signal.SIGKILL)
        process.wait()
        subprocess.call(["unshare", "--mount", MACHINE, "--clean", os.path.basename(os.path.dirname(out))])
    if not os.path.exists(done):
        return None
    with open(done, encoding="ascii") as file:
        return int(file.read())


def main():
    """Boot, and go."""
    kubelet, containerd, *parts = sys.argv[1:]
    work = tempfile.mkdtemp(prefix="oscap-kubelet-real-")
    tree, out = os.path.join(work, "tree"), os.path.join(work, "out")
    os.mkdir(tree)
    os.mkdir(out)
    make_tree(tree, kubelet, containerd, parts)
    status = boot(tree, out)
    if status == 0:
        shutil.rmtree(work)
        return 0
    if status is None:
        print("tests/real: the machine ended before its job was done")
    print("kept: " + out)
    return 1


if __name__ == "__main__":
    sys.exit(main())
