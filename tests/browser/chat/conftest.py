"""Phones with the worker's page on them; whatever a page complains of fails the test."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page

from tests.browser.chat.live import LivePage, real

PHONE = {"viewport": {"width": 360, "height": 740}, "has_touch": True, "is_mobile": True}
Phones = Callable[..., Page]


@pytest.fixture
def live(tmp_path: Path) -> Iterator[LivePage]:
    live = LivePage(tmp_path)
    yield live
    live.close()


@pytest.fixture
def live_for_real(tmp_path: Path) -> Iterator[LivePage]:
    live = LivePage(tmp_path, real)
    yield live
    live.close()


@pytest.fixture
def complaints() -> list[str]:
    return []


@pytest.fixture
def phones(chromium: Browser, complaints: list[str]) -> Iterator[Phones]:
    """Gives a new phone each time, with the page of that address on it."""
    contexts: list[BrowserContext] = []

    def take(live: LivePage, **more: Any) -> Page:
        settings = {**PHONE, "base_url": live.address, "locale": "zh-CN", "timezone_id": "Asia/Shanghai", **more}
        contexts.append(chromium.new_context(**settings))
        contexts[-1].set_default_timeout(25000)
        return opened(contexts[-1], complaints)

    yield take
    for context in contexts:
        context.close()
    assert complaints == []


@pytest.fixture
def page(phones: Phones, live: LivePage) -> Page:
    return phones(live)


def opened(context: BrowserContext, complaints: list[str]) -> Page:
    """A new tab with the page in it."""
    page = context.new_page()
    page.on("console", lambda message: _noted(complaints, message))
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.goto("/")
    return page


def _noted(complaints: list[str], message: ConsoleMessage) -> None:
    # Chromium reports every answer that is no 200 and every call without a network, also those that are handled.
    is_handled = "Failed to load resource" in message.text or "net::ERR" in message.text
    if message.type in ("error", "warning") and not is_handled:
        complaints.append(message.text)
