"""Checks what an operator can get wrong: settings, database, keys, disk, dictionaries, channels; one line each."""

from __future__ import annotations

import asyncio
import os
import shutil
import stat
from collections.abc import AsyncIterator, Iterator, Mapping
from pathlib import Path
from typing import Final

from bot.findings import Finding, Word, tell
from bot.logs import set_up_logs
from bot.settings import Settings, WrongSettings, load_settings, telegram_settings

LOW_DISK: Final = 1024**3


def run(environ: Mapping[str, str], folder: Path) -> None:
    """Prints the findings; ends with status 1 when something is wrong."""
    set_up_logs(level=50)
    tell(asyncio.run(_all(environ, folder)))


async def _all(environ: Mapping[str, str], folder: Path) -> list[Finding]:
    try:
        settings = load_settings(environ, folder)
    except WrongSettings as wrong:
        return [Finding("WRONG", f"settings: {sentence}") for sentence in wrong.sentences]
    findings = [Finding("ok", "settings: all names are known and all values can be right")]
    findings += [*_keys(settings), *_disk(settings), *_calendar(settings), *_dictionaries()]
    findings += [finding async for finding in _database(settings)]
    findings += [finding async for finding in _wechat(settings)]
    findings += await _telegram(settings)
    if not any(finding.word != "ok" and finding.what.startswith("database") for finding in findings):
        findings += [finding async for finding in _alarms(settings)]
    return findings


def _keys(settings: Settings) -> Iterator[Finding]:
    from bot.wiring import open_vault

    path = settings.data_dir / "keys"
    if settings.keys is None and settings.is_sqlite and not path.exists():
        yield Finding("note", f"keys: none yet; the first start makes {path}")
        return
    try:
        open_vault(settings)
    except WrongSettings as wrong:
        yield Finding("WRONG", f"keys: {wrong}")
        return
    if settings.keys is None and stat.S_IMODE(path.stat().st_mode) & 0o077:
        yield Finding("WRONG", f"keys: others can read {path}; run chmod 600 on it")
        return
    where = "XINSHENG_KEYS" if settings.keys else str(path)
    yield Finding("ok", f"keys: {where} can be used; keep a copy apart from the database")


def _disk(settings: Settings) -> Iterator[Finding]:
    near = next(path for path in (settings.data_dir, *settings.data_dir.parents) if path.exists())
    if not os.access(near, os.W_OK):
        yield Finding("WRONG", f"disk: {near} cannot be written to (XINSHENG_DATA_DIR)")
        return
    free = shutil.disk_usage(near).free
    word: Word = "ok" if free > LOW_DISK else "WRONG"
    yield Finding(word, f"disk: {free / 1024**3:.1f} GB are free at {near}")


def _calendar(settings: Settings) -> Iterator[Finding]:
    from bot.wiring import day_in_china, read_own_calendar, utc_now

    try:
        calendar = read_own_calendar(settings)
    except WrongSettings as wrong:
        yield Finding("WRONG", f"calendar: {wrong}")
        return
    last = day_in_china(utc_now()).replace(month=12, day=31)
    for year in (last.year, last.year + 1):
        if calendar.is_provisional(last.replace(year=year)):
            yield Finding(
                "note", f"calendar: holidays of {year} are not known; put them into calendar.txt once published"
            )
            return
    yield Finding("ok", f"calendar: holidays are known up to {last.year + 1}")


def _dictionaries() -> Iterator[Finding]:
    from nlu.lexicon.check import problems as misread

    problems = misread()
    yield from (Finding("WRONG", f"dictionaries: {problem}") for problem in problems)
    if not problems:
        yield Finding("ok", "dictionaries: every line can be read")


async def _database(settings: Settings) -> AsyncIterator[Finding]:
    from bot.control import is_listening
    from bot.ownership import places

    if settings.is_sqlite:
        place = places(settings.database_url, settings.data_dir)
        if is_listening(place.socket):
            yield Finding("ok", "database: SQLite, held by a running process that answers")
            return
        if not await asyncio.to_thread(_file_of(settings).exists):
            yield Finding("note", "database: none yet; the first start makes it")
            return
    yield await asyncio.to_thread(_looked_at, settings)


def _file_of(settings: Settings) -> Path:
    return Path(settings.database_url.removeprefix("sqlite:///"))


def _looked_at(settings: Settings) -> Finding:
    from storage.database import DatabaseFault
    from storage.migrate import DatabaseTooNew, is_current

    kind = "SQLite" if settings.is_sqlite else "PostgreSQL"
    try:
        if is_current(settings.database_url):
            return Finding("ok", f"database: {kind}, of this version")
        return Finding("note", f"database: {kind}, of an earlier version; run ./xinsheng migrate")
    except DatabaseTooNew as too_new:
        return Finding("WRONG", f"database: {too_new}")
    except DatabaseFault as fault:
        return Finding("WRONG", f"database: {kind} cannot be reached ({type(fault.orig).__name__})")


async def _wechat(settings: Settings) -> AsyncIterator[Finding]:
    if not settings.has_wechat:
        yield Finding("note", "WeChat: not set up")
        return
    if settings.wechat_mode == "plain":
        yield Finding("note", "WeChat: plain mode signs no bodies; use it for trials only")
    if settings.wechat_app_secret is None:
        yield Finding("note", "WeChat: without XINSHENG_WECHAT_APP_SECRET notices and late replies cannot be sent")
        return
    yield await _token(settings)


async def _token(settings: Settings) -> Finding:
    import httpx

    from bot.wechat_check import SECONDS, AccountCheck
    from bot.wechat_service import wechat_settings
    from bot.wiring import utc_now

    async with httpx.AsyncClient(timeout=SECONDS) as client:
        found = await AccountCheck(wechat_settings(settings), None, client, utc_now).token()
    return Finding(found.word, f"WeChat: {found.what}; ./xinsheng wechat check looks at more")


async def _telegram(settings: Settings) -> list[Finding]:
    if not settings.has_telegram:
        return [Finding("note", "Telegram: not set up")]
    from bot.telegram_check import check_telegram

    return await check_telegram(telegram_settings(settings))


async def _alarms(settings: Settings) -> AsyncIterator[Finding]:
    """What kept a channel from sending, as the running service has written it down."""
    from bot.channel_service import read_alarms
    from bot.service import ConnectionLost, Refused

    try:
        found = await read_alarms(settings)
    except (ConnectionLost, Refused) as failure:
        yield Finding("note", f"alarms: they cannot be read ({type(failure).__name__})")
        return
    for one in found:
        code = f", errcode {one['code']}" if one["code"] else ""
        told = f"{one['reason']}{code}; {one['times']} times, last at {one['last_at']}"
        yield Finding("WRONG", f"{one['channel']} cannot send, its messages wait: {told}")
