"""Reads labelled messages and shows how well they were understood."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

from bot.json_lines import BadLine, read_object, write_object
from bot.service import Refused
from nlu.scoring import CRISIS, Count, Judged, Scores, judged, scores_of
from nlu.understand import understand

MOST_CONFUSED = 12
WIDTH = 100
COLUMNS = ("right", "wrong", "invented", "missed", "precision", "recall", "F1")


def run(files: list[Path], *, worst: int, json: bool) -> None:
    """Scores all files together; raises Refused when one cannot be read."""
    all_judged = [one for file in files for one in judged_in(file)]
    scores = scores_of(all_judged)
    if json:
        write_object(sys.stdout.buffer, as_json(scores))
    else:
        show(scores)
        show_worst(all_judged, worst)


def as_json(scores: Scores) -> dict[str, Any]:
    """All figures, unrounded."""
    crisis = scores.intents.get(CRISIS, Count())
    return {
        "messages": scores.messages,
        "intent_accuracy": scores.accuracy,
        "intent_macro_f1": scores.macro_f1,
        "crisis": {"recall": crisis.recall, "missed": crisis.missed, "false_alarms": crisis.invented},
        "money_f1": scores.money.f1,
        "core_micro_f1": scores.core.f1,
        "exact": scores.exact,
        "intents": {name: _figures(count) for name, count in scores.intents.items()},
        "fields": {name: _figures(count) for name, count in scores.fields.items()},
    }


def show(scores: Scores) -> None:
    """The figures as tables."""
    console = Console(soft_wrap=True, highlight=False)
    console.width = max(console.width, WIDTH)
    crisis = scores.intents.get(CRISIS, Count())
    sentences = (
        f"{scores.messages} messages",
        f"intent accuracy {scores.accuracy:.3f}, macro F1 {scores.macro_f1:.3f}",
        f"crisis: {crisis.missed} missed, {crisis.invented} false alarms",
        f"money values F1 {scores.money.f1:.3f}, core fields micro F1 {scores.core.f1:.3f}",
        f"whole messages right {scores.exact:.3f}",
    )
    console.print("; ".join(sentences) + ".")
    console.print(_table("Fields", scores.fields), _table("Intents", scores.intents))
    for (wanted, taken), times in list(scores.confused.items())[:MOST_CONFUSED]:
        console.print(f"{wanted} taken for {taken}: {times}")


def show_worst(all_judged: list[Judged], worst: int) -> None:
    """The messages with most faults, with their labels and what was read instead."""
    ranked = sorted((one for one in all_judged if one.faults), key=lambda one: -one.faults)
    for one in ranked[:worst]:
        print(f"{one.id} [{one.asked or ''}] {one.text}")
        if one.intent != one.wanted_intent:
            print(f"    intent {one.wanted_intent}: {one.intent}")
        for name, count in one.counts.items():
            if count.wrong or count.invented or count.missed:
                print(f"    {name} {_plain((one.wanted or {}).get(name))}: {_plain(one.entities.get(name))}")


def judged_in(file: Path) -> Iterator[Judged]:
    """The messages of a file beside their labels; raises Refused when it cannot be read."""
    try:
        lines = file.read_bytes().splitlines()
        messages = [read_object(line) for line in lines if line.strip()]
        for message in messages:
            today = date.fromisoformat(message["today"])
            yield judged(message, understand(message["text"], today=today, asked=message.get("asked")))
    except (OSError, BadLine, KeyError, ValueError) as fault:
        raise Refused(f"{file.name} cannot be scored: {fault!r}") from None


def _table(title: str, counts: Any) -> Table:
    table = Table("", *COLUMNS, title=title)
    for column in table.columns[1:]:
        column.justify = "right"
    for name, count in counts.items():
        numbers = (count.right, count.wrong, count.invented, count.missed)
        rates = (count.precision, count.recall, count.f1)
        table.add_row(name, *map(str, numbers), *(f"{rate:.3f}" for rate in rates))
    return table


def _figures(count: Count) -> dict[str, Any]:
    return {**asdict(count), "precision": count.precision, "recall": count.recall, "f1": count.f1}


def _plain(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)
