"""Sets up logging: one line an event on standard error, JSON for machines, columns for a terminal."""

from __future__ import annotations

import logging
import sys
from typing import Any, TextIO

import structlog

from bot.redaction import redact

QUIET = (
    "uvicorn.access",
    "uvicorn.error",
    "httpx",
    "httpcore",
    "jieba",
    "rasa_sdk",
    "sanic.root",
    "alembic",
    "asyncio",
)
SHARED: tuple[Any, ...] = (
    structlog.stdlib.add_log_level,
    structlog.stdlib.add_logger_name,
    structlog.stdlib.ExtraAdder(),
    structlog.processors.TimeStamper(fmt="iso", utc=True),
)


def set_up_logs(stream: TextIO | None = None, *, level: int = logging.INFO) -> None:
    """Sends every log record of ours and of the libraries to the stream, redacted last of all."""
    stream = stream or sys.stderr
    handler = logging.StreamHandler(stream)
    handler.setFormatter(_formatter(colours=stream.isatty()))
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(level)
    for name in QUIET:
        logging.getLogger(name).setLevel(logging.WARNING)
    structlog.configure(
        processors=[*SHARED[:2], *SHARED[3:], structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=False,
    )


def _formatter(*, colours: bool) -> logging.Formatter:
    renderer: Any = (
        structlog.dev.ConsoleRenderer(exception_formatter=structlog.dev.plain_traceback)
        if colours
        else structlog.processors.JSONRenderer(ensure_ascii=False)
    )
    return structlog.stdlib.ProcessorFormatter(
        foreign_pre_chain=list(SHARED),
        processors=[
            structlog.stdlib.ProcessorFormatter.remove_processors_meta,
            structlog.processors.format_exc_info,
            redact,
            renderer,
        ],
    )
