"""The browsers that workers write through, and the codes with which they go on in another one."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, delete, insert, select, update

from storage.tables import return_code, visitor


@dataclass(frozen=True, slots=True)
class BrowserRow:
    """A browser, and whose it is."""

    token_hash: str
    visitor_id: str
    seen_at: datetime


@dataclass(frozen=True, slots=True)
class CodeRow:
    """A code by its blind index, good until it expires or is used."""

    code: str
    visitor_id: str
    made_at: datetime
    expires_at: datetime


def add(connection: Connection, token_hash: str, visitor_id: str, at: datetime) -> None:
    """The browser is the visitor's from now on."""
    values = {"token_hash": token_hash, "visitor_id": visitor_id, "begun_at": at, "seen_at": at}
    connection.execute(insert(visitor), values)


def find(connection: Connection, token_hash: str) -> BrowserRow | None:
    """Whose browser holds the token; None for nobody's."""
    columns = (visitor.c.token_hash, visitor.c.visitor_id, visitor.c.seen_at)
    row = connection.execute(select(*columns).where(visitor.c.token_hash == token_hash)).first()
    return BrowserRow(**row._mapping) if row else None


def see(connection: Connection, token_hash: str, at: datetime) -> None:
    """It was used then."""
    connection.execute(update(visitor).where(visitor.c.token_hash == token_hash).values(seen_at=at))


def forget(connection: Connection, token_hash: str) -> int:
    """The browser is nobody's any more; how many were forgotten."""
    return connection.execute(delete(visitor).where(visitor.c.token_hash == token_hash)).rowcount


def forget_others(connection: Connection, visitor_id: str, token_hash: str) -> int:
    """All of the visitor's browsers but one are nobody's any more; how many they were."""
    others = (visitor.c.visitor_id == visitor_id) & (visitor.c.token_hash != token_hash)
    return connection.execute(delete(visitor).where(others)).rowcount


def put_code(connection: Connection, made: CodeRow) -> None:
    """The code is good from now on, and no older one of that visitor."""
    forget_codes(connection, made.visitor_id)
    connection.execute(delete(return_code).where(return_code.c.expires_at <= made.made_at))
    connection.execute(
        insert(return_code),
        {
            "code": made.code,
            "visitor_id": made.visitor_id,
            "made_at": made.made_at,
            "expires_at": made.expires_at,
        },
    )


def use_code(connection: Connection, code: str, at: datetime) -> str | None:
    """Whose code it is, once; None when it is nobody's, was used, or has expired."""
    is_good = (return_code.c.code == code) & return_code.c.used_at.is_(None) & (return_code.c.expires_at > at)
    used = update(return_code).where(is_good).values(used_at=at).returning(return_code.c.visitor_id)
    visitor_id: str | None = connection.execute(used).scalar()
    return visitor_id


def forget_codes(connection: Connection, visitor_id: str) -> None:
    """None of the visitor's codes is good any more."""
    connection.execute(delete(return_code).where(return_code.c.visitor_id == visitor_id))
