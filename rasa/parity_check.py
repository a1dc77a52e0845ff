"""Holds the written talks with a Rasa server and tells where it says something else than they do.

    python rasa/parity_check.py [URL of Rasa's REST channel]

Needs: `xinsheng actions --today 2026-11-24` on port 5055, and in this folder, with Rasa 3.6.21 on Python 3.10,
`rasa train --config config.yml --domain ../dialogs/domain --data ../dialogs/rules.yml nlu.yml` and `rasa run`.
"""

from __future__ import annotations

import json
import os
import re
import sys
import urllib.request
from pathlib import Path
from typing import Any

import yaml

TALKS = Path(__file__).resolve().parent.parent / "tests" / "conversations"
NOT_SPOKEN = {
    "image": "sent_photo",
    "video": "sent_photo",
    "file": "sent_photo",
    "voice": "sent_voice",
    "location": "sent_location",
    "entered": "entered",
    "edited": "edited",
    "old_choice": "old_choice",
}
ONLY_OURS = frozenset({"later", "step", "same", "times", "elsewhere", "news", "phone"})  # not the dialog's
WIDTH = 160
NUMBER = re.compile(r"XS\w+|(?<=加入 )\d{6}|(?<=六位数是 )\d{6}|(?<=关联 )\d{5} \d{5}")
Line = dict[str, Any]


def main(url: str) -> int:
    """Compare every talk that a Rasa server can hold; returns how many went otherwise."""
    different = 0
    for path in sorted(TALKS.glob("*.yml")):
        written = comparable(yaml.safe_load(path.read_text("utf-8")))
        heard = talk(url, f"{path.stem}-{os.getpid()}", written)
        same = masked(heard) == masked(written)
        print("same     " if same else "DIFFERENT", path.stem)
        if not same:
            different += 1
            tell_first_difference(written, heard)
    return different


def comparable(lines: list[Line]) -> list[Line]:
    """The lines up to what only our own assistant knows; outcomes and facts are left out."""
    kept: list[Line] = []
    for line in lines:
        if line.keys() & ONLY_OURS:
            break
        if not line.keys() & {"outcome", "facts"}:
            kept.append(line)
    return kept


def talk(url: str, sender: str, lines: list[Line]) -> list[Line]:
    heard: list[Line] = []
    for line in (line for line in lines if "worker" in line):
        heard.append(line)
        for said in say(url, sender, line):
            choices = [button["title"] for button in said.get("buttons") or ()]
            heard.append({"bot": said.get("text", str(said)), **({"choices": choices} if choices else {})})
    return heard


def say(url: str, sender: str, line: Line) -> list[Line]:
    kind = line.get("kind", "text")
    text = line["worker"] if kind == "text" else "/" + NOT_SPOKEN.get(kind, "sent_other")
    beside = {"kind": kind, "scene": line.get("scene"), "location_label": line.get("label")}
    body = json.dumps({"sender": sender, "message": text, "metadata": beside}).encode()
    request = urllib.request.Request(url, body, {"Content-Type": "application/json"})  # noqa: S310
    with urllib.request.urlopen(request, timeout=60) as answer:  # noqa: S310
        said: list[Line] = json.load(answer)
    return said


def masked(lines: list[Line]) -> str:
    return NUMBER.sub("XS", json.dumps(lines, ensure_ascii=False, sort_keys=True))


def tell_first_difference(written: list[Line], heard: list[Line]) -> None:
    for want, got in zip([*written, {}], [*heard, {}], strict=False):
        if masked([want]) != masked([got]):
            print("   written:", str(want)[:WIDTH], "\n   Rasa:   ", str(got)[:WIDTH])
            return


if __name__ == "__main__":
    sys.exit(main(sys.argv[1] if len(sys.argv) > 1 else "http://127.0.0.1:5005/webhooks/rest/webhook"))
