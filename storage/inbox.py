"""Takes every message once and keeps its turn: message, reply and conversation change together or not at all."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection

from storage import lives
from storage import turn_statements as sql
from storage.inbox_rows import Arrival as Arrival
from storage.inbox_rows import DoneTurn as DoneTurn
from storage.inbox_rows import Opening as Opening
from storage.inbox_rows import StoredReply as StoredReply
from storage.inbox_rows import (
    kept_arrival,
    message_place,
    new_conversation,
    new_message,
    open_state,
    reply_place,
    said,
    state_place,
    stored,
)
from storage.vault import Vault


class VersionConflict(Exception):
    """The conversation moved on while the turn was thought out: open it anew."""


class AlreadyAnswered(Exception):
    """The message has got its reply meanwhile: open it anew to find that one."""


def stored_reply(connection: Connection, vault: Vault, key: str) -> StoredReply | None:
    """What the message was answered with; None while it is not."""
    row = connection.execute(sql.STORED, {"of_key": key}).first()
    return stored(vault, key, row) if row else None


def open_alone(connection: Connection, vault: Vault, arrival: Arrival) -> Opening | StoredReply:
    """The conversation's next turn, or the message's stored reply.

    It only reads: the caller is the one process, and takes the turns of a conversation one after the other.
    """
    own = connection.execute(sql.STORED, {"of_key": arrival.key}).first()
    if own and (reply := stored(vault, arrival.key, own)):
        return reply
    row = connection.execute(sql.LOAD, {"of": arrival.conversation_id}).first()
    if row is None:
        return Opening(arrival, None, 0, False)
    place = row.oldest if row.oldest is not None else own and own.place
    return _opening(vault, row, _kept(connection, vault, arrival, place), place)


# Order across processes. A message gets its place while the conversation's row is locked, so places grow in the order
# of commits. Whoever comes next takes the oldest unanswered message, and only while nobody's lease runs. So a dead
# process holds its conversation up for one lease, its messages are answered by whoever follows, and a process that
# outlives its lease loses at the version: the lease saves work, the version is the truth. That is also why leases may
# use the callers' clocks: where those differ, work is done twice and thrown away once.
def open_next(
    connection: Connection, vault: Vault, arrival: Arrival, now: datetime, lease: timedelta
) -> Opening | StoredReply | None:
    """Keeps the message, then lends the conversation's next turn; None: another process is at one."""
    row = _lock(connection, arrival)
    is_new = _keep(connection, vault, arrival, is_late=False)
    if not is_new and (reply := stored_reply(connection, vault, arrival.key)):
        return reply
    if row.leased_until and row.leased_until > now and lives.is_anybody(connection, row.leased_by):
        return None
    place = connection.execute(sql.OLDEST, {"of": arrival.conversation_id}).scalar()  # none: it was given up before
    until = now + lease
    by = lives.life_of(connection)
    connection.execute(sql.LEND, {"of": arrival.conversation_id, "until": until, "by": by})
    return _opening(vault, row, _kept(connection, vault, arrival, place), place, until)


def keep_late(connection: Connection, vault: Vault, arrival: Arrival) -> StoredReply | None:
    """Keeps the message, whose reply will go by the outbox; the stored reply if it was answered in time after all."""
    _lock(connection, arrival)
    if _keep(connection, vault, arrival, is_late=True):
        return None
    connection.execute(sql.MARK_LATE, {"of_key": arrival.key})
    return stored_reply(connection, vault, arrival.key)


def is_late(connection: Connection, key: str) -> bool:
    """Whether the message was put off; where it was kept, nobody can put it off before this transaction ends."""
    return bool(connection.scalar(sql.IS_LATE, {"of_key": key}))


def save_turn(connection: Connection, vault: Vault, done: DoneTurn) -> bool:
    """Makes the turn true and frees its lease; returns whether the reply is late.

    Raises VersionConflict and AlreadyAnswered; then nothing of the transaction may stay.
    """
    _save_conversation(connection, vault, done)
    is_late = _save_reply(connection, vault, done)
    if lines := said(vault, done):
        connection.execute(sql.SAY, lines)
    return is_late


def release(connection: Connection, opening: Opening) -> None:
    """Frees the lease, if it is still that opening's, for whoever is quickest."""
    if opening.leased_until is not None:
        lent = {"of": opening.arrival.conversation_id, "until": opening.leased_until}
        connection.execute(sql.RELEASE, lent)


def unanswered(
    connection: Connection, vault: Vault, before: datetime, put_off_before: datetime, count: int
) -> list[Arrival]:
    """The oldest messages that still wait: those that came before then, and those that were put off before then.

    The first must leave its time to the channel that still asks about a message; nobody asks about one that was put
    off. `open_next` respects the leases that run.
    """
    when = {"before": before, "put_off_before": put_off_before}
    rows = connection.execute(sql.UNANSWERED, when | {"count": count})
    return [kept_arrival(vault, row, row) for row in rows]


def forget_words(connection: Connection, vault: Vault, conversation_id: str) -> None:
    """Empties the conversation's messages that are dealt with; their keys and replies stay."""
    keys = connection.scalars(sql.DEALT_WITH, {"of": conversation_id}).all()
    emptied = [{"of_key": key, "empty": vault.seal("{}", place=message_place(key))} for key in keys]
    if emptied:
        connection.execute(sql.EMPTY, emptied)


def _lock(connection: Connection, arrival: Arrival) -> Any:
    """The conversation's row, made if there is none, which nobody else can change until the transaction ends."""
    of = {"of": arrival.conversation_id}
    if row := connection.execute(sql.LOCK, of).first():
        return row
    connection.execute(sql.ADD_ONCE[connection.dialect.name], new_conversation(arrival, arrival.received_at))
    return connection.execute(sql.LOCK, of).one()


def _keep(connection: Connection, vault: Vault, arrival: Arrival, *, is_late: bool) -> bool:
    values = new_message(vault, arrival) | {"is_late": is_late}
    return connection.execute(sql.KEEP_ONCE[connection.dialect.name], values).rowcount == 1


def _kept(connection: Connection, vault: Vault, delivered: Arrival, place: int | None) -> Arrival:
    """The message at that place; the one delivered if there is none."""
    if place is None:
        return delivered
    row = connection.execute(sql.AT, {"at": place}).one()
    return delivered if row.key == delivered.key else kept_arrival(vault, row, delivered)


def _opening(
    vault: Vault, row: Any, arrival: Arrival, place: int | None, leased_until: datetime | None = None
) -> Opening:
    state = open_state(vault, arrival.conversation_id, row.state)
    return Opening(arrival, state, row.version, row.handed_over, place, leased_until, row.is_held)


def _save_conversation(connection: Connection, vault: Vault, done: DoneTurn) -> None:
    opening, arrival = done.opening, done.opening.arrival
    state = vault.seal(done.state, place=state_place(arrival.conversation_id))
    signs = {f"{sign}_at": arrival.received_at if done.sign == sign else None for sign in ("wrote", "tapped", "left")}
    heard_at = arrival.received_at if done.is_heard else signs["tapped_at"]
    if opening.version == 0:
        values = {"state": state, "version": 1, "handed_over": done.handed_over, "last_inbound_at": heard_at}
        values |= {"county_code": done.county_code, **signs}
        first = new_conversation(arrival, done.at) | values
        saved = connection.execute(sql.SAVE_FIRST[connection.dialect.name], first)
    else:
        is_it = {"of": arrival.conversation_id, "was": opening.version}
        values = {
            "to_state": state,
            "to_handed_over": done.handed_over,
            "heard_at": heard_at,
            "at": done.at,
            "county": done.county_code,
            **{f"to_{name}": at for name, at in signs.items()},
        }
        saved = connection.execute(sql.SAVE, is_it | values)
    if saved.rowcount != 1:
        raise VersionConflict


def _save_reply(connection: Connection, vault: Vault, done: DoneTurn) -> bool:
    arrival = done.opening.arrival
    reply = vault.seal(done.reply, place=reply_place(arrival.key))
    if done.opening.place is None:
        values = new_message(vault, arrival) | {"reply": reply, "answered_at": done.at, "state": "answered"}
        row = connection.execute(sql.KEEP_ANSWERED[connection.dialect.name], values).first()
    else:
        row = connection.execute(sql.ANSWER, {"there": done.opening.place, "answer": reply, "at": done.at}).first()
    if row is None:
        raise AlreadyAnswered
    return bool(row.is_late)
