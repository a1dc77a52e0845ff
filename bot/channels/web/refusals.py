"""What the worker's page is refused, as problems with a code that the page has a sentence for."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable
from typing import Any

import structlog
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response

from bot.web.problems import Problem, problem

log = structlog.get_logger(__name__)
AGAIN_IN_SECONDS = 3
PLAIN = re.compile(r"[a-z-]{0,12}")  # keys and ids are longer, or have digits

Endpoint = Callable[[Request], Awaitable[Response]]


class Refused(Exception):
    """It was not done; `code` is for the page's script, `detail` for people who read logs, `wait` is in seconds."""

    def __init__(self, status: int, code: str, detail: str, *, wait: int = 0, **more: Any) -> None:
        super().__init__(detail)
        self.status, self.code, self.detail, self.wait, self.more = status, code, detail, wait, more


def answered(endpoint: Endpoint) -> Endpoint:
    """The endpoint, whose every end is an answer that nobody stores."""

    async def answering(request: Request) -> Response:
        try:
            answer = await endpoint(request)
        except Refused as refused:
            answer = told(refused)
        except (Problem, HTTPException, ClientDisconnect):
            raise
        except Exception as failure:  # the page keeps what it wanted to send and comes again
            log.error("The worker's page was failed", path=place_of(request.url.path), failure=type(failure).__name__)
            answer = told(Refused(503, "failed", "The service cannot do this just now.", wait=AGAIN_IN_SECONDS))
        answer.headers.setdefault("Cache-Control", "no-store")
        return answer

    return answering


def place_of(path: str) -> str:
    """The path without what may be a key or an id."""
    return "/".join(part if PLAIN.fullmatch(part) else "…" for part in path.split("/"))


def told(refused: Refused) -> Response:
    """The refusal as an answer."""
    answer = problem(refused.status, refused.detail, code=refused.code, **refused.more)
    if refused.wait:
        answer.headers["Retry-After"] = str(refused.wait)
    return answer
