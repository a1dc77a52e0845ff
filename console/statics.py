"""The files of the console's pages, read once, under names that change with their content."""

from __future__ import annotations

import gzip
import hashlib
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from starlette.requests import Request
from starlette.responses import Response

FOLDER: Final = Path(__file__).parent / "static"
PREFIX: Final = "/console/static"
TYPES: Final = {".js": "text/javascript", ".css": "text/css", ".svg": "image/svg+xml"}
FOR_EVER: Final = "public, max-age=31536000, immutable"


@dataclass(frozen=True, slots=True)
class File:
    """One file as it is sent, and packed for who takes it so."""

    media_type: str
    content: bytes
    packed: bytes


class Statics:
    """All files of the folder that a browser may want."""

    def __init__(self, folder: Path = FOLDER) -> None:
        self._paths: dict[str, str] = {}
        self._files: dict[str, File] = {}
        for path in sorted(folder.iterdir()):
            if path.suffix in TYPES:
                self._add(path)

    def url(self, name: str) -> str:
        """Where the browser finds the file; raises KeyError for one that is not there."""
        return f"{PREFIX}/{self._paths[name]}"

    async def serve(self, request: Request) -> Response:
        """The file, to be kept for ever; 404 for a name that is not, or no longer, ours."""
        file = self._files.get(request.path_params["name"])
        if file is None:
            return Response(status_code=404)
        headers = {"Cache-Control": FOR_EVER, "Vary": "Accept-Encoding"}
        if "gzip" in request.headers.get("accept-encoding", ""):
            return Response(file.packed, headers={**headers, "Content-Encoding": "gzip"}, media_type=file.media_type)
        return Response(file.content, headers=headers, media_type=file.media_type)

    def _add(self, path: Path) -> None:
        content = path.read_bytes()
        name = f"{path.stem}.{hashlib.sha256(content).hexdigest()[:12]}{path.suffix}"
        self._paths[path.name] = name
        self._files[name] = File(TYPES[path.suffix], content, gzip.compress(content, 9, mtime=0))
