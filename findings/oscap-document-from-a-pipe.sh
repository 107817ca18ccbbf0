#!/bin/bash
# SPDX-License-Identifier: LGPL-2.1-or-later
# oscap 1.3.7 takes a document that comes through a pipe, as of process substitution or `cat FILE |`, for an empty
# one: it reads the beginning, seeks back to parse it, does not mind that a pipe cannot (ESPIPE, as strace shows),
# and parses what is behind. The same document as a file, or redirected to standard input, is read. Content
# that is made on the way, or unpacked, has to go through a file.
# Seen with openscap 1.3.7+dfsg-1+deb12u1 of Debian 12.
. "$(dirname "$0")/install"
install_oscap 1.3.7+dfsg-1+deb12u1
cd "$folder"

cat >benchmark.xml <<'XML'
<?xml version="1.0" encoding="UTF-8"?>
<Benchmark xmlns="http://checklists.nist.gov/xccdf/1.2" id="xccdf_com.example_benchmark_b" resolved="1" xml:lang="en-US">
  <status date="2026-01-01">draft</status>
  <title>b</title>
  <description>a benchmark</description>
  <version>1</version>
</Benchmark>
XML

# validate PATH: the exit code, and how often it is said that the document is empty.
validate() {
	local code=0
	oscap xccdf validate --skip-schematron "$1" >out.txt 2>&1 || code=$?
	echo "$code $(grep -c 'OpenSCAP Error: Document is empty' out.txt || true)"
}
expect "a file" "0 0" "$(validate benchmark.xml)" || exit 1
expect "redirected" "0 0" "$(validate /dev/stdin <benchmark.xml)" || exit 1
expect "a pipe" "1 1" "$(cat benchmark.xml | validate /dev/stdin)" || exit 1
expect "process substitution" "1 1" "$(validate <(cat benchmark.xml))" || exit 1

# The same with another verb.
code=0
oscap info <(cat benchmark.xml) >out.txt 2>&1 || code=$?
expect "info, process substitution" "1 1" "$code $(grep -c 'OpenSCAP Error: Document is empty' out.txt || true)" || exit 1
