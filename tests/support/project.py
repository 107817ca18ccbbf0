# SPDX-License-Identifier: LGPL-2.1-or-later
"""Where the project is, and where it was built."""
import os

SOURCE = os.path.abspath(os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", ".."))
BUILD = os.path.abspath(os.environ.get("OSCAP_KUBELET_BUILD") or os.path.join(SOURCE, "build"))

# What is tested: what was built, or the package that is installed.
INSTALLED = bool(os.environ.get("OSCAP_KUBELET_TEST_INSTALLED"))
PROGRAMS = "/usr/bin" if INSTALLED else BUILD
CONTENT = "/usr/share/xml/scap/kubelet/content" if INSTALLED else os.path.join(BUILD, "content")

# In the ids of the content.
NAME = "io.github.oscap-kubelet"
