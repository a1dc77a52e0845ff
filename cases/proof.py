"""What evidence can show, and what proves work without a contract."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

# Kinds under NLU.md's names, and what only a picture shows: the notice board, the site, an identity card, others.
SHOWS: Final = (
    *("iou", "wage_sheet", "attendance", "chat", "transfer", "contract", "work_card", "recording"),
    *("board", "site", "id_card", "other"),
)
# 劳社部发〔2005〕12号 art. 2: records of pay and insurance, cards, forms of hiring, attendance, co-workers' words.
INSTEAD: Final = ("transfer", "wage_sheet", "work_card", "attendance", "witness")
ENOUGH: Final = 2


def missing_proof(kinds: Iterable[str]) -> list[str]:
    """What could still prove that he worked there, best first; nothing with a contract, or with two kinds of it."""
    have = set(kinds)
    if "contract" in have or len(have & set(INSTEAD)) >= ENOUGH:
        return []
    return [kind for kind in INSTEAD if kind not in have]
