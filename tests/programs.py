"""The programs that some tests drive besides Python. `make programs` installs them on Debian; CI must have them all."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest

# The headless shell draws the same pages as Chromium in half the time.
BROWSERS = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")
POSTGRES_15 = Path("/usr/lib/postgresql/15/bin")
CHROMIUM = os.environ.get("CORVED_CHROMIUM") or next(filter(None, map(shutil.which, BROWSERS)), None)
FOUND = {
    "Chromium": CHROMIUM is not None,
    "nginx": shutil.which("nginx") is not None,
    "PgBouncer": shutil.which("pgbouncer") is not None,
    "openssl": shutil.which("openssl") is not None,
    "khal": shutil.which("khal") is not None,
    "PostgreSQL 15": (POSTGRES_15 / "initdb").exists(),
}
MISSING = [name for name, found in FOUND.items() if not found]


def needs(*names: str) -> pytest.MarkDecorator:
    """Skip a test where one of these programs is missing, by the names of FOUND."""
    missing = [name for name in names if not FOUND[name]]
    return pytest.mark.skipif(bool(missing), reason=f"not installed: {', '.join(missing)} (make programs)")
