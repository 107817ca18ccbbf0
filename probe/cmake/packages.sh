# shellcheck shell=bash
# SPDX-License-Identifier: LGPL-2.1-or-later
# What packages.txt names: whether it is here, and how it is installed. For scripts of bash to source.

packages_list=$(dirname "${BASH_SOURCE[0]}")/packages.txt

# Print the package manager of this system, nothing if it is none that is known.
package_manager() {
	local manager
	manager=$(command -v apt-get || command -v dnf || true)
	echo "${manager##*/}"
}

# Whether a thing is here: KIND NAME.
is_there() {
	case $1 in
	command) command -v "$2" ;;
	file) [[ -e $2 ]] ;;
	header) cc -E -include "$2" -x c /dev/null ;;
	library) [[ $(cc -print-file-name="$2") == /* ]] ;;
	module) pkg-config --exists "$2" ;;
	python) python3 -c "import $2" ;;
	esac &>/dev/null
}

# Print the packages that are missing, each once: missing_packages MANAGER FOR...
missing_packages() {
	local manager=$1 purpose kind names debian fedora name package told=" "
	shift
	while read -r purpose kind names debian fedora; do
		[[ " $* " == *" $purpose "* ]] || continue
		for name in ${names//|/ }; do
			is_there "$kind" "$name" && continue 2
		done
		package=$debian
		[[ $manager != dnf ]] || package=$fedora
		[[ $told == *" $package "* ]] || echo "$package"
		told+="$package "
	done <"$packages_list"
}

# Install without a question: install_packages MANAGER PACKAGE...
install_packages() {
	local manager=$1 with=()
	shift
	((EUID == 0)) || with=(sudo)
	case $manager in
	apt-get)
		"${with[@]}" apt-get update || true # what was known before may do
		"${with[@]}" env DEBIAN_FRONTEND=noninteractive \
			apt-get install -y --no-install-recommends "$@" </dev/null
		;;
	dnf)
		"${with[@]}" dnf install -y "$@" </dev/null && return
		echo "On RHEL and its kin, the -devel packages are in the repository 'crb' (CodeReady" \
			"Builder), which has to be enabled first" >&2
		return 1
		;;
	esac
}
