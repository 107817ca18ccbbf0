# SPDX-License-Identifier: LGPL-2.1-or-later
"""The tables themselves."""
import unittest

from hostile import MAY_SAY
import suite
from test_arguments import ARGUMENTS
from test_changes import CHANGES
from test_documents import DOCUMENTS
from test_drift import DRIFT
from test_dropins import DROPINS
from test_environment import ENVIRONMENT
from test_files import FILES
from test_links import LINKS
from test_processes import PROCESSES
from test_proxies import PROXIES
from test_users import USERS

ROWS = (FILES + LINKS + CHANGES + DOCUMENTS + ARGUMENTS + DROPINS + PROCESSES + USERS +
        ENVIRONMENT + PROXIES + DRIFT)


class Table(unittest.TestCase):
    """What is true of all rows."""

    def test_size(self):
        """There are enough rows, each with a name of its own."""
        self.assertGreaterEqual(len(ROWS), 40)
        self.assertEqual(len({row.name for row in ROWS}), len(ROWS))

    def test_never_good(self):
        """No row expects more than may be said of its truth."""
        for row in ROWS:
            for results in row.results.values():
                self.assertLessEqual(results, MAY_SAY[row.truth], row.name)


if __name__ == "__main__":
    suite.main()
