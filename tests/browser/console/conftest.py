"""A browser with a page on a live console; whatever the page complains of fails the test."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page

from tests.browser.console.live import LiveConsole

LEFT = (
    "htmx:afterRequest",
    "htmx:sendError",
    "htmx:sendAbort",
)  # a request that was under way when the test left the page
EXPECTED = ("401", "403", "404", "422")  # Chromium reports every such answer, also those that are handled


@pytest.fixture
def live(tmp_path: Path) -> Iterator[LiveConsole]:
    live = LiveConsole(tmp_path)
    yield live
    live.close()


@pytest.fixture
def context(chromium: Browser, live: LiveConsole) -> Iterator[BrowserContext]:
    context = chromium.new_context(base_url=live.address, locale="zh-CN", viewport={"width": 1280, "height": 800})
    context.set_default_timeout(25000)
    yield context
    context.close()


@pytest.fixture
def complaints() -> list[str]:
    return []


@pytest.fixture
def page(context: BrowserContext, complaints: list[str]) -> Iterator[Page]:
    page = context.new_page()
    page.on("console", lambda message: _noted(complaints, message))
    page.on("pageerror", lambda error: complaints.append(str(error)))
    yield page
    assert complaints == []


def _noted(complaints: list[str], message: ConsoleMessage) -> None:
    if message.text.startswith(LEFT):
        return
    is_answer = "Failed to load resource" in message.text and any(code in message.text for code in EXPECTED)
    if message.type in ("error", "warning") and not is_answer and "Response Status Error Code" not in message.text:
        complaints.append(message.text)
