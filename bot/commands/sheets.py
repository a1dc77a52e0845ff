"""Holds the talks of files of fact sheets and tells how they went."""

from __future__ import annotations

import asyncio
import json
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path
from statistics import median

from bot.bench.invented import Workers
from bot.logs import set_up_logs
from bot.service import Refused
from bot.sheets import Held, Sheet, SheetTalk
from dialogs.script import load_script

WORST = 3
INVENTED = 1000


def run(paths: Sequence[Path], *, worst: int = WORST) -> None:
    """Prints for each file how many talks ended right, the questions each took, and the first that did not, whole.

    Without a file a thousand workers are invented, the same every time.
    """
    set_up_logs(level=50)
    for path in paths:
        _report(path.name, asyncio.run(hold(_sheets(path))), worst)
    if not paths:
        workers = Workers()
        _report("invented", asyncio.run(hold(workers.sheet(number) for number in range(INVENTED))), worst)


async def hold(sheets: Iterable[Sheet]) -> list[Held]:
    """A talk with every worker, one after the other."""
    script = load_script()
    return [await SheetTalk(script, sheet).hold() for sheet in sheets]


def _sheets(path: Path) -> list[Sheet]:
    try:
        lines = path.read_text("utf-8").splitlines()
        return [json.loads(line) for line in lines if line.strip()]
    except (OSError, ValueError) as error:
        raise Refused(f"{path} cannot be read as JSON lines ({type(error).__name__}).") from None


def _report(name: str, held: Sequence[Held], worst: int) -> None:
    wrong = [one for one in held if one.broken]
    for one in wrong[:worst]:
        _tell(one)
    share = 100 * (len(held) - len(wrong)) / len(held) if held else 0.0
    sys.stdout.write(
        f"{name}: {len(held) - len(wrong)} of {len(held)} talks right ({share:.1f} %), "
        f"{_questions(held)} questions at the median"
    )
    if at_once := [one for one in held if one.in_one_breath]:
        sys.stdout.write(f"; {_questions(at_once)} in the {len(at_once)} told in one breath")
    sys.stdout.write("\n")


def _questions(held: Sequence[Held]) -> str:
    return f"{median(one.questions for one in held):g}" if held else "0"


def _tell(held: Held) -> None:
    lines = [f"== {held.sheet.get('id')}", *held.lines, *(f"!! {line}" for line in held.broken), ""]
    sys.stdout.write("\n".join(lines) + "\n")
