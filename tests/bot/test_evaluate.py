"""Labelled messages are scored from the command line, and what cannot be read is said."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from bot.bench.reading import LONGEST, Message, dev_messages, long_messages, timed
from bot.commands.bench_nlu import show as show_times
from bot.commands.evaluate import run
from bot.service import Refused

MESSAGES = (
    {"id": "a", "text": "欠我两万四", "intent": "report_arrears", "entities": {"amount_owed_yuan": "24000"}},
    {"id": "b", "text": "继续", "intent": "resume", "entities": {"phone": "13800001234"}},
    {"id": "c", "text": "我不想活了", "intent": "crisis"},
)


@pytest.fixture
def labelled(tmp_path: Path) -> Path:
    file = tmp_path / "labelled.jsonl"
    lines = (json.dumps({**message, "today": "2026-11-24"}, ensure_ascii=False) for message in MESSAGES)
    file.write_text("\n".join(lines) + "\n", "utf-8")
    return file


def test_figures_are_written_for_programs(labelled: Path, capsysbinary: pytest.CaptureFixture[bytes]) -> None:
    run([labelled], worst=0, json=True)
    figures = json.loads(capsysbinary.readouterr().out)
    assert (figures["messages"], figures["intent_accuracy"], figures["exact"]) == (3, 1.0, 0.5)
    assert figures["crisis"] == {"recall": 1.0, "missed": 0, "false_alarms": 0}
    assert figures["fields"]["phone"]["missed"] == 1


def test_the_worst_messages_are_shown_with_what_was_read(labelled: Path, capsys: pytest.CaptureFixture[str]) -> None:
    run([labelled], worst=5, json=False)
    shown = capsys.readouterr().out
    assert "3 messages; intent accuracy 1.000" in shown
    assert 'b [] 继续\n    phone "13800001234": null\n' in shown
    assert "a [] 欠我两万四" not in shown


@pytest.mark.parametrize(
    "line", ["not json", '{"text": "x"}', '{"text": "x", "today": "yesterday", "intent": "greet"}']
)
def test_a_file_without_labels_is_refused(tmp_path: Path, line: str) -> None:
    file = tmp_path / "wrong.jsonl"
    file.write_text(line, "utf-8")
    with pytest.raises(Refused, match=r"wrong\.jsonl cannot be scored"):
        run([file], worst=0, json=False)


def test_a_missing_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Refused):
        run([tmp_path / "none.jsonl"], worst=0, json=False)


def test_long_messages_are_as_long_as_is_read() -> None:
    long = long_messages(dev_messages(), 3)
    assert [len(message.text) for message in long] == [LONGEST] * 3
    assert len({message.text for message in long}) == 3


def test_times_are_in_order(capsys: pytest.CaptureFixture[str]) -> None:
    measured = timed("nothing", lambda message: None, [Message("对")] * 20, 2)
    assert 0 <= measured.median_ms <= measured.p95_ms <= measured.worst_ms
    show_times([measured])
    assert "Goal met" in capsys.readouterr().out
