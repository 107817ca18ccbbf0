# SPDX-License-Identifier: LGPL-2.1-or-later
"""oscap-kubelet summary: started by oscap-kubelet-command as `python3 -I -B DIRECTORY VERSION ARGUMENT...`."""
import sys

# The oldest that it is written for: of RHEL 9. What follows is not parsed by one that cannot.
if sys.version_info < (3, 9):
    sys.exit("oscap-kubelet summary: it needs Python 3.9 or later, and python3 is %d.%d" % sys.version_info[:2])

import command

if __name__ == "__main__":
    sys.exit(command.main(sys.argv[1], sys.argv[2:]))
