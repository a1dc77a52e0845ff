"""Every file in conversations/ is a talk that must go just as it is written there; --update writes what is said now."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.talks import FOLDER, Assistant, dialog_alone, read, talk, write

FILES = sorted(FOLDER.glob("*.yml"))


@pytest.fixture
def assistant() -> Assistant:
    return dialog_alone()


@pytest.mark.asyncio
@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
async def test_the_talk_goes_as_it_is_written(path: Path, assistant: Assistant, request: pytest.FixtureRequest) -> None:
    written = read(path)
    heard = await talk(assistant, written)
    if request.config.getoption("--update", default=False):
        write(path, heard)
    else:
        assert heard == written


def test_there_are_talks() -> None:
    assert len(FILES) >= 20


def test_both_ends_of_the_fixture_have_one_type() -> None:
    made: Callable[[], Assistant] = dialog_alone
    assert made()
