"""How a command ends: one sentence and a status instead of a trace, whatever an operator did wrong."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager

INTERRUPTED = 130


@contextmanager
def ending() -> Iterator[None]:
    """Wrong settings end with 2, what was refused with 1, Ctrl-C with 130, a closed pipe quietly."""
    try:
        yield
    except KeyboardInterrupt:
        sys.exit(INTERRUPTED)
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # nothing is left to flush into
        sys.exit(1)
    except Exception as error:
        sentences, status = _told(error)
        if not sentences:
            raise
        for sentence in sentences:
            sys.stderr.write(f"xinsheng: {sentence}\n")
        sys.exit(status)


def _told(error: Exception) -> tuple[tuple[str, ...], int]:
    from bot.service import Refused
    from bot.settings import WrongSettings

    if isinstance(error, WrongSettings):
        return error.sentences, 2
    if isinstance(error, Refused):
        return (str(error),), 1
    return (), 1
