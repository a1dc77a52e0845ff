"""Puts a reading into the form of Rasa's /model/parse."""

from __future__ import annotations

from typing import Any

from nlu.reading import Reading

EXTRACTOR = "xinsheng"


def rasa_parse(reading: Reading) -> dict[str, Any]:
    """The answer that Rasa's own server would give; facts that stand nowhere in the text span all of it."""
    intent = {"name": reading.intent, "confidence": reading.confidence}
    return {
        "text": reading.text,
        "intent": intent,
        "entities": [_entity(name, value, reading) for name, value in reading.entities.items()],
        "intent_ranking": [dict(intent)],
    }


def _entity(name: str, value: Any, reading: Reading) -> dict[str, Any]:
    spans = [span for span in reading.spans if span.field == name]
    at = next((span for span in spans if span.value == value), spans[0] if spans else None)
    start, end = (at.start, at.end) if at else (0, len(reading.text))
    return {"entity": name, "start": start, "end": end, "value": value, "extractor": EXTRACTOR}
