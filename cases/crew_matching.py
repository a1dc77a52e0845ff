"""Finds the row of a crew that a person is: by ID number, by phone, by a name that is there once, by a call name."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from typing import Final

from nlu.nicknames import character_of, may_be
from storage.crews import MemberRow

OTHER: Final = {"call": "full", "full": "call"}


@dataclass(frozen=True, slots=True)
class Person:
    """Who somebody says he is, or is said to be."""

    name: str
    phone: str | None = None
    id_number: str | None = None

    def as_dict(self) -> dict[str, str | None]:
        """Its fields by their names."""
        return asdict(self)


class Known:
    """All rows of a crew, found quickly by whatever may be the same in a person."""

    def __init__(self, rows: Iterable[MemberRow]) -> None:
        self._found: defaultdict[tuple[str, str], list[MemberRow]] = defaultdict(list)
        for row in rows:
            person = Person(row.name, row.phone, row.id_number)
            for mark in (*_same(person, row.listed_name), *_called(person, row.listed_name)):
                self._found[mark].append(row)

    def one_of(self, person: Person) -> MemberRow | None:
        """The row that he is."""
        marks = [*_same(person, None), *((OTHER[kind], text) for kind, text in _called(person, None))]
        rows = {row.id: row for mark in marks for row in self._found.get(mark, ())}
        return one_of([rows[id] for id in sorted(rows)], person)


def _same(person: Person, listed_name: str | None) -> Iterator[tuple[str, str]]:
    """What two rows of one person have in common."""
    if person.id_number:
        yield "id_number", person.id_number
    if person.phone:
        yield "phone", person.phone
    yield from (("name", name) for name in {person.name, listed_name or person.name} - {""})


def _called(person: Person, listed_name: str | None) -> Iterator[tuple[str, str]]:
    """The characters of his names: a call name may be that of whoever has the same one in his full name."""
    for name in {person.name, listed_name or person.name} - {""}:
        character = character_of(name)
        yield from [("call", character)] if character else [("full", one) for one in {name[0], name[-1]}]


def one_of(rows: Sequence[MemberRow], person: Person) -> MemberRow | None:
    """The row that he is, among all; two rows with different ID numbers or phones are two persons."""
    return _one(list(rows), person)


def listed_as(rows: Sequence[MemberRow], person: Person) -> MemberRow | None:
    """The row of the leader's list that he is, among those of whom nobody has joined yet."""
    return _one([row for row in rows if row.conversation_id is None and row.state == "listed"], person)


def double_of(rows: Sequence[MemberRow], conversation_id: str, person: Person) -> int | None:
    """The row of somebody else who has joined with his ID number, or with his name and phone."""
    others = [row for row in rows if row.conversation_id not in (None, conversation_id) and row.state == "joined"]
    first = [row for row in others if row.double_of is None]
    for row in first:
        if person.id_number and row.id_number == person.id_number:
            return row.id
        if person.phone and (row.phone, row.name) == (person.phone, person.name) and not _differ(row, person):
            return row.id
    return None


def _one(rows: list[MemberRow], person: Person) -> MemberRow | None:
    if person.id_number and (found := _only(rows, lambda row: row.id_number == person.id_number)):
        return found
    free = [row for row in rows if not _differ(row, person)]
    if person.phone and (found := _only(free, lambda row: row.phone == person.phone and _is_called(row, person))):
        return found
    free = [row for row in free if not (person.phone and row.phone and person.phone != row.phone)]
    return _only(free, lambda row: person.name in (row.name, row.listed_name)) or _only(
        free, lambda row: _is_called(row, person)
    )


def _differ(row: MemberRow, person: Person) -> bool:
    return bool(row.id_number and person.id_number and row.id_number != person.id_number)


def _is_called(row: MemberRow, person: Person) -> bool:
    known = {row.name, row.listed_name or row.name}
    return person.name in known or any(may_be(one, person.name) or may_be(person.name, one) for one in known)


def _only(rows: Iterable[MemberRow], fits: Callable[[MemberRow], bool]) -> MemberRow | None:
    found = [row for row in rows if fits(row)]
    return found[0] if len(found) == 1 else None
