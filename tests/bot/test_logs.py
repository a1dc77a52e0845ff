"""Nothing personal and nothing secret reaches a log line, whichever way it comes."""

import io
import json
import logging
from collections.abc import Iterator

import pytest
import structlog

from bot.logs import set_up_logs

NAME, PHONE, ID_NUMBER = "\u5f20\u4e09\u4e30", "13800001234", "11010519491231002X"
OPENID = "oABCDEFGHIJKLMNOPQRSTUVWX123"
PERSONAL = (NAME, PHONE, ID_NUMBER, OPENID, "hushhush")


@pytest.fixture
def written() -> Iterator[io.StringIO]:
    root = logging.getLogger()
    before, level = root.handlers[:], root.level
    stream = io.StringIO()
    set_up_logs(stream)
    yield stream
    root.handlers[:] = before
    root.setLevel(level)
    structlog.reset_defaults()


def assert_nothing_personal(stream: io.StringIO) -> None:
    text = stream.getvalue()
    assert text
    for line in text.splitlines():
        json.loads(line)
    assert [one for one in PERSONAL if one in text] == []


def test_fields_that_name_a_worker_are_shortened_or_hidden(written: io.StringIO) -> None:
    structlog.get_logger("bot").warning(
        "a turn failed", conversation_id=f"wechat:gh_1:{OPENID}", text="hushhush", person=NAME, token="hushhush"
    )
    assert_nothing_personal(written)
    assert json.loads(written.getvalue())["conversation_id"].startswith("wechat:#")


def test_the_same_worker_keeps_the_same_short_name(written: io.StringIO) -> None:
    for _ in range(2):
        structlog.get_logger("bot").info("x", conversation_id=f"wechat:gh_1:{OPENID}")
    first, second = (json.loads(line)["conversation_id"] for line in written.getvalue().splitlines())
    assert first == second


def test_an_exception_tells_where_but_not_who(written: io.StringIO) -> None:
    try:
        raise ValueError(f"cannot file {NAME} {PHONE}, {ID_NUMBER} [parameters: {{'name': 'hushhush'}}]")
    except ValueError:
        structlog.get_logger("bot").exception("a turn failed")
    assert_nothing_personal(written)
    assert "test_logs.py" in written.getvalue()
    assert "ValueError" in written.getvalue()


def test_a_library_that_logs_an_address_does_not_tell_its_secrets(written: io.StringIO) -> None:
    url = f"https://api.example/send?access_token=hushhush&openid={OPENID}"
    logging.getLogger("some.library").warning("POST %s failed for %s", url, NAME.encode("unicode_escape").decode())
    assert_nothing_personal(written)
    assert "u5f20" not in written.getvalue()


def test_what_is_inside_lists_and_mappings_is_cleaned_too(written: io.StringIO) -> None:
    structlog.get_logger("bot").info("x", seen=[{"phone": PHONE}, [ID_NUMBER, NAME]], count=3, took=0.25)
    assert_nothing_personal(written)
    line = json.loads(written.getvalue())
    assert (line["count"], line["took"]) == (3, 0.25)


def test_a_password_inside_a_database_address_is_hidden(written: io.StringIO) -> None:
    structlog.get_logger("bot").info("cannot reach postgresql://bot:hushhush@db:5432/bot")
    assert_nothing_personal(written)


def test_case_numbers_and_times_stay_readable(written: io.StringIO) -> None:
    structlog.get_logger("bot").info("filed", case_number="XS2026123456", status_at="10:21:07")
    line = json.loads(written.getvalue())
    assert (line["case_number"], line["status_at"]) == ("XS2026123456", "10:21:07")
