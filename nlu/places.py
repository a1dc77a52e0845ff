"""Where a place lies: the county that its name means, if it means one only."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from nlu.divisions import WEAK, Division, divisions, has_counties, names

FILLERS = frozenset(" ,，、·-—/的")
Meanings = tuple[Division, ...]


@dataclass(frozen=True, slots=True)
class County:
    """A county-level division, or one of the four cities without counties."""

    code: str
    name: str
    city: str | None
    province: str


def county_of(text: str) -> County | None:
    """The county that a place names; None when it names none, several, or only something larger."""
    meant: Meanings = ()
    for candidates in _named(text):
        narrowed = _narrowed(meant, candidates)
        if not narrowed:
            break
        meant = narrowed
    counties = [each for each in meant if each.level == 3 or (each.level == 2 and not has_counties(each.code))]
    if len(counties) != 1 or any(each.level < 3 for each in meant if each is not counties[0]):
        return None
    return _county(counties[0])


def _named(text: str) -> Iterator[Meanings]:
    """What each name of the first unbroken run of division names may mean."""
    at, begun = 0, False
    while at < len(text):
        name, candidates = _name_at(text, at)
        if candidates and (begun or name not in WEAK):
            yield candidates
            at, begun = at + len(name), True
        elif begun and text[at] not in FILLERS:
            return
        else:
            at += 1


def _name_at(text: str, at: int) -> tuple[str, Meanings]:
    """The longest name that begins here, but 济宁 and not 济宁市 before 市中."""
    name, candidates = names().longest(text, at) or ("", ())
    if name.endswith("市") and names().longest(text, at + len(name) - 1):
        name, candidates = names().longest(name[:-1], 0) or (name, candidates)
    return name, candidates


def _narrowed(meant: Meanings, candidates: Meanings) -> Meanings:
    """The candidates that lie in what was named before; what was named before if it is only said again."""
    if not meant:
        return candidates
    inner = tuple(each for each in candidates if any(each.within(outer) and each != outer for outer in meant))
    return inner or tuple(each for each in meant if any(each.within(outer) for outer in candidates))


def _county(division: Division) -> County:
    known = divisions()
    city = known.get(division.code[:4] + "00")
    return County(division.code, division.name, city.name if city else None, known[division.code[:2] + "0000"].name)
