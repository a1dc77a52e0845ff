"""Sets an Official Account up and looks whether it works: checks, the menu, QR codes."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any, Final

import httpx

from bot.channels.base import Later, Misconfigured, Unknown
from bot.channels.wechat.calls import Answered
from bot.channels.wechat.management import LONGEST_SCENE, Management, picture_of
from bot.channels.wechat.menu import FILE, WrongMenu, lines_of, plain, read_menu
from bot.channels.wechat.remedies import REMEDIES, told
from bot.channels.wechat.settings import WeChatSettings
from bot.channels.wechat.tokens import NoToken, Tokens
from bot.findings import Finding, tell
from bot.json_lines import write_object
from bot.service import Refused
from bot.settings import Settings
from bot.wechat_check import SECONDS, AccountCheck
from bot.wechat_service import wechat_settings
from bot.wiring import utc_now

NOT_SET_UP: Final = (
    "WeChat is not set up: set XINSHENG_WECHAT_APP_ID, XINSHENG_WECHAT_APP_SECRET, XINSHENG_WECHAT_TOKEN and "
    "XINSHENG_WECHAT_AES_KEY."
)


def run_check(settings: Settings) -> None:
    """Prints what was found; ends with status 1 when something is wrong."""
    tell(asyncio.run(_checked(settings)))


def run_menu_show(settings: Settings) -> None:
    """Prints the menu that workers see now."""
    body = asyncio.run(_looked(settings, "/cgi-bin/get_current_selfmenu_info"))
    buttons = plain((body.get("selfmenu_info") or {}).get("button"))
    shown = lines_of(buttons) if body.get("is_menu_open") and buttons else ["There is no menu."]
    sys.stdout.write("\n".join(shown) + "\n")


def run_menu_push(settings: Settings, file: Path | None) -> None:
    """Gives the account the menu of the file, ours when none is named."""
    try:
        menu = read_menu(file or FILE)
    except (WrongMenu, OSError) as wrong:
        raise Refused(str(wrong)) from None
    asyncio.run(_posted(settings, "/cgi-bin/menu/create", menu))
    sys.stdout.write("\n".join([*lines_of(menu["button"]), "Workers see it within five minutes."]) + "\n")


def run_qr(settings: Settings, scenes: Sequence[str], *, days: int | None, as_json: bool) -> None:
    """Makes a code for each scene and prints where its picture lies."""
    if wrong := [scene for scene in scenes if not 1 <= len(scene) <= LONGEST_SCENE]:
        raise Refused(f"A scene has 1 to {LONGEST_SCENE} characters; {wrong[0][:20]!r} has {len(wrong[0])}.")
    for code in asyncio.run(_made(settings, scenes, days)):
        if as_json:
            write_object(sys.stdout.buffer, code)
        else:
            sys.stdout.write(f"{code['scene']}\n  picture  {code['picture']}\n  holds    {code['url']}\n")


async def _checked(settings: Settings) -> list[Finding]:
    async with _client() as client:
        check = AccountCheck(_account(settings), settings.public_url, client, utc_now)
        return [finding async for finding in check.all()]


async def _looked(settings: Settings, path: str) -> dict[str, Any]:
    async with _managing(settings) as management:
        return _body(await management.get(path))


async def _posted(settings: Settings, path: str, payload: dict[str, Any]) -> dict[str, Any]:
    async with _managing(settings) as management:
        return _body(await management.post(path, payload))


async def _made(settings: Settings, scenes: Sequence[str], days: int | None) -> list[dict[str, str]]:
    async with _managing(settings) as management:
        bodies = [(scene, _body(await management.make_code(scene, days))) for scene in scenes]
    return [
        {"scene": scene, "picture": picture_of(str(body.get("ticket", ""))), "url": str(body.get("url", ""))}
        for scene, body in bodies
    ]


@asynccontextmanager
async def _managing(settings: Settings) -> AsyncIterator[Management]:
    account = _account(settings)
    async with _client() as client:
        try:
            yield Management(account, client, Tokens(account, client, now=utc_now))
        except NoToken as none:
            raise Refused(_no_token(none.outcome, none.said)) from None


def _client() -> httpx.AsyncClient:
    return httpx.AsyncClient(timeout=SECONDS)


def _account(settings: Settings) -> WeChatSettings:
    if not settings.has_wechat:
        raise Refused(NOT_SET_UP)
    return wechat_settings(settings)


def _body(answered: Answered | Later | Unknown) -> dict[str, Any]:
    if not isinstance(answered, Answered) or answered.errcode:
        raise Refused(f"{told(answered)}.")
    return answered.body


def _no_token(outcome: Later | Misconfigured, said: str) -> str:
    if outcome.code is None:
        return f"There is no access token: {outcome.reason}."
    return f"There is no access token: {REMEDIES.get(outcome.code, outcome.reason)} (errcode {outcome.code}: {said})."
