"""The command line; each command imports what it needs only when it runs, so that help and `understand` start fast."""

from __future__ import annotations

import os
import sys
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from bot.bench_commandline import bench
from bot.wechat_commandline import wechat_app

if TYPE_CHECKING:
    from bot.settings import Settings

app = typer.Typer(
    name="xinsheng",
    help="Xinsheng: the assistant with which migrant workers report unpaid wages.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
case_app = typer.Typer(help="Look at cases and move them on.", no_args_is_help=True)
export_app = typer.Typer(help="Write out what is stored.", no_args_is_help=True)
app.add_typer(case_app, name="case")
app.add_typer(export_app, name="export")
staff_app = typer.Typer(help="Who may sign in to the console.", no_args_is_help=True)
app.add_typer(staff_app, name="staff")

app.add_typer(wechat_app, name="wechat")

Day = Annotated[
    datetime | None, typer.Option("--today", formats=["%Y-%m-%d"], help="Act as if it were that day (YYYY-MM-DD).")
]
AsJson = Annotated[bool, typer.Option("--json", help="JSON for programs.")]


def main() -> None:
    """Runs the command line and ends the process; what an operator did wrong ends it with one sentence."""
    from bot.endings import ending

    with ending():
        app(prog_name="xinsheng")


def _settings() -> Settings:
    from bot.settings import load_settings

    return load_settings(os.environ, Path.cwd())


def _day(today: datetime | None) -> date | None:
    return today.date() if today else None


def _tell_version(wanted: bool) -> None:
    if wanted:
        from bot.version import version

        typer.echo(f"xinsheng {version()}")
        raise typer.Exit


@app.callback()
def everything(
    version: Annotated[
        bool, typer.Option("--version", callback=_tell_version, is_eager=True, help="Print the version.")
    ] = False,
) -> None:
    """Xinsheng: the assistant with which migrant workers report unpaid wages."""


@app.command()
def serve(
    host: Annotated[str, typer.Option(help="The address to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=0, max=65535, help="The port to listen on; 0 takes a free one.")] = 8000,
    workers: Annotated[int, typer.Option(min=1, help="Processes; more than one needs PostgreSQL.")] = 1,
) -> None:
    """Run everything: the web page, /wechat, /api, /healthz, /readyz, /metrics, delivery and notices."""
    from bot.commands.serve import run

    run(_settings(), host=host, port=port, workers=workers)


@app.command()
def talk(
    json: AsJson = False,
    today: Day = None,
    conversation: Annotated[
        str, typer.Option(help="The name of the talk; each name is a worker of its own.")
    ] = "local",
) -> None:
    """Talk with the assistant here; with --json one line in, one line out."""
    from bot.commands.talk import run

    run(_settings(), as_json=json, today=_day(today), conversation=conversation)


@app.command()
def understand(
    today: Day = None,
    spans: Annotated[bool, typer.Option("--spans", help="Add where each fact was read.")] = False,
    explain: Annotated[
        bool, typer.Option("--explain", help="For a person: which words, which rules, and what was left out.")
    ] = False,
) -> None:
    """Read messages as JSON lines {"id"?, "text", "asked"?} and write what each one says."""
    if explain:
        from bot.commands.explain import run as run_explain

        return run_explain(sys.stdin.buffer, sys.stdout.buffer, today=_day(today))
    from bot.commands.understand import run

    run(sys.stdin.buffer, sys.stdout.buffer, today=_day(today), with_spans=spans)


@app.command()
def train(
    only: Annotated[Literal["names", "intents"] | None, typer.Option(help="Train this one alone.")] = None,
) -> None:
    """Train the models of understanding on nlu/devset; the same sentences give the same models."""
    from bot.commands.train import run

    run(names=only != "intents", intents=only != "names")


@app.command()
def evaluate(
    files: Annotated[
        list[Path], typer.Argument(metavar="FILE...", help="Messages with their labels, as in nlu/devset.")
    ],
    worst: Annotated[int, typer.Option(min=0, help="Show so many of the messages with most faults.")] = 0,
    json: AsJson = False,
) -> None:
    """Show how well labelled messages are understood: intents, facts, money, whole messages."""
    from bot.commands.evaluate import run

    run(files, worst=worst, json=json)


@case_app.command("list")
def case_list(json: AsJson = False) -> None:
    """List the cases, newest first."""
    from bot.commands.case import run_list

    run_list(_settings(), as_json=json)


@case_app.command("show")
def case_show(number: str, json: AsJson = False) -> None:
    """Show one case with its steps."""
    from bot.commands.case import run_show

    run_show(_settings(), number=number, as_json=json)


@case_app.command("step")
def case_step(
    number: str,
    status: Annotated[str, typer.Argument(help="A status code or the official Chinese word.")],
    note: Annotated[str | None, typer.Option(help="A sentence for the worker.")] = None,
    json: AsJson = False,
) -> None:
    """Move a case to its next status; the worker is told by itself."""
    from bot.commands.case import Step, run_step

    run_step(_settings(), Step(number, status, note), as_json=json)


@staff_app.command("add")
def staff_add(
    name: str,
    role: Annotated[
        Literal["officer", "supervisor", "admin", "auditor"], typer.Option(help="What they are to do.")
    ] = "officer",
    area: Annotated[
        str, typer.Option(help="The code of their province, prefecture or county, such as 3211; all when left out.")
    ] = "",
) -> None:
    """Add somebody and print a one-time password."""
    from bot.commands.staff import run_add

    run_add(_settings(), name=name, role=role, area=area)


@staff_app.command("list")
def staff_list(json: AsJson = False) -> None:
    """List everybody who may sign in to the console."""
    from bot.commands.staff import run_list

    run_list(_settings(), as_json=json)


@staff_app.command("reset")
def staff_reset(name: str) -> None:
    """Give somebody a new one-time password and sign them out everywhere."""
    from bot.commands.staff import run_reset

    run_reset(_settings(), name=name)


@export_app.command("complaints")
def export_complaints(
    format: Annotated[str, typer.Option("--format", help="Only jsonl.")] = "jsonl",
    mask: Annotated[bool, typer.Option("--mask", help="Mask names, phones and ID numbers.")] = False,
) -> None:
    """Write every complaint with its case as one JSON line; what leaves unmasked is audited."""
    from bot.commands.export import run

    if format != "jsonl":
        raise typer.BadParameter("only jsonl can be written", param_hint="--format")
    run(_settings(), mask=mask)


@app.command()
def actions(
    port: Annotated[int, typer.Option(min=1, max=65535, help="The port to listen on.")] = 5055,
    host: Annotated[str, typer.Option(help="The address to listen on.")] = "127.0.0.1",
    today: Day = None,
) -> None:
    """Serve the same forms and actions, and /model/parse, to a Rasa server."""
    from bot.commands.actions import run

    run(_settings(), host=host, port=port, today=_day(today))


app.command()(bench)


@app.command()
def demo(
    remove: Annotated[bool, typer.Option("--remove", help="Take the invented talks and cases away again.")] = False,
) -> None:
    """Fill an empty database with invented talks and cases, to look around; or take them away again."""
    from bot.commands.demo import run

    run(_settings(), remove=remove)


@app.command()
def migrate() -> None:
    """Bring the database to this version's form."""
    from bot.commands.migrate import run

    run(_settings())


@app.command()
def doctor() -> None:
    """Check settings, database, keys, disk and channels; one line each."""
    from bot.commands.doctor import run

    run(os.environ, Path.cwd())
