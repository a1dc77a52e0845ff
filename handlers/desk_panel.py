"""What stands beside a talk: the complaint as it fills, in whose words, its cases, its photos, what happened."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from zoneinfo import ZoneInfo

from cases.masking import MASKS, mask_numbers
from cases.reading import CaseFile, show_case
from dialogs.facts import ASKED, facts_of
from handlers.casework import LONGEST_NOTE, REVEALABLE, ReasonMissing, show_on_screen
from handlers.desk_lines import words_of
from handlers.desk_talks import seen_talk
from handlers.quotes import Quote, Words, find_quotes
from handlers.remembered import conversation_from
from handlers.takeover import NoSuchTalk, NotAllowed
from handlers.viewer import Right, Viewer
from storage import audit, cases, consents, conversations, drafts, evidence, links, talk_lines
from storage.audit import AuditRow, Looked
from storage.cases import Connection
from storage.consents import Consent
from storage.conversations import ConversationRow
from storage.database import Database
from storage.drafts import DraftRow
from storage.evidence import EvidenceRow
from storage.talk_lines import SpokenRow
from storage.vault import Vault

CHINA: Final = ZoneInfo("Asia/Shanghai")
MOST_WORDS: Final = 200
AROUND: Final = 14  # characters of a message shown on either side of a value
MESSAGE: Final = "message-"  # before the id of a message whose hidden numbers are wanted


@dataclass(frozen=True, slots=True)
class Said:
    """The words of a value, those around it, and where they stand in which message; hidden like the value."""

    message_id: int
    start: int
    end: int
    before: str
    words: str
    after: str


@dataclass(frozen=True, slots=True)
class Panel:
    """The open draft, else the complaint filed last; `asked` is what the assistant asks just now."""

    row: ConversationRow
    facts: Mapping[str, Any]
    said: Mapping[str, Said]
    is_draft: bool
    asked: str | None
    skipped: tuple[str, ...]
    cases: tuple[CaseFile, ...]
    photos: tuple[EvidenceRow, ...]
    drafts: tuple[DraftRow, ...]
    consent: Consent | None
    acts: tuple[AuditRow, ...]
    linked: tuple[ConversationRow, ...] = ()

    @property
    def missing(self) -> tuple[str, ...]:
        """What the form would still ask for."""
        return tuple(slot for slot in ASKED if not any(field in self.facts for field in FIELDS.get(slot, (slot,))))


FIELDS: Final[Mapping[str, tuple[str, ...]]] = {
    "amount_owed": ("amount_owed_yuan",),
    "period": ("period_start", "period_end", "months", "days_worked"),
    "evidence": ("evidence_kinds",),
}


@dataclass(frozen=True, slots=True)
class TalkPeek:
    """Which hidden value of a talk somebody wants to see, or which message's numbers, and why."""

    conversation_id: str
    field: str
    reason: str
    words: str = ""


class DeskPanels:
    """Bounded by each viewer's area, cases as well as talks."""

    def __init__(self, database: Database, vault: Vault, now: Callable[[], datetime]) -> None:
        self._database, self._vault, self._now = database, vault, now

    async def panel(self, viewer: Viewer, id: str) -> Panel:
        """What stands beside the talk; raises NoSuchTalk."""
        return await self._database.read(lambda connection: self._panel(connection, viewer, id))

    async def reveal(self, viewer: Viewer, peek: TalkPeek) -> Any:
        """The value as it was said, once it is kept who looked and why.

        Raises NoSuchTalk also for what is not there, NotAllowed and ReasonMissing.
        """
        if not peek.reason or (peek.reason == "other" and not peek.words.strip()):
            raise ReasonMissing
        return await self._database.run(lambda connection: self._revealed(connection, viewer, peek))

    def _panel(self, connection: Connection, viewer: Viewer, id: str) -> Panel:
        row = seen_talk(connection, self._vault, viewer, id)
        slots = conversation_from(id, row.state, handed_over=row.handed_over).slots
        facts = facts_of(slots)
        spoken = talk_lines.spoken(connection, self._vault, id, count=MOST_WORDS)
        return Panel(
            row=row,
            facts=show_on_screen(facts),
            said=said_of(facts, spoken),
            is_draft=bool(slots.get("draft_id")),
            asked=slots.get("requested_slot") if slots.get("draft_id") else None,
            skipped=tuple(slots.get("skipped") or ()),
            cases=tuple(self._cases(connection, viewer, id)),
            photos=tuple(evidence.of_conversation(connection, id)),
            drafts=tuple(drafts.drafts_of(connection, id)),
            consent=consents.latest(connection, id),
            acts=tuple(audit.look(connection, self._vault, Looked(subject=id))),
            linked=tuple(self._linked(connection, viewer, id)),
        )

    def _linked(self, connection: Connection, viewer: Viewer, id: str) -> Iterator[ConversationRow]:
        """The same worker's talks on other channels, those that the viewer may see."""
        for other in links.tied(connection, id):
            row = conversations.find(connection, self._vault, other)
            if row is not None and viewer.sees_talk(row.county_code):
                yield row

    def _cases(self, connection: Connection, viewer: Viewer, id: str) -> Iterator[CaseFile]:
        for case in cases.cases_of(connection, self._vault, id):
            found = show_case(connection, self._vault, case.case_number, show_on_screen)
            if found is not None and viewer.covers(case.county_code):
                yield found

    def _revealed(self, connection: Connection, viewer: Viewer, peek: TalkPeek) -> Any:
        row = seen_talk(connection, self._vault, viewer, peek.conversation_id)
        if not viewer.may(Right.REVEAL):
            raise NotAllowed
        value = self._hidden(connection, row, peek.field)
        words = peek.words.strip()[:LONGEST_NOTE]
        audit.add(
            connection,
            by=viewer.name,
            action="revealed",
            subject=row.id,
            at=self._now(),
            reason=f"{peek.field} {peek.reason}",
            area=row.county_code,
            note=self._vault.seal(words, place=audit.NOTE_PLACE) if words else None,
        )
        return value

    def _hidden(self, connection: Connection, row: ConversationRow, field: str) -> Any:
        """Raises NoSuchTalk for what is not there or was never hidden."""
        number = field.removeprefix(MESSAGE)
        if field.startswith(MESSAGE) and number.isascii() and number.isdecimal() and len(number) < 19:
            spoken = talk_lines.find_spoken(connection, self._vault, row.id, int(number))
            if spoken is None:
                raise NoSuchTalk
            return words_of(spoken)
        facts = facts_of(conversation_from(row.id, row.state, handed_over=row.handed_over).slots)
        if field not in REVEALABLE or facts.get(field) is None:
            raise NoSuchTalk
        return facts[field]


def said_of(facts: Mapping[str, Any], spoken: list[SpokenRow]) -> dict[str, Said]:
    """By its field where each value was said."""
    his = [Words(row.id, row.text, row.at.astimezone(CHINA).date()) for row in spoken if row.direction == "in"]
    return {field: _said(field, quote) for field, quote in find_quotes(facts, his).items()}


def _said(field: str, quote: Quote) -> Said:
    start, end = quote.start, quote.end
    shown = mask_numbers(quote.text)  # as long as the text
    mask = MASKS.get(field) if field in REVEALABLE else None
    words = mask(quote.text[start:end]) if mask else shown[start:end]
    before, after = shown[max(start - AROUND, 0) : start], shown[end : end + AROUND]
    return Said(
        message_id=quote.message_id,
        start=start,
        end=end,
        before=("\u2026" if start > AROUND else "") + before,
        words=words,
        after=after + ("\u2026" if end + AROUND < len(shown) else ""),
    )
