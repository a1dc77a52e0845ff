"""Starts a command: python -m bot COMMAND, which is what ./xinsheng runs."""

from __future__ import annotations

from bot.commandline import main

if __name__ == "__main__":
    main()
