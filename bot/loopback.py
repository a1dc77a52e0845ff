"""Ports of this machine's own for servers that only we talk to."""

from __future__ import annotations

import socket


def free_port() -> int:
    """A loopback port that nothing listens on now; somebody else may still be faster to take it."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
