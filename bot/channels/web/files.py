"""The files of the worker's page, read once, under an address that changes with any of them."""

from __future__ import annotations

import gzip
import hashlib
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from starlette.requests import Request
from starlette.responses import Response

FOLDER: Final = Path(__file__).resolve().parent.parent.parent / "static" / "chat"
PREFIX: Final = "/static/chat"
TYPES: Final = {".js": "text/javascript", ".css": "text/css", ".svg": "image/svg+xml"}
FOR_EVER: Final = "public, max-age=31536000, immutable"
OF_OTHER_PAGES: Final = frozenset({"sw.js", "crew.js"})
NOT_KEPT: Final = "no-cache"


@dataclass(frozen=True, slots=True)
class File:
    """One file as it is sent, and packed for who takes it so."""

    media_type: str
    content: bytes
    packed: bytes


class Files:
    """All files of the folder; they name each other without a version, which is the folder's."""

    def __init__(self, folder: Path = FOLDER) -> None:
        self._files = {path.name: _read(path) for path in sorted(folder.iterdir()) if path.suffix in TYPES}
        together = hashlib.sha256()
        for name, file in self._files.items():
            together.update(name.encode() + b"\0" + file.content)
        self.version = together.hexdigest()[:12]

    @property
    def address(self) -> str:
        """Where the page finds them."""
        return f"{PREFIX}/{self.version}"

    @property
    def scripts(self) -> list[str]:
        """The scripts of the page."""
        return [name for name in self._files if name.endswith(".js") and name not in OF_OTHER_PAGES]

    async def serve(self, request: Request) -> Response:
        """The file, to be kept for ever when it is of this version; 404 for a name that is not ours."""
        file = self._files.get(request.path_params["name"])
        if file is None:
            return Response(status_code=404)
        is_current = request.path_params["version"] == self.version
        return _sent(request, file, FOR_EVER if is_current else NOT_KEPT)

    async def serve_worker(self, request: Request) -> Response:
        """The service worker, which may see to our front page."""
        answer = _sent(request, self._files["sw.js"], NOT_KEPT)
        answer.headers["Service-Worker-Allowed"] = "/"
        return answer


def _read(path: Path) -> File:
    content = path.read_bytes()
    return File(TYPES[path.suffix], content, gzip.compress(content, 9, mtime=0))


def _sent(request: Request, file: File, cache: str) -> Response:
    headers = {"Cache-Control": cache, "Vary": "Accept-Encoding"}
    if "gzip" in request.headers.get("accept-encoding", ""):
        return Response(file.packed, headers={**headers, "Content-Encoding": "gzip"}, media_type=file.media_type)
    return Response(file.content, headers=headers, media_type=file.media_type)
