"""The same forms and actions over HTTP, as a Rasa server calls them, and POST /model/parse beside them."""

from __future__ import annotations

import json
import zlib
from collections.abc import Callable
from datetime import date
from typing import Any, Final

import structlog
from rasa_sdk.executor import ActionExecutor
from rasa_sdk.interfaces import ActionExecutionRejection, ActionMissingDomainException, ActionNotFoundException
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp

from bot.web.limits import BodyLimit
from bot.web.parse import parse_body
from bot.web.problems import Problem, problem

log = structlog.get_logger(__name__)
LONGEST_CALL: Final = 4 * 1024 * 1024  # Rasa sends the whole tracker and domain with every call


def make_action_app(actions: ActionExecutor, *, today: Callable[[], date]) -> ASGIApp:
    """The application: /webhook, /actions, /health as rasa_sdk's own server has them, and /model/parse."""

    async def webhook(request: Request) -> Response:
        return await _run(actions, call_in(await request.body(), request.headers.get("content-encoding")))

    async def names(_: Request) -> Response:
        return JSONResponse([one.model_dump() for one in actions.list_actions()])

    async def health(_: Request) -> Response:
        return JSONResponse({"status": "ok"})

    async def parse(request: Request) -> Response:
        return JSONResponse(parse_body(await request.body(), today=today))

    routes = [
        Route("/webhook", webhook, methods=["POST"]),
        Route("/actions", names),
        Route("/health", health),
        Route("/model/parse", parse, methods=["POST"]),
    ]
    app = Starlette(routes=routes, exception_handlers={Problem: _told})
    return BodyLimit(app, leave_alone=set(), most=LONGEST_CALL)


def call_in(body: bytes, encoding: str | None) -> dict[str, Any]:
    """The call that Rasa sent, plain or deflated; raises Problem."""
    try:
        call = json.loads(_inflated(body) if encoding == "deflate" else body)
    except (ValueError, zlib.error, RecursionError):
        raise Problem(400, "The body is not JSON.") from None
    if not isinstance(call, dict) or not isinstance(call.get("tracker"), dict):
        raise Problem(400, 'The body must be an action call with a "tracker".')
    return call


def _inflated(body: bytes) -> bytes:
    whole = zlib.decompressobj()
    plain = whole.decompress(body, LONGEST_CALL)
    if whole.unconsumed_tail:
        raise Problem(413, "The call is too long.")
    return plain


async def _run(actions: ActionExecutor, call: dict[str, Any]) -> Response:
    """Rasa reads the status: 400 is an action that stands aside, 404 one we do not have, 449 asks for the domain."""
    try:
        result = await actions.run(call)
    except ActionExecutionRejection as rejection:
        return JSONResponse({"error": rejection.message, "action_name": rejection.action_name}, 400)
    except ActionNotFoundException as unknown:
        return JSONResponse({"error": unknown.message, "action_name": unknown.action_name}, 404)
    except ActionMissingDomainException as missing:
        return JSONResponse({"error": missing.message, "action_name": missing.action_name}, 449)
    except Exception:
        log.exception("an action failed", action=str(call.get("next_action"))[:60])
        return problem(500, "The action failed; the log of the action server says more.")
    return JSONResponse(result.model_dump() if result else None)


async def _told(_: Request, error: Exception) -> Response:
    assert isinstance(error, Problem)
    return problem(error.status, error.detail)
