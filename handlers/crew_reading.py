"""What a dialog is told of crews: its own worker's row, and of others nothing but counts and sums."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Final

from cases.crew_matching import Person, one_of
from cases.crews import Asked, Door, Joined, Kind, Led, Poll
from handlers.crew_guesses import must_wait
from handlers.crews import KINDS, representatives, share_of
from storage import cases, crew_questions, crews
from storage.cases import Connection
from storage.crews import CrewRow
from storage.database import Database
from storage.vault import Vault

WORD_LENGTH: Final = 6


class Crews:
    """Reads each time on one snapshot."""

    def __init__(self, database: Database, vault: Vault, now: Callable[[], datetime]) -> None:
        self._database, self._vault, self._now = database, vault, now

    async def behind(self, secret: str, conversation_id: str) -> Door:
        """The crew that a word or a key opens to him; a key is too long to be guessed."""
        return await self._database.read(lambda connection: self._behind(connection, secret, conversation_id))

    async def led_by(self, conversation_id: str) -> Led | None:
        """The crew that he leads."""
        return await self._database.read(lambda connection: self._led(connection, conversation_id))

    async def joined_by(self, conversation_id: str) -> Joined | None:
        """The crew that he belongs to."""
        return await self._database.read(lambda connection: self._joined(connection, conversation_id))

    async def named(self, conversation_id: str, names: Sequence[str]) -> tuple[int, ...]:
        """The members of his crew, one for each name that names one who has joined."""
        return await self._database.read(lambda connection: self._named(connection, conversation_id, names))

    def _behind(self, connection: Connection, secret: str, conversation_id: str) -> Door:
        is_word = len(secret) == WORD_LENGTH
        if is_word and must_wait(connection, self._vault, conversation_id, self._now()):
            return Door(waits=True)
        crew = crews.behind(connection, self._vault, "word" if is_word else "join", secret)
        if crew is None or not crew.is_open(self._now()):
            return Door()
        questions = crew_questions.questions(connection, crew.id)
        asks = any(one.closed_at is None and one.kind != "stand" for one in questions)
        return Door(crew.id, about_of(crew), is_filed=crew.case_number is not None, asks=asks)

    def _led(self, connection: Connection, conversation_id: str) -> Led | None:
        crew = crews.led_by(connection, self._vault, conversation_id)
        if crew is None:
            return None
        totals = crews.totals(connection, crew.id)
        rows = crews.members(connection, self._vault, crew.id)
        others = [one for one in rows if one.state == "joined" and one.conversation_id != conversation_id]
        return Led(
            crew_id=crew.id,
            case_number=crew.case_number,
            secrets=crew.secrets,
            is_open=crew.is_open(self._now()),
            people=totals.people,
            joined=totals.joined,
            fen=totals.fen,
            without_sum=totals.without_sum,
            others=len(others),
            polls=polls_of(connection, crew.id),
        )

    def _joined(self, connection: Connection, conversation_id: str) -> Joined | None:
        row = crews.joined_by(connection, self._vault, conversation_id)
        crew = crews.find(connection, self._vault, row.crew_id) if row else None
        if row is None or crew is None:
            return None
        case = cases.find_case(connection, self._vault, crew.case_number) if crew.case_number else None
        whole = crews.totals(connection, crew.id).fen
        questions = crew_questions.unanswered_by(connection, row.id)
        names = "\u3001".join(willing_names(connection, self._vault, crew.id))
        return Joined(
            crew_id=crew.id,
            about=about_of(crew),
            name=row.name,
            phone=row.phone,
            id_number=row.id_number,
            days=row.said_days,
            fen=row.said_fen,
            open=tuple(Asked(one.kind, share_of(row, one.fen, whole), names) for one in questions),
            asked=tuple(one.kind for one in crew_questions.open_for(connection, row.id)),
            case_number=crew.case_number,
            status=case.status if case else None,
            leads=crew.conversation_id == conversation_id,
            goes_on=crew.case_number is not None or crew.closed_at is None,
        )

    def _named(self, connection: Connection, conversation_id: str, names: Sequence[str]) -> tuple[int, ...]:
        crew = crews.led_by(connection, self._vault, conversation_id)
        rows = crews.members(connection, self._vault, crew.id) if crew else []
        joined = [row for row in rows if row.state == "joined" and row.counts]
        found = (one_of(joined, Person(name)) for name in dict.fromkeys(names))
        return tuple(dict.fromkeys(row.id for row in found if row))


def willing_names(connection: Connection, vault: Vault, crew_id: str) -> list[str]:
    """The names of those who have agreed to be representatives, and so to be named."""
    willing = representatives(connection, crew_id)
    return [row.name for row in crews.members(connection, vault, crew_id) if row.id in willing]


def about_of(crew: CrewRow) -> str | None:
    """By what a crew is known to who joins it: the site, else the firm."""
    return crew.about.get("project") or crew.about.get("employer")


def polls_of(connection: Connection, crew_id: str) -> dict[Kind, Poll]:
    """How the question of each kind that was asked last stands."""
    last = {question.kind: question.id for question in crew_questions.questions(connection, crew_id)}
    answers = crew_questions.answers(connection, crew_id)
    polls: dict[Kind, Poll] = {}
    for kind in KINDS:
        given = [one.is_yes for one in answers if one.question_id == last.get(kind)]
        if kind in last:
            polls[kind] = Poll(given.count(True), given.count(False), given.count(None))
    return polls
