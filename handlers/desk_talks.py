"""The talks that a member of staff works with: his lists, one talk as it stands, how far he has read it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from cases.masking import mask_facts
from dialogs.facts import facts_of
from handlers.desk_lines import Page, read_page
from handlers.presence import HERE_FOR, TALKERS
from handlers.remembered import conversation_from
from handlers.takeover import HANDED_ON, NoSuchTalk
from handlers.viewer import Viewer
from handlers.windows import WINDOWS, Left
from storage import audit, conversations, ledger, presence, talks
from storage.audit import AuditRow, Looked
from storage.cases import Connection
from storage.conversations import ConversationRow
from storage.database import Database
from storage.presence import Here
from storage.talks import Counts, ListName, Looker, Mark, TalkRow, Wanted
from storage.vault import Vault

PAGE: Final = 30


@dataclass(frozen=True, slots=True)
class Listed:
    """One talk in a list, with what its complaint says so far, masked."""

    row: TalkRow
    person: str | None
    against: str | None


@dataclass(frozen=True, slots=True)
class ListPage:
    """A page of a list; `after` is where the next begins, None when there is none."""

    talks: tuple[Listed, ...]
    after: Mark | None
    counts: Counts


@dataclass(frozen=True, slots=True)
class DeskTalk:
    """One talk; `windowed`: its channel lets staff write only for a time, of which `left` remains.

    `handed`: who handed it to the one who has it and looks, and what he said to that.
    """

    row: ConversationRow
    person: str | None
    page: Page
    colleagues: tuple[Here, ...]
    windowed: bool
    left: Left | None
    read: int
    handed: AuditRow | None = None

    @property
    def newest(self) -> int:
        return self.page.lines[-1].id if self.page.lines else 0


class DeskTalks:
    """Bounded by each viewer's area: a talk outside it is not there for him."""

    def __init__(self, database: Database, vault: Vault, now: Callable[[], datetime]) -> None:
        self._database, self._vault, self._now = database, vault, now

    async def listed(self, viewer: Viewer, name: ListName, after: Mark | None = None) -> ListPage:
        """A page of one of his lists, and how many talks there are in all of them."""
        looker, wanted = self._looker(viewer), Wanted(name, after, PAGE + 1)

        def read(connection: Connection) -> ListPage:
            found = talks.list_talks(connection, self._vault, looker, wanted)
            shown = tuple(_listed(row) for row in found[:PAGE])
            end = found[PAGE - 1].mark if len(found) > PAGE else None
            return ListPage(shown, end, talks.counts(connection, looker))

        return await self._database.read(read)

    async def counts(self, viewer: Viewer) -> Counts:
        """How many talks there are in his lists."""
        return await self._database.read(lambda connection: talks.counts(connection, self._looker(viewer)))

    async def talk(self, viewer: Viewer, id: str) -> DeskTalk:
        """The talk as it stands; raises NoSuchTalk."""
        return await self._database.read(lambda connection: self._talk(connection, viewer, id))

    async def earlier(self, viewer: Viewer, id: str, before: int) -> Page:
        """The page of what was said before that; raises NoSuchTalk."""

        def read(connection: Connection) -> Page:
            seen_talk(connection, self._vault, viewer, id)
            return read_page(connection, self._vault, id, before)

        return await self._database.read(read)

    async def read(self, viewer: Viewer, id: str, message_id: int) -> bool:
        """Whether he has read on; raises NoSuchTalk."""

        def mark(connection: Connection) -> bool:
            seen_talk(connection, self._vault, viewer, id)
            return talks.mark_read(connection, id, viewer.staff_id, message_id)

        return await self._database.run(mark)

    def _talk(self, connection: Connection, viewer: Viewer, id: str) -> DeskTalk:
        row = seen_talk(connection, self._vault, viewer, id)
        window = WINDOWS.get(row.channel)
        standing = ledger.standing(connection, id)
        since = self._now() - HERE_FOR
        return DeskTalk(
            row=row,
            person=_person(row),
            page=read_page(connection, self._vault, id),
            colleagues=tuple(presence.colleagues(connection, row.county_code, TALKERS, since)),
            windowed=window is not None,
            left=window.left(standing, self._now()) if window else None,
            read=talks.has_read(connection, id, viewer.staff_id),
            handed=self._handed(connection, viewer, row),
        )

    def _handed(self, connection: Connection, viewer: Viewer, row: ConversationRow) -> AuditRow | None:
        if row.held_by != viewer.name or row.held_at is None:
            return None
        last = audit.look(connection, self._vault, Looked(subject=row.id, action=HANDED_ON, count=1))
        return next((act for act in last if act.reason == viewer.name and act.at >= row.held_at), None)

    def _looker(self, viewer: Viewer) -> Looker:
        return Looker(viewer.staff_id, viewer.name, viewer.area, self._now())


def seen_talk(connection: Connection, vault: Vault, viewer: Viewer, id: str) -> ConversationRow:
    """The conversation, if it is his to see; raises NoSuchTalk."""
    row = conversations.find(connection, vault, id)
    if row is None or not viewer.sees_talk(row.county_code):
        raise NoSuchTalk
    return row


def _listed(row: TalkRow) -> Listed:
    facts = masked_facts(row.talk)
    against = facts.get("employer") or facts.get("project") or facts.get("foreman")
    return Listed(row, facts.get("person"), against)


def _person(row: ConversationRow) -> str | None:
    person: str | None = masked_facts(row).get("person")
    return person


def masked_facts(row: ConversationRow) -> dict[str, Any]:
    """What the complaint says so far, masked."""
    return mask_facts(facts_of(conversation_from(row.id, row.state, handed_over=row.handed_over).slots))
