# shellcheck shell=bash
# SPDX-License-Identifier: LGPL-2.1-or-later
# What the tests need of a system and no package brings. For tests/run to source.

# Where control groups may be mounted, as in node.py.
hierarchies=(/sys/fs/cgroup/systemd /sys/fs/cgroup/unified /sys/fs/cgroup)

# Whether a program without the rights of root reaches the checkout, which some tests make of root's.
is_reachable() {
	((EUID != 0)) || setpriv --bounding-set=-dac_override,-dac_read_search test -x "$1/tests/run"
}

has_namespaces() {
	local enter=(unshare --fork --pid --kill-child --mount --mount-proc)
	((EUID == 0)) || enter+=(--user --map-root-user)
	"${enter[@]}" true
}

has_groups() {
	local directory group
	for directory in "${hierarchies[@]}"; do
		if [[ -e $directory/cgroup.procs ]]; then
			group=$(mktemp -d "$directory/oscap-kubelet-test.XXXXXX") && rmdir "$group"
			return
		fi
	done
	return 1
}

has_programs_in_tmp() {
	local directory done=0
	directory=$(mktemp -d) || return
	cp "$(type -P true)" "$directory/true" && "$directory/true" || done=$?
	rm -r -- "$directory"
	return "$done"
}

may_skip_or_boot() {
	[[ ${CI:-} == "" || ${CI:-} == 0 || ${CI:-} == false ]] || ((EUID == 0))
}

# Print a line for each thing that is not so here: unmet_preconditions CHECKOUT
unmet_preconditions() {
	local -A table=(
		[is_reachable]="$1 is below a directory that only its owner may search: chmod o+x, or clone elsewhere"
		[has_namespaces]="nobody may make namespaces here (unshare --pid --mount), in which most tests run"
		[has_groups]="no control group can be made in any of ${hierarchies[*]}: mount them, and be root"
		[has_programs_in_tmp]="programs in ${TMPDIR:-/tmp} cannot be executed: set TMPDIR"
		[may_skip_or_boot]="CI is set, so that no test may be skipped, and some boot a systemd: be root"
	)
	local check
	for check in is_reachable has_namespaces has_groups has_programs_in_tmp may_skip_or_boot; do
		"$check" "$1" &>/dev/null || echo "${table[$check]}"
	done
}
