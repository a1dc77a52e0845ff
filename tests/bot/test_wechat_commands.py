"""What an operator reads when he sets an account up: each finding says what to do, each command what it did."""

from __future__ import annotations

import io
import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from PIL import Image
from starlette.applications import Starlette

from bot.channels.wechat.menu import FILE, WrongMenu, read_menu
from bot.channels.wechat.route import Leftovers, make_wechat_route
from bot.channels.wechat.templates import Way
from bot.commands.wechat import QrOrder, read_file, run_check, run_menu_push, run_menu_show, run_qr
from bot.qr_sheets import picture
from bot.service import Refused
from bot.settings import NoticeTemplate, Settings
from bot.wechat_service import wechat_settings
from bot.wiring import utc_now
from nlu.understand import understand
from tests.channels.wechat.conftest import FakeHandler, Rests
from tests.channels.wechat.living import settings_of
from tests.wechat_emulator import Emulator, served
from tests.wechat_users import Account, looks_escaped

Shown = pytest.CaptureFixture[str]


@pytest.fixture
def api() -> Emulator:
    return Emulator()


@pytest.fixture
def settings(api: Emulator, tmp_path: Path) -> Iterator[Settings]:
    with served(api.app) as base:
        yield settings_of(Account(), tmp_path, base)


def found(settings: Settings, capsys: Shown) -> dict[str, tuple[str, str]]:
    """The findings by their first word."""
    try:
        run_check(settings)
    except SystemExit as ended:
        assert ended.code == 1
    lines = [line for line in capsys.readouterr().out.splitlines() if line.startswith(("ok ", "note ", "WRONG "))]
    parts = [(line[:6].strip(), *line[7:].split(": ", 1)) for line in lines]
    return {name: (word, told) for word, name, told in parts}


def test_an_account_that_works_has_nothing_wrong(api: Emulator, settings: Settings, capsys: Shown) -> None:
    route = make_wechat_route(wechat_settings(settings), FakeHandler(), Leftovers(Rests()), now=utc_now)
    run_menu_push(settings, None)
    capsys.readouterr()
    with served(Starlette(routes=[route])) as here:
        findings = found(settings.model_copy(update={"public_url": here}), capsys)
    words = {name: word for name, (word, _) in findings.items()}
    assert words == {
        "mode": "ok",
        "clock": "ok",
        "address": "ok",
        "token": "ok",
        "customer messages": "ok",
        "menu": "ok",
        "templates": "note",  # none is set
    }
    assert "499997 of 500000" in findings["customer messages"][1]


@pytest.mark.parametrize(
    ("code", "told"),
    [(40164, "IP whitelist"), (40125, "XINSHENG_WECHAT_APP_SECRET"), (40243, "frozen"), (99999, "token_not_given")],
)
def test_what_wechat_refuses_names_the_remedy(
    api: Emulator, settings: Settings, capsys: Shown, code: int, told: str
) -> None:
    api.fail("token", code)
    word, said = found(settings, capsys)["token"]
    assert word == "WRONG"
    assert told in said and f"errcode {code}" in said and "on demand" in said


def test_an_account_without_a_right_or_a_menu_is_told_so(api: Emulator, settings: Settings, capsys: Shown) -> None:
    api.fail("manage", 48001)
    findings = found(settings, capsys)
    assert findings["customer messages"][0] == "WRONG"
    assert "wechat menu push" in findings["menu"][1]
    api.fail("manage", 48001)
    passive = found(settings.model_copy(update={"wechat_passive_only": True}), capsys)
    assert passive["customer messages"][0] == "note"


def test_an_address_with_another_token_is_found_out(settings: Settings, capsys: Shown) -> None:
    other = wechat_settings(settings_of(Account(token="another"), settings.data_dir, settings.wechat_api_base))
    with served(Starlette(routes=[make_wechat_route(other, FakeHandler(), Leftovers(Rests()), now=utc_now)])) as here:
        word, said = found(settings.model_copy(update={"public_url": here}), capsys)["address"]
    assert (word, "token there is another" in said) == ("WRONG", True)


def test_an_api_that_cannot_be_reached_is_told_once_for_each_need(settings: Settings, capsys: Shown) -> None:
    findings = found(settings.model_copy(update={"wechat_api_base": "http://127.0.0.1:9"}), capsys)
    assert (findings["API"][0], findings["token"][0]) == ("WRONG", "WRONG")
    assert "menu" not in findings


def test_the_menu_arrives_as_it_is_written_and_is_shown_as_it_stands(
    api: Emulator, settings: Settings, capsys: Shown
) -> None:
    run_menu_show(settings)
    assert capsys.readouterr().out == "There is no menu.\n"
    run_menu_push(settings, None)
    pushed = capsys.readouterr().out
    run_menu_show(settings)
    shown = capsys.readouterr().out
    assert pushed.startswith(shown) and "办理进度  ->  进度" in shown
    assert api.menu == read_menu()["button"]
    assert not looks_escaped(json.dumps(api.menu, ensure_ascii=False))


def test_every_entry_of_our_menu_is_understood() -> None:
    buttons = read_menu()["button"]
    keys = [entry["key"] for button in buttons for entry in button.get("sub_button", [button])]
    intents = [understand(key, today=utc_now().date()).intent for key in keys]
    assert intents == ["report_arrears", "query_progress", "human", "ask_policy", "help"]


@pytest.mark.parametrize(
    ("written", "why"),
    [
        ("menu: []", "1 to 3 buttons"),
        ("[]", "1 to 3 buttons"),
        ("menu: [{name: 一二三四五六, says: x}]", "longer than 16 bytes"),
        ("menu: [{name: 一}]", "needs `says`"),
        ("menu: [{name: 一, entries: []}]", "1 to 5 entries"),
        ("menu: [{says: x}]", "missing"),
        ("menu: [", "as YAML"),
        ("menu: [{name: a, says: x}, {name: b, says: x}, {name: c, says: x}, {name: d, says: x}]", "1 to 3 buttons"),
    ],
)
def test_a_menu_that_wechat_would_refuse_is_refused_here(settings: Settings, written: str, why: str) -> None:
    file = settings.data_dir / "menu.yml"
    file.write_text(written, "utf-8")
    with pytest.raises(WrongMenu, match=why):
        read_menu(file)
    with pytest.raises(Refused):
        run_menu_push(settings, file)


def test_our_menu_is_the_one_in_its_file() -> None:
    assert FILE.exists()


def named(*scenes: str) -> list[tuple[str, str]]:
    return [(scene, scene) for scene in scenes]


def test_codes_are_made_for_every_scene(settings: Settings, capsys: Shown) -> None:
    run_qr(settings, QrOrder(named("site-1", "润州接访点"), as_json=True))
    first, second = map(json.loads, capsys.readouterr().out.splitlines())
    assert first["picture"] == "https://mp.weixin.qq.com/cgi-bin/showqrcode?ticket=gQ%2Bsite-1%3D%3D"
    assert second["scene"] == "润州接访点"
    run_qr(settings, QrOrder(named("site-2"), days=7))
    assert "http://weixin.qq.com/q/site-2" in capsys.readouterr().out


def test_a_sheet_has_each_code_once_with_its_sites_name_and_needs_no_network(settings: Settings, capsys: Shown) -> None:
    folder = settings.data_dir
    (folder / "sites.txt").write_text("# our sites\ns1\t润州 1 号工地\n\ns2,<b>二期</b>\ns3\n", "utf-8")
    sheet, pictures = folder / "sheet.html", folder / "png"
    with_page = settings.model_copy(update={"public_url": "https://wages.example"})
    order = QrOrder(read_file(folder / "sites.txt"), sheet=sheet, pictures=pictures)
    run_qr(with_page, order)
    page = sheet.read_text("utf-8")
    assert page.count("data:image/svg+xml") == 3
    assert "润州 1 号工地" in page and "&lt;b&gt;二期&lt;/b&gt;" in page and "wages.example/?scene=s3" in page
    assert not re.search(r'(src|href)="http', page)
    assert [path.name for path in sorted(pictures.iterdir())] == ["001-s1.png", "002-s2.png", "003-s3.png"]
    shown = capsys.readouterr().out
    assert "3 codes to print" in shown and "3 pictures" in shown


def test_a_printed_code_has_white_around_it() -> None:
    with Image.open(io.BytesIO(picture("http://weixin.qq.com/q/site-1"))) as drawn:
        white, black = drawn.convert("1").getpixel((0, 0)), drawn.convert("1").getpixel((4 * 12, 4 * 12))
    assert (white, black) == (255, 0)  # the quiet zone is white, its first module black


def test_what_cannot_be_done_is_one_sentence(api: Emulator, settings: Settings, capsys: Shown) -> None:
    with pytest.raises(Refused, match="1 to 64 characters"):
        run_qr(settings, QrOrder(named("x" * 65)))
    with pytest.raises(Refused, match="named twice"):
        run_qr(settings, QrOrder(named("x", "x")))
    with pytest.raises(Refused, match="at least one scene"):
        run_qr(settings, QrOrder([]))
    with pytest.raises(Refused, match="cannot be read"):
        read_file(settings.data_dir / "nothing.txt")
    api.fail("manage", 0, 45009)
    with pytest.raises(Refused, match=r"calls are used up.*'b'; 1 were made"):
        run_qr(settings, QrOrder(named("a", "b")))
    with pytest.raises(Refused, match="cannot be written"):
        run_qr(settings, QrOrder(named("x"), sheet=settings.data_dir / "no" / "folder.html"))
    with pytest.raises(Refused, match="not set up"):
        run_check(settings.model_copy(update={"wechat_app_id": None}))


def test_a_code_is_asked_for_again_when_wechat_is_only_busy(api: Emulator, settings: Settings, capsys: Shown) -> None:
    api.fail("manage", -1, "html")
    run_qr(settings, QrOrder(named("x")))
    assert "http://weixin.qq.com/q/x" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("content", "way", "word", "told"),
    [
        ("{{phrase1.DATA}}\n{{ thing2.DATA }}", "template", "ok", "all fields"),
        ("{{phrase1.DATA}} {{thing2.DATA}} {{time3.DATA}}", "template", "WRONG", "nothing is set for its fields time3"),
        ("{{thing2.DATA}}", "template", "WRONG", "it has no fields phrase1"),
        (None, "template", "WRONG", "no template T1"),
        (None, "subscription", "note", "only be tried"),
    ],
)
def test_a_template_is_compared_with_the_accounts_own(
    api: Emulator, settings: Settings, capsys: Shown, content: str | None, way: Way, word: str, told: str
) -> None:
    if content:
        api.templates["T1"] = content
    template = NoticeTemplate(id="T1", fields={"phrase1": "status", "thing2": "how"}, way=way)
    try:
        run_check(settings.model_copy(update={"wechat_templates": {"progress": template}}))
    except SystemExit:
        pass
    lines = [line for line in capsys.readouterr().out.splitlines() if "templates: " in line]
    assert lines[0].startswith(word) and told in lines[0]
    assert "neutral is not set" in lines[1]
