"""The command that measures; it imports what it needs only when it runs."""

from __future__ import annotations

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
    users: Annotated[int, typer.Option(min=1, max=5_000, help="Users of the crowd, for `wechat`.")] = 1000,
    spread: Annotated[float, typer.Option(min=0, help="Seconds in which they all begin, for `wechat`.")] = 20.0,
    faults: Annotated[float, typer.Option(min=0, max=1, help="Share of WeChat's API calls that go wrong.")] = 0.2,
    stored: Annotated[int, typer.Option(min=200, max=1_000_000, help="Talks kept, for `console`.")] = 20_000,
    only: Server = None,
    json: Annotated[bool, typer.Option("--json", help="JSON for programs.")] = False,
) -> None:
    """Measure whole turns through the WeChat path on both databases, with a do-nothing bot as the floor; or reading.

    `bench wechat` lets a crowd of users send four messages each, with faults of WeChat's API, and a kill in the middle
    of one run; it counts what was lost, doubled or out of order.
    `bench nlu` measures how long it takes to read one message, beside jieba alone; only --json applies to it.
    `bench talks FILE...` holds a talk with every worker of the files, or with a thousand invented ones, and shows the
    first that went wrong.
    `bench console` fills a database with many talks and their cases, and looks at every page of the console.
    """
    if what == "nlu":
        from bot.commands.bench_nlu import run as run_nlu

        return run_nlu(json=json)
    if what == "talks":
        from bot.commands.sheets import run as run_talks

        return run_talks(files or [])
    if what == "console":
        from bot.bench import console
        from bot.commands.bench_console import run as run_console

        return run_console(console.Plan(stored), only, json=json)
    if what == "wechat":
        from bot.bench import wechat
        from bot.commands.bench_wechat import run as run_wechat

        return run_wechat(wechat.Plan(users, spread, share=faults), only, json=json)
    from bot.bench.runs import Plan
    from bot.commands.bench import run

    run(Plan(turns, tuple(talks or (4, 32))), only, json=json)
