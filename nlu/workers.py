"""Finds lists of workers with what each is owed: 老周七千二 老吴六千 小蔡五千五."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache

from nlu.amounts import Money, as_text
from nlu.lexicon import entries, rows

LINK = re.compile(r"(?:[ :,()]|是|差|欠|的|还有|有|这边|那边|那份|工资|工钱|元){0,6}$")
LEAD = re.compile(
    r"(?:还有|另外|名单|工人|工友|我叫|他叫|是|分别|其中|另一个|再加上|加上|同事|我是|(?<!\d)\d{1,2}[.、) ]|[一二三四五六七八九十]、|[:\n\s]|我(?=[一-龥]{2})){0,4}"
)
NAME = re.compile(r"[老小阿大][一-龥]{1,2}|[一-龥]{2,4}|[一-龥]{1,6}·[一-龥]{1,8}|[我俺他]")
CLAUSE = re.compile(r"[,;。、\n:!?()]| (?=\S)")
CALLED = {
    "我": re.compile(r"(?:我叫|我是|我[(]|俺叫|本人)([一-龥]{2,3})(?=[,。;) ]|$)"),
    "他": re.compile(r"他叫([一-龥]{2,3})(?=[,。;) ]|$)"),
}
RESPECTIVELY = re.compile(
    r"((?:[一-龥]{2,3}[、,和跟 ]){1,7}[一-龥]{2,3}?)(?:[^,。\d、]{0,12},?)(?:分别|各)(?:是|欠|差|为|有|:)?$"
)
FAR = 6  # characters between two lines of a list
WORDS_BEFORE = 24


@dataclass(frozen=True, slots=True)
class Worker:
    """One line of a list."""

    name: str
    owed: str
    start: int
    end: int


def find_workers(text: str, sums: Sequence[Money]) -> tuple[list[Worker], list[Money]]:
    """The workers of the longest list of two or more, and the sums that belong to it."""
    best: list[tuple[Money, Worker]] = []
    row: list[tuple[Money, Worker]] = []
    for at, money in enumerate(sums):
        worker = _name_before(text, money, sums[at - 1].end if at else 0)
        if worker and row and worker.start - row[-1][1].end <= FAR:
            row = [*row, (money, worker)]
        else:
            row = [(money, worker)] if worker else []
        best = row if len(row) > len(best) else best
    if is_list([worker.name for _, worker in best]):
        called = [_called(text, worker) for _, worker in best]
        known = [worker for worker in called if worker]
        return (known, [money for money, _ in best]) if len(known) == len(best) else ([], [])
    return _respectively(text, sums)


def is_list(names: Sequence[str]) -> bool:
    """Two or more different names, most of which begin with a family name."""
    sure = sum(is_name(name) or name in "我俺他" for name in names)
    return (
        len(names) >= 2
        and len(set(names)) == len(names)
        and 2 * sure > len(names)
        and any(map(is_name, names)) | (len(names) == 2)
    )


def _called(text: str, worker: Worker) -> Worker | None:
    """我 and 他 by the names that the message gives them; without one 我 stays, and 他 makes no list."""
    if worker.name not in ("我", "俺", "他"):
        return worker
    who = "他" if worker.name == "他" else "我"
    found = CALLED[who].search(text)
    if not found:
        return replace(worker, name="我") if who == "我" else None
    return replace(worker, name=found[1])


def _name_before(text: str, money: Money, after: int) -> Worker | None:
    """The name that stands right before a sum, with nothing else since the last one."""
    before = text[max(after, money.start - WORDS_BEFORE) : money.start]
    link = LINK.search(before)
    bare = before[: link.start()] if link else before
    clause = CLAUSE.split(bare)[-1]
    lead = LEAD.match(clause)
    name = clause[lead.end() :] if lead else clause
    if not NAME.fullmatch(name) or is_word(name):
        return None
    start = money.start - len(before) + len(bare) - len(name)
    return Worker(name, as_text(money.low), start, money.end)


def _respectively(text: str, sums: Sequence[Money]) -> tuple[list[Worker], list[Money]]:
    """赵晓燕、孙梅分别是4380元和5125元."""
    for at, money in enumerate(sums):
        found = RESPECTIVELY.search(text[max(0, money.start - 60) : money.start])
        names = [name for name in re.split("[、,和跟 ]", found[1]) if name] if found else []
        row = sums[at : at + len(names)]
        if len(names) >= 2 and len(row) == len(names) and "分别" in text and all(map(is_name, names)):
            listed = zip(names, row, strict=True)
            return [Worker(name, as_text(each.low), each.start, each.end) for name, each in listed], list(row)
    return [], []


def is_word(text: str) -> bool:
    """Whether it is a word for something else than a person: 工资, 高温补贴."""
    return any(
        text == word or (len(word) > 1 and (text.startswith(word) or text.endswith(word))) for word in _not_names()
    )


def is_name(text: str) -> bool:
    """Whether a word looks like what a worker is called: 老周, 小蔡, 王建国, 努尔兰·哈布都拉."""
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
    return frozenset(word for word, *_ in rows("not_workers"))
