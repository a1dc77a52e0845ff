"""The account at the end of `./xinsheng test` is true."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from bot.private_postgres import NoPostgres, private_postgres

ROOT = Path(__file__).parent.parent.parent
TEST = """
import pytest
def test_yes(): pass
@pytest.mark.skip(reason="no {missing} here")
def test_not(): pass
"""


def checks(*arguments: str, **settings: str) -> subprocess.CompletedProcess[str]:
    callers = {name: value for name, value in os.environ.items() if name != "XINSHENG_TEST_EVERYTHING"}  # CI sets it
    environment = {**callers, "XINSHENG_TEST_PG_URL": "postgresql://nobody@127.0.0.1:9/none", **settings}
    command = [sys.executable, "-P", "-m", "bot.checks", *arguments]
    return subprocess.run(
        command, env={**environment, "PYTHONPATH": str(ROOT)}, capture_output=True, text=True, check=False
    )


@pytest.fixture
def skipping(tmp_path: Path) -> str:
    path = tmp_path / "test_some.py"
    path.write_text(TEST.format(missing="PostgreSQL"))
    return str(path)


def test_the_account_ends_with_pytests_own_line(skipping: str) -> None:
    done = checks(skipping, "-p", "no:cacheprovider")
    lines = done.stdout.strip().splitlines()
    assert done.returncode == 0
    assert "1 passed, 1 skipped" in lines[-1]
    assert "skipped  1 tests: no PostgreSQL here" in lines
    assert any(line.startswith("passed   pytest") for line in lines)


def test_what_is_missing_fails_where_everything_is_demanded(skipping: str) -> None:
    done = checks(skipping, "-p", "no:cacheprovider", XINSHENG_TEST_EVERYTHING="1")
    assert done.returncode == 1
    assert "FAILED   XINSHENG_TEST_EVERYTHING is set, and 1 tests: no PostgreSQL here" in done.stdout


def test_a_failing_test_fails_the_whole(tmp_path: Path) -> None:
    (tmp_path / "test_some.py").write_text("def test_no(): assert False")
    done = checks(str(tmp_path), "-p", "no:cacheprovider")
    assert done.returncode == 1
    assert "FAILED   pytest" in done.stdout


def test_an_operators_settings_do_not_reach_the_tests(tmp_path: Path) -> None:
    test = "import os\ndef test_it(): assert [n for n in os.environ if n.startswith('XINSHENG_')] == {names}"
    (tmp_path / "test_some.py").write_text(test.format(names=["XINSHENG_TEST_PG_URL"]))
    done = checks(str(tmp_path), "-p", "no:cacheprovider", XINSHENG_DATABASE_URL="sqlite:////precious.db")
    assert done.returncode == 0, done.stdout


def test_a_private_server_is_gone_afterwards() -> None:
    try:
        with private_postgres(durable=False) as url:
            port = int(url.rpartition(":")[2].partition("/")[0])
            assert listens(port)
    except NoPostgres as reason:
        pytest.skip(f"no PostgreSQL of one's own: {reason}")
    assert not listens(port)


def listens(port: int) -> bool:

    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0
