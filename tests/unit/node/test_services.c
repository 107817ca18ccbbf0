/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "fixture_kubelet.h"
#include "node/services.h"
#include "table.h"

/** An image, and the kubelet that its services start. */
struct row {
	const char *name;
	const char *tree;     /* for fixture_build() */
	const char *unit;     /* of its only kubelet; NULL: it has none */
	const char *mode;     /* of its authorization; NULL if that is an error */
	const char *location; /* of the mode; of an error, a part of the message */
};

#define UNIT(name) "usr/lib/systemd/system/" name ":\n\t[Service]\n"
#define SERVICE    UNIT("kubelet.service")
#define EXEC       "\tExecStart=/usr/bin/kubelet"
#define FLAG       " --authorization-mode=AlwaysAllow\n"
#define CONFIG     "\tapiVersion: kubelet.config.k8s.io/v1beta1\n\tkind: KubeletConfiguration\n"
#define SNAP                                                                       \
	"etc/systemd/system/snap.microk8s.daemon-kubelite.service:\n\t[Service]\n" \
	"\tWorkingDirectory=/var/snap/microk8s/77\n\tExecStart=/usr/bin/snap run " \
	"microk8s.daemon-kubelite\n"

/* clang-format off */
static struct row rows[] = {
	{ "nothing", "etc/\n", NULL, NULL, NULL },
	{ "nothing but programs", "usr/\n", NULL, NULL, NULL },
	{ "an empty directory, in which nothing was mounted", "", NULL, NULL, "is no root directory of a system: it has neither /etc nor /usr" },
	{ "a file system whose root directories are below", "boot/\nostree/deploy/rhcos/deploy/0a1b.0/etc/systemd/system/kubelet.service: [Service]\n", NULL, NULL, "it has neither /etc nor /usr" },
	{ "a unit", SERVICE EXEC FLAG, "kubelet.service", "AlwaysAllow", "/usr/lib/systemd/system/kubelet.service:2" },
	{ "a unit of any name", UNIT("node.service") EXEC FLAG, "node.service", "AlwaysAllow", "/usr/lib/systemd/system/node.service:2" },
	{ "an executable of any name with the name as argv[0]", SERVICE "\tExecStart=@/opt/multi kubelet" FLAG, "kubelet.service", "AlwaysAllow", "/usr/lib/systemd/system/kubelet.service:2" },
	{ "by a drop-in", SERVICE EXEC "\n" "etc/systemd/system/kubelet.service.d/10.conf:\n\t[Service]\n\tExecStart=\n" EXEC FLAG, "kubelet.service", "AlwaysAllow", "/etc/systemd/system/kubelet.service.d/10.conf:3" },
	{ "by an environment file", SERVICE "\tEnvironmentFile=/etc/default/kubelet\n" EXEC " $ARGS\n" "etc/default/kubelet:\n\t# x\n\tARGS=\"--v=2 --authorization-mode=AlwaysAllow\"\n", "kubelet.service", "AlwaysAllow", "/etc/default/kubelet:2" },
	{ "by a file", SERVICE EXEC " --config=/k.yaml\n" "k.yaml:\n" CONFIG "\tauthorization: {mode: AlwaysAllow}\n", "kubelet.service", "AlwaysAllow", "/k.yaml:3" },
	{ "a file below the working directory", SERVICE "\tWorkingDirectory=/srv\n" EXEC " --config=k.yaml\n" "srv/k.yaml:\n" CONFIG, "kubelet.service", "Webhook", "default with --config" },
	{ "a missing file", SERVICE EXEC " --config=/k.yaml\n", "kubelet.service", NULL, "/k.yaml: No such file" },
	{ "a missing environment file", SERVICE "\tEnvironmentFile=/etc/no\n" EXEC "\n", "kubelet.service", NULL, "/etc/no" },
	{ "a broken flag", SERVICE EXEC " --nope\n", "kubelet.service", NULL, "/usr/lib/systemd/system/kubelet.service:2: unknown flag: --nope" },
	{ "a wrapper that executes the rest", SERVICE "\tExecStart=/usr/local/bin/kubenswrapper /usr/bin/kubelet" FLAG, "kubelet.service", "AlwaysAllow", "/usr/lib/systemd/system/kubelet.service:2" },
	{ "a shell that executes it", SERVICE "\tExecStart=/bin/sh -c 'exec /usr/bin/kubelet --v=2'\n", "kubelet.service", NULL, "/bin/sh may start a kubelet" },
	{ "a shell under another unit", UNIT("node.service") "\tExecStart=/bin/sh -c 'a; exec kubelet'\n", "node.service", NULL, "/bin/sh may start a kubelet" },
	{ "a shell that executes it in quotes", UNIT("node.service") "\tExecStart=/bin/sh -c 'exec \"kubelet\" --v=2'\n", "node.service", NULL, "/bin/sh may start a kubelet" },
	{ "a shell that has it in a word as a value", UNIT("node.service") "\tExecStart=/bin/sh -c 'a\"kubelet\"=\"kubelet\" b'\n", NULL, NULL, NULL },
	{ "a shell that has it often in a word", UNIT("node.service") "\tExecStart=/bin/sh -c 'echo a\"kubelet\"b\"kubelet\"'\n", NULL, NULL, NULL },
	{ "a shell behind a semicolon", UNIT("node.service") "\tExecStart=/bin/sh -c 'sleep 1;kubelet --v=2'\n", "node.service", NULL, "/bin/sh may start a kubelet" },
	{ "a shell behind another command", UNIT("node.service") "\tExecStart=/bin/sh -c 'modprobe overlay && kubelet --v=2'\n", "node.service", NULL, "/bin/sh may start a kubelet" },
	{ "a shell on another line", UNIT("node.service") "\tExecStart=/bin/sh -c 'sleep 1\\n  kubelet --v=2'\n", "node.service", NULL, "/bin/sh may start a kubelet" },
	{ "a shell with a variable", UNIT("node.service") "\tExecStart=/bin/sh -c 'GODEBUG=x509sha1=1 kubelet --v=2'\n", "node.service", NULL, "/bin/sh may start a kubelet" },
	{ "a shell behind a keyword", UNIT("node.service") "\tExecStart=/bin/sh -c 'while true; do kubelet --v=2; done'\n", "node.service", NULL, "/bin/sh may start a kubelet" },
	{ "a shell that asks for its version", UNIT("node.service") "\tExecStart=/bin/sh -c 'kubelet --version | tee /x; /usr/bin/kubelet --version'\n", NULL, NULL, NULL },
	{ "a shell that stops it", UNIT("node.service") "\tExecStart=/bin/sh -c 'pkill kubelet && logger -t kubelet done; X=kubelet; echo kubelet'\n", NULL, NULL, NULL },
	{ "env", UNIT("node.service") "\tExecStart=/usr/bin/env GODEBUG=x509sha1=1 kubelet --v=2\n", "node.service", NULL, "/usr/bin/env may start a kubelet" },
	{ "a program that executes it", UNIT("node.service") "\tExecStart=/usr/bin/taskset -c 3 kubelet --v=2\n", "node.service", NULL, "/usr/bin/taskset may start a kubelet" },
	{ "a program that executes the rest", UNIT("node.service") "\tExecStart=/usr/bin/nsenter --mount=/x -- kubelet\n", "node.service", NULL, "/usr/bin/nsenter may start a kubelet" },
	{ "a container", UNIT("node.service") "\tExecStart=/usr/bin/podman run --name kubelet --net=host example/kubelet:1.30 kubelet --v=2\n", "node.service", NULL, "/usr/bin/podman may start a kubelet" },
	{ "a container whose name is that of a command", UNIT("node.service") "\tExecStart=/usr/bin/podman run --name logs example/node:1.30 kubelet --v=2\n", "node.service", NULL, "/usr/bin/podman may start a kubelet" },
	{ "a shell with a container whose name is that of a command", UNIT("node.service") "\tExecStart=/bin/sh -c 'exec podman run --name logs example/node:1.30 kubelet --v=2'\n", "node.service", NULL, "/bin/sh may start a kubelet" },
	{ "a container of that name", UNIT("node.service") "\tExecStart=/usr/bin/docker rm --force kubelet\n", NULL, NULL, NULL },
	{ "a program that executes one that restarts it", UNIT("node.service") "\tExecStart=/usr/bin/timeout 60 systemctl restart kubelet\n", NULL, NULL, NULL },
	{ "a program that asks for its version", UNIT("node.service") "\tExecStart=/usr/bin/nice kubelet --version\n", NULL, NULL, NULL },
	{ "a shell that does not ask for it", UNIT("node.service") "\tExecStart=/bin/sh -c 'kubelet --version=false --v=2'\n", "node.service", NULL, "/bin/sh may start a kubelet" },
	{ "a program that does not ask for it", UNIT("node.service") "\tExecStart=/usr/bin/nice kubelet --help=false\n", "node.service", NULL, "/usr/bin/nice may start a kubelet" },
	{ "env with a shell", UNIT("node.service") "\tExecStart=/usr/bin/env bash -c 'exec /usr/bin/kubelet --v=2'\n", "node.service", NULL, "/usr/bin/env may start a kubelet" },
	{ "env with a shell, by the name alone", UNIT("node.service") "\tExecStart=/usr/bin/env A=b /bin/sh -ec 'modprobe x; exec kubelet --v=2'\n", "node.service", NULL, "/usr/bin/env may start a kubelet" },
	{ "nsenter with a shell", UNIT("node.service") "\tExecStart=/usr/bin/nsenter -t 1 -m -- bash -c 'kubelet --v=2'\n", "node.service", NULL, "/usr/bin/nsenter may start a kubelet" },
	{ "env with a shell that restarts it", UNIT("node.service") "\tExecStart=/usr/bin/env bash -c 'systemctl restart kubelet'\n", NULL, NULL, NULL },
	{ "an option without a value before it", UNIT("node.service") "\tExecStart=/usr/bin/sudo -E kubelet --v=2\n", "node.service", NULL, "/usr/bin/sudo may start a kubelet" },
	{ "an option with its value before it", UNIT("node.service") "\tExecStart=/usr/bin/nsenter --mount=/x kubelet --v=2\n", "node.service", NULL, "/usr/bin/nsenter may start a kubelet" },
	{ "numactl with a policy", UNIT("node.service") "\tExecStart=/usr/bin/numactl --interleave=all kubelet --v=2\n", "node.service", NULL, "/usr/bin/numactl may start a kubelet" },
	{ "stdbuf with a letter", UNIT("node.service") "\tExecStart=/usr/bin/stdbuf -oL kubelet --v=2\n", "node.service", NULL, "/usr/bin/stdbuf may start a kubelet" },
	{ "env with nothing behind it", UNIT("node.service") "\tExecStart=/usr/bin/env A=b kubelet\n", "node.service", NULL, "/usr/bin/env may start a kubelet" },
	{ "nice with nothing behind it", UNIT("node.service") "\tExecStart=/usr/bin/nice -n 5 kubelet\n", "node.service", NULL, "/usr/bin/nice may start a kubelet" },
	{ "a program that executes one for a user of that name", UNIT("node.service") "\tExecStart=/usr/bin/sudo -u kubelet -- /opt/other\n", NULL, NULL, NULL },
	{ "a program that executes one that looks for it", UNIT("node.service") "\tExecStart=/usr/bin/timeout 5 pidof kubelet\n", NULL, NULL, NULL },
	{ "a program that logs under that name", UNIT("node.service") "\tExecStart=/usr/bin/systemd-cat -t kubelet -p info /opt/other\n", NULL, NULL, NULL },
	{ "a program that holds a lock", UNIT("node.service") "\tExecStart=/usr/bin/flock /run/l kubelet --v=2\n", "node.service", NULL, "/usr/bin/flock may start a kubelet" },
	{ "a network namespace", UNIT("node.service") "\tExecStart=/usr/sbin/ip netns exec x kubelet --v=2\n", "node.service", NULL, "/usr/sbin/ip may start a kubelet" },
	{ "a container that is there already", UNIT("node.service") "\tExecStart=/usr/bin/docker start -a kubelet\n", "node.service", NULL, "/usr/bin/docker may start a kubelet" },
	{ "a shell behind until", UNIT("node.service") "\tExecStart=/bin/sh -c 'until kubelet --v=2; do sleep 1; done'\n", "node.service", NULL, "/bin/sh may start a kubelet" },
	{ "a shell with nice", UNIT("node.service") "\tExecStart=/bin/sh -c 'exec nice -n -10 kubelet --v=2'\n", "node.service", NULL, "/bin/sh may start a kubelet" },
	{ "a shell with taskset", UNIT("node.service") "\tExecStart=/bin/sh -c 'exec taskset -c 3 kubelet --v=2'\n", "node.service", NULL, "/bin/sh may start a kubelet" },
	{ "a shell with another argv[0]", UNIT("node.service") "\tExecStart=/bin/sh -c 'exec -a x kubelet --v=2'\n", "node.service", NULL, "/bin/sh may start a kubelet" },
	{ "a shell behind if", UNIT("node.service") "\tExecStart=/bin/sh -c 'if kubelet --v=2; then reboot; fi'\n", "node.service", NULL, "/bin/sh may start a kubelet" },
	{ "a shell with a case", UNIT("node.service") "\tExecStart=/bin/sh -c 'case $1 in a) kubelet --v=2;; esac'\n", "node.service", NULL, "/bin/sh may start a kubelet" },
	{ "a shell that looks for it", UNIT("node.service") "\tExecStart=/bin/sh -c \"exec $(command -v kubelet) --v=2\"\n", "node.service", NULL, "/bin/sh may start a kubelet" },
	{ "a program that mounts its directory", UNIT("node.service") "\tExecStart=/usr/bin/mount --make-rshared /var/lib/kubelet\n", NULL, NULL, NULL },
	{ "a shell that makes its directory", UNIT("node.service") "\tExecStart=/bin/sh -c 'mkdir -p /var/lib/kubelet'\n", NULL, NULL, NULL },
	{ "a shell with it in a variable", UNIT("node.service") "\tEnvironment=BIN=/usr/bin/kubelet\n\tExecStart=/bin/sh -c 'exec ${BIN} --v=2'\n", "node.service", NULL, "/bin/sh may start a kubelet" },
	{ "env with it in a variable", UNIT("node.service") "\tEnvironmentFile=/etc/default/node\n\tExecStart=/usr/bin/env $BIN --v=2\netc/default/node: BIN=kubelet\n", "node.service", NULL, "/usr/bin/env may start a kubelet" },
	{ "a shell that enters its namespaces", UNIT("node.service") "\tExecStart=/bin/sh -c 'nsenter -t $(pidof kubelet) -m ls'\n", NULL, NULL, NULL },
	{ "a shell that ends it", UNIT("node.service") "\tExecStart=/bin/sh -c 'kill $(pidof kubelet) -9'\n", NULL, NULL, NULL },
	{ "a shell that asks whether it is there", UNIT("node.service") "\tExecStart=/bin/sh -c 'if command -v kubelet >/dev/null; then systemctl restart kubelet; fi'\n", NULL, NULL, NULL },
	{ "a shell that waits for its file", UNIT("node.service") "\tExecStart=/bin/sh -c 'while [ ! -x /usr/bin/kubelet ]; do sleep 1; done; touch /x'\n", NULL, NULL, NULL },
	{ "a shell with programs that handle it", UNIT("node.service") "\tExecStart=/bin/sh -c 'sudo systemctl restart kubelet; timeout 5 journalctl -u kubelet -n 5'\n", NULL, NULL, NULL },
	{ "a shell that looks for it by which", UNIT("node.service") "\tExecStart=/bin/sh -c 'exec $(which kubelet) --v=2'\n", "node.service", NULL, "/bin/sh may start a kubelet" },
	{ "a shell with nice and a variable behind it", UNIT("node.service") "\tExecStart=/bin/sh -c 'exec nice kubelet $$KARGS'\n", "node.service", NULL, "/bin/sh may start a kubelet" },
	{ "a shell that takes a container away", UNIT("node.service") "\tExecStart=/bin/sh -c 'docker stop kubelet; docker rm -f kubelet; sudo apt-get install -y kubelet'\n", NULL, NULL, NULL },
	{ "a program that fetches it", UNIT("node.service") "\tExecStart=/usr/bin/curl -o /usr/bin/kubelet http://x\n", NULL, NULL, NULL },
	{ "a program that executes one that installs it", UNIT("node.service") "\tExecStart=/usr/bin/env A=b apt-get install -y kubelet\n", NULL, NULL, NULL },
	{ "a shell with another shell", UNIT("node.service") "\tExecStart=/bin/sh -c 'sudo bash -lc \"kubelet --v=2\"'\n", "node.service", NULL, "/bin/sh may start a kubelet" },
	{ "a shell with another shell that restarts it", UNIT("node.service") "\tExecStart=/bin/sh -c 'sudo bash -lc \"systemctl restart kubelet\"'\n", NULL, NULL, NULL },
	{ "a shell that tests for it and executes it", UNIT("node.service") "\tExecStart=/bin/sh -c 'test -x /usr/bin/kubelet && exec /usr/bin/kubelet --v=2'\n", "node.service", NULL, "/bin/sh may start a kubelet" },
	{ "a shell with its own arguments behind it", UNIT("node.service") "\tExecStart=/bin/sh -c 'kubelet \"$$@\"'\n", "node.service", NULL, "/bin/sh may start a kubelet" },
	{ "a shell with names that end so", UNIT("node.service") "\tExecStart=/bin/sh -c 'my-kubelet --v=2; env X=kubelet x; a.kubelet x'\n", NULL, NULL, NULL },
	{ "a scope", UNIT("node.service") "\tExecStart=/usr/bin/systemd-run --scope kubelet --v=2\n", "node.service", NULL, "/usr/bin/systemd-run may start a kubelet" },
	{ "a program that executes one that executes one of a version", UNIT("node.service") "\tExecStart=/usr/bin/env sudo -E nsenter -t 1 -u kubelet-1.30 --v=2\n", "node.service", NULL, "/usr/bin/env may start a kubelet" },
	{ "env with a text in parts", UNIT("node.service") "\tExecStart=/usr/bin/env -S \"A=b kubelet --v=2\"\n", "node.service", NULL, "/usr/bin/env may start a kubelet" },
	{ "a lock whose name is that of a program", UNIT("node.service") "\tExecStart=/usr/bin/flock /run/stop kubelet --v=2\n", "node.service", NULL, "/usr/bin/flock may start a kubelet" },
	{ "a shell with a command in a variable", UNIT("node.service") "\tExecStart=/bin/sh -c '$$RUN kubelet --v=2'\n", "node.service", NULL, "/bin/sh may start a kubelet" },
	{ "a shell with a command in a variable that restarts it", UNIT("node.service") "\tExecStart=/bin/sh -c '$$SUDO systemctl restart kubelet; echo $$X kubelet is up'\n", NULL, NULL, NULL },
	{ "a program that asks it for its version", UNIT("node.service") "\tExecStart=/usr/bin/nice /usr/bin/kubelet --version\n", NULL, NULL, NULL },
	{ "a unit of any name with a kubelet of a version", UNIT("node.service") "\tExecStart=/opt/bin/kubelet-1.30" FLAG, "node.service", "AlwaysAllow", "/usr/lib/systemd/system/node.service:2" },
	{ "by the loader", UNIT("node.service") "\tExecStart=/lib64/ld-linux-x86-64.so.2 /opt/kubelet" FLAG, "node.service", "AlwaysAllow", "/usr/lib/systemd/system/node.service:2" },
	{ "a shell that executes one of a version", UNIT("node.service") "\tExecStart=/bin/sh -c 'a; exec kubelet-1.30 --v=2'\n", "node.service", NULL, "/bin/sh may start a kubelet" },
	{ "a program that is given one of a version", UNIT("node.service") "\tExecStart=/usr/bin/nice /opt/kubelet.real\n", "node.service", NULL, "/usr/bin/nice may start a kubelet" },
	{ "a shell that executes another program of that begin", UNIT("node.service") "\tExecStart=/bin/sh -c 'exec kubelet-csr-approver'\n", NULL, NULL, NULL },
	{ "k0s of a version", UNIT("k0sworker.service") "\tExecStart=/usr/local/bin/k0s-v1.30.1 worker\n", "k0sworker.service", NULL, "k0s-v1.30.1 starts a kubelet" },
	{ "a shell that restarts it", UNIT("node.service") "\tExecStart=/bin/sh -c 'systemctl restart kubelet'\n", NULL, NULL, NULL },
	{ "a program that is given it", UNIT("node.service") "\tExecStart=/usr/bin/nice /usr/bin/kubelet\n", "node.service", NULL, "/usr/bin/nice may start a kubelet" },
	{ "a program with kubelets in its arguments", UNIT("metrics.service") "\tExecStart=/usr/bin/metrics --kubelet-port=10250 kubelet /etc/kubelet.yaml\n", NULL, NULL, NULL },
	{ "kubelet.service with another program", SERVICE "\tExecStart=/opt/start-node\n", "kubelet.service", NULL, "/opt/start-node may start a kubelet" },
	{ "rke2", UNIT("rke2-server.service") "\tExecStart=/usr/local/bin/rke2 server\n", "rke2-server.service", NULL, "rke2 starts a kubelet with arguments that it makes up" },
	{ "k0s", UNIT("k0sworker.service") "\tExecStart=/usr/local/bin/k0s worker --token-file=/t\n", "k0sworker.service", NULL, "k0s starts a kubelet" },
	{ "k0s without a kubelet", UNIT("k0scontroller.service") "\tExecStart=/usr/local/bin/k0s controller\n", NULL, NULL, NULL },
	{ "k3s", UNIT("k3s.service") "\tExecStart=/usr/local/bin/k3s server\n", "k3s.service", NULL, "k3s does not show" },
	{ "MicroK8s", SNAP "var/snap/microk8s/77/args/kubelite:\n\t--kubelet-args-file=${SNAP_DATA}/args/kubelet\nvar/snap/microk8s/77/args/kubelet:\n\t--v=2\n\t--authorization-mode=Webhook\n", "snap.microk8s.daemon-kubelite.service", "Webhook", "/var/snap/microk8s/77/args/kubelet:2" },
	{ "MicroK8s without its arguments", SNAP "var/snap/microk8s/77/\n", "snap.microk8s.daemon-kubelite.service", NULL, "/var/snap/microk8s/77/args/kubelite: No such file" },
	{ "Canonical Kubernetes", UNIT("snap.k8s.kubelet.service") "\tExecStart=/usr/bin/snap run k8s.kubelet\n", "snap.k8s.kubelet.service", NULL, "snap starts a kubelet with arguments" },
	{ "Charmed Kubernetes", UNIT("snap.kubelet.daemon.service") "\tExecStart=/usr/bin/snap run kubelet.daemon\n", "snap.kubelet.daemon.service", NULL, "snap starts a kubelet with arguments" },
	{ "Ubuntu's images for EKS", UNIT("snap.kubelet-eks.daemon.service") "\tExecStart=/usr/bin/snap run kubelet-eks.daemon\n", "snap.kubelet-eks.daemon.service", NULL, "snap starts a kubelet with arguments" },
	{ "another program of a snap", UNIT("snap.kube-proxy.daemon.service") "\tExecStart=/usr/bin/snap run kube-proxy.daemon\n", NULL, NULL, NULL },
	{ "masked", SERVICE EXEC "\n" "etc/systemd/system/kubelet.service -> /dev/null\n", NULL, NULL, NULL },
	{ "masked, but installed", SERVICE EXEC "\n" "etc/systemd/system/kubelet.service -> /dev/null\nusr/bin/kubelet: x\n", NULL, NULL, "no service starts a kubelet, but there is /usr/bin/kubelet" },
	{ "a configuration without a unit", "var/lib/kubelet/config.yaml: x\n", NULL, NULL, "but there is /var/lib/kubelet/config.yaml" },
	{ "another root directory", SERVICE "\tRootDirectory=/srv/root\n" EXEC "\n", "kubelet.service", NULL, "kubelet.service: RootDirectory=/srv/root" },
	{ "a unit that cannot be told", SERVICE "\tExecStart=/usr/bin/kubelet --hostname-override=%H\n", "kubelet.service", NULL, "/usr/lib/systemd/system/kubelet.service:2: ExecStart=" },
	{ "a unit that cannot be told and has no kubelet", UNIT("other.service") "\tExecStart=/usr/bin/other %H\n", NULL, NULL, NULL },
	{ "a kubelet of a version in a unit of another name", UNIT("node.service") "\tExecStart=/opt/bin/kubelet-1.30" FLAG, "node.service", "AlwaysAllow", "/usr/lib/systemd/system/node.service:2" },

	/* What starts a kubelet beside systemd, or has been one. */
	{ "a key of a kubelet that was here", "var/lib/kubelet/pki/kubelet.crt: x\n", NULL, NULL, "there is /var/lib/kubelet/pki" },
	{ "flags of kubeadm", "var/lib/kubelet/kubeadm-flags.env: x\n", NULL, NULL, "there is /var/lib/kubelet/kubeadm-flags.env" },
	{ "pods that were here", "var/lib/kubelet/pods/\n", NULL, NULL, "there is /var/lib/kubelet/pods" },
	{ "the directory of a package", "var/lib/kubelet/\netc/kubernetes/manifests/\n", NULL, NULL, NULL },
	{ "a kubelet below /opt", "opt/apps/bin/kubelet: x\n", NULL, NULL, "there is /opt/apps/bin/kubelet" },
	{ "a service that is yet to come", "etc/systemd/system/multi-user.target.wants/kubelet.service -> /usr/lib/systemd/system/kubelet.service\n", NULL, NULL, "multi-user.target.wants/kubelet.service" },
	{ "a service that is wanted and masked", "etc/systemd/system/kubelet.service -> /dev/null\netc/systemd/system/multi-user.target.wants/kubelet.service -> ../kubelet.service\n", NULL, NULL, NULL },
	{ "sysvinit", "etc/init.d/kubelet: x\n", NULL, NULL, "there is /etc/init.d/kubelet" },
	{ "sysvinit under another name", "etc/init.d/node:\n\t#!/bin/sh\n\texec \\\n\t/srv/kubelet\n", NULL, NULL, "there is /etc/init.d/node" },
	{ "sysvinit of something else", "etc/init.d/docker:\n\t#!/bin/sh\n\t# Before: kubelet\n\texec dockerd\n", NULL, NULL, NULL },
	{ "OpenRC", "etc/conf.d/kubelet: x\n", NULL, NULL, "there is /etc/conf.d/kubelet" },
	{ "runit", "etc/service/kubelet/run: x\n", NULL, NULL, "there is /etc/service/kubelet" },
	{ "runit, not enabled", "etc/sv/kubelet/run: x\n", NULL, NULL, "there is /etc/sv/kubelet" },
	{ "runit under another name", "etc/sv/node/run: exec /srv/kubelet\n", NULL, NULL, "there is /etc/sv/node/run" },
	{ "cron", "etc/cron.d/node: @reboot root /srv/kubelet --v=2\n", NULL, NULL, "there is /etc/cron.d/node" },
	{ "a table of cron", "var/spool/cron/crontabs/root: @reboot /srv/kubelet\n", NULL, NULL, "there is /var/spool/cron/crontabs/root" },
	{ "cron of something else", "etc/crontab: @reboot root /srv/other # x\n", NULL, NULL, NULL },
	{ "rc.local", "etc/rc.local: nohup kubelet.sh &\n", NULL, NULL, "there is /etc/rc.local" },
	{ "a restart by cron beside a unit", SERVICE EXEC FLAG "etc/crontab: @daily root systemctl restart kubelet\n", "kubelet.service", "AlwaysAllow", "/usr/lib/systemd/system/kubelet.service:2" },
	{ "a quadlet", "etc/containers/systemd/node.container:\n\t[Container]\n\tImage=x\n\tExec=kubelet --authorization-mode=AlwaysAllow\n", NULL, NULL, "there is /etc/containers/systemd/node.container" },
	{ "a quadlet by its image", "usr/share/containers/systemd/node.container:\n\t[Container]\n\tImage=registry.example/kubelet\n", NULL, NULL, "there is /usr/share/containers/systemd/node.container" },
	{ "a quadlet of something else", "etc/containers/systemd/web.container:\n\t[Unit]\n\tAfter=kubelet.service\n\t[Container]\n\tImage=web\n", NULL, NULL, NULL },

	/* Extensions. */
	{ "an extension of a directory", "var/lib/extensions/k/usr/lib/systemd/system/kubelet.service: [Service]\n", NULL, NULL, "/var/lib/extensions/k/usr/lib/systemd/system/kubelet.service" },
	{ "an extension with a unit of another name", "etc/extensions/k/usr/lib/systemd/system/node.service:\n\t[Service]\n\tExecStart=/usr/bin/env \\\n\tkubelet\n", NULL, NULL, "/etc/extensions/k/usr/lib/systemd/system/node.service" },
	{ "an extension with the program alone", "run/extensions/k/usr/bin/kubelet: x\n", NULL, NULL, "/run/extensions/k/usr/bin/kubelet" },
	{ "an image of an extension", "var/lib/extensions/kubernetes.raw: x\n", NULL, NULL, "there is /var/lib/extensions/kubernetes.raw" },
	{ "a link to an image of an extension", "etc/extensions/kubernetes.raw -> /opt/extensions/kubernetes-v1.30.raw\n", NULL, NULL, "there is /etc/extensions/kubernetes.raw" },
	{ "a directory of images of an extension", "var/lib/extensions/kubernetes.raw.v/\n", NULL, NULL, "there is /var/lib/extensions/kubernetes.raw.v" },
	{ "an extension of the configuration", "var/lib/confexts/k/etc/systemd/system/kubelet.service: [Service]\n", NULL, NULL, "/var/lib/confexts/k/etc/systemd/system/kubelet.service" },
	{ "an image of the configuration", "usr/lib/confexts/kube.raw: x\n", NULL, NULL, "there is /usr/lib/confexts/kube.raw" },
	{ "Flatcar's extensions", "etc/extensions/containerd-flatcar.raw -> /usr/share/flatcar/sysext/containerd.raw\netc/extensions/docker-flatcar.raw -> /usr/share/flatcar/sysext/docker.raw\n", NULL, NULL, NULL },
	{ "an extension without a kubelet", "etc/\nvar/lib/extensions/d/usr/lib/systemd/system/docker.service:\n\t[Unit]\n\tBefore=kubelet.service\n\t[Service]\n\tExecStart=/usr/bin/dockerd\nvar/lib/extensions/d/usr/bin/docker: x\n", NULL, NULL, NULL },

	/* Files that are others when the system runs. */
	{ "a command before that writes", SERVICE "\tExecStartPre=/bin/cp /etc/bad.yaml /k.yaml\n" EXEC FLAG, "kubelet.service", NULL, "/usr/lib/systemd/system/kubelet.service:2: ExecStartPre= may write" },
	{ "the second command of a line", SERVICE "\tExecStartPre=-/bin/true ; /bin/cp a b\n" EXEC FLAG, "kubelet.service", NULL, "ExecStartPre= may write" },
	{ "a condition that writes", SERVICE "\tExecCondition=/opt/x\n" EXEC FLAG, "kubelet.service", NULL, "ExecCondition= may write" },
	{ "a command before that is not known", SERVICE "\tExecStartPre=/opt/setup\n" EXEC FLAG, "kubelet.service", NULL, "ExecStartPre= may write" },
	{ "a command before that is taken back", SERVICE "\tExecStartPre=/opt/setup\n\tExecStartPre=\n\tExecStartPre=/bin/mkdir -p /x\n" EXEC FLAG, "kubelet.service", "AlwaysAllow", "/usr/lib/systemd/system/kubelet.service:5" },
	{ "a command before by a drop-in", SERVICE EXEC FLAG "etc/systemd/system/kubelet.service.d/1.conf:\n\t[Service]\n\tExecStartPre=/usr/bin/tee /k.yaml\n", "kubelet.service", NULL, "kubelet.service.d/1.conf:2: ExecStartPre=" },
	{ "commands before that write nothing", SERVICE "\tExecStartPre=/sbin/modprobe br_netfilter\n\tExecStartPre=-/sbin/swapoff -a\n\tExecStartPre=/bin/sleep 1\n" EXEC FLAG, "kubelet.service", "AlwaysAllow", "/usr/lib/systemd/system/kubelet.service:5" },
	{ "a script before that waits", SERVICE "\tExecStartPre=/bin/bash -c 'until [ -f /k ]; do sleep 1; done >/dev/null 2>&1'\n" EXEC FLAG, "kubelet.service", "AlwaysAllow", "/usr/lib/systemd/system/kubelet.service:3" },
	{ "a script before that writes", SERVICE "\tExecStartPre=/bin/sh -c 'echo mode: AlwaysAllow >/k.yaml'\n" EXEC FLAG, "kubelet.service", NULL, "ExecStartPre= may write" },
	{ "a script before that runs another", SERVICE "\tExecStartPre=/bin/sh -c 'test -f /x && /opt/setup'\n" EXEC FLAG, "kubelet.service", NULL, "ExecStartPre= may write" },
	{ "a script before by its name", SERVICE "\tExecStartPre=/bin/bash /opt/setup.sh\n" EXEC FLAG, "kubelet.service", NULL, "ExecStartPre= may write" },
	{ "a substitution before", SERVICE "\tExecStartPre=/bin/sh -c 'echo $(cp a b)'\n" EXEC FLAG, "kubelet.service", NULL, "ExecStartPre= may write" },
	{ "a substitution in an argument before", SERVICE "\tExecStartPre=/bin/sh -c 'if [ $(mount | wc -l) -le 0 ]; then echo x; fi'\n" EXEC FLAG, "kubelet.service", "AlwaysAllow", "/usr/lib/systemd/system/kubelet.service:3" },
	{ "a substitution that makes the command", SERVICE "\tExecStartPre=/bin/sh -c '$(echo cp) a b'\n" EXEC FLAG, "kubelet.service", NULL, "ExecStartPre= may write" },
	{ "a substitution that makes a part of the command", SERVICE "\tExecStartPre=/bin/sh -c 'ls$(echo x) a b'\n" EXEC FLAG, "kubelet.service", NULL, "ExecStartPre= may write" },
	{ "a substitution behind a keyword", SERVICE "\tExecStartPre=/bin/sh -c 'if $(echo cp) a b; then true; fi'\n" EXEC FLAG, "kubelet.service", NULL, "ExecStartPre= may write" },
	{ "a command behind a group", SERVICE "\tExecStartPre=/bin/sh -c '(true) && cp a b'\n" EXEC FLAG, "kubelet.service", NULL, "ExecStartPre= may write" },
	{ "a mount of a directory at its own place", SERVICE "\tExecStartPre=/bin/mount --bind /k /k\n" EXEC FLAG, "kubelet.service", "AlwaysAllow", "/usr/lib/systemd/system/kubelet.service:3" },
	{ "a mount of another directory", SERVICE "\tExecStartPre=/bin/mount --bind /x /etc\n" EXEC FLAG, "kubelet.service", NULL, "ExecStartPre= may write" },
	{ "a program of another directory", SERVICE "\tExecStartPre=/opt/bin/mkdir x\n" EXEC FLAG, "kubelet.service", NULL, "ExecStartPre= may write" },
	{ "the state of processors is removed", SERVICE "\tExecStartPre=/bin/rm -f /var/lib/kubelet/cpu_manager_state\n" EXEC FLAG, "kubelet.service", "AlwaysAllow", "/usr/lib/systemd/system/kubelet.service:3" },
	{ "a file is removed", SERVICE "\tExecStartPre=/bin/rm -f /etc/k\n" EXEC FLAG, "kubelet.service", NULL, "ExecStartPre= may write" },
	{ "an environment file below /run", SERVICE "\tEnvironmentFile=-/run/k.env\n" EXEC " $KARGS\n", "kubelet.service", NULL, "/run/k.env is not there, and may be" },
	{ "an environment file that leads below /run", SERVICE "\tEnvironmentFile=-/etc/k.env\n" EXEC FLAG "etc/k.env -> ../run/k.env\n", "kubelet.service", NULL, "/run/k.env is not there, and may be" },
	{ "a drop-in file that leads below /run", SERVICE EXEC FLAG "etc/systemd/system/kubelet.service.d/1.conf -> /run/k.conf\n", "kubelet.service", NULL, "/run/k.conf is not there, and may be" },
	{ "a drop-in file that leads nowhere", SERVICE EXEC FLAG "etc/systemd/system/kubelet.service.d/1.conf -> /srv/k.conf\n", "kubelet.service", "AlwaysAllow", "/usr/lib/systemd/system/kubelet.service:2" },
	{ "fstab over an environment file that is not there", SERVICE "\tEnvironmentFile=-/srv/k.env\n" EXEC FLAG "etc/fstab: UUID=1 /srv ext4\n", "kubelet.service", NULL, "/etc/fstab: what is mounted at /srv when the system runs covers /srv/k.env" },
	{ "fstab over what a drop-in file leads to", SERVICE EXEC FLAG "etc/systemd/system/kubelet.service.d/1.conf -> /opt/../srv/k.conf\netc/fstab: UUID=1 /srv ext4\n", "kubelet.service", NULL, "at /srv when the system runs covers /srv/k.conf" },
	{ "an extension with an environment file that is not there", SERVICE "\tEnvironmentFile=-/usr/k.env\n" EXEC FLAG "var/lib/extensions/x/usr/k.env: KARGS=x\n", "kubelet.service", NULL, "/var/lib/extensions/x/usr/k.env covers /usr/k.env" },
	{ "an environment file elsewhere", SERVICE "\tEnvironmentFile=-/etc/k.env\n" EXEC FLAG, "kubelet.service", "AlwaysAllow", "/usr/lib/systemd/system/kubelet.service:3" },
	{ "fstab on the way to a file", SERVICE EXEC " --config=/etc/k8s/k.yaml\n" "etc/k8s/k.yaml:\n" CONFIG "etc/fstab:\n\t# x\n\t/dev/sdb1  /etc/k8s ext4 defaults 0 0\n", "kubelet.service", NULL, "/etc/fstab: what is mounted at /etc/k8s when the system runs covers /etc/k8s/k.yaml" },
	{ "fstab by a link", SERVICE EXEC " --config=/etc/k.yaml\n" "etc/k.yaml -> /srv/k.yaml\nsrv/k.yaml:\n" CONFIG "etc/fstab: UUID=1 /srv/ ext4\n", "kubelet.service", NULL, "at /srv when" },
	{ "fstab with an escape", SERVICE EXEC " --config=/a\\x20b/k.yaml\n" "a b/k.yaml:\n" CONFIG "etc/fstab: UUID=1 /a\\040b ext4\n", "kubelet.service", NULL, "at /a b when" },
	{ "fstab over the unit", SERVICE EXEC FLAG "etc/fstab: UUID=1 /usr ext4 ro\n", "kubelet.service", NULL, "at /usr when" },
	{ "fstab elsewhere", SERVICE EXEC FLAG "etc/fstab:\n\tUUID=0 / ext4\n\tUUID=1 /home ext4\n\tUUID=2 /us ext4\n\tUUID=3 none swap sw\n\tUUID=4 /usr ext4 noauto\n", "kubelet.service", "AlwaysAllow", "/usr/lib/systemd/system/kubelet.service:2" },
	{ "a unit that mounts", SERVICE EXEC " --config=/etc/k8s/k.yaml\n" "etc/k8s/k.yaml:\n" CONFIG "etc/systemd/system/etc-k8s.mount:\n\t[Mount]\n\tWhat=/srv/k\n\tWhere=/etc/k8s\n", "kubelet.service", NULL, "/etc/systemd/system/etc-k8s.mount: what is mounted at /etc/k8s" },
	{ "a unit that mounts elsewhere", SERVICE EXEC FLAG "usr/lib/systemd/system/tmp.mount:\n\t[Mount]\n\tWhere=/tmp\netc/systemd/system/usr.mount -> /dev/null\n", "kubelet.service", "AlwaysAllow", "/usr/lib/systemd/system/kubelet.service:2" },
	{ "an extension with a file that is read", SERVICE EXEC " --config=/usr/k.yaml\n" "usr/k.yaml:\n" CONFIG "var/lib/extensions/x/usr/k.yaml:\n" CONFIG, "kubelet.service", NULL, "/var/lib/extensions/x/usr/k.yaml covers /usr/k.yaml" },
	{ "an alias of nothing", "etc/systemd/system/x.service -> /usr/lib/systemd/system/gone.service\n", NULL, NULL, NULL },
};

/* clang-format on */

/** What is said of a mode, or why it cannot be told. */
static void check_kubelet(const struct kp_kubelet *kubelet, const struct row *row)
{
	struct kp_setting *setting = TABLE_UNTOUCHED;
	struct kp_error error;
	enum kp_status status;

	assert_int_equal(kp_kubelet_identity(kubelet)->origin, KP_ORIGIN_SERVICE);
	assert_string_equal(kp_kubelet_identity(kubelet)->unit, row->unit);
	table_error_prepare(&error);
	status = kp_kubelet_setting(kubelet, "authorization.mode", &setting, &error);
	if (row->mode == NULL) {
		assert_int_not_equal(status, KP_OK);
		table_assert_contains(error.message, row->location);
		return;
	}
	table_assert_ok(status, &error);
	table_assert_text(setting->value, row->mode);
	table_assert_location(setting, row->location);
	kp_setting_free(setting);
}

static void test_collect(void **state)
{
	const struct row *row = *state;
	struct kp_kubelets *kubelets = NULL;
	struct fixture fixture;
	struct kp_error error;
	struct kp_query query = fixture_query;
	struct kp_ctx ctx;

	fixture_build(&fixture, row->tree);
	table_error_prepare(&error);
	table_assert_ok(kp_ctx_init(&ctx, fixture.path, &error), &error);
	query.minor = 31;
	table_assert_ok(kp_services_collect(&query, &ctx, &kubelets, &error), &error);
	assert_int_equal(kp_kubelets_count(kubelets), row->unit == NULL ? 0 : 1);
	if (row->unit != NULL) {
		assert_null(kp_kubelets_incomplete(kubelets));
		check_kubelet(kp_kubelets_get(kubelets, 0), row);
	} else if (row->location != NULL) {
		table_assert_contains(kp_kubelets_incomplete(kubelets)->message, row->location);
	} else {
		assert_null(kp_kubelets_incomplete(kubelets));
	}
	kp_kubelets_free(kubelets);
	kp_ctx_done(&ctx);
}

/** What may change a kubelet, or start another, beside the unit of one. */
static const char *const beside_rows[] = {
	"etc/containers/systemd/node.container:\n\tExec=kubelet\n",
	"var/lib/extensions/kubernetes.raw: x\n",
	"run/extensions/x/usr/lib/systemd/system/kubelet.service.d/1.conf: [Service]\n",
	"var/lib/confexts/x/etc/systemd/system/kubelet.service.d/1.conf: [Service]\n",
	"var/lib/confexts/x/etc/kubernetes/x: x\n",
	"var/lib/confexts/x/etc/default/kubelet: x\n",
};

static void test_beside(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(beside_rows) / sizeof(beside_rows[0]); i++) {
		struct kp_kubelets *kubelets = NULL;
		struct fixture fixture;
		struct kp_error error;
		struct kp_ctx ctx;
		char tree[1024];

		(void)snprintf(tree, sizeof(tree), "%s%s", SERVICE EXEC FLAG, beside_rows[i]);
		fixture_build(&fixture, tree);
		table_error_prepare(&error);
		table_assert_ok(kp_ctx_init(&ctx, fixture.path, &error), &error);
		table_assert_ok(kp_services_collect(&fixture_query, &ctx, &kubelets, &error),
				&error);
		assert_int_equal(kp_kubelets_count(kubelets), 1);
		assert_non_null(kp_kubelets_incomplete(kubelets));
		table_assert_contains(kp_kubelets_incomplete(kubelets)->message,
				      "beside the services that start a kubelet there is /");
		kp_kubelets_free(kubelets);
		kp_ctx_done(&ctx);
	}
}

/** A unit, and what is said of the one that a running kubelet belongs to. */
struct of_row {
	const char *name;
	const char *unit;
	enum kp_status status;
	const char *reason;
};

static struct of_row of_rows[] = {
	{ "its unit", "kubelet.service", KP_OK, NULL },
	{ "no unit", NULL, KP_ERR_NOENT, "belongs to no service" },
	{ "a scope", "session-1.scope", KP_ERR_NOENT, "belongs to no service" },
	{ "a unit that is not on disk", "gone.service", KP_ERR_NOENT, "gone.service" },
	{ "a unit of something else", "sshd.service", KP_ERR_UNSUPPORTED, "sshd.service" },
	{ "a unit that is masked", "masked.service", KP_ERR_UNSUPPORTED, "masked.service" },
};

static void test_service_of(void **state)
{
	const struct of_row *row = *state;
	struct kp_kubelet *kubelet = TABLE_UNTOUCHED;
	struct fixture fixture;
	struct kp_error error;
	struct kp_ctx ctx;
	enum kp_status status;

	fixture_build(&fixture,
		      SERVICE EXEC FLAG UNIT(
			      "sshd.service") "\tExecStart=/usr/sbin/sshd -D\n"
					      "etc/systemd/system/masked.service -> /dev/null\n");
	table_error_prepare(&error);
	table_assert_ok(kp_ctx_init(&ctx, fixture.path, &error), &error);
	status = kp_service_of(&fixture_query, &ctx, row->unit, &kubelet, &error);
	if (row->status == KP_OK) {
		table_assert_ok(status, &error);
		assert_string_equal(kp_kubelet_identity(kubelet)->unit, row->unit);
		kp_kubelet_free(kubelet);
	} else {
		table_assert_failed(status, &error, row->status, -1, row->reason);
		assert_ptr_equal(kubelet, TABLE_UNTOUCHED);
	}
	kp_ctx_done(&ctx);
}

/** The mode of the authorization that a service starts with. */
static void assert_mode(const struct kp_units *units, const char *wanted)
{
	struct kp_kubelet *kubelet = NULL;
	struct kp_setting *setting = NULL;
	struct kp_error error;

	table_error_prepare(&error);
	table_assert_ok(kp_service_in(&fixture_query, units, "kubelet.service", &kubelet, &error),
			&error);
	table_assert_ok(kp_kubelet_setting(kubelet, "authorization.mode", &setting, &error),
			&error);
	assert_string_equal(setting->value, wanted);
	kp_setting_free(setting);
	kp_kubelet_free(kubelet);
}

/** What files say is not kept with the services: not what is on disk, nor what is read instead. */
static void test_service_again(void **state)
{
	static const char path[] = "usr/lib/systemd/system/kubelet.service";
	static const char on_disk[] =
		"[Service]\nExecStart=/usr/bin/kubelet --authorization-mode=Webhook\n";
	static const char other[] =
		"[Service]\nExecStart=/usr/bin/kubelet --authorization-mode=AlwaysAllow\n";
	struct kp_instead instead = { .buf = (const uint8_t *)other, .len = sizeof(other) - 1 };
	struct kp_units *units = NULL;
	struct fixture fixture;
	struct stat st;
	struct kp_error error;
	struct kp_ctx ctx;

	(void)state;
	fixture_build(&fixture, SERVICE EXEC FLAG);
	table_error_prepare(&error);
	table_assert_ok(kp_ctx_init(&ctx, fixture.path, &error), &error);
	table_assert_ok(kp_units_new(&ctx, &units, &error), &error);
	assert_mode(units, "AlwaysAllow");
	fixture_write(&fixture, path, on_disk, sizeof(on_disk) - 1);
	assert_mode(units, "Webhook");
	assert_int_equal(fstatat(fixture.fd, path, &st, 0), 0);
	instead.device = st.st_dev;
	instead.inode = st.st_ino;
	ctx.instead = &instead;
	assert_mode(units, "AlwaysAllow");
	ctx.instead = NULL;
	assert_mode(units, "Webhook");
	kp_units_free(units);
	kp_ctx_done(&ctx);
}

int main(void)
{
	static const struct table tables[] = {
		TABLE_ROWS(test_collect, rows),
		TABLE_ONE(test_beside),
		TABLE_ROWS(test_service_of, of_rows),
		TABLE_ONE(test_service_again),
	};

	return TABLE_MAIN(tables);
}
