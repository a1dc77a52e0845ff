"""Starting, ending and starting again, as an operator sees it."""

from __future__ import annotations

import json
import signal
from pathlib import Path

import httpx
import pytest

from tests.serving.process import installed


def test_a_newcomer_gets_a_page_and_everything_ends_cleanly(tmp_path: Path) -> None:
    with installed(tmp_path) as service:
        service.start()
        paths = ("/", "/healthz", "/readyz", "/metrics", "/api")
        assert {path: httpx.get(f"{service.url}{path}").status_code for path in paths} == dict.fromkeys(paths, 200)
        assert service.end(signal.SIGINT) == 0
        service.start()
        assert service.end(signal.SIGTERM) == 0


def test_a_talk_goes_on_where_it_was_through_another_process(tmp_path: Path) -> None:
    with installed(tmp_path) as service:
        first = service.command("talk", "--json", given='{"conversation": "a", "text": "鼎立劳务欠我两万四"}\n')
        assert json.loads(first.stdout)["asked"] == "consent"
        service.start()
        second = service.command("talk", "--json", given='{"conversation": "a", "text": "同意"}\n')
        assert json.loads(second.stdout)["asked"] == "person"
        assert json.loads(second.stdout)["complaint"]["amount_owed_yuan"] == "24000"


@pytest.mark.parametrize(
    ("name", "value", "told"),
    [
        ("XINSHENG_DATABASE_URL", "mysql://x", "XINSHENG_DATABASE_URL"),
        ("XINSHENG_DATABASE_URI", "x", "did you mean XINSHENG_DATABASE_URL"),
        ("XINSHENG_KEYS", "abc", "XINSHENG_KEYS"),
        ("XINSHENG_WECHAT_APP_ID", "wx1", "XINSHENG_WECHAT_TOKEN is missing"),
    ],
)
def test_wrong_settings_stop_the_start_with_one_sentence(tmp_path: Path, name: str, value: str, told: str) -> None:
    with installed(tmp_path) as service:
        service.environment[name] = value
        done = service.command("serve")
        assert done.returncode == 2
        assert told in done.stderr and "Traceback" not in done.stderr


def test_a_second_serve_on_the_same_folder_says_who_has_it(tmp_path: Path) -> None:
    with installed(tmp_path) as service:
        service.start()
        done = service.command("serve", "--port", "0")
        assert done.returncode == 1
        assert "in use by serve" in done.stderr


def test_postgres_without_keys_is_refused(tmp_path: Path) -> None:
    with installed(tmp_path, database="postgresql://nobody:x@127.0.0.1:9/none") as service:
        del service.environment["XINSHENG_KEYS"]
        done = service.command("serve", "--port", "0")
        assert done.returncode in (1, 2)
        assert len(done.stderr.strip().splitlines()) == 1
