"""A running service as an operator starts it, its staff, and phones and desks in Chromium."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page

from tests.browser.talks.people import PASSWORD, Clerk, Worker
from tests.serving.process import Service, installed

PHONE = {"viewport": {"width": 360, "height": 740}, "has_touch": True, "is_mobile": True}
DESK = {"viewport": {"width": 1280, "height": 800}}
STAFF = {"li": ("officer", "3211"), "wu": ("officer", "3211"), "qian": ("supervisor", "32"), "boss": ("admin", "")}
# Chromium reports every answer that is no 200, every call without a network, every request that a page leaves behind.
HANDLED = (
    "Failed to load resource",
    "net::ERR",
    "Response Status Error Code",
    "htmx:sendError",
    "htmx:sendAbort",
    "htmx:afterRequest",
)
Phones = Callable[..., Worker]
Desks = Callable[..., Clerk]


@dataclass
class Office:
    """The service, and who works there."""

    service: Service


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory, chromium: Browser) -> Iterator[Office]:
    with installed(tmp_path_factory.mktemp("office")) as service:
        service.start()
        for name, (role, area) in STAFF.items():
            added = service.command("staff", "add", name, "--role", role, "--area", area)
            assert added.returncode == 0, added.stderr
            _choose_password(chromium, service, name, added.stdout.strip())
        yield Office(service)


@pytest.fixture
def complaints() -> list[str]:
    return []


@pytest.fixture
def contexts(chromium: Browser, office: Office, complaints: list[str]) -> Iterator[Callable[..., BrowserContext]]:
    """Gives a browser of its own each time; what its pages complain of fails the test."""
    made: list[BrowserContext] = []

    def make(**more: Any) -> BrowserContext:
        settings = {"base_url": office.service.url, "locale": "zh-CN", "timezone_id": "Asia/Shanghai", **more}
        made.append(chromium.new_context(**settings))
        made[-1].set_default_timeout(25000)
        made[-1].on("page", lambda page: _watched(page, complaints))
        return made[-1]

    yield make
    for context in made:
        context.close()
    assert complaints == []


@pytest.fixture
def phones(contexts: Callable[..., BrowserContext]) -> Phones:
    """A worker with the page open."""

    def take(name: str, **more: Any) -> Worker:
        worker = Worker(contexts(**{**PHONE, **more}).new_page(), name)
        worker.come()
        return worker

    return take


@pytest.fixture
def desks(contexts: Callable[..., BrowserContext]) -> Desks:
    """A member of staff who has signed in."""

    def take(name: str, **more: Any) -> Clerk:
        clerk = Clerk(contexts(**{**DESK, **more}).new_page(), name)
        clerk.sign_in()
        return clerk

    return take


def _choose_password(chromium: Browser, service: Service, name: str, first: str) -> None:
    context = chromium.new_context(base_url=service.url)
    page = context.new_page()
    page.goto("/console/sign-in")
    page.fill("[name=name]", name)
    page.fill("[name=password]", first)
    page.keyboard.press("Enter")
    page.wait_for_url("**/console/password")
    for field, value in (("old", first), ("new", PASSWORD), ("again", PASSWORD)):
        page.fill(f"[name={field}]", value)
    page.keyboard.press("Enter")
    page.wait_for_url("**/console")
    page.goto("about:blank")
    context.close()


def _watched(page: Page, complaints: list[str]) -> None:
    page.on("console", lambda message: _noted(complaints, message))
    page.on("pageerror", lambda error: complaints.append(str(error)))


def _noted(complaints: list[str], message: ConsoleMessage) -> None:
    if message.type in ("error", "warning") and not any(part in message.text for part in HANDLED):
        complaints.append(message.text)
