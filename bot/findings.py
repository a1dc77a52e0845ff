"""What a check found: fine, worth knowing, or wrong, one line each."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

Word = Literal["ok", "note", "WRONG"]


@dataclass(frozen=True, slots=True)
class Finding:
    """What one check found."""

    word: Word
    what: str


def tell(findings: Iterable[Finding]) -> None:
    """Prints them; ends with status 1 when something is wrong."""
    told = list(findings)
    for finding in told:
        sys.stdout.write(f"{finding.word:6} {finding.what}\n")
    if any(finding.word == "WRONG" for finding in told):
        raise SystemExit(1)
