"""POST /model/parse: understanding in Rasa's format, for a Rasa server or anybody who knows it."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date
from typing import Any

from bot.web.problems import Problem


def parse_body(body: bytes, *, today: Callable[[], date]) -> dict[str, Any]:
    """What Rasa's own server would answer to the body {"text": ...}; raises Problem."""
    text = _text(body)
    from nlu.rasa_format import rasa_parse
    from nlu.understand import understand

    return rasa_parse(understand(text, today=today()))


def _text(body: bytes) -> str:
    try:
        asked = json.loads(body)
    except (ValueError, RecursionError):
        raise Problem(400, "The body is not JSON.") from None
    if not isinstance(asked, dict) or not isinstance(asked.get("text"), str):
        raise Problem(400, 'The body must be an object with a string "text".')
    return str(asked["text"])
