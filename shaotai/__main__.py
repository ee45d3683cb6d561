"""``python -m shaotai`` is the command ``shaotai``."""

import sys

from shaotai.cli import main

sys.exit(main())
