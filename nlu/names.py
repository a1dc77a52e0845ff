"""Finds people, firms, sites, places and trades."""

from __future__ import annotations

from collections.abc import Sequence

from nlu.answers import bare_answer
from nlu.found import Context, Found
from nlu.mentions import Mention, read_mentions
from nlu.naming import announced, owing_firms
from nlu.people import negated, not_names, pointed_at

SURE = 0.5


def find_names(context: Context, taken: Sequence[Found]) -> list[Found]:
    """The fields person, foreman, employer, project, place and job."""
    best: dict[str, Mention] = {}
    for mention in mentions_of(context.text, context.asked):
        rival = best.get(mention.field)
        if mention.weight > SURE and (not rival or mention.weight > rival.weight):
            best[mention.field] = mention
    return [
        Found(each.field, context.text[each.start : each.end], each.start, each.end, f"names.{each.rule}", each.weight)
        for each in best.values()
    ]


def mentions_of(text: str, asked: str | None) -> list[Mention]:
    """All that is announced, answered or taken for a name by the model."""
    answer = bare_answer(text, asked)
    found = [*read_mentions(text, asked), *announced(text), *owing_firms(text), *pointed_at(text)]
    found += [answer] if answer else []
    return [each for each in found if not negated(text, each.start) and not spurious(text, each)]


def spurious(text: str, mention: Mention) -> bool:
    """Whether the model took another word for somebody."""
    if mention.field not in ("person", "foreman") or mention.rule != "model" or mention.weight > 0.97:
        return False
    return text[mention.start : mention.end] in not_names()


def warm_up() -> None:
    """Load the lists and the model, so that the first message does not wait for them."""
    read_mentions("我叫王建国", None)
