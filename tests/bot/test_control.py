"""The socket of the database's owner, its lock, and what happens when the owner ends."""

import asyncio
import json
import os
import stat
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest

from bot.control import RemoteService, is_listening
from bot.opening import OpenService, owned
from bot.ownership import DatabaseInUse, Ownership, places
from bot.service import Answer, ConnectionLost, Refused, Service
from bot.settings import Settings


class EchoService:
    """Answers with what it was asked."""

    def __init__(self, name: str = "echo") -> None:
        self.name = name

    async def ask(self, name: str, **arguments: Any) -> Answer:
        if name == "refuse":
            raise Refused("It is not allowed.")
        if name == "fail":
            raise RuntimeError("secret inside")
        return {"by": self.name, "did": name, **arguments}

    async def stream(self, name: str, **arguments: Any) -> AsyncIterator[Answer]:
        for number in range(arguments["count"]):
            yield {"number": number}


def settings_in(folder: Path) -> Settings:
    return Settings(data_dir=folder, database_url=f"sqlite:///{folder}/xinsheng.db")


def opened(folder: Path, name: str) -> OpenService:
    @asynccontextmanager
    async def build() -> AsyncIterator[Service]:
        yield EchoService(name)

    return OpenService(settings_in(folder), build, name)


@pytest.mark.asyncio
async def test_the_second_command_goes_through_the_first(tmp_path: Path) -> None:
    async with opened(tmp_path, "first") as first, opened(tmp_path, "second") as second:
        assert (await first.ask("talk", text="x"))["by"] == "first"
        assert await second.ask("talk", text="\u60a8\u597d") == {"by": "first", "did": "talk", "text": "\u60a8\u597d"}
        assert [answer["number"] async for answer in second.stream("export", count=3)] == [0, 1, 2]


@pytest.mark.asyncio
async def test_refusals_and_failures_come_through_without_the_inside(tmp_path: Path) -> None:
    async with opened(tmp_path, "first"), opened(tmp_path, "second") as second:
        with pytest.raises(Refused, match="It is not allowed"):
            await second.ask("refuse")
        with pytest.raises(Refused) as failed:
            await second.ask("fail")
        assert "secret" not in str(failed.value)


@pytest.mark.asyncio
async def test_who_is_left_becomes_the_owner(tmp_path: Path) -> None:
    first = await opened(tmp_path, "first").__aenter__()
    async with opened(tmp_path, "second") as second:
        await first.__aexit__(None, None, None)
        assert (await second.ask("talk"))["by"] == "second"
        assert is_listening(tmp_path / "control.sock")


@pytest.mark.asyncio
async def test_a_step_is_not_repeated_when_the_owner_went_away(tmp_path: Path) -> None:
    first = await opened(tmp_path, "first").__aenter__()
    async with opened(tmp_path, "second") as second:
        await first.__aexit__(None, None, None)
        with pytest.raises(Refused, match="look whether it was done"):
            await second.ask("case_step")


@pytest.mark.asyncio
async def test_a_socket_left_behind_by_a_dead_owner_is_replaced(tmp_path: Path) -> None:
    code = (
        f"import socket, os; s = socket.socket(socket.AF_UNIX); s.bind({str(tmp_path / 'control.sock')!r}); os._exit(9)"
    )
    process = await asyncio.create_subprocess_exec("python3", "-c", code)
    assert await process.wait() == 9
    assert not is_listening(tmp_path / "control.sock")
    async with opened(tmp_path, "first"), opened(tmp_path, "second") as second:
        assert (await second.ask("talk"))["by"] == "first"


@pytest.mark.asyncio
async def test_only_the_owner_of_the_files_may_connect(tmp_path: Path) -> None:
    folder = tmp_path / "data"
    async with opened(folder, "first"):
        assert stat.S_IMODE((folder / "control.sock").stat().st_mode) == 0o600
        assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert not (folder / "control.sock").exists()


@pytest.mark.asyncio
async def test_a_long_path_is_reached_through_a_pointer(tmp_path: Path) -> None:
    folder = tmp_path / ("long" * 20) / ("longer" * 10)
    async with opened(folder, "first"), opened(folder, "second") as second:
        pointed = Path((folder / "control.path").read_text())
        assert stat.S_IMODE(pointed.parent.stat().st_mode) == 0o700
        assert (await second.ask("talk"))["by"] == "first"
    assert not pointed.parent.exists()


@pytest.mark.asyncio
async def test_a_pointer_into_nowhere_is_not_followed(tmp_path: Path) -> None:
    (tmp_path / "control.path").write_text("/nowhere/control.sock")
    async with opened(tmp_path, "first") as first:
        assert (await first.ask("talk"))["by"] == "first"


def test_a_held_lock_names_its_holder(tmp_path: Path) -> None:
    held = Ownership(tmp_path / "database.lock", "serve")
    with pytest.raises(DatabaseInUse, match=f"serve \\(process {os.getpid()}\\)"):
        Ownership(tmp_path / "database.lock", "talk")
    held.release()
    Ownership(tmp_path / "database.lock", "talk").release()


def test_a_database_elsewhere_has_its_lock_beside_it(tmp_path: Path) -> None:
    assert places(f"sqlite:///{tmp_path}/xinsheng.db", tmp_path).lock == tmp_path / "database.lock"
    assert places(f"sqlite:///{tmp_path}/other.db", tmp_path / "data").lock == tmp_path / "other.db.lock"


@pytest.mark.asyncio
async def test_garbage_on_the_socket_harms_nobody(tmp_path: Path) -> None:
    async with opened(tmp_path, "first") as first:
        for garbage in (b"\n", b"{}\n", b"[1]\n", b"\xff\n", b""):
            reader, writer = await asyncio.open_unix_connection(str(tmp_path / "control.sock"))
            writer.write(garbage)
            writer.write_eof()
            answer = await reader.read()
            writer.close()
            assert answer == b"" or "refused" in json.loads(answer)
        assert (await RemoteService(tmp_path / "control.sock").ask("talk"))["by"] == "first"
        assert (await first.ask("talk"))["by"] == "first"


@pytest.mark.asyncio
async def test_a_socket_that_is_gone_is_a_lost_connection(tmp_path: Path) -> None:
    with pytest.raises(ConnectionLost):
        await RemoteService(tmp_path / "control.sock").ask("talk")


@pytest.mark.asyncio
async def test_the_owner_is_asked_for_by_name_when_it_does_not_answer(tmp_path: Path) -> None:
    @asynccontextmanager
    async def build() -> AsyncIterator[Service]:
        yield EchoService()

    place = places(f"sqlite:///{tmp_path}/xinsheng.db", tmp_path)
    held = Ownership(place.lock, "serve")
    with pytest.raises(DatabaseInUse):
        async with owned(place, build, "talk"):
            pass
    held.release()
