"""The commands that set up a WeChat Official Account; each imports what it needs only when it runs."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from bot.settings import Settings

wechat_app = typer.Typer(help="Set up a WeChat Official Account and look whether it works.", no_args_is_help=True)
menu_app = typer.Typer(help="The menu under the account's talk.", no_args_is_help=True)
wechat_app.add_typer(menu_app, name="menu")


def _settings() -> Settings:
    from bot.settings import load_settings

    return load_settings(os.environ, Path.cwd())


@wechat_app.command("check")
def wechat_check() -> None:
    """Look at mode, clock, public address, token and IP whitelist, customer messages, menu and templates."""
    from bot.commands.wechat import run_check

    run_check(_settings())


@menu_app.command("show")
def wechat_menu_show() -> None:
    """Show the menu that workers see now."""
    from bot.commands.wechat import run_menu_show

    run_menu_show(_settings())


@menu_app.command("push")
def wechat_menu_push(
    file: Annotated[Path | None, typer.Option(help="A menu of your own; see bot/channels/wechat/menu.yml.")] = None,
) -> None:
    """Give the account our menu, or one of your own."""
    from bot.commands.wechat import run_menu_push

    run_menu_push(_settings(), file)


@wechat_app.command("qr")
def wechat_qr(
    scenes: Annotated[
        list[str] | None, typer.Argument(metavar="[SCENE]...", help="Names of sites or reception points.")
    ] = None,
    file: Annotated[
        Path | None, typer.Option(help="More of them, one a line: the scene, then after a tab or comma its name.")
    ] = None,
    sheet: Annotated[
        Path | None, typer.Option(help="Write a page to print there: six codes on a sheet, the name above each.")
    ] = None,
    pictures: Annotated[Path | None, typer.Option(help="Write a PNG for each code into this folder.")] = None,
    days: Annotated[
        int | None, typer.Option(min=1, max=30, help="Good for so long only; for ever if left out.")
    ] = None,
    json: Annotated[bool, typer.Option("--json", help="JSON for programs.")] = False,
) -> None:
    """Make a QR code for each scene; who scans it is known to come from there."""
    from bot.commands.wechat import QrOrder, read_file, run_qr

    named = [(scene, scene) for scene in scenes or []] + (read_file(file) if file else [])
    run_qr(_settings(), QrOrder(named, days, json, sheet, pictures))
