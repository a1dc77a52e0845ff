"""Finds people, firms, sites, places and trades."""

from __future__ import annotations

from collections.abc import Sequence

from nlu.found import Context, Found
from nlu.mentions import Mention, read_mentions

SURE = 0.5


def find_names(context: Context, taken: Sequence[Found]) -> list[Found]:
    """The fields person, foreman, employer, project, place and job."""
    best: dict[str, Mention] = {}
    for mention in read_mentions(context.text, context.asked):
        rival = best.get(mention.field)
        if mention.weight > SURE and (not rival or mention.weight > rival.weight):
            best[mention.field] = mention
    return [
        Found(each.field, context.text[each.start : each.end], each.start, each.end, f"names.{each.rule}", each.weight)
        for each in best.values()
    ]


def warm_up() -> None:
    """Load the lists and the model, so that the first message does not wait for them."""
    read_mentions("我叫王建国", None)
