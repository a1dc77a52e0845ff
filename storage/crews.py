"""Crews and their members: rows in, rows out."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any, Final

from sqlalchemy import Connection, Row, and_, case, delete, func, insert, or_, select, update

from storage.crew_rows import CrewRow as CrewRow
from storage.crew_rows import Door as Door
from storage.crew_rows import MemberRow as MemberRow
from storage.crew_rows import State as State
from storage.crew_rows import Totals as Totals
from storage.crew_tables import crew, crew_member
from storage.once import insert_once
from storage.vault import Vault

ABOUT_PLACE: Final = "crew.about"
SECRETS_PLACE: Final = "crew.secrets"
PERSON_PLACE: Final = "crew_member.person"
LISTED_PLACE: Final = "crew_member.listed_name"
INDEXED: Final = ("name", "phone", "id_number")
SECRET_KINDS: Final = ("word", "join", "leader")


def begin(connection: Connection, vault: Vault, new: CrewRow) -> bool:
    """Whether it is new; False too when another crew has one of its secrets."""
    values = {
        "id": new.id,
        "conversation_id": new.conversation_id,
        "case_number": new.case_number,
        "about": vault.seal(_json(new.about), place=ABOUT_PLACE),
        "begun_at": new.begun_at,
        "opened_at": new.opened_at,
        "good_until": new.good_until,
        **_secret_columns(vault, new.secrets),
    }
    return insert_once(connection, crew, values)


def open_doors(connection: Connection, vault: Vault, id: str, secrets: Mapping[str, str], **when: datetime) -> bool:
    """Whether a crew without secrets got these; False when another has one of them."""
    taken = or_(*(crew.c[f"{door}_index"] == _index(vault, door, text) for door, text in secrets.items()))
    if connection.scalar(select(crew.c.id).where(taken)):
        return False
    values = {**_secret_columns(vault, secrets), "closed_at": None, **when}
    return connection.execute(update(crew).where(crew.c.id == id).values(values)).rowcount == 1


def change(connection: Connection, id: str, values: Mapping[str, Any]) -> None:
    """Sets those columns of the crew."""
    connection.execute(update(crew).where(crew.c.id == id).values(dict(values)))


def lock(connection: Connection, vault: Vault, id: str) -> CrewRow | None:
    """The crew, which nobody else can change until the transaction ends."""
    connection.execute(select(crew.c.id).where(crew.c.id == id).with_for_update())
    return find(connection, vault, id)


def find(connection: Connection, vault: Vault, id: str) -> CrewRow | None:
    """The crew of that draft."""
    return _first(connection, vault, crew.c.id == id)


def of_case(connection: Connection, vault: Vault, case_number: str) -> CrewRow | None:
    """The crew whose claim the case is."""
    return _first(connection, vault, crew.c.case_number == case_number)


def behind(connection: Connection, vault: Vault, door: Door, text: str) -> CrewRow | None:
    """The crew that the secret opens, good or not."""
    return _first(connection, vault, crew.c[f"{door}_index"] == _index(vault, door, text))


def led_by(connection: Connection, vault: Vault, conversation_id: str) -> CrewRow | None:
    """The crew that was begun last in that conversation."""
    newest = select(crew).where(crew.c.conversation_id == conversation_id).order_by(crew.c.begun_at.desc(), crew.c.id)
    row = connection.execute(newest.limit(1)).first()
    return _crew(vault, row) if row else None


def members(connection: Connection, vault: Vault, crew_id: str) -> list[MemberRow]:
    """All rows of the crew in the order in which they came."""
    query = select(crew_member).where(crew_member.c.crew_id == crew_id).order_by(crew_member.c.id)
    return [_member(vault, row) for row in connection.execute(query)]


def member(connection: Connection, vault: Vault, id: int) -> MemberRow | None:
    """One row."""
    row = connection.execute(select(crew_member).where(crew_member.c.id == id)).first()
    return _member(vault, row) if row else None


def joined_by(connection: Connection, vault: Vault, conversation_id: str) -> MemberRow | None:
    """Where the worker of that conversation joined last and has not left."""
    is_his = and_(crew_member.c.conversation_id == conversation_id, crew_member.c.state == "joined")
    newest = select(crew_member).where(is_his).order_by(crew_member.c.joined_at.desc(), crew_member.c.id.desc())
    row = connection.execute(newest.limit(1)).first()
    return _member(vault, row) if row else None


def crew_joined(connection: Connection, conversation_id: str) -> str | None:
    """The crew that the worker of that conversation joined last and has not left."""
    is_his = and_(crew_member.c.conversation_id == conversation_id, crew_member.c.state == "joined")
    newest = select(crew_member.c.crew_id).where(is_his).order_by(crew_member.c.joined_at.desc(), crew_member.c.id)
    found: str | None = connection.scalar(newest.limit(1))
    return found


def matches(connection: Connection, vault: Vault, crew_id: str, field: str, text: str) -> list[MemberRow]:
    """Rows of the crew with that `name`, `listed` name, `phone` or `id_number`."""
    kind = "name" if field == "listed" else field
    wanted = crew_member.c[f"{field}_index"] == vault.index(text, kind=f"crew_{kind}")
    query = select(crew_member).where(crew_member.c.crew_id == crew_id, wanted).order_by(crew_member.c.id)
    return [_member(vault, row) for row in connection.execute(query)]


def add_member(connection: Connection, vault: Vault, crew_id: str, values: Mapping[str, Any]) -> int:
    """The id of the new row; the values as `member_columns` makes them."""
    new = {"crew_id": crew_id, "state": "listed", "is_late": False, **values}
    return int(connection.execute(insert(crew_member).returning(crew_member.c.id), new).scalar_one())


def add_members(connection: Connection, crew_id: str, rows: Sequence[Mapping[str, Any]]) -> None:
    """New rows, all of one shape."""
    if rows:
        shared = {"crew_id": crew_id, "state": "listed", "is_late": False}
        connection.execute(insert(crew_member).inline(), [{**shared, **values} for values in rows])


def change_member(connection: Connection, id: int, values: Mapping[str, Any]) -> None:
    """Sets those columns of the row."""
    connection.execute(update(crew_member).where(crew_member.c.id == id).values(dict(values)))


def forget_listed(connection: Connection, crew_id: str) -> None:
    """Nobody is in it any more who has not joined, and nothing stays of what the leader said of the others."""
    is_in = crew_member.c.crew_id == crew_id
    connection.execute(delete(crew_member).where(is_in, crew_member.c.conversation_id.is_(None)))
    blank = dict.fromkeys(("listed_name", "listed_index", "listed_centidays", "listed_fen", "listed_at"))
    connection.execute(update(crew_member).where(is_in).values(blank))


def person_columns(vault: Vault, person: Mapping[str, str | None]) -> dict[str, Any]:
    """Name, phone and ID number, sealed together, with their blind indexes."""
    known = {field: person.get(field) for field in INDEXED}
    indexes = {
        f"{field}_index": vault.index(text, kind=f"crew_{field}") if text else None for field, text in known.items()
    }
    return {"person": vault.seal(_json(known), place=PERSON_PLACE), **indexes}


def listed_columns(vault: Vault, name: str, days: Decimal | None, fen: int | None, at: datetime) -> dict[str, Any]:
    """What the leader lists of somebody."""
    return {
        "listed_name": vault.seal(name, place=LISTED_PLACE),
        "listed_index": vault.index(name, kind="crew_name"),
        "listed_centidays": centidays(days),
        "listed_fen": fen,
        "listed_at": at,
    }


def centidays(days: Decimal | None) -> int | None:
    """Days in hundredths, as rows keep them."""
    return int((days * 100).to_integral_value()) if days is not None else None


def totals(connection: Connection, crew_id: str) -> Totals:
    """What the crew comes to now."""
    claimed = func.coalesce(crew_member.c.said_fen, crew_member.c.listed_fen)
    query = select(
        func.count(),
        func.coalesce(func.sum(case((crew_member.c.state == "joined", 1), else_=0)), 0),
        func.coalesce(func.sum(claimed), 0),
        func.coalesce(func.sum(case((claimed.is_(None), 1), else_=0)), 0),
    ).where(crew_member.c.crew_id == crew_id, crew_member.c.state != "left", crew_member.c.double_of.is_(None))
    people, joined, fen, without = connection.execute(query).one()
    return Totals(people, int(joined), int(fen), int(without))


def _first(connection: Connection, vault: Vault, which: Any) -> CrewRow | None:
    row = connection.execute(select(crew).where(which).order_by(crew.c.begun_at.desc()).limit(1)).first()
    return _crew(vault, row) if row else None


def _crew(vault: Vault, row: Row[Any]) -> CrewRow:
    return CrewRow(
        id=row.id,
        conversation_id=row.conversation_id,
        case_number=row.case_number,
        about=json.loads(vault.open(row.about, place=ABOUT_PLACE)),
        secrets=json.loads(vault.open(row.secrets, place=SECRETS_PLACE)) if row.secrets else {},
        begun_at=row.begun_at,
        opened_at=row.opened_at,
        good_until=row.good_until,
        closed_at=row.closed_at,
    )


def _member(vault: Vault, row: Row[Any]) -> MemberRow:
    person = json.loads(vault.open(row.person, place=PERSON_PLACE))
    listed = vault.open(row.listed_name, place=LISTED_PLACE) if row.listed_name else None
    plain = ("id", "crew_id", "conversation_id", "listed_fen", "said_fen", "state", "double_of", "consent")
    return MemberRow(
        name=person.get("name") or listed or "",
        phone=person.get("phone"),
        id_number=person.get("id_number"),
        listed_name=listed,
        listed_days=_days(row.listed_centidays),
        said_days=_days(row.said_centidays),
        joined_at=row.joined_at,
        left_at=row.left_at,
        is_late=row.is_late,
        **{name: getattr(row, name) for name in plain},
    )


def _days(hundredths: int | None) -> Decimal | None:
    return (Decimal(hundredths) / 100).normalize() + 0 if hundredths is not None else None


def _secret_columns(vault: Vault, secrets: Mapping[str, str]) -> dict[str, Any]:
    if not secrets:
        return {}
    indexes = {f"{door}_index": _index(vault, door, secrets[door]) for door in SECRET_KINDS}
    return {"secrets": vault.seal(_json(secrets), place=SECRETS_PLACE), **indexes}


def _index(vault: Vault, door: str, text: str) -> str:
    return vault.index(text, kind=f"crew_{door}")


def _json(value: Mapping[str, Any]) -> str:
    return json.dumps(dict(value), ensure_ascii=False)
