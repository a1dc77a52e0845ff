"""Who is asking: the cookie that the worker's browser holds, and whether our own page asks."""

from __future__ import annotations

from collections.abc import Collection
from typing import Final
from urllib.parse import urlsplit

from starlette.requests import Request
from starlette.responses import Response

from bot.channels.web.refusals import Refused

YEAR_AND_A_BIT: Final = 400 * 24 * 3600  # the longest that browsers keep one


def held(request: Request) -> str | None:
    """The token that the browser holds."""
    return request.cookies.get(_name(request)) or None


def keep(request: Request, response: Response, token: str) -> None:
    """The browser keeps it, shows it to no script, and does not send it along from other sites' forms."""
    response.set_cookie(
        _name(request),
        token,
        max_age=YEAR_AND_A_BIT,
        path="/",
        secure=_is_secure(request),
        httponly=True,
        samesite="lax",
    )


def drop(request: Request, response: Response) -> None:
    """The browser forgets it."""
    response.delete_cookie(_name(request), path="/", secure=_is_secure(request), httponly=True, samesite="lax")


def refuse_strangers(request: Request, hosts: Collection[str]) -> None:
    """Raises Refused unless the browser says that our own page asks; `hosts` are our names beside the one asked."""
    site, origin = request.headers.get("sec-fetch-site"), request.headers.get("origin")
    if site is not None:
        is_ours = site == "same-origin"
    else:  # browsers say where a request comes from only over https, its origin always
        is_ours = origin is not None and urlsplit(origin).netloc in {request.headers.get("host"), *hosts}
    if not is_ours:
        raise Refused(403, "not_ours", "Only the page itself may ask for this.")


def _is_secure(request: Request) -> bool:
    return request.url.scheme == "https"


def _name(request: Request) -> str:
    # With this prefix no other site of the same domain can plant one (RFC 6265bis).
    return "__Host-xinsheng-worker" if _is_secure(request) else "xinsheng-worker"
