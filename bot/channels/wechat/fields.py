"""Reads the fields of a push, XML or JSON, and trusts nothing about their shape."""

from __future__ import annotations

import json
import re
from typing import Any, TypeAlias
from xml.parsers import expat

from bot.channels.wechat.refusals import BadPush

Value: TypeAlias = "str | list[Value] | dict[str, Value]"
Fields: TypeAlias = "dict[str, Value]"

DEEPEST = 6
MAY_REPEAT = frozenset({"item", "List"})

# XML cannot hold these characters, WeChat sends them all the same: they wait outside the text while it is parsed.
FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")
CONTROLS = [*range(0x20), 0xFFFE, 0xFFFF]
HIDE = {code: 0x10FE00 + place for place, code in enumerate(CONTROLS) if code not in (9, 10, 13)}
SHOW = {hidden: code for code, hidden in HIDE.items()}


def read_fields(body: bytes) -> Fields:
    """The fields by name, every single value a string as it was sent; raises BadPush when they cannot be read."""
    text = decode(body).lstrip("\ufeff \t\r\n")
    return read_json(text) if text.startswith("{") else read_xml(text)


def is_json(body: bytes) -> bool:
    return body.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"{")


def decode(body: bytes) -> str:
    """UTF-8; halves of surrogates are joined, what cannot be read becomes U+FFFD."""
    try:
        return body.decode()
    except UnicodeDecodeError:
        pass
    try:
        return body.decode("utf-8", "surrogatepass").encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    except UnicodeDecodeError:
        return body.decode("utf-8", "replace")


def read_xml(text: str) -> Fields:
    if not FORBIDDEN.search(text):
        return _Reader().read(text)
    hidden = re.sub("[\ud800-\udfff]", "\ufffd", text.translate(HIDE))
    fields = _shown(_Reader().read(hidden))
    assert isinstance(fields, dict)
    return fields


def _shown(value: Value) -> Value:
    if isinstance(value, str):
        return value.translate(SHOW)
    if isinstance(value, list):
        return [_shown(one) for one in value]
    return {name: _shown(one) for name, one in value.items()}


class _Reader:
    """Builds the fields while expat reads; elements that repeat, nest too deep or declare anything are refused."""

    def __init__(self) -> None:
        self._open: list[tuple[str, Fields]] = []
        self._text: list[str] = []
        self._fields: Fields | None = None

    def read(self, text: str) -> Fields:
        parser = expat.ParserCreate("utf-8")
        parser.buffer_text = True
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._text.append
        parser.StartDoctypeDeclHandler = _refuse_dtd
        try:
            parser.Parse(text.encode("utf-8", "replace"), True)
        except (expat.ExpatError, ValueError):
            raise BadPush("xml") from None
        if self._fields is None:
            raise BadPush("xml")
        return self._fields

    def _start(self, name: str, _: dict[str, str]) -> None:
        if not self._open and name != "xml":
            raise BadPush("xml_root")
        if len(self._open) >= DEEPEST:
            raise BadPush("too_deep")
        self._open.append((name, {}))
        self._text.clear()

    def _end(self, name: str) -> None:
        _, children = self._open.pop()
        if not self._open:
            self._fields = children
            return
        value: Value = children or "".join(self._text)
        self._text.clear()
        put(self._open[-1][1], name, value, single=len(self._open) == 1)


def put(parent: Fields, name: str, value: Value, *, single: bool) -> None:
    """Adds a child; a second one of its name is refused unless such lists are WeChat's own."""
    if name not in parent:
        parent[name] = value
        return
    if single or name not in MAY_REPEAT:
        raise BadPush("repeated_element")
    before = parent[name]
    parent[name] = [*before, value] if isinstance(before, list) else [before, value]


def _refuse_dtd(*_: object) -> None:
    raise BadPush("dtd")


def read_json(text: str) -> Fields:
    try:
        loaded = json.loads(text, object_pairs_hook=_once, parse_int=str, parse_float=str, parse_constant=_refuse)
    except (ValueError, RecursionError):
        raise BadPush("json") from None
    fields = _plain(loaded, 1)
    if not isinstance(fields, dict):
        raise BadPush("json")
    return fields


def _refuse(_: str) -> None:
    raise BadPush("json")  # NaN and infinity are Python's, not JSON's


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    names = dict(pairs)
    if len(names) != len(pairs):
        raise BadPush("repeated_element")
    return names


def _plain(value: Any, depth: int) -> Value:
    if depth > DEEPEST:
        raise BadPush("too_deep")
    if isinstance(value, dict):
        return {name: _plain(one, depth + 1) for name, one in value.items()}
    if isinstance(value, list):
        return [_plain(one, depth + 1) for one in value]
    if isinstance(value, str):
        return value
    return "" if value is None else str(value).lower()
