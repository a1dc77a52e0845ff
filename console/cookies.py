"""What the browser keeps for us, and the tokens that prove a form to be ours."""

from __future__ import annotations

import hmac
from typing import Final, Literal

from starlette.requests import Request
from starlette.responses import Response

Purpose = Literal["staff", "door"]
CSRF_FIELD: Final = "csrf"
CSRF_HEADER: Final = "X-CSRF-Token"
DOOR_SECONDS: Final = 24 * 3600


def is_secure(request: Request) -> bool:
    """Whether the browser reached us over https, perhaps through a web server that said so."""
    return request.url.scheme == "https"


def held(request: Request, purpose: Purpose) -> str | None:
    """What the browser holds: the session's token, or the one it got at the door, before it signed in."""
    return request.cookies.get(_name(request, purpose)) or None


def keep(request: Request, response: Response, purpose: Purpose, token: str) -> None:
    """The browser keeps it until it is closed, shows it to no script, and sends it along from our own pages only."""
    response.set_cookie(
        _name(request, purpose),
        token,
        path="/",
        secure=is_secure(request),
        httponly=True,
        samesite="strict",
        max_age=DOOR_SECONDS if purpose == "door" else None,
    )


def drop(request: Request, response: Response, purpose: Purpose) -> None:
    """The browser forgets it."""
    response.delete_cookie(_name(request, purpose), path="/", secure=is_secure(request), httponly=True)


def csrf_token(token: str) -> str:
    """What a form must carry beside the cookie; it tells nothing of the cookie's token."""
    return hmac.digest(token.encode(), b"xinsheng csrf", "sha256").hex()


def is_genuine(given: str, token: str) -> bool:
    """Whether the form was made for whoever holds the token."""
    return hmac.compare_digest(given.encode(), csrf_token(token).encode())


def is_from_elsewhere(request: Request) -> bool:
    """Whether the browser says that another site sends this; older browsers say nothing."""
    return request.headers.get("sec-fetch-site", "same-origin") not in ("same-origin", "none")


def _name(request: Request, purpose: Purpose) -> str:
    # With this prefix no other site of the same domain can plant one (RFC 6265bis).
    return f"__Host-xinsheng-{purpose}" if is_secure(request) else f"xinsheng-{purpose}"
