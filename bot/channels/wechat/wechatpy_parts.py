"""The part of wechatpy that reads messages, without its API client: that would cost each process 12 MB for nothing."""

from __future__ import annotations

import sys
from importlib import import_module
from importlib.util import find_spec, module_from_spec
from types import ModuleType
from typing import Any, Final

PACKAGE: Final = "wechatpy"


def _part(name: str) -> Any:
    """A module of the package whose own first lines, which load everything, are not run."""
    if PACKAGE in sys.modules:
        return import_module(f"{PACKAGE}.{name}")
    sys.modules[PACKAGE] = _bare()
    try:
        return import_module(f"{PACKAGE}.{name}")
    finally:
        del sys.modules[PACKAGE]  # who imports wechatpy itself gets all of it


def _bare() -> ModuleType:
    spec = find_spec(PACKAGE)
    assert spec
    return module_from_spec(spec)


_events, _messages = _part("events"), _part("messages")
EVENT_TYPES: Final[dict[str, Any]] = _events.EVENT_TYPES
MESSAGE_TYPES: Final[dict[str, Any]] = _messages.MESSAGE_TYPES
BaseMessage: Final = _messages.BaseMessage
UnknownMessage: Final = _messages.UnknownMessage
