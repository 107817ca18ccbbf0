#!/bin/bash
# SPDX-License-Identifier: LGPL-2.1-or-later
# In Debian 13 each TAB behind `oscap` writes an error into the line that is being typed: the completion of
# openscap-scanner 1.4.2 calls _split_longopt, which the bash-completion of the same release has no longer, nor
# among what it keeps for older completions. What is completed is right all the same.
# Seen with openscap-scanner 1.4.2+dfsg-1 and bash-completion 1:2.16.0-7 of Debian 13.
. "$(dirname "$0")/install"
install_of trixie openscap-scanner=1.4.2+dfsg-1 bash-completion=1:2.16.0-7
cd "$folder"

cat >complete.sh <<'SH'
. root/usr/share/bash-completion/bash_completion
. root/usr/share/bash-completion/completions/oscap
COMP_LINE='oscap xccdf ev' COMP_POINT=14 COMP_WORDS=(oscap xccdf ev) COMP_CWORD=2
_oscap oscap ev xccdf
echo "${COMPREPLY[*]}"
SH
code=0
env -i PATH="$PATH" BASH_COMPLETION_COMPAT_DIR="$folder/root/etc/bash_completion.d" \
	bash --norc complete.sh >completed.txt 2>errors.txt || code=$?
expect "what is completed" "eval 0" "$(cat completed.txt) $code" || exit 1
expect "what is said" "_split_longopt: command not found" "$(grep -o '[^ ]*: command not found' errors.txt | sort -u)" || exit 1
