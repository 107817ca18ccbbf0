# SPDX-License-Identifier: LGPL-2.1-or-later
"""Where the project is, and where it was built."""
import os

SOURCE = os.path.abspath(os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", ".."))
BUILD = os.path.abspath(os.environ.get("OSCAP_KUBELET_BUILD") or os.path.join(SOURCE, "build"))

# In the ids of the content.
NAME = "io.github.oscap-kubelet"
