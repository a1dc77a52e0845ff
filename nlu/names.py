"""Finds people, firms, sites, places and trades."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

from nlu.answers import THINGS, bare_answer, no_name
from nlu.found import Context, Found
from nlu.hinted import hinted
from nlu.lexicon import entries
from nlu.mentions import Mention, read_mentions
from nlu.naming import announced, owing_firms
from nlu.people import negated, not_names, pointed_at
from nlu.sites import bare, parted, rightly
from nlu.tokens import Token, kind_of
from nlu.trades import trade_of

SURE = 0.5
CERTAIN = 0.97
FIRM = 0.9
CHAINED = 0.5
PEOPLE = ("person", "foreman")
ORDINARY = frozenset(("v", "n", "t", "d", "r", "f", "m", "p", "c", "zg"))
LABOUR = re.compile("劳务|人力")
CHAIN = re.compile("[总大分小]包|发包|包给|转给|甲方|业主|开发商|建设单位|牌子")
LETTER = re.compile(r"[\u4e00-\u9fffA-Za-z]")
QUESTION = re.compile(r"[?？]$|[吗呢]$|多久|怎么|什么时候|为什么|能不能")


def find_names(context: Context, taken: Sequence[Found]) -> list[Found]:
    """The fields person, foreman, employer, project, place and job."""
    best: dict[str, Mention] = {}
    listed = [(each.start, each.end) for each in taken if each.field == "workers"]
    for mention in mentions_of(context.text, context.asked, context.tokens):
        if mention.rule == "model" and mention.field in PEOPLE and _within(mention, listed):
            continue
        mention = replace(mention, weight=mention.weight + in_chain(context.text, mention))
        rival = best.get(mention.field)
        if mention.weight > SURE and (not rival or mention.weight > rival.weight):
            best[mention.field] = mention
    return [
        Found(each.field, value_of(context.text, each), each.start, each.end, f"names.{each.rule}", each.weight)
        for each in best.values()
        if not _heavier_elsewhere(each, best)
    ]


def mentions_of(text: str, asked: str | None, cut_up: Sequence[Token] | None = None) -> list[Mention]:
    """All that is announced, answered or taken for a name by the model."""
    answer = bare_answer(text, asked)
    found = [*read_mentions(text, asked, cut_up), *announced(text), *owing_firms(text), *pointed_at(text)]
    found += [*hinted(text, asked), *([answer] if answer else [])]
    named = [rightly(text, each) for each in found if not answer or each.field == asked or not _overlap(each, answer)]
    kept = [each for each in parted(text, named) if not negated(text, each.start)]
    things = [each for each in kept if each.field in THINGS]
    return [each for each in kept if not spurious(text, each) and not part_of_name(each, things)]


def spurious(text: str, mention: Mention) -> bool:
    """Whether it is a number or a mere kind of thing, or the model took a question or another word for a name."""
    words = text[mention.start : mention.end]
    if not LETTER.search(words) or (mention.field in ("project", "employer") and bare(words)):
        return True
    if mention.field == "job" and words in entries("not_trades"):
        return True
    if mention.rule != "model":
        return False
    if mention.field in THINGS and no_name(words, mention.field):
        return True
    if len(words) >= len(text) - 1 and QUESTION.search(text):
        return True
    return mention.field in PEOPLE and mention.weight <= CERTAIN and is_other_word(words)


def part_of_name(mention: Mention, things: Sequence[Mention]) -> bool:
    """Whether a place that only the table of divisions knows, or a person, is part of the name of a site or firm."""
    weak = mention.rule == "divisions" or (mention.rule == "model" and mention.field in PEOPLE)
    return weak and any(_overlap(mention, each) for each in things)


def is_other_word(words: str) -> bool:
    """Whether a word that could be a name is an ordinary one: 管饭, 每小时, 老百姓."""
    return words in not_names() or kind_of(words) in ORDINARY


def in_chain(text: str, mention: Mention) -> float:
    """How much heavier a labour firm weighs where a chain of firms is told."""
    labour = mention.field == "employer" and LABOUR.search(text[mention.start : mention.end])
    return CHAINED if labour and CHAIN.search(text) else 0.0


def value_of(text: str, mention: Mention) -> str:
    """The name as it is said; a trade as it is spelt."""
    words = text[mention.start : mention.end]
    return trade_of(words) if mention.field == "job" else words


def _heavier_elsewhere(mention: Mention, best: Mapping[str, Mention]) -> bool:
    """Whether the same words weigh more as somebody else; the model's firm belief stands."""
    others = (best[field] for field in PEOPLE if field in best and field != mention.field)
    doubted = mention.field in PEOPLE and mention.rule == "model" and mention.weight < FIRM
    return doubted and any(
        (each.start, each.end) == (mention.start, mention.end) and each.weight > mention.weight for each in others
    )


def _overlap(one: Mention, other: Mention) -> bool:
    return one.start < other.end and other.start < one.end


def _within(mention: Mention, spans: Sequence[tuple[int, int]]) -> bool:
    return any(start <= mention.start and mention.end <= end for start, end in spans)


def warm_up() -> None:
    """Load the lists and the model, so that the first message does not wait for them."""
    mentions_of("我叫王建国，在镇江市润州区韦岗街道干木工", None)
