"""Masks what names a person, for screens and for exports that need not know him."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

DIGITS = {"id_number": (6, 4), "phone": (3, 4), "bank_card": (0, 4)}
NAMES = {"person", "name", "foreman"}


def mask_facts(facts: Mapping[str, Any]) -> dict[str, Any]:
    """The facts with names, phones, ID numbers and bank cards masked, also those of each worker in a list."""
    return {field: _mask(field, value) for field, value in facts.items()}


def _mask(field: str, value: Any) -> Any:
    if isinstance(value, list):
        return [mask_facts(one) if isinstance(one, Mapping) else one for one in value]
    if field in DIGITS and isinstance(value, str):
        return mask_middle(value, *DIGITS[field])
    if field in NAMES and isinstance(value, str):
        return mask_middle(value, 1, 0)
    return value


def mask_middle(text: str, first: int, last: int) -> str:
    """The text with stars between its first and last characters; a short one is all stars."""
    hidden = len(text) - first - last
    if hidden <= 0:
        return "*" * len(text)
    return text[:first] + "*" * hidden + text[len(text) - last :]
