"""How well messages are understood never falls below nlu/devset/floors.json (docs/understanding.md)."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from bot.commands.evaluate import as_json, judged_in
from nlu.scoring import scores_of

ROOT = Path(__file__).parent.parent.parent
FLOORS: dict[str, dict[str, Any]] = json.loads((ROOT / "nlu" / "devset" / "floors.json").read_text("utf-8"))


def figure(figures: dict[str, Any], path: str) -> float:
    """A figure by its dotted path in what `evaluate --json` writes."""
    for name in path.split("."):
        figures = figures.get(name, {})
    return float(figures) if isinstance(figures, int | float) else 0.0


@pytest.mark.parametrize("part", sorted(FLOORS))
def test_no_figure_falls_below_its_floor(part: str) -> None:
    files = sorted(path for pattern in FLOORS[part]["files"] for path in ROOT.glob(pattern))
    figures = as_json(scores_of([one for file in files for one in judged_in(file)]))
    at_least, at_most = FLOORS[part]["at_least"], FLOORS[part]["at_most"]
    low = {path: (figure(figures, path), floor) for path, floor in at_least.items() if figure(figures, path) < floor}
    high = {path: (figure(figures, path), most) for path, most in at_most.items() if figure(figures, path) > most}
    assert (low, high) == ({}, {})


def test_every_development_message_is_measured_somewhere() -> None:
    measured = {path for part in FLOORS.values() for pattern in part["files"] for path in ROOT.glob(pattern)}
    messages = {path for path in (ROOT / "nlu" / "devset").glob("*.jsonl") if "talks" not in path.stem}
    assert messages <= measured
