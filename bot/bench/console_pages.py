"""Somebody of the staff who looks at every page of the console over HTTP, and how long each took."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from time import perf_counter
from typing import Final

import httpx

from handlers.staff import FirstPassword

PHRASE: Final = "five unrelated words of a bench"
CSRF: Final = re.compile(r'name="csrf" value="([0-9a-f]+)"|data-csrf="([0-9a-f]+)"')
TALK: Final = re.compile(r'href="/console\?list=\w+&amp;talk=([^"&]+)"')
CASE: Final = re.compile(r'href="(/console/cases/XS[0-9]+)"')
AFTER: Final = re.compile(r'href="(/console\?list=\w+&amp;after=[^"]+)"')
OLDER: Final = re.compile(r'href="([^"]+)" rel="next"')
LISTS: Final = ("waiting", "mine", "others", "assistant", "closed")
PARTS: Final = ("list", "talk", "panel", "badge")
PERIODS: Final = (30, 90, 365)


class WrongPage(Exception):
    """A page was not what it should be; the message says which."""


@dataclass(frozen=True, slots=True)
class Visit:
    """A page to look at; with a form it is posted."""

    name: str
    path: str
    form: Mapping[str, str] | None = None


@dataclass(slots=True)
class Clerk:
    """Signed in, with what he has looked at: milliseconds by the page's name."""

    client: httpx.Client
    name: str
    csrf: str = ""
    took: dict[str, list[float]] = field(default_factory=dict)
    bytes: dict[str, int] = field(default_factory=dict)

    def come_in(self, first: FirstPassword) -> None:
        """With the first password, which becomes another."""
        self.see("/console/sign-in")
        self.send("/console/sign-in", {"name": first.name, "password": first.password, "next": "/console"})
        self.see("/console/password")
        self.send("/console/password", {"old": first.password, "new": PHRASE, "again": PHRASE})
        self.see("/console")

    def see(self, path: str) -> str:
        """The page."""
        answer = self.client.get(path)
        if answer.status_code != 200:
            raise WrongPage(f"{self.name}: GET {path} was answered with {answer.status_code}")
        return self._noted(answer)

    def send(self, path: str, form: Mapping[str, str]) -> str:
        """What comes of a form."""
        answer = self.client.post(path, data={"csrf": self.csrf, **form})
        if answer.status_code not in (200, 303):
            raise WrongPage(f"{self.name}: POST {path} was answered with {answer.status_code}")
        return self._noted(answer)

    def time(self, visit: Visit) -> None:
        """Looks, and keeps how long it took until the last byte."""
        began = perf_counter()
        text = self.see(visit.path) if visit.form is None else self.send(visit.path, visit.form)
        self.took.setdefault(visit.name, []).append(1000 * (perf_counter() - began))
        self.bytes[visit.name] = len(text.encode())

    def counted(self) -> Iterator[Visit]:
        """The dashboard, which nobody of his area has asked for in the last half minute."""
        for days in PERIODS:
            yield Visit(f"dashboard {days} days, counted anew", f"/console/dashboard?days={days}")

    def visits(self) -> Iterator[Visit]:
        """Every page there is for him."""
        yield from self._talks()
        yield from self._cases()
        yield Visit("password", "/console/password")
        for name in ("audit", "audit?action=revealed", "audit?by=nobody", "staff"):
            if self.client.get(f"/console/{name}").status_code == 200:
                yield Visit(name, f"/console/{name}")
        for days in PERIODS:
            yield Visit(f"dashboard {days} days", f"/console/dashboard?days={days}")

    def _talks(self) -> Iterator[Visit]:
        for name in LISTS:
            page = self.see(f"/console?list={name}")
            yield Visit(f"talks {name}", f"/console?list={name}")
            if talks := TALK.findall(page):
                yield Visit(f"talks {name}, one open", f"/console?list={name}&talk={talks[len(talks) // 2]}")
            if after := AFTER.findall(page):
                yield Visit(f"talks {name}, next", html.unescape(after[-1]))
        yield from self._parts(TALK.findall(self.see("/console?list=closed"))[0])

    def _parts(self, talk: str) -> Iterator[Visit]:
        for name in PARTS:
            yield Visit(f"part {name}", f"/console/talks/{name}?list=closed&talk={talk}")
        yield Visit("part earlier", f"/console/talks/earlier?list=closed&talk={talk}&before=999999999")

    def _cases(self) -> Iterator[Visit]:
        page = self.see("/console/cases")
        yield Visit("cases", "/console/cases")
        for name in ("status=registered", "status=moving", "status=ended", "county=321111", "late=1"):
            yield Visit(f"cases {name}", f"/console/cases?{name}")
        yield Visit("cases, last page", f"/console/cases{html.unescape(self._far(page))}")
        number = CASE.findall(page)[0]
        yield Visit("case", number)
        for name, sought in (("number", number.rpartition("/")[2]), ("phone", "13800000077"), ("nobody", "13800009")):
            yield Visit(f"find {name}", "/console/cases/find", {"search": sought})

    def _far(self, page: str) -> str:
        """The address of a page some way down."""
        older = ""
        for _ in range(20):
            found = OLDER.findall(page)
            if not found:
                break
            older = html.unescape(found[0]).removeprefix("/console/cases")
            page = self.see(f"/console/cases{older}")
        return older

    def _noted(self, answer: httpx.Response) -> str:
        if found := CSRF.search(answer.text):
            self.csrf = found[1] or found[2]
        return answer.text
