"""``python -m sociophys``: the command line."""

import sys

from sociophys.cli import main

sys.exit(main())
