"""Sets an Official Account up and looks whether it works: checks, the menu, QR codes."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlencode

import httpx

from bot.channels.base import Later, Misconfigured, Unknown
from bot.channels.wechat.calls import Answered
from bot.channels.wechat.management import LONGEST_SCENE, Management, picture_of
from bot.channels.wechat.menu import FILE, WrongMenu, lines_of, plain, read_menu
from bot.channels.wechat.remedies import NO_TOKEN, REMEDIES, told
from bot.channels.wechat.settings import WeChatSettings
from bot.channels.wechat.tokens import NoToken, Tokens
from bot.findings import Finding, tell
from bot.json_lines import write_object
from bot.qr_sheets import Code, read_scenes, sheet_of, write_pictures
from bot.service import Refused
from bot.settings import Settings
from bot.wechat_check import SECONDS, AccountCheck
from bot.wechat_service import wechat_settings
from bot.wiring import utc_now

TRIES: Final = 3
BUSY: Final = -1
PAUSE_SECONDS: Final = 0.5
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


@dataclass(frozen=True, slots=True)
class QrOrder:
    """Which codes are wanted, each a scene with its name for people, and what is to be written of them."""

    scenes: Sequence[tuple[str, str]]
    days: int | None = None
    as_json: bool = False
    sheet: Path | None = None
    pictures: Path | None = None


def run_qr(settings: Settings, order: QrOrder) -> None:
    """Makes a code for each scene; prints where its picture lies, and writes the sheet and the pictures."""
    _refuse_wrong(order.scenes)
    made = asyncio.run(_made(settings, order))
    codes = [Code(one["scene"], one["name"], one["url"], _page(settings, one["scene"])) for one in made]
    for code in made:
        if order.as_json:
            write_object(sys.stdout.buffer, code)
        else:
            sys.stdout.write(f"{code['scene']}\n  picture  {code['picture']}\n  holds    {code['url']}\n")
    try:
        written = _written(order, codes)
    except OSError as error:
        raise Refused(f"{error.filename} cannot be written ({error.strerror}).") from None
    if written and not order.as_json:
        sys.stdout.write("\n".join(written) + "\n")


def read_file(path: Path) -> list[tuple[str, str]]:
    """The scenes of a file with their names; raises Refused."""
    try:
        return read_scenes(path.read_text("utf-8-sig").splitlines())
    except (OSError, UnicodeDecodeError) as error:
        raise Refused(f"{path} cannot be read as text in UTF-8 ({type(error).__name__}).") from None


def _refuse_wrong(scenes: Sequence[tuple[str, str]]) -> None:
    if not scenes:
        raise Refused("Name at least one scene, or a file of them with --file.")
    if wrong := [scene for scene, _ in scenes if not 1 <= len(scene) <= LONGEST_SCENE]:
        raise Refused(f"A scene has 1 to {LONGEST_SCENE} characters; {wrong[0][:20]!r} has {len(wrong[0])}.")
    names = [scene for scene, _ in scenes]
    if twice := [scene for scene in names if names.count(scene) > 1]:
        raise Refused(f"The scene {twice[0]!r} is named twice.")


def _page(settings: Settings, scene: str) -> str | None:
    return f"{settings.public_url}/?{urlencode({'scene': scene})}" if settings.public_url else None


def _written(order: QrOrder, codes: list[Code]) -> list[str]:
    lines = []
    if order.sheet:
        order.sheet.write_text(sheet_of(codes, order.sheet.stem), "utf-8")
        lines.append(f"{order.sheet}: {len(codes)} codes to print; open it in a browser")
    if order.pictures:
        lines.append(f"{order.pictures}: {len(write_pictures(codes, order.pictures))} pictures")
    return lines


async def _checked(settings: Settings) -> list[Finding]:
    async with _client() as client:
        account = _account(settings)
        check = AccountCheck(account, settings.public_url, client, utc_now, settings.wechat_templates)
        return [finding async for finding in check.all()]


async def _looked(settings: Settings, path: str) -> dict[str, Any]:
    async with _managing(settings) as management:
        return _body(await management.get(path))


async def _posted(settings: Settings, path: str, payload: dict[str, Any]) -> dict[str, Any]:
    async with _managing(settings) as management:
        return _body(await management.post(path, payload))


async def _made(settings: Settings, order: QrOrder) -> list[dict[str, str]]:
    made = list[dict[str, str]]()
    async with _managing(settings) as management:
        for scene, name in order.scenes:
            body = await _code(management, scene, order.days, len(made))
            picture = picture_of(str(body.get("ticket", "")))
            made.append({"scene": scene, "name": name, "picture": picture, "url": str(body.get("url", ""))})
    return made


async def _code(management: Management, scene: str, days: int | None, made: int) -> dict[str, Any]:
    """The code; what is only busy is asked again, and who asks again for all of them gets the same ones."""
    for attempt in range(1, TRIES + 1):
        answered = await management.make_code(scene, days)
        is_busy = not isinstance(answered, Answered) or answered.errcode == BUSY
        if not is_busy or attempt == TRIES:
            break
        await asyncio.sleep(attempt * PAUSE_SECONDS)
    try:
        return _body(answered)
    except Refused as refused:
        raise Refused(f"{refused} It was the code for {scene!r}; {made} were made before it.") from None


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
        return f"There is no access token: {NO_TOKEN.get(outcome.reason, outcome.reason)}."
    return f"There is no access token: {REMEDIES.get(outcome.code, outcome.reason)} (errcode {outcome.code}: {said})."
