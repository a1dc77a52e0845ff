"""Which version this checkout is."""

from __future__ import annotations

import tomllib
from pathlib import Path


def version() -> str:
    """The version that pyproject.toml states."""
    text = (Path(__file__).resolve().parent.parent / "pyproject.toml").read_text("utf-8")
    return str(tomllib.loads(text)["project"]["version"])
