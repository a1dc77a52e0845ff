"""A worker with his phone and a member of staff at his desk, as real browsers on one running service."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from playwright.sync_api import Locator, Page, expect

PASSWORD = "correct horse battery"


@dataclass
class Worker:
    """Whoever has the worker's page open."""

    page: Page
    name: str

    def come(self, path: str = "/") -> None:
        self.page.goto(path)

    def say(self, text: str) -> None:
        """Writes; does not wait for an answer."""
        self.page.fill("#say", text)
        self.page.click("#send")

    def answered(self, text: str) -> Locator:
        """Writes, and waits for the assistant's next words."""
        before = self.by("assistant").count()
        self.say(text)
        expect(self.by("assistant")).not_to_have_count(before)
        return self.by("assistant").last

    def by(self, speaker: str) -> Locator:
        """All that was said by the worker, the assistant, staff or as a notice."""
        return self.page.locator(f"#talk .said.{speaker}[data-id]")

    def hears(self, text: str, speaker: str = "staff") -> None:
        expect(self.by(speaker).filter(has_text=text).last).to_be_visible()

    def bubbles(self) -> list[tuple[str, str]]:
        """Who said what, in order."""
        lines = self.page.locator("#talk .said[data-id]").all()
        return [(line.get_attribute("data-from") or "", line.locator(".bubble").inner_text()) for line in lines]

    def asked(self) -> str:
        """The last thing the assistant said."""
        return self.by("assistant").last.locator(".bubble").inner_text()


@dataclass
class Clerk:
    """Whoever of the staff has the console open."""

    page: Page
    name: str

    def sign_in(self, password: str = PASSWORD, onward: str = "/console") -> None:
        self.page.goto(f"/console/sign-in?next={onward}")
        self.page.fill("[name=name]", self.name)
        self.page.fill("[name=password]", password)
        self.page.click("button:has-text('登录')")
        self.page.wait_for_url(re.compile(re.escape(onward) + "$"))

    def look(self, name: str) -> None:
        """One of the lists."""
        self.page.locator(".tabs a", has_text=name).click()
        expect(self.page.locator(".tabs a[aria-current]")).to_contain_text(name)

    def open(self, whose: str, in_list: str) -> None:
        """The talk of that worker."""
        self.look(in_list)
        self.row(whose).click()
        expect(self.talk).to_contain_text(whose)

    def row(self, whose: str) -> Locator:
        """By the first character of his name: the others are hidden."""
        return self.page.locator(".talk-row", has=self.page.locator("strong", has_text=whose))

    @property
    def talk(self) -> Locator:
        return self.page.locator("#talk-col")

    def take(self) -> None:
        self.talk.locator("button", has_text="接过来").click()
        expect(self.page.locator("#words")).to_be_focused()

    def say(self, text: str) -> None:
        self.page.fill("#words", text)
        self.page.keyboard.press("Control+Enter")
        expect(self.page.locator("#words")).to_have_value("")
        expect(self.lines("staff").filter(has_text=text).last).to_be_visible()

    def lines(self, speaker: str = "") -> Locator:
        kind = f".by-{speaker}" if speaker else ""
        return self.page.locator(f".lines .line{kind}")

    def hand_to(self, colleague: str, note: str = "") -> None:
        self.talk.locator("button", has_text="转给同事").click()
        self.page.locator("#hand label", has_text=colleague).click()
        self.page.fill("#hand [name=note]", note)
        self.page.locator("#hand .primary").click()
        expect(self.page.locator(".note.good")).to_contain_text(colleague)

    def give_back(self) -> None:
        self.talk.locator("button", has_text="交还机器人").click()
        expect(self.page.locator(".talk-foot")).to_contain_text("机器人正在谈")

    def told(self, text: str) -> None:
        expect(self.page.locator(".note", has_text=text).first).to_be_visible()

    def state(self) -> dict[str, Any]:
        """What the page knows of itself."""
        found: dict[str, Any] = self.page.evaluate("({url: location.href, title: document.title})")
        return found
