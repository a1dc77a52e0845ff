"""Hides most of what names a person, for whoever need not know him."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from cases.numbering import PREFIX, is_case_number

STAR = "*"
LONG_NUMBER = re.compile(r"(?<!\d)\d(?:[\s.\-\u2013\u2014]?\d){6,}[XxＸｘ]?")
DAY = re.compile(r"(?:19|20)\d\d[-.]\d{1,2}[-.]\d{1,2}")


def mask_id_number(text: str) -> str:
    """Region and last four characters stay; day of birth and serial number are hidden."""
    return _masked(text, first=6, last=4)


def mask_phone(text: str) -> str:
    """The first three and the last four digits stay."""
    return _masked(text, first=3, last=4)


def mask_bank_card(text: str) -> str:
    """The last four digits stay."""
    return _masked(text, first=0, last=4)


def mask_name(text: str) -> str:
    """The first character stays, the surname for most."""
    return _masked(text, first=1, last=0)


def mask_words(text: str) -> str:
    """Nothing stays of what somebody wrote: it may name anybody."""
    return _masked(text, first=0, last=0)


def mask_numbers(text: str) -> str:
    """What may be a phone, an ID number or a card keeps its last four characters; days and case numbers stay.

    The text that comes back is as long as the one given.
    """
    return LONG_NUMBER.sub(_number_masked, text)


def _number_masked(found: re.Match[str]) -> str:
    before = found.string[max(found.start() - len(PREFIX), 0) : found.start()]
    if DAY.fullmatch(found[0]) or is_case_number(before + found[0]):
        return found[0]
    return _masked(found[0], first=0, last=4)


MASKS = {
    "id_number": mask_id_number,
    "phone": mask_phone,
    "bank_card": mask_bank_card,
    "person": mask_name,
    "name": mask_name,
    "foreman": mask_name,
    "words": mask_words,
}


def mask_facts(facts: Mapping[str, Any]) -> dict[str, Any]:
    """The facts with names, phones, ID numbers and bank cards hidden, also those of each worker listed."""
    return {field: _mask(field, value) for field, value in facts.items()}


def _mask(field: str, value: Any) -> Any:
    if isinstance(value, Mapping):
        return mask_facts(value)
    if isinstance(value, list | tuple):
        return [mask_facts(one) if isinstance(one, Mapping) else one for one in value]
    mask = MASKS.get(field)
    return mask(str(value)) if mask and value is not None else value


def _masked(text: str, *, first: int, last: int) -> str:
    hidden = len(text) - first - last
    if hidden <= 0:
        return STAR * len(text)
    return text[:first] + STAR * hidden + text[len(text) - last :]
