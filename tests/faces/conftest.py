"""Finds the package: the one of the build tree, unless MARKETPLACE_PYTHON_PACKAGE names another or "installed"."""

from __future__ import annotations

import os
import signal
import sys
from pathlib import Path

# A run that a shell has put into the background ignores Ctrl-C, which some tests send to themselves.
signal.signal(signal.SIGINT, signal.default_int_handler)

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = os.environ.get("MARKETPLACE_PYTHON_PACKAGE", str(ROOT / "build/dev/package"))
if PACKAGE != "installed":
    sys.path.insert(0, PACKAGE)
sys.path.insert(0, str(Path(__file__).parent))
