"""What an operator does about each errcode of WeChat."""

from __future__ import annotations

from typing import Final

from bot.channels.base import Later, Unknown
from bot.channels.wechat.calls import Answered

REMEDIES: Final = {
    -1: "WeChat is busy; try again",
    40001: "the AppSecret is not this account's, or its token was replaced; copy the AppSecret anew",
    40002: "WeChat does not know this way to ask for a token; look whether XINSHENG_WECHAT_API_BASE is right",
    40013: "XINSHENG_WECHAT_APP_ID is not an AppID that WeChat knows",
    40125: "XINSHENG_WECHAT_APP_SECRET is wrong; it was perhaps reset at WeChat",
    40164: "this server's address is not in the IP whitelist of the account; add the address that WeChat names",
    40243: "the AppSecret is frozen; unfreeze it in the developer platform",
    41002: "XINSHENG_WECHAT_APP_ID is empty",
    41004: "XINSHENG_WECHAT_APP_SECRET is empty",
    40037: "the template's id is not one of the account's; copy it from the account's console",
    43101: "the worker has not agreed to such notices",
    45009: "the day's calls are used up; they are free again at midnight",
    45029: "the account has its 100,000 permanent codes already; make this one with --days",
    45011: "too many calls in a minute; wait a minute",
    46003: "there is no menu",
    47003: "a field of the template does not take the value; ./xinsheng wechat check compares the fields",
    48001: "the account has no right to do this; only verified accounts have",
    48002: "the account has switched customer messages off",
    48004: "WeChat has blocked this; its notices in the account's console say why",
    50001: "the account has no right to do this",
    50002: "the account is restricted; its notices in the account's console say why",
    89503: "the address waits for the account's administrator to agree to it",
    89506: "the administrator has refused the address twice in a day",
}

# Where there is no token and no errcode either.
NO_TOKEN: Final = {
    "no_app_secret": "XINSHENG_WECHAT_APP_SECRET is missing",
    "token_unavailable": "WeChat's API gave none: it cannot be reached, is busy, or something else answers there",
}


def told(answered: Answered | Later | Unknown) -> str:
    """What WeChat said, and what to do."""
    if not isinstance(answered, Answered):
        return f"WeChat's API cannot be reached or did not answer as WeChat does ({answered.reason})"
    code = answered.errcode
    said = str(answered.body.get("errmsg", ""))[:200]
    return f"{REMEDIES.get(code or 0, 'WeChat refuses it')} (errcode {code}: {said})"
