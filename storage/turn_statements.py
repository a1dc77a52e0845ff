"""The statements that a turn is made of, written once: this is the hot path."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

from sqlalchemy import and_, bindparam, case, func, insert, or_, select, update
from sqlalchemy.dialects import postgresql, sqlite

from storage.columns import UtcTime
from storage.tables import conversation, inbox, message


def _both(build: Callable[[Any], Any]) -> Mapping[str, Any]:
    """By the dialect's name: both have ON CONFLICT, SQLAlchemy's common INSERT has not."""
    return {"sqlite": build(sqlite.insert), "postgresql": build(postgresql.insert)}


def _counted(statement: Any) -> Any:
    # Without this SQLAlchemy reports -1 for an INSERT, which is true.
    return statement.execution_options(preserve_rowcount=True)


_is_it = conversation.c.id == bindparam("of")
_has_key = inbox.c.key == bindparam("of_key")
_is_his = inbox.c.conversation_id == bindparam("of")
_is_waiting = inbox.c.state == "waiting"
_is_open = inbox.c.state != "answered"
_at = bindparam("at", type_=UtcTime)

STORED: Final = select(inbox.c.place, inbox.c.reply, inbox.c.state, inbox.c.is_late).where(_has_key)
OLDEST: Final = select(func.min(inbox.c.place)).where(_is_his, _is_waiting)
_is_held = conversation.c.held_by.is_not(None).label("is_held")
_opened = conversation.c.state, conversation.c.version, conversation.c.handed_over, _is_held
LOAD: Final = select(*_opened, OLDEST.scalar_subquery().label("oldest")).where(_is_it)
# SQLite ignores the lock: its writer is alone.
LOCK: Final = (
    select(*_opened, conversation.c.leased_until, conversation.c.leased_by)
    .where(_is_it)
    .with_for_update(key_share=True)
)
AT: Final = select(inbox.c.key, inbox.c.kind, inbox.c.message, inbox.c.received_at).where(
    inbox.c.place == bindparam("at")
)

ADD_ONCE: Final = _both(lambda make: make(conversation).on_conflict_do_nothing())
KEEP_ONCE: Final = _both(lambda make: _counted(make(inbox).on_conflict_do_nothing().inline()))
IS_LATE: Final = select(inbox.c.is_late).where(_has_key).with_for_update()
MARK_LATE: Final = update(inbox).where(_has_key, _is_open).values(is_late=True)
LEND: Final = update(conversation).where(_is_it).values(leased_until=bindparam("until"), leased_by=bindparam("by"))
RELEASE: Final = (
    update(conversation).where(_is_it, conversation.c.leased_until == bindparam("until")).values(leased_until=None)
)

_is_back = func.coalesce(bindparam("to_wrote_at", type_=UtcTime), bindparam("to_tapped_at", type_=UtcTime))
_still_left = case((_is_back.is_(None), conversation.c.left_at))
SAVE: Final = (
    update(conversation)
    .where(_is_it, conversation.c.version == bindparam("was"))
    .values(
        state=bindparam("to_state"),
        version=conversation.c.version + 1,
        handed_over=bindparam("to_handed_over"),
        last_inbound_at=func.coalesce(bindparam("heard_at", type_=UtcTime), conversation.c.last_inbound_at),
        wrote_at=func.coalesce(bindparam("to_wrote_at", type_=UtcTime), conversation.c.wrote_at),
        tapped_at=func.coalesce(bindparam("to_tapped_at", type_=UtcTime), conversation.c.tapped_at),
        left_at=func.coalesce(bindparam("to_left_at", type_=UtcTime), _still_left),
        updated_at=_at,
        leased_until=None,
        county_code=func.coalesce(bindparam("county"), conversation.c.county_code),
    )
)


def _save_first(make: Any) -> Any:
    new = make(conversation)
    times = ("last_inbound_at", "wrote_at", "tapped_at", "left_at", "updated_at")
    names = ("state", "version", "handed_over", *times, "county_code")
    values = {name: new.excluded[name] for name in names} | {"leased_until": None}
    is_first = conversation.c.version == 0  # a row without a turn: the message was kept, or somebody else lost
    return _counted(new.on_conflict_do_update(index_elements=["id"], set_=values, where=is_first))


def _keep_answered(make: Any) -> Any:
    new = make(inbox)
    values = {name: new.excluded[name] for name in ("reply", "answered_at", "state")}
    kept = new.on_conflict_do_update(index_elements=["key"], set_=values, where=_is_open)
    return kept.returning(inbox.c.is_late)


SAVE_FIRST: Final = _both(_save_first)
KEEP_ANSWERED: Final = _both(_keep_answered)
ANSWER: Final = (
    update(inbox)
    .where(inbox.c.place == bindparam("there"), _is_open)
    .values(reply=bindparam("answer"), answered_at=_at, state="answered")
    .returning(inbox.c.is_late)
)
SAY: Final = insert(message).inline()

_is_put_off = and_(inbox.c.is_late.is_(True), inbox.c.received_at < bindparam("put_off_before"))
UNANSWERED: Final = (
    select(
        *(inbox.c[name] for name in ("key", "conversation_id", "kind", "message", "received_at")),
        *(conversation.c[name] for name in ("channel", "account", "user_id")),
    )
    .join(conversation, conversation.c.id == inbox.c.conversation_id)
    .where(_is_waiting, or_(inbox.c.received_at < bindparam("before"), _is_put_off))
    .order_by(inbox.c.place)
    .limit(bindparam("count"))
)
DEALT_WITH: Final = select(inbox.c.key).where(_is_his, ~_is_waiting)
EMPTY: Final = update(inbox).where(_has_key).values(message=bindparam("empty"))
