"""The page's files: light enough for a slow network, plain enough for an old phone, and never mixed up."""

from __future__ import annotations

import re

import pytest

from bot.channels.web.files import FOR_EVER, PREFIX
from tests.channels.web.service import WebService

MOST = 150 * 1024
# What came after ES2017: `?.`, `??`, spread of objects, catch without a name, private and static fields, named groups.
TOO_NEW = re.compile(
    r"\?\.[a-zA-Z\[(]|\?\?|\{\s*\.\.\.|,\s*\.\.\.\w+\s*\}|catch\s*\{|[\s.]#\w+\s*[=(;]|\(\?<"
    r"|\.flat\(|\.at\(|fromEntries|replaceAll|allSettled|\.finally\("
)
SINKS = re.compile(
    r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|eval\(|new Function|setTimeout\(['\"]"
    r"|\.style\s*=|setAttribute\('(style|on)"
)
CHINESE = re.compile(r"[\u3400-\u9fff]")


@pytest.mark.asyncio
async def test_the_first_load_is_lighter_than_150_kilobytes_even_unpacked(service: WebService) -> None:
    client = service.browser().client
    page = await client.get("/", headers={"Accept-Encoding": "identity"})
    addresses = set(re.findall(rf'(?:href|src)="({PREFIX}/[^"]+)"', page.text))
    assert len(addresses) >= 3
    sizes = [len(page.content)]
    for address in addresses:
        answer = await client.get(address, headers={"Accept-Encoding": "identity"})
        assert answer.status_code == 200, address
        sizes.append(len(answer.content))
    assert sum(sizes) < MOST


@pytest.mark.asyncio
async def test_files_are_kept_for_ever_under_their_version_and_only_then(service: WebService) -> None:
    client, files = service.browser().client, service.files
    current = await client.get(f"{files.address}/chat.js")
    assert (current.headers["cache-control"], current.headers["content-encoding"]) == (FOR_EVER, "gzip")
    assert current.headers["content-type"].startswith("text/javascript")
    older = await client.get(f"{PREFIX}/000000000000/chat.js")
    assert (older.status_code, older.headers["cache-control"]) == (200, "no-cache")
    assert (await client.get(f"{files.address}/nothing.js")).status_code == 404
    assert (await client.get(f"{files.address}/..%2Fchat.css")).status_code == 404


@pytest.mark.asyncio
async def test_the_page_shown_without_a_network_needs_nobody(service: WebService) -> None:
    client = service.browser().client
    worker = await client.get("/chat/sw.js")
    assert worker.headers["service-worker-allowed"] == "/"
    page = await client.get("/chat/offline")
    assert page.status_code == 200 and "现在没有网络" in page.text and "set-cookie" not in page.headers


def scripts(service: WebService) -> dict[str, str]:
    return {name: file.content.decode() for name, file in service.files._files.items() if name.endswith(".js")}


def bare(script: str) -> str:
    """The script without its comments."""
    return re.sub(r"/\*.*?\*/|(?<=\s)//[^\n]*", "", script, flags=re.S)


def test_no_script_is_too_new_for_the_browser_inside_an_old_wechat(service: WebService) -> None:
    assert {
        name: found.group() for name, text in scripts(service).items() if (found := TOO_NEW.search(bare(text)))
    } == {}


def test_no_script_makes_markup_or_code_of_words(service: WebService) -> None:
    assert {name: found.group() for name, text in scripts(service).items() if (found := SINKS.search(text))} == {}


def test_no_script_holds_a_sentence(service: WebService) -> None:
    assert [name for name, text in scripts(service).items() if CHINESE.search(text)] == []
