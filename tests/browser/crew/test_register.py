"""A crew of forty as an officer sees it in the browser."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from functools import partial
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, expect

from cases import crew_book
from cases.crew_book import Joining, Opening
from cases.crew_matching import Person
from cases.roster import Listed
from storage import crew_questions, crews
from storage.cases import Connection
from tests.browser.console.live import LiveConsole
from tests.console.office import HERE, PASSWORD
from tests.rows import START, TALK

pytestmark = pytest.mark.browser
GIVEN = "建国|大勇|小军|志强|秀英|桂芳|永福|家乐|春生|玉兰".split("|")
PEOPLE = [f"{family}{given}" for family in "赵钱孙李" for given in GIVEN]


@pytest.fixture
def live(tmp_path: Path) -> Iterator[LiveConsole]:
    live = LiveConsole(tmp_path)
    yield live
    live.close()


def made(connection: Connection, live: LiveConsole) -> None:
    vault = live.console.vault
    crew_book.open_crew(connection, vault, Opening("draft-0", TALK, HERE, {"project": "万象新城"}, {}, START))
    listed = [Listed(name, None, None, Decimal(30), 840000 + n * 100) for n, name in enumerate(PEOPLE)]
    crew_book.list_workers(connection, vault, "draft-0", listed, START)
    for n, name in enumerate(PEOPLE[:25]):
        person = Person(name, f"1380000{2000 + n}", None)
        joining = Joining(
            "draft-0", f"web:web:{n}", person, Decimal(30 + n % 3), 840000 + n * 100, "crew-2026-11", START
        )
        crew_book.join(connection, vault, joining)
    crew_book.leave(connection, vault, "web:web:7", START)
    question = crew_questions.ask(connection, "draft-0", "settlement", START, 30_000_000)
    rows = [row for row in crews.members(connection, vault, "draft-0") if row.state == "joined"]
    crew_questions.put_to(connection, question, [row.id for row in rows])
    for row in rows[:15]:
        crew_questions.answer(connection, question, row.id, START, is_yes=row.id % 5 > 0)


@pytest.mark.parametrize("width", [1280, 360])
def test_the_register_is_whole_and_masked(live: LiveConsole, chromium: Browser, width: int) -> None:
    live.do(live.console.database.run(partial(made, live=live)))
    page = chromium.new_context(base_url=live.address, viewport={"width": width, "height": 800}).new_page()
    page.goto("/console/sign-in")
    page.fill("[name=name]", "li.na")
    page.fill("[name=password]", PASSWORD)
    page.click("button[type=submit], .primary")
    page.goto(f"/console/cases/{HERE}")
    expect(page.get_by_text("看班组名册")).to_be_visible()
    page.get_by_text("看班组名册").click()
    expect(page.locator("h1")).to_have_text("班组名册")
    assert page.locator("table.crew tbody tr").count() == 40
    assert not [name for name in PEOPLE if name in page.content()]
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    assert Axe().run(page).violations_count == 0
    page.locator("table.crew a").first.click()
    page.get_by_label("核实身份").check(force=True)
    page.locator("form .primary").click()
    expect(page.locator("h1")).to_have_text("赵建国")
    page.context.close()
