"""WeChat checks the address."""

from __future__ import annotations

import pytest

from bot.channels.wechat.settings import Mode, WeChatSettings, WrongSettings
from tests.channels.wechat.conftest import Build
from tests.wechat_users import Account, verification

pytestmark = pytest.mark.asyncio
ECHO = "4375120948345356249"


async def test_the_echo_comes_back_byte_for_byte_in_every_mode(build: Build, mode: Mode) -> None:
    world = build(mode)
    for echo in (ECHO, "a+b c/%=&\u4f60<script>"):
        query = verification(world.account, echo, stamp=world.platform.stamp())
        response = await world.platform.client.get(f"{world.platform.url}?{query}")
        assert (response.status_code, response.content) == (200, echo.encode())
        assert response.headers["content-type"].startswith("text/plain")
        assert response.headers["x-content-type-options"] == "nosniff"


async def test_the_documented_signature_is_the_one_computed() -> None:
    query = verification(Account(token="AAAAA"), ECHO, stamp=1714036504, nonce="1514711492")
    assert "signature=f464b24fc39322e44b38aa78f5edd27bd1441696" in query


@pytest.mark.parametrize(
    "change",
    [
        {"signature": "0" * 40},
        {"signature": ""},
        {"nonce": "1"},
        {"timestamp": "0"},
        {"timestamp": "12345678901"},
        {"timestamp": "\u0661\u0662\u0663\u0664\u0665\u0666\u0667\u0668\u0669\u0660"},
        {"timestamp": "-123456789"},
    ],
)
async def test_a_wrong_signature_is_forbidden(build: Build, change: dict[str, str]) -> None:
    world = build()
    query = verification(world.account, ECHO, stamp=world.platform.stamp())
    parameters = dict(pair.split("=", 1) for pair in query.split("&")) | change
    response = await world.platform.client.get(world.platform.url, params=parameters)
    assert (response.status_code, response.content) == (403, b"")


@pytest.mark.parametrize(("seconds", "status"), [(299, 200), (-299, 200), (302, 403), (-302, 403)])
async def test_a_signature_counts_for_five_minutes(build: Build, seconds: float, status: int) -> None:
    world = build()
    query = verification(world.account, ECHO, stamp=world.platform.stamp())
    world.clock.pass_by(seconds)
    response = await world.platform.client.get(f"{world.platform.url}?{query}")
    assert response.status_code == status


async def test_a_parameter_given_twice_is_refused(build: Build) -> None:
    world = build()
    query = verification(world.account, ECHO, stamp=world.platform.stamp())
    response = await world.platform.client.get(f"{world.platform.url}?{query}&signature=0")
    assert response.status_code == 400


async def test_other_methods_are_refused(build: Build) -> None:
    world = build()
    response = await world.platform.client.put(world.platform.url)
    assert response.status_code == 405


@pytest.mark.parametrize(
    ("change", "named"),
    [
        ({"token": ""}, "WECHAT_TOKEN"),
        ({"token": "  "}, "WECHAT_TOKEN"),
        ({"app_id": ""}, "WECHAT_APP_ID"),
        ({"aes_key": ""}, "WECHAT_AES_KEY"),
        ({"aes_key": "short"}, "WECHAT_AES_KEY"),
        ({"aes_key": "a" * 42 + "\u00e4"}, "WECHAT_AES_KEY"),
        ({"mode": "none"}, "WECHAT_MODE"),
        ({"api_base": "api.weixin.qq.com"}, "WECHAT_API_BASE"),
        ({"patience": 4.6}, "patience"),
        ({"patience": 0.0}, "patience"),
    ],
)
async def test_unsafe_settings_are_refused_by_name(change: dict[str, object], named: str) -> None:
    right: dict[str, object] = {"app_id": "wx1", "token": "t", "aes_key": "a" * 43}
    with pytest.raises(WrongSettings, match=named):
        WeChatSettings(**(right | change))  # type: ignore[arg-type]


async def test_plain_mode_needs_no_key_and_secrets_are_not_shown() -> None:
    settings = WeChatSettings(app_id="wx1", token="tokenToHide", app_secret="secretToHide", mode="plain")
    assert "ToHide" not in repr(settings)
