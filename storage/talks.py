"""The lists of talks that staff live in: who waits, who is served, what the assistant does alone, what is over."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final, Literal

from sqlalchemy import (
    ColumnElement,
    Connection,
    Integer,
    Select,
    String,
    and_,
    case,
    exists,
    func,
    literal,
    not_,
    or_,
    select,
    true,
    tuple_,
    update,
)

from storage.columns import UtcTime
from storage.conversations import COLUMNS, URGENT, ConversationRow
from storage.inbox_rows import open_state, said_place
from storage.messages import MessageRow
from storage.once import insert_once
from storage.tables import conversation, draft, message, talk_read
from storage.vault import Vault

ListName = Literal["waiting", "mine", "others", "assistant", "closed"]
SILENT: Final = timedelta(days=7)
row = conversation.c


@dataclass(frozen=True, slots=True)
class Mark:
    """Where a page of a list ends, and so where the next begins."""

    rank: int
    at: datetime
    id: str


@dataclass(frozen=True, slots=True)
class Looker:
    """Whose lists they are: what lies in his area, or where nobody knows yet where it lies, at that time."""

    staff_id: str
    name: str
    area: str
    now: datetime


@dataclass(frozen=True, slots=True)
class Wanted:
    """A page of one list; `after` is where the page before it ends."""

    list: ListName
    after: Mark | None = None
    count: int = 30


@dataclass(frozen=True, slots=True)
class TalkRow:
    """A talk in a list: the conversation, what was said last, how much of the worker's the looker has not read."""

    talk: ConversationRow
    last: MessageRow | None
    unread: int
    mark: Mark


@dataclass(frozen=True, slots=True)
class Counts:
    """How many talks wait, urgent ones among them; how many are his, those with unread words among them; others'."""

    waiting: int
    urgent: int
    mine: int
    unread: int
    others: int


_is_wanted = row.wanted.is_not(None)
_is_handed_over = row.handed_over.is_(True)
_is_waiting = or_(_is_wanted, and_(_is_handed_over, row.held_by.is_(None)))
_is_attended = or_(_is_wanted, _is_handed_over)  # as the index of those says it; whoever holds a talk was handed it
_is_alone = and_(row.handed_over.is_(False), row.wanted.is_(None))
_TYPES = (Integer(), UtcTime(), String())
_waits_since = func.coalesce(row.wanted_at, row.updated_at)
_calmness = case((row.wanted == URGENT, 0), else_=1)


def list_talks(connection: Connection, vault: Vault, looker: Looker, wanted: Wanted) -> list[TalkRow]:
    """A page: of those that wait, the urgent ones and then the longest waiting first; of others the last changed."""
    # The page is found first, so that only for its talks the last words are looked up and the unread ones counted.
    rank, at = (_calmness, _waits_since) if wanted.list == "waiting" else (literal(0), row.updated_at)
    ids = select(row.id).where(within(looker.area), _belongs(wanted.list, looker))
    page = _paged(ids, wanted).limit(wanted.count).subquery()
    later = message.alias("later")
    newest = select(func.max(later.c.id)).where(later.c.conversation_id == row.id).scalar_subquery()
    query = select(
        *COLUMNS, row.state, rank.label("rank"), at.label("sorted_at"), _unread(looker).label("unread"), *_LAST
    ).select_from(page.join(conversation, row.id == page.c.id).outerjoin(message, message.c.id == newest))
    found = connection.execute(query.order_by(*_order(wanted)))
    return [_talk(vault, one) for one in found]


def counts(connection: Connection, looker: Looker) -> Counts:
    """All that are not the assistant's alone."""
    is_mine = row.held_by == looker.name
    is_others = and_(row.held_by.is_not(None), row.held_by != looker.name)
    query = select(
        _sum(_is_waiting),
        _sum(and_(_is_waiting, row.wanted == URGENT)),
        _sum(is_mine),
        _sum(and_(is_mine, _unread(looker) > 0)),
        _sum(is_others),
    ).where(_is_attended, within(looker.area))
    return Counts(*(int(count or 0) for count in connection.execute(query).one()))


def mark_read(connection: Connection, conversation_id: str, staff_id: str, message_id: int) -> bool:
    """Whether he has read further than before."""
    values = {"conversation_id": conversation_id, "staff_id": staff_id, "message_id": message_id}
    if insert_once(connection, talk_read, values):
        return True
    of = talk_read.c
    is_his = and_(of.conversation_id == conversation_id, of.staff_id == staff_id, of.message_id < message_id)
    return connection.execute(update(talk_read).where(is_his).values(message_id=message_id)).rowcount == 1


def has_read(connection: Connection, conversation_id: str, staff_id: str) -> int:
    """The last message that he has read there; 0 before the first."""
    of = talk_read.c
    query = select(of.message_id).where(of.conversation_id == conversation_id, of.staff_id == staff_id)
    return connection.scalar(query) or 0


def within(area: str) -> ColumnElement[bool]:
    """Whether the talk is to be seen by those of the area."""
    if not area:
        return true()
    return or_(row.county_code.is_(None), row.county_code.startswith(area, autoescape=True))


def _paged(query: Select[Any], wanted: Wanted) -> Select[Any]:
    """In the list's order, from where the page before ended."""
    after, query = wanted.after, query.order_by(*_order(wanted))
    if after is None:
        return query
    if wanted.list == "waiting":
        keys = (_calmness, _waits_since, row.id)
        return query.where(tuple_(*keys) > tuple_(after.rank, after.at, after.id, types=_TYPES))
    return query.where(tuple_(row.updated_at, row.id) < tuple_(after.at, after.id, types=_TYPES[1:]))


def _order(wanted: Wanted) -> tuple[ColumnElement[Any], ...]:
    if wanted.list == "waiting":
        return _calmness, _waits_since, row.id
    return row.updated_at.desc(), row.id.desc()


def _belongs(name: ListName, looker: Looker) -> ColumnElement[bool]:
    match name:
        case "waiting":
            return and_(_is_attended, _is_waiting)
        case "mine":
            return and_(_is_attended, row.held_by == looker.name)
        case "others":
            return and_(_is_attended, row.held_by.is_not(None), row.held_by != looker.name)
        case "assistant":
            # Whoever spoke within a week changed his talk within a week: told apart, for there is an index.
            return and_(_is_alone, row.updated_at >= looker.now - SILENT, not_(_is_over(looker.now)))
        case "closed":
            return and_(_is_alone, _is_over(looker.now))


def _is_over(now: datetime) -> ColumnElement[bool]:
    """Its complaints were filed or withdrawn, or the worker has been silent for a week."""
    of_it = draft.c.conversation_id == row.id
    has_any, has_open = exists().where(of_it), exists().where(of_it, draft.c.status == "open")
    is_silent = func.coalesce(row.last_inbound_at, row.created_at) < now - SILENT
    return or_(is_silent, and_(has_any, not_(has_open)))


def _unread(looker: Looker) -> ColumnElement[int]:
    of = talk_read.c
    read = select(of.message_id).where(of.conversation_id == row.id, of.staff_id == looker.staff_id)
    read_up_to = func.coalesce(read.correlate(conversation).scalar_subquery(), 0)
    words = message.alias("words")
    is_new = and_(words.c.conversation_id == row.id, words.c.direction == "in", words.c.id > read_up_to)
    return select(func.count()).select_from(words).where(is_new).correlate(conversation).scalar_subquery()


def _sum(which: ColumnElement[bool]) -> ColumnElement[int]:
    return func.sum(case((which, 1), else_=0))


_LAST: Final = tuple(message.c[name].label(f"last_{name}") for name in ("id", "direction", "kind", "by", "text", "at"))


def _talk(vault: Vault, found: Any) -> TalkRow:
    values = {column.name: getattr(found, column.name) for column in COLUMNS}
    talk = ConversationRow(**values, state=open_state(vault, found.id, found.state))
    return TalkRow(talk, _last(vault, found), found.unread, Mark(found.rank, found.sorted_at, found.id))


def _last(vault: Vault, found: Any) -> MessageRow | None:
    if found.last_id is None:
        return None
    text = vault.open(found.last_text, place=said_place(found.id))
    return MessageRow(found.last_id, found.last_direction, found.last_kind, found.last_by, text, found.last_at)
