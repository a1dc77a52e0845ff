"""Reads what WeChat tells of notices: whether one arrived, and who wants any."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from bot.channels.wechat.fields import Fields, Value
from handlers.messages import Receipt, ReceiptOutcome

FINISHED: Final = "templatesendjobfinish"
CHOICES: Final = frozenset({"subscribe_msg_popup_event", "subscribe_msg_change_event"})
SENT: Final = "subscribe_msg_sent_event"
CHOSEN: Final[dict[str, ReceiptOutcome]] = {"accept": "accepts", "reject": "rejects", "ban": "rejects"}


def receipts_of(event: str, fields: Fields) -> tuple[Receipt, ...]:
    """Everything that one event tells; nothing for other events and for what cannot be read."""
    if event == FINISHED:
        return _finished(fields)
    if event in CHOICES:
        return tuple(_chosen(one) for one in _listed(fields) if _word(one, "SubscribeStatusString") in CHOSEN)
    if event == SENT:
        return tuple(_sent(one) for one in _listed(fields))
    return ()


def _finished(fields: Fields) -> tuple[Receipt, ...]:
    status, number = _word(fields, "Status").lower(), _word(fields, "MsgID") or _word(fields, "MsgId")
    if not number:
        return ()
    outcome: ReceiptOutcome = "arrived" if status == "success" else _failure(status)
    return (Receipt(outcome, number),)


def _sent(one: Fields) -> Receipt:
    is_well = _word(one, "ErrorCode") in ("", "0")
    outcome: ReceiptOutcome = "arrived" if is_well else _failure(_word(one, "ErrorStatus"), _word(one, "ErrorCode"))
    return Receipt(outcome, _word(one, "MsgID") or None, _word(one, "TemplateId") or None)


def _failure(status: str, code: str = "") -> ReceiptOutcome:
    is_his_wish = code == "43101" or any(word in status.lower() for word in ("block", "refuse", "reject"))
    return "notice_refused" if is_his_wish else "notice_failed"


def _chosen(one: Fields) -> Receipt:
    return Receipt(CHOSEN[_word(one, "SubscribeStatusString")], None, _word(one, "TemplateId") or None)


def _listed(fields: Fields) -> Iterator[Fields]:
    """The elements of the event's list, which is an object when there is one, an array when there are several."""
    for name, value in fields.items():
        if name == "List":
            yield from _each(value)
        elif isinstance(value, dict):
            yield from _each(value.get("List", ""))


def _each(value: Value) -> Iterator[Fields]:
    for one in value if isinstance(value, list) else [value]:
        if isinstance(one, dict):
            yield one


def _word(fields: Fields, name: str) -> str:
    value = fields.get(name)
    return value if isinstance(value, str) else ""
