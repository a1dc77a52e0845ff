"""Recordings that the page sends, albums that are answered once, and scripts that tell where they fail."""

from __future__ import annotations

from typing import Any

import pytest

from bot.channels.web.script_errors import bare, frames_of
from storage import evidence
from tests.channels.web.service import HOME, JPEG, Browser, Scripted, WebService, conversation_of

pytestmark = pytest.mark.asyncio
WEBM, M4A, OGG = b"\x1aE\xdf\xa3" + bytes(200), b"\x00\x00\x00\x18ftypM4A " + bytes(200), b"OggS" + bytes(200)


async def voice(browser: Browser, content: bytes = WEBM, client_id: str = "voice-0001") -> Any:
    return await browser.client.post("/chat/voices", params={"client_id": client_id}, content=content)


async def kept(service: WebService) -> list[Any]:
    id = await conversation_of(service.database)
    return list(await service.database.read(lambda c: evidence.of_conversation(c, id)))


@pytest.mark.parametrize(("content", "format"), [(WEBM, "webm"), (M4A, "m4a"), (OGG, "ogg")])
async def test_a_recording_is_kept_heard_once_and_played_to_him_alone(
    service: WebService, content: bytes, format: str
) -> None:
    browser, other = service.browser(), service.browser("192.0.2.2")
    await browser.begin()
    await other.begin()
    answers = [await voice(browser, content) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [200, 200]
    [shown] = [one for one in answers[0].json()["messages"] if one["voice"]]
    assert (shown["gone"], shown["key"]) == (False, "voice-0001")
    played = await browser.client.get(shown["voice"])
    assert (played.content, played.headers["content-type"].startswith("audio/")) == (content, True)
    assert (await other.client.get(shown["voice"])).status_code == 404
    assert isinstance(service.dialog, Scripted)
    assert service.dialog.heard.count("voice") == 1


@pytest.mark.parametrize(
    ("content", "code", "status"),
    [(b"", "voice_empty", 400), (JPEG, "not_a_voice", 415), (b"<html>", "not_a_voice", 415)],
)
async def test_what_is_no_recording_is_refused_with_a_word_for_it(
    service: WebService, content: bytes, code: str, status: int
) -> None:
    browser = service.browser()
    await browser.begin()
    answer = await voice(browser, content)
    assert (answer.status_code, answer.json()["code"]) == (status, code)


async def test_an_album_of_ten_is_kept_whole_in_order_and_answered_once(service: WebService) -> None:
    browser = service.browser()
    await browser.begin()
    for number in range(10):
        more = {"more": "1"} if number < 9 else {}
        params = {"client_id": f"photo-{number:04}", **more}
        answer = await browser.client.post("/chat/photos", params=params, content=JPEG)
        assert answer.status_code == 200
    feed = (await browser.client.get("/chat/messages")).json()
    keys = [one["key"] for one in feed["messages"] if one["photo"]]
    assert keys == [f"photo-{number:04}" for number in range(10)]
    assert len([one for one in feed["messages"] if one["text"] == "听到image"]) == 1
    assert len(await kept(service)) == 10


class TestScriptErrors:
    OURS = "https://wages.test/static/chat/0123456789ab/talk.js:12:34"

    async def tell(self, service: WebService, told: Any, **more: Any) -> int:
        browser = service.browser()
        status: int = (await browser.client.post("/chat/errors", json=told, **more)).status_code
        return status

    async def test_a_failure_of_our_own_script_is_a_line_in_the_log(
        self, service: WebService, capsys: pytest.CaptureFixture[str]
    ) -> None:
        told = {"message": "x is not a function", "stack": f"TypeError: x\n    at build ({self.OURS})"}
        assert await self.tell(service, told) == 204
        out = capsys.readouterr().out
        assert "build /0123456789ab/talk.js:12:34" in out and "x is not a function" in out

    @pytest.mark.parametrize(
        "told", [{}, {"stack": 7}, {"message": "x", "stack": "at https://evil.test/x.js:1:1"}, {"stack": "@" * 900}]
    )
    async def test_what_is_not_ours_is_taken_in_silence(
        self, service: WebService, told: Any, capsys: pytest.CaptureFixture[str]
    ) -> None:
        assert await self.tell(service, told) == 204
        assert "script" not in capsys.readouterr().out

    async def test_too_much_and_too_often_are_refused(self, service: WebService) -> None:
        assert await self.tell(service, {"stack": "x" * 5000}) == 413
        statuses = [await self.tell(service, {}) for _ in range(12)]
        assert statuses.count(429) >= 2

    async def test_only_the_page_itself_may_tell(self, service: WebService) -> None:
        assert await self.tell(service, {}, headers={"Origin": "https://evil.test"}) == 403

    async def test_no_words_and_numbers_of_people_are_kept(self) -> None:
        message = "Unexpected token '王建国' in \"13800001234\" 王建国 13800001234 at position 3"
        assert bare(message) == "Unexpected token _ in _   at position 3"
        stack = f"Error: 王建国\n    at 王建国 ({self.OURS})\nsay@{self.OURS}\n at https://x/static/chat/a/b.js:138000012345:1"
        found = frames_of(stack)
        assert found[:2] == ["/0123456789ab/talk.js:12:34", "say /0123456789ab/talk.js:12:34"]
        assert "王" not in "".join(found) and "13800001234" not in "".join(found)

    @pytest.mark.parametrize("stack", ["@" * 4096, "(" * 4096, "a" * 4096, "at " * 1365, f"{'x' * 60}@" * 60])
    async def test_no_text_holds_the_reader_up(self, stack: str) -> None:
        assert frames_of(stack) == []


async def test_nothing_speaks_of_another_address(service: WebService) -> None:
    browser = service.browser()
    page = await browser.client.get("/")
    assert "microphone=(self)" in page.headers["permissions-policy"]
    assert "media-src 'self' blob:" in page.headers["content-security-policy"]
    assert HOME not in page.text
