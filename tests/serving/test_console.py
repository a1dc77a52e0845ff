"""The console of a real `serve`: its first account, staff added beside it, and the way in."""

from __future__ import annotations

import json
import re
from pathlib import Path

import httpx

from tests.serving.process import installed

FIRST = re.compile(r"first account: name (\S+), one-time password (\S+) ")


def sign_in(client: httpx.Client, name: str, password: str) -> httpx.Response:
    door = client.get("/console/sign-in").text
    token = re.search(r'name="csrf" value="([0-9a-f]+)"', door)
    assert token
    return client.post("/console/sign-in", data={"csrf": token[1], "name": name, "password": password})


def test_the_first_account_is_told_once_and_gets_in(tmp_path: Path) -> None:
    with installed(tmp_path) as service:
        service.start()
        told = FIRST.findall(service.log())
        assert [name for name, _ in told] == ["admin"]
        with httpx.Client(base_url=service.url) as client:
            assert sign_in(client, *told[0]).headers["location"] == "/console"
            page = client.get("/console", follow_redirects=True)
            assert page.url.path == "/console/password" and page.headers["x-frame-options"] == "DENY"
        service.end()
        service.start()
        assert len(FIRST.findall(service.log())) == 1


def test_staff_are_added_listed_and_reset_beside_a_running_serve(tmp_path: Path) -> None:
    with installed(tmp_path) as service:
        service.start()
        added = service.command("staff", "add", "李娜", "--role", "supervisor", "--area", "321100")
        assert added.returncode == 0 and len(added.stdout.strip()) == 23
        listed = [json.loads(line) for line in service.command("staff", "list", "--json").stdout.splitlines()]
        assert [(one["name"], one["role"], one["area"]) for one in listed] == [
            ("admin", "admin", ""),
            ("李娜", "supervisor", "3211"),
        ]
        reset = service.command("staff", "reset", "李娜").stdout.strip()
        with httpx.Client(base_url=service.url) as client:
            assert sign_in(client, "李娜", added.stdout.strip()).status_code == 422
            assert sign_in(client, "李娜", reset).status_code == 303
        assert reset not in service.log() and added.stdout.strip() not in service.log()


def test_what_cannot_be_done_with_staff_is_one_sentence(tmp_path: Path) -> None:
    with installed(tmp_path) as service:
        for arguments, said in (
            (("add", "x", "--area", "999999"), "GB/T 2260"),
            (("add", "operator"), "is not `operator`"),
            (("reset", "nobody"), "Nobody here is called nobody"),
        ):
            done = service.command("staff", *arguments)
            assert done.returncode == 1 and said in done.stderr and done.stderr.count("\n") == 1 and not done.stdout
