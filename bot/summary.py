"""What `serve` tells the operator when it answers: where it runs, what is set up, what to try."""

from __future__ import annotations

import socket
import sys
from collections.abc import Iterator
from typing import TYPE_CHECKING

from bot.settings import Settings
from bot.version import version

if TYPE_CHECKING:
    from handlers.staff import FirstPassword


def print_summary(settings: Settings, listener: socket.socket) -> None:
    """A few lines on standard error."""
    lines = [
        f"Xinsheng {version()} runs at {address_of(listener)} (Ctrl-C ends it)",
        *(f"  {name:<10}{told}" for name, told in _told(settings)),
    ]
    sys.stderr.write("\n".join(lines) + "\n")
    sys.stderr.flush()


def tell_first_account(first: FirstPassword | None, address: str) -> None:
    """Says with what to sign in to a console that nobody has signed in to yet; it cannot be said again."""
    if first:
        sys.stderr.write(
            f"The console at {address}/console has its first account: name {first.name}, "
            f"one-time password {first.password} (told this once; ./xinsheng staff reset {first.name} makes another)\n"
        )
        sys.stderr.flush()


def address_of(listener: socket.socket) -> str:
    """Where a browser on this machine finds the service."""
    host, port = listener.getsockname()[:2]
    local = {"0.0.0.0": "127.0.0.1", "::": "[::1]"}.get(host, f"[{host}]" if ":" in host else host)  # noqa: S104
    return f"http://{local}:{port}"


def _told(settings: Settings) -> Iterator[tuple[str, str]]:
    yield "database", settings.database_url.removeprefix("sqlite:///") if settings.is_sqlite else "PostgreSQL"
    yield "keys", "from XINSHENG_KEYS" if settings.keys else f"{settings.data_dir / 'keys'} (keep a copy of this file)"
    yield "WeChat", _wechat(settings)
    if settings.telegram_token:
        way = "is called at /telegram" if settings.telegram_secret else "asks for messages itself"
        yield "Telegram", f"{way}; ./xinsheng doctor checks its token"
    yield "page", "/, for workers; /status tells you what runs"
    yield "console", "/console, for staff (./xinsheng staff add NAME)"
    yield "try", "./xinsheng talk, ./xinsheng case list, ./xinsheng doctor"


def _wechat(settings: Settings) -> str:
    if not settings.has_wechat:
        return "not set up (XINSHENG_WECHAT_APP_ID, XINSHENG_WECHAT_TOKEN, XINSHENG_WECHAT_AES_KEY)"
    if not settings.wechat_app_secret:
        return f"answers at /wechat in {settings.wechat_mode} mode; notices need XINSHENG_WECHAT_APP_SECRET"
    return f"answers at /wechat in {settings.wechat_mode} mode"
