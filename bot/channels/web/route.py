"""The addresses of the worker's page."""

from __future__ import annotations

from dataclasses import dataclass

from starlette.routing import BaseRoute, Route

from bot.channels.web.events import Events
from bot.channels.web.files import PREFIX, Files
from bot.channels.web.parts import WebParts
from bot.channels.web.photos import Photos, Pieces
from bot.channels.web.refusals import answered
from bot.channels.web.returning import Returning
from bot.channels.web.script_errors import ScriptErrors
from bot.channels.web.shown import PHOTOS, VOICES
from bot.channels.web.talking import Talking
from bot.channels.web.voices import Voices


@dataclass(frozen=True, slots=True)
class WebRoutes:
    """`uploads` take bodies larger than others may have."""

    pages: list[BaseRoute]
    uploads: list[BaseRoute]


def make_web_routes(parts: WebParts, files: Files) -> WebRoutes:
    """The routes for Starlette or FastAPI."""
    talking, returning, pieces = Talking(parts), Returning(parts), Pieces(parts)
    photos, voices = Photos(parts, pieces), Voices(parts, pieces)
    pages: list[BaseRoute] = [
        Route("/", talking.show, methods=["GET"]),
        Route(f"{PREFIX}/{{version}}/{{name}}", files.serve, methods=["GET"]),
        Route("/chat/sw.js", files.serve_worker, methods=["GET"]),
        Route("/chat/offline", talking.show_offline, methods=["GET"]),
        Route("/chat/begin", answered(talking.begin), methods=["POST"]),
        Route("/chat/messages", answered(talking.read), methods=["GET"]),
        Route("/chat/messages", answered(talking.write), methods=["POST"]),
        Route("/chat/seen", answered(talking.see), methods=["POST"]),
        Route("/chat/events", answered(Events(parts).stream), methods=["GET"]),
        Route(f"{PHOTOS}/{{id}}", answered(photos.show), methods=["GET"]),
        Route(f"{VOICES}/{{id}}", answered(voices.play), methods=["GET"]),
        Route("/chat/errors", answered(ScriptErrors(parts).take), methods=["POST"]),
        Route("/chat/return-code", answered(returning.make_code), methods=["POST"]),
        Route("/chat/return", answered(returning.come_back), methods=["POST"]),
        Route("/chat/leave", answered(returning.leave), methods=["POST"]),
    ]
    uploads = [(PHOTOS, photos.take), (VOICES, voices.take)]
    return WebRoutes(pages, [Route(path, answered(take), methods=["POST"]) for path, take in uploads])
