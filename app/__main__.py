"""``python -m app``: see ``python -m app --help``."""

import os
import sys

from app.cli import main

os.umask(0o077)  # databases, backups and caches are nobody else's to read
sys.exit(main())
