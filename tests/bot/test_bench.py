"""The parts of the measurement tell the truth; nothing here is timed."""

from __future__ import annotations

import asyncio
import base64
import re
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import asdict, replace
from itertools import islice, pairwise
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
import uvicorn
from wechatpy import crypto, parser

from bot.bench.echo import CRYPTO, Echo
from bot.bench.load import Answered, Order, Pace, Push, hold, prepared, summed
from bot.bench.pushes import Account, Platform, Said
from bot.bench.report import as_json, faults
from bot.bench.runs import Measured, Result
from bot.bench.talks import Line, told_talks
from bot.bench.wire import HungUp, Wire
from bot.loopback import free_port
from nlu.identity import is_valid_id_number

WECHATPY_CRYPTO: Any = crypto.WeChatCrypto
WECHATPY_PARSE: Any = parser.parse_message


@asynccontextmanager
async def echo_server(account: Account) -> AsyncIterator[int]:
    app = Echo(CRYPTO(account.token, account.aes_key, account.app_id))
    server = uvicorn.Server(uvicorn.Config(app, port=(port := free_port()), log_level="error", ws="none"))
    serving = asyncio.create_task(server.serve())
    while not server.started:
        await asyncio.sleep(0.01)
    try:
        yield port
    finally:
        server.should_exit = True
        await serving


def test_wechats_own_library_reads_a_prepared_push() -> None:
    account = Account()
    request = Platform(account).request(Said("oBench1", "欠我两万四", 24_000_000_000_000_001), at=1_790_000_000)
    head, _, body = request.partition(b"\r\n\r\n")
    query = parse_qs(urlsplit(head.split()[1].decode()).query)
    library = WECHATPY_CRYPTO(account.token, account.aes_key, account.app_id)
    opened = library.decrypt_message(body, query["msg_signature"][0], query["timestamp"][0], query["nonce"][0])
    message = WECHATPY_PARSE(opened)
    assert (message.content, message.source, message.id) == ("欠我两万四", "oBench1", 24_000_000_000_000_001)
    assert f"Content-Length: {len(body)}".encode() in head


def test_every_worker_is_somebody_else_with_valid_numbers() -> None:
    told = list(islice(told_talks(), 50))
    said = [" ".join(line.text for line in talk.lines) for talk in told]
    numbers = [number for text in said for number in re.findall(r"\b\d{17}[\dX]\b", text)]
    assert len({talk.openid for talk in told}) == 50
    assert len(numbers) == len(set(numbers)) >= 40
    assert all(is_valid_id_number(number) for number in numbers)
    assert not any("{" in text for text in said)


@pytest.mark.asyncio
async def test_every_push_of_a_crowd_is_answered_by_the_floor() -> None:
    account = Account()
    async with echo_server(account) as port:
        order = Order(port, asdict(account), crowd=3, turns=60, check_words=False)
        talks = prepared(order, Platform(account))
        seen = await hold(order, talks, Platform(account))
    assert seen.turns == sum(map(len, talks)) >= 60
    assert seen.failed == {}
    assert 0 < seen.p50_ms <= seen.p95_ms <= seen.p99_ms <= seen.longest_ms


@pytest.mark.asyncio
async def test_at_a_fixed_rate_turns_begin_on_time_and_a_late_one_is_seen_to_be_late() -> None:
    pace, began = Pace(100.0), time.perf_counter()
    due = [await pace.turn() - began for _ in range(5)]
    assert [round(after - before, 6) for before, after in pairwise(due)] == [0.01] * 4
    time.sleep(0.05)  # the load itself falls behind
    late = await pace.turn()
    assert time.perf_counter() - late > 0.03
    free = Pace(0.0)
    assert await free.turn() <= time.perf_counter()


async def close(writer: asyncio.StreamWriter) -> None:
    writer.close()
    await writer.wait_closed()


@pytest.mark.asyncio
async def test_a_server_that_hangs_up_is_noticed() -> None:
    async def hang_up(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await close(writer)

    async with await asyncio.start_server(hang_up, "127.0.0.1", port := free_port()):
        wire = await Wire.open(port)
        with pytest.raises(HungUp):
            await wire.ask(b"POST / HTTP/1.1\r\n\r\n")


@pytest.mark.asyncio
async def test_an_answer_that_comes_in_pieces_is_put_together() -> None:
    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        for piece in (b"HTTP/1.1 200 OK\r\nContent-", b"Length: 6\r\n\r", b"\nabc", b"def"):
            writer.write(piece)
            await writer.drain()
            await asyncio.sleep(0.01)
        await close(writer)

    async with await asyncio.start_server(answer, "127.0.0.1", port := free_port()):
        wire = await Wire.open(port)
        assert await wire.ask(b"POST / HTTP/1.1\r\n\r\n") == (200, b"abcdef")
        wire.close()
        await asyncio.sleep(0.05)


ACCOUNT = Account(aes_key=base64.b64encode(bytes(32)).decode()[:43])
PUSH = Push(b"", Line("对", ("编号",)), "a talk: 对")
ORDER = Order(0, {}, crowd=1, turns=1)


def sealed(text: str) -> bytes:
    """An encrypted answer, as a server writes it."""
    document = f"<xml><Content><![CDATA[{text}]]></Content></xml>"
    library = WECHATPY_CRYPTO(ACCOUNT.token, ACCOUNT.aes_key, ACCOUNT.app_id)
    return str(library.encrypt_message(document, "1", "1790000000")).encode()


@pytest.mark.parametrize(
    ("answer", "fault"),
    [
        (Answered(PUSH, 1.0, 1.5, 200, sealed("登记好了，编号 AB1234")), None),
        (Answered(PUSH, 1.0, 1.5, 200, sealed("请问您叫什么？")), "['编号'] is missing at a talk: 对"),
        (Answered(PUSH, 1.0, 1.5, 200, b"success"), "no words at a talk: 对"),
        (Answered(PUSH, 1.0, 1.5, 200, b"<Encrypt><![CDATA[AAAA]]></Encrypt>"), "no words at a talk: 对"),
        (Answered(PUSH, 1.0, 1.5, 500, b""), "status 500 at a talk: 对"),
        (Answered(PUSH, 1.0, 1.5), "hung up at a talk: 对"),
    ],
)
def test_only_the_expected_words_count_as_an_answer(answer: Answered, fault: str | None) -> None:
    seen = summed(ORDER, 1, [answer], until=2.0, platform=Platform(ACCOUNT))
    assert seen.failed == ({fault: 1} if fault else {})


def test_the_rate_counts_only_the_time_in_which_all_workers_talk() -> None:
    answers = [Answered(PUSH, begin, begin + 0.1, 200, sealed("编号")) for begin in (0.0, 0.5, 0.9, 1.5)]
    seen = summed(ORDER, 1, answers, until=1.0, platform=Platform(ACCOUNT))
    assert (seen.turns, seen.turns_per_second) == (4, 3.0)
    assert seen.p50_ms == pytest.approx(100)


def test_a_wrong_answer_stands_in_the_report() -> None:
    good = summed(ORDER, 1, [Answered(PUSH, 0.0, 0.1, 200, sealed("编号"))], until=1.0, platform=Platform(ACCOUNT))
    bad = replace(good, failed={"no words at a talk: 对": 2})
    measured = [Measured("sqlite", tuple(Result(4, seen, 1.0, 100.0, 120.0) for seen in (good, bad)), {"inbox": 1.0})]
    assert list(faults(measured)) == ["WRONG on sqlite, 2 times: no words at a talk: 对"]
    assert as_json(measured, ["postgresql was not measured"])["measured"][0]["results"][1]["seen"]["failed"]
