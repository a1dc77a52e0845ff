"""What nobody got, for somebody of the staff to see to: workers to be called, letters to be mended or dropped."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final, Literal

from sqlalchemy import ColumnElement, Connection, and_, exists, func, not_, or_, select, true, update

from storage.once import insert_once
from storage.outbox import Claimed, State, claimed
from storage.tables import conversation, outbox
from storage.tables import undelivered as table
from storage.vault import Vault

Kind = Literal["call", "letter"]
Ending = Literal["called", "retried", "dropped"]
NOTE_PLACE: Final = "undelivered.note"
OVER: Final = ("sent", "superseded", "moved", "called", "dropped")  # nobody need see to it any more
MOST_AT_ONCE: Final = 500
TOLD: Final = ("notice", "staff")
row = table.c


@dataclass(frozen=True, slots=True)
class Item:
    """Something to be seen to; `entry` is what was to be said, `owner` who sees to it."""

    id: int
    kind: Kind
    since: datetime
    owner: str | None
    tries: int
    entry: Claimed
    state: State
    reason: str | None
    code: int | None
    county_code: str | None


def note(connection: Connection, entry: int, conversation_id: str, kind: Kind, at: datetime) -> None:
    """Somebody has to see to that entry, once more if it was seen to before; its owner stays."""
    values = {"entry": entry, "conversation_id": conversation_id, "kind": kind, "since": at, "tries": 0}
    if not insert_once(connection, table, values):
        again = {"kind": kind, "since": at, "ending": None, "ended_at": None, "ended_by": None, "note": None}
        connection.execute(update(table).where(row.entry == entry, row.ended_at.is_not(None)).values(again))


def is_open() -> ColumnElement[bool]:
    """It was not seen to, and has not reached the worker by itself."""
    return and_(row.ended_at.is_(None), outbox.c.state.not_in(OVER))


def open_items(connection: Connection, vault: Vault, area: str, *, kind: Kind, count: int) -> list[Item]:
    """The oldest first, of that area and of talks of which nobody knows where they belong."""
    query = _query().where(is_open(), row.kind == kind, _lies_in(area))
    return [_item(vault, found) for found in connection.execute(query.order_by(row.since, row.id).limit(count))]


def of_conversation(connection: Connection, vault: Vault, conversation_id: str) -> list[Item]:
    """All of one worker that are open, in the order in which he was to hear them."""
    query = _query().where(is_open(), row.conversation_id == conversation_id).order_by(row.entry)
    return [_item(vault, found) for found in connection.execute(query)]


def find(connection: Connection, vault: Vault, id: int) -> Item | None:
    """The item, if it is open."""
    found = connection.execute(_query().where(is_open(), row.id == id)).first()
    return _item(vault, found) if found else None


def count_open(connection: Connection, area: str) -> dict[str, int]:
    """How many there are of each kind."""
    query = select(row.kind, func.count()).select_from(_joined()).where(is_open(), _lies_in(area)).group_by(row.kind)
    return {kind: count for kind, count in connection.execute(query)}


def own(connection: Connection, ids: Sequence[int], owner: str, at: datetime) -> bool:
    """Whether all of them were free, or his already, and are his now."""
    is_free = and_(row.id.in_(ids), row.ended_at.is_(None), (row.owner.is_(None)) | (row.owner == owner))
    taken = connection.execute(update(table).where(is_free).values(owner=owner, owned_at=at))
    return taken.rowcount == len(ids)


def let_go(connection: Connection, ids: Sequence[int]) -> None:
    """Nobody sees to them."""
    connection.execute(update(table).where(row.id.in_(ids)).values(owner=None, owned_at=None))


def try_again(connection: Connection, ids: Sequence[int], note: str | None) -> None:
    """He did not pick up; they stay, and nobody's."""
    values = {"owner": None, "owned_at": None, "tries": row.tries + 1, "note": note}
    connection.execute(update(table).where(row.id.in_(ids)).values(values))


def end(connection: Connection, items: Sequence[Item], ending: Ending, by: str, at: datetime, note: str | None) -> int:
    """How many were seen to; what was to be said goes out again, or never; `note` is sealed."""
    ids, entries = [item.id for item in items], [item.entry.id for item in items]
    values = {"ending": ending, "ended_at": at, "ended_by": by, "note": note}
    done = connection.execute(update(table).where(row.id.in_(ids), row.ended_at.is_(None)).values(values)).rowcount
    after: dict[str, Any] = {"state": ending}
    if ending == "retried":
        after = {"state": "waiting", "due_at": at, "reason": None, "code": None, "way": None, "expires_at": None}
    is_theirs = and_(outbox.c.id.in_(entries), outbox.c.state.not_in(OVER), outbox.c.leased_until.is_(None))
    connection.execute(update(outbox).where(is_theirs).values(**after))
    return done


def outdate(connection: Connection, subject: str, at: datetime) -> int:
    """Whether an older notice about that has arrived matters to nobody any more: a newer one comes; how many."""
    is_older = exists().where(outbox.c.id == row.entry, outbox.c.subject == subject, outbox.c.state == "unknown")
    ended = update(table).where(row.ended_at.is_(None), is_older)
    return connection.execute(ended.values(ending="outdated", ended_at=at)).rowcount


def tidy(connection: Connection, at: datetime) -> int:
    """Over are those that have arrived by themselves, and late answers to whoever has written since; how many."""
    has_returned = exists().where(conversation.c.id == row.conversation_id, conversation.c.wrote_at > row.since)
    is_late_answer = exists().where(outbox.c.id == row.entry, outbox.c.kind == "reply")
    is_over = exists().where(outbox.c.id == row.entry, outbox.c.state.in_(OVER))
    is_seen_to = or_(is_over, and_(row.kind == "call", is_late_answer, has_returned))
    ended = update(table).where(row.ended_at.is_(None), is_seen_to)
    return connection.execute(ended.values(ending="arrived", ended_at=at)).rowcount


def note_overdue(connection: Connection, pushed: Collection[str], before: datetime, at: datetime) -> int:
    """Whom nothing is pushed, or who was told that something waits, and who has not come since then: he is called.

    `pushed` names the channels that push by themselves.
    """
    o = outbox.c
    waits = and_(o.state == "waiting", o.channel.not_in([*pushed, "talk"]), o.created_at <= before)
    ignored = and_(o.state == "announced", o.sent_at <= before)
    is_known = exists().where(row.entry == o.id, row.ended_at.is_(None))
    late = [
        select(o.id, o.conversation_id).where(which, o.kind.in_(TOLD), not_(is_known)) for which in (waits, ignored)
    ]
    found = [one for each in late for one in connection.execute(each.limit(MOST_AT_ONCE))]  # each by its own index
    for one in found:
        note(connection, one.id, one.conversation_id, "call", at)
    return len(found)


def give_up_posted(connection: Connection, before: datetime, at: datetime) -> int:
    """Of notices that were taken before then nobody knows any more whether they arrived."""
    is_old = outbox.c.state == "posted", outbox.c.sent_at <= before
    unknown = update(outbox).where(*is_old).values(state="unknown", reason="no_receipt")
    found = connection.execute(unknown.returning(outbox.c.id, outbox.c.conversation_id)).all()
    for one in found:
        note(connection, one.id, one.conversation_id, "letter", at)
    return len(found)


def _joined() -> Any:
    whose = table.join(outbox, outbox.c.id == row.entry)
    return whose.outerjoin(conversation, conversation.c.id == row.conversation_id)


def _query() -> Any:
    mine = [row[name].label(f"item_{name}") for name in ("id", "kind", "since", "owner", "tries")]
    return select(outbox, *mine, conversation.c.county_code).select_from(_joined())


def _lies_in(area: str) -> ColumnElement[bool]:
    code = conversation.c.county_code
    return true() if not area else (code.is_(None) | code.startswith(area, autoescape=True))


def _item(vault: Vault, found: Any) -> Item:
    return Item(
        id=found.item_id,
        kind=found.item_kind,
        since=found.item_since,
        owner=found.item_owner,
        tries=found.item_tries,
        entry=claimed(vault, found),
        state=found.state,
        reason=found.reason,
        code=found.code,
        county_code=found.county_code,
    )
