"""One Chromium for each module of tests in browsers."""

from __future__ import annotations

import shutil
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, expect, sync_playwright

from bot.checks import BROWSERS

expect.set_options(timeout=20_000)  # a busy machine is no fault


@pytest.fixture(scope="module")  # while it is there a loop runs in this thread, and asyncio tests find it
def chromium() -> Iterator[Browser]:
    path = next(filter(None, map(shutil.which, BROWSERS)), None)
    if path is None:
        pytest.skip("no Chromium found")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
        yield browser
        browser.close()
