"""The command that measures; it imports what it needs only when it runs."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Annotated, Literal

import typer

What = Annotated[
    Literal["turns", "wechat", "nlu", "talks", "console"],
    typer.Argument(help="Whole turns, a crowd on WeChat, reading, talks with simulated workers, or the console."),
]
Files = Annotated[
    list[Path] | None, typer.Argument(metavar="[FILE]...", help="Fact sheets of simulated workers, for `talks`.")
]
Server = Annotated[Literal["floor", "sqlite", "postgresql"] | None, typer.Option(help="Measure this one alone.")]


def bench(  # noqa: PLR0913 - each is an option
    what: What = "turns",
    files: Files = None,
    turns: Annotated[int, typer.Option(min=100, max=20_000, help="Turns in each measurement.")] = 3000,
    talks: Annotated[list[int] | None, typer.Option(min=1, max=200, help="Workers at once; repeatable.")] = None,
    rate: Annotated[
        float, typer.Option(min=0, max=5_000, help="Turns begun a second, for whole turns; 0: as fast as answered.")
    ] = 0.0,
    users: Annotated[int, typer.Option(min=1, max=5_000, help="Users of the crowd, for `wechat`.")] = 1000,
    spread: Annotated[float, typer.Option(min=0, help="Seconds in which they all begin, for `wechat`.")] = 20.0,
    faults: Annotated[float, typer.Option(min=0, max=1, help="Share of WeChat's API calls that go wrong.")] = 0.2,
    stored: Annotated[int, typer.Option(min=200, max=1_000_000, help="Talks kept, for `console`.")] = 20_000,
    only: Server = None,
    json: Annotated[bool, typer.Option("--json", help="JSON for programs.")] = False,
) -> None:
    """Measure whole turns through the WeChat path on both databases, with a do-nothing bot as the floor; or reading.

    With --rate turns begin so many times a second, however long they take: how long a worker waits at that load.
    `bench wechat` lets a crowd of users send four messages each, with faults of WeChat's API, and a kill in the middle
    of one run; it counts what was lost, doubled or out of order.
    `bench nlu` measures how long it takes to read one message, beside jieba alone; only --json applies to it.
    `bench talks FILE...` holds a talk with every worker of the files, or with a thousand invented ones, and shows the
    first that went wrong.
    `bench console` fills a database with many talks and their cases, and looks at every page of the console.
    """
    runs: dict[str, Callable[[], None]] = {
        "turns": lambda: _turns(turns, talks or ([64] if rate else [4, 32]), rate, only, json=json),
        "nlu": lambda: _nlu(json=json),
        "talks": lambda: _talks(files or []),
        "console": lambda: _console(stored, only, json=json),
        "wechat": lambda: _wechat(users, spread, faults, only, json=json),
    }
    runs[what]()


def _turns(turns: int, talks: list[int], rate: float, only: str | None, *, json: bool) -> None:
    from bot.bench.runs import Plan
    from bot.commands.bench import run

    run(Plan(turns, tuple(talks), rate), only, json=json)


def _nlu(*, json: bool) -> None:
    from bot.commands.bench_nlu import run

    run(json=json)


def _talks(files: list[Path]) -> None:
    from bot.commands.sheets import run

    run(files)


def _console(stored: int, only: str | None, *, json: bool) -> None:
    from bot.bench.console import Plan
    from bot.commands.bench_console import run

    run(Plan(stored), only, json=json)


def _wechat(users: int, spread: float, faults: float, only: str | None, *, json: bool) -> None:
    from bot.bench.wechat import Plan
    from bot.commands.bench_wechat import run

    run(Plan(users, spread, share=faults), only, json=json)
