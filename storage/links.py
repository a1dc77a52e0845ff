"""Which talks belong to one person: proven by a code both ways, by a phone one way; and where he wants to be told."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Final, Literal

from sqlalchemy import ColumnElement, Connection, and_, delete, func, insert, or_, select, update

from storage.cases import NEWEST, CaseRow, case_query, case_row
from storage.once import insert_once
from storage.tables import complaint, conversation, link, link_code, link_try, notice_choice
from storage.vault import Vault

How = Literal["code", "phone"]
CODE: Final = "code"
PULLED: Final = "web"  # a page that fetches what is new for it: nothing can be pushed there


@dataclass(frozen=True, slots=True)
class Code:
    """A code by its blind index, good until it expires or is used."""

    index: str
    conversation_id: str
    made_at: datetime
    expires_at: datetime


def put_code(connection: Connection, code: Code) -> None:
    """It is good from now on, and no older one of that talk."""
    is_over = or_(link_code.c.conversation_id == code.conversation_id, link_code.c.expires_at <= code.made_at)
    connection.execute(delete(link_code).where(is_over))
    values = {"code": code.index, "conversation_id": code.conversation_id}
    connection.execute(insert(link_code), values | {"made_at": code.made_at, "expires_at": code.expires_at})


def find_code(connection: Connection, index: str, at: datetime) -> str | None:
    """The talk that showed it; None when it is nobody's, was used, or has expired."""
    found: str | None = connection.scalar(select(link_code.c.conversation_id).where(_is_good(index, at)))
    return found


def use_code(connection: Connection, index: str, at: datetime) -> str | None:
    """As `find_code`, once."""
    used = update(link_code).where(_is_good(index, at)).values(used_at=at).returning(link_code.c.conversation_id)
    found: str | None = connection.execute(used).scalar()
    return found


def add_try(connection: Connection, conversation_id: str, at: datetime, forget_before: datetime) -> None:
    """A code that led nowhere was typed there."""
    connection.execute(delete(link_try).where(link_try.c.at < forget_before))
    connection.execute(insert(link_try), {"conversation_id": conversation_id, "at": at})


def tries_since(connection: Connection, conversation_id: str, since: datetime) -> int:
    """How many there were."""
    is_its = link_try.c.conversation_id == conversation_id, link_try.c.at >= since
    return connection.scalar(select(func.count()).select_from(link_try).where(*is_its)) or 0


def join(connection: Connection, one: str, other: str, at: datetime) -> None:
    """Both, and all that were joined with either, are one person's."""
    everybody = sorted({one, other, *joined(connection, one), *joined(connection, other)})
    for viewer in everybody:
        for source in everybody:
            if viewer != source:
                _put(connection, {"viewer": viewer, "source": source, "how": CODE, "phone_index": None, "at": at})


def add_by_phone(connection: Connection, viewer: str, source: str, phone_index: str, at: datetime) -> bool:
    """In `viewer` the cases of `source` that were filed with that phone are seen; whether that is new."""
    values = {"viewer": viewer, "source": source, "how": "phone", "phone_index": phone_index, "at": at}
    return insert_once(connection, link, values)


def _put(connection: Connection, values: dict[str, object]) -> None:
    if not insert_once(connection, link, values):
        is_it = link.c.viewer == values["viewer"], link.c.source == values["source"]
        connection.execute(update(link).where(*is_it).values(how=CODE, phone_index=None))


def joined(connection: Connection, conversation_id: str) -> list[str]:
    """The other talks of the same person, proven by codes."""
    is_its = link.c.viewer == conversation_id, link.c.how == CODE
    return list(connection.scalars(select(link.c.source).where(*is_its).order_by(link.c.at, link.c.source)))


def tied(connection: Connection, conversation_id: str) -> list[str]:
    """All talks that see it, or that it sees."""
    seen = select(link.c.source).where(link.c.viewer == conversation_id)
    seeing = select(link.c.viewer).where(link.c.source == conversation_id)
    return sorted({*connection.scalars(seen), *connection.scalars(seeing)})


def filed_with(connection: Connection, phone_index: str, but_in: str) -> list[str]:
    """The talks, save that one, in which complaints were filed with that phone."""
    is_his = complaint.c.phone_index == phone_index, complaint.c.conversation_id != but_in
    return sorted(set(connection.scalars(select(complaint.c.conversation_id).where(*is_his))))


def drop(connection: Connection, conversation_id: str) -> list[str]:
    """It belongs to nobody else's any more; the talks that it was tied to."""
    others = tied(connection, conversation_id)
    connection.execute(delete(link).where(or_(link.c.viewer == conversation_id, link.c.source == conversation_id)))
    is_about_it = or_(notice_choice.c.source == conversation_id, notice_choice.c.target == conversation_id)
    connection.execute(delete(notice_choice).where(is_about_it))
    connection.execute(delete(link_code).where(link_code.c.conversation_id == conversation_id))
    return others


def choose(connection: Connection, target: str, at: datetime) -> None:
    """Of the cases of all his talks he is told there."""
    for source in (target, *joined(connection, target)):
        if not insert_once(connection, notice_choice, {"source": source, "target": target, "at": at}):
            is_it = notice_choice.c.source == source
            connection.execute(update(notice_choice).where(is_it).values(target=target, at=at))


def told_in(connection: Connection, source: str, case_number: str | None = None) -> list[str]:
    """Where he can be told of a case of that talk, the best first: where he wants it, where he wrote last.

    A page comes last: nothing can be pushed there.
    """
    viewers = _viewers(connection, source, case_number)
    if not viewers:
        return [source]
    chosen = connection.scalar(select(notice_choice.c.target).where(notice_choice.c.source == source))
    columns = conversation.c.id, conversation.c.channel, conversation.c.last_inbound_at
    talks = connection.execute(select(*columns).where(conversation.c.id.in_([source, *viewers]))).all()
    known = sorted(talks, key=lambda talk: talk.last_inbound_at.timestamp() if talk.last_inbound_at else 0.0)
    newest = [talk.id for talk in reversed(known)]
    channels = {talk.id: talk.channel for talk in talks}
    ranked = sorted(newest, key=lambda id: (id != chosen, channels[id] == PULLED))
    return ranked or [source]


def _viewers(connection: Connection, source: str, case_number: str | None) -> list[str]:
    by_phone = select(complaint.c.phone_index).where(complaint.c.case_number == case_number).scalar_subquery()
    is_seen = or_(link.c.how == CODE, and_(link.c.how == "phone", link.c.phone_index == by_phone))
    return list(connection.scalars(select(link.c.viewer).where(link.c.source == source, is_seen)))


def cases_seen(connection: Connection, vault: Vault, conversation_id: str) -> list[CaseRow]:
    """The cases that he may see there, whichever of his talks they were filed in, newest first."""
    his = select(link.c.source).where(link.c.viewer == conversation_id, link.c.how == CODE)
    by_phone = select(complaint.c.id).join(
        link, and_(link.c.source == complaint.c.conversation_id, link.c.phone_index == complaint.c.phone_index)
    )
    by_phone = by_phone.where(link.c.viewer == conversation_id, link.c.how == "phone")
    is_seen = or_(
        complaint.c.conversation_id == conversation_id,
        complaint.c.conversation_id.in_(his),
        complaint.c.id.in_(by_phone),
    )
    return [case_row(vault, row) for row in connection.execute(case_query().where(is_seen).order_by(*NEWEST))]


def channels_of(conversation_ids: Iterable[str]) -> list[str]:
    """The channels that those talks are held by, each once."""
    return list(dict.fromkeys(id.partition(":")[0] for id in conversation_ids))


def _is_good(index: str, at: datetime) -> ColumnElement[bool]:
    is_fresh = link_code.c.used_at.is_(None), link_code.c.expires_at > at
    return and_(link_code.c.code == index, *is_fresh)
