"""Talks of one person on several channels: what proves it, what is told where, and who may look at which cases."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import Any, Final

from dialogs.actions.linking import Looked, Shown, named
from dialogs.link_effects import LinkCodeMade, LinkCodeMissed, LinkDropped, LinkEffect, LinkMade, ToldHere
from dialogs.replies import Reply, text_of
from handlers.messages import Inbound
from handlers.remembered import reply_text
from handlers.telling import tell
from storage import links
from storage.cases import Connection
from storage.database import Database
from storage.outbox import Entry
from storage.vault import Vault

CODE_LIFE: Final = timedelta(minutes=10)
MOST_TRIES: Final = 5
TRIES_IN: Final = timedelta(hours=1)
TOLD_LIFE: Final = timedelta(days=90)
KIND: Final = "link_code"


class LinkGone(Exception):
    """The code was used, or has expired, since it was looked at."""


class KeptLinks:
    """What the database knows of links, for the dialog."""

    def __init__(self, database: Database, vault: Vault, now: Callable[[], datetime]) -> None:
        self._database, self._vault, self._now = database, vault, now

    async def look(self, conversation_id: str, digits: str) -> Looked:
        """Whose code it is; `wait` after too many that were nobody's, whatever this one is."""
        return await self._database.read(lambda connection: self._look(connection, conversation_id, digits))

    async def channels(self, conversation_id: str) -> list[str]:
        """By which channels his other talks are held."""
        tied = await self._database.read(lambda connection: links.tied(connection, conversation_id))
        return links.channels_of(tied)

    def _look(self, connection: Connection, conversation_id: str, digits: str) -> Looked:
        now = self._now()
        if links.tries_since(connection, conversation_id, now - TRIES_IN) >= MOST_TRIES:
            return "wait"
        shown_in = links.find_code(connection, self._vault.index(digits, kind=KIND), now)
        if shown_in is None or shown_in == conversation_id:
            return "wrong"
        return Shown(shown_in.partition(":")[0])


def carry_out(connection: Connection, vault: Vault, conversation_id: str, at: datetime, effect: LinkEffect) -> None:
    """The effect is true with the turn; raises LinkGone."""
    match effect:
        case LinkCodeMade(digits):
            index = vault.index(digits, kind=KIND)
            links.put_code(connection, links.Code(index, conversation_id, at, at + CODE_LIFE))
        case LinkCodeMissed():
            links.add_try(connection, conversation_id, at, at - TRIES_IN)
        case LinkMade(digits, told):
            index = vault.index(digits, kind=KIND)
            other = links.use_code(connection, index, at)
            if other is None or other == conversation_id:
                raise LinkGone
            links.join(connection, other, conversation_id, at)
            _tell(connection, vault, f"linked:{index}", [other], told, at)
        case LinkDropped(told):
            others = links.drop(connection, conversation_id)
            _tell(connection, vault, f"unlinked:{conversation_id}:{at.isoformat()}", others, told, at)
        case ToldHere():
            links.choose(connection, conversation_id, at)


def link_by_phone(connection: Connection, vault: Vault, domain: Any, message: Inbound, at: datetime) -> int:
    """Cases that were filed elsewhere with the number that his channel vouches for are seen here, too; how many talks.

    One way only: who filed with somebody's number has not proven that it is his own, and learns nothing of this talk.
    """
    if not message.phone:
        return 0
    id, index = message.conversation_id, vault.index(message.phone, kind="phone")
    new = [
        other
        for other in links.filed_with(connection, index, id)
        if links.add_by_phone(connection, id, other, index, at)
    ]
    if new:
        theirs = named(domain, links.channels_of(new))
        here = text_of(domain, "utter_linked_by_phone", {"channel": theirs})
        there = named(domain, [message.channel])
        told = text_of(domain, "utter_linked_by_phone_elsewhere", {"channel": there})
        _tell(connection, vault, f"phone:{message.key}", [id], here, at)
        _tell(connection, vault, f"phone:{message.key}", new, told, at)
    return len(new)


def other_channels(connection: Connection, conversation_id: str) -> list[str]:
    """The other talks in which the same person can be told, the best first; none where he has only this one."""
    return [id for id in links.told_in(connection, conversation_id) if id != conversation_id]


def elsewhere(connection: Connection, conversation_id: str) -> str | None:
    """The best of his other talks, None where there is none."""
    return next(iter(other_channels(connection, conversation_id)), None)


def told_in(connection: Connection, conversation_id: str, case_number: str) -> str:
    """Where he is told of a case that was filed in that talk."""
    return links.told_in(connection, conversation_id, case_number)[0]


def _tell(connection: Connection, vault: Vault, key: str, talks: Sequence[str], told: str, at: datetime) -> None:
    for talk in talks:
        entry = Entry(f"{key}:{talk}", talk, "notice", reply_text(Reply(told)), at, at + TOLD_LIFE)
        tell(connection, vault, entry)
