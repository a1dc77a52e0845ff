"""Finds how content a worker says he is with how he was served."""

from __future__ import annotations

import re

from nlu.found import Context, Found
from nlu.patterns import patterns

NUMBERS = {**{character: at for at, character in enumerate("零一二三四五六七八九十")}, "两": 2, "满": 5}
MOST = 10


def find_ratings(context: Context) -> list[Found]:
    """The fields rating (a whole number) and satisfaction; patterns stand in nlu/lexicon/ratings.tsv."""
    known, text = patterns("ratings"), context.text
    if known["no_rating"].search(text):
        return []
    found = []
    if (rating := known["rating"].search(text)) and (number := _number(rating)) is not None:
        found.append(Found("rating", number, rating.start(), rating.end(), "points"))
    for mood in ("dissatisfied", "neutral", "satisfied"):  # 不满意 holds 满意, 一般满意 is neither
        if felt := known[mood].search(text):
            found.append(Found("satisfaction", mood, felt.start(), felt.end(), "mood"))
            break
    return found


def _number(rating: re.Match[str]) -> int | None:
    said = next(group for group in rating.groups() if group)
    number = int(said) if said.isdigit() else NUMBERS[said]
    return number if number <= MOST else None
