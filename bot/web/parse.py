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
    from dialogs.controls import control_in
    from nlu.rasa_format import rasa_parse
    from nlu.understand import understand

    parsed = rasa_parse(understand(text, today=today()))
    if control := control_in(text):  # a Rasa server runs the dialog, which these words steer
        parsed["intent"] = {"name": control, "confidence": 1.0}
        parsed["intent_ranking"] = [dict(parsed["intent"])]
    return parsed


def _text(body: bytes) -> str:
    try:
        asked = json.loads(body)
    except (ValueError, RecursionError):
        raise Problem(400, "The body is not JSON.") from None
    if not isinstance(asked, dict) or not isinstance(asked.get("text"), str):
        raise Problem(400, 'The body must be an object with a string "text".')
    return str(asked["text"])
