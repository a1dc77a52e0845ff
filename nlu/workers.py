"""Finds lists of workers with what each is owed: 老周七千二 老吴六千 小蔡五千五."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise

from nlu.amounts import Money, as_text
from nlu.lexicon import entries, rows

BETWEEN = re.compile(r"[、,;。\n 和跟与及:]*")
LINK = re.compile(r"(?:[ :,()]|是|差|欠|的|还|有|这边|那边|那份|工资|工钱|元)*$")
LEAD = re.compile(
    r"(?:还有|另外|名单|工人|工友|我叫|我|他叫|是|分别|其中|另一个|再加上|加上|\d+[.、)]?|[一二三四五六七八九十]、|:|\n|\s)*"
)
NAME = re.compile(r"(?:[老小阿大][一-龥]{1,2}|[一-龥]{2,4}|[一-龥]{1,6}·[一-龥]{1,8})$")


@dataclass(frozen=True, slots=True)
class Worker:
    """One line of a list."""

    name: str
    owed: str
    start: int
    end: int


def find_workers(text: str, sums: Sequence[Money]) -> tuple[list[Worker], list[Money]]:
    """The workers of the longest list of two or more, and the sums that belong to it."""
    named = [(money, _name_before(text, money, sums[at - 1].end if at else 0)) for at, money in enumerate(sums)]
    best: list[tuple[Money, Worker]] = []
    row: list[tuple[Money, Worker]] = []
    for money, worker in named:
        if worker and (not row or worker.start - row[-1][1].end <= 6):
            row.append((money, worker))
        else:
            row = [(money, worker)] if worker else []
        best = row if len(row) > len(best) else best
    if len(best) < 2 or len({worker.name for _, worker in best}) < len(best):
        return [], []
    return [worker for _, worker in best], [money for money, _ in best]


def _name_before(text: str, money: Money, after: int) -> Worker | None:
    """The name that stands right before a sum, with nothing else since the last one."""
    before = text[max(after, money.start - 24) : money.start]
    bare = before[: LINK.search(before).start()] if LINK.search(before) else before  # type: ignore[union-attr]
    clause = re.split(r"[,;。、\n:!?()]| (?=\S)", bare)[-1]
    clause = clause[LEAD.match(clause).end() :] if LEAD.match(clause) else clause  # type: ignore[union-attr]
    found = NAME.fullmatch(clause)
    if not found or not is_name(clause):
        return None
    start = money.start - len(before) + len(bare) - len(clause)
    return Worker(clause, as_text(money.low), start, money.end)


def is_name(text: str) -> bool:
    """Whether a word looks like what a worker is called: 老周, 小蔡, 王建国, 努尔兰·哈布都拉."""
    if text in _not_names() or any(
        text.endswith(word) or text.startswith(word) for word in _not_names() if len(word) > 1
    ):
        return False
    if "·" in text:
        return True
    if text[0] in "老小阿大":
        return len(text) in (2, 3) and (text[1] in _surnames() or len(text) == 3)
    return 2 <= len(text) <= 4 and (text[0] in _surnames() or text[:2] in _surnames())


@cache
def _surnames() -> frozenset[str]:
    return frozenset(entries("surnames"))


@cache
def _not_names() -> frozenset[str]:
    return frozenset(word for word, *_ in rows("not_names"))
