"""The menu under the account's talk, as an operator writes it and as WeChat wants it."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Final

import yaml

FILE: Final = Path(__file__).with_name("menu.yml")
MOST_BUTTONS, MOST_ENTRIES = 3, 5
LONGEST_BUTTON, LONGEST_ENTRY, LONGEST_KEY = 16, 60, 128  # bytes


class WrongMenu(ValueError):
    """The menu cannot be WeChat's; the message says where and why."""


def read_menu(path: Path = FILE) -> dict[str, Any]:
    """The menu as `menu/create` takes it; raises WrongMenu and OSError."""
    try:
        written = yaml.safe_load(path.read_text("utf-8"))
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise WrongMenu(f"{path.name} cannot be read as YAML ({type(error).__name__}).") from None
    buttons = written.get("menu") if isinstance(written, dict) else None
    if not isinstance(buttons, list) or not 1 <= len(buttons) <= MOST_BUTTONS:
        raise WrongMenu(f"{path.name} must have 1 to {MOST_BUTTONS} buttons under `menu`.")
    return {"button": [_button(button, LONGEST_BUTTON) for button in buttons]}


def _button(written: Any, longest: int) -> dict[str, Any]:
    name = str(written.get("name") or "") if isinstance(written, dict) else ""
    if not name or len(name.encode()) > longest:
        raise WrongMenu(f"The name {name!r} is missing or longer than {longest} bytes ({longest // 3} characters).")
    if "entries" in written:
        return {"name": name, "sub_button": _entries(name, written["entries"])}
    if url := written.get("url"):
        return {"type": "view", "name": name, "url": str(url)}
    says = str(written.get("says") or "")
    if not says or len(says.encode()) > LONGEST_KEY:
        raise WrongMenu(f"{name} needs `says` of at most {LONGEST_KEY} bytes, `url`, or `entries`.")
    return {"type": "click", "name": name, "key": says}


def _entries(name: str, written: Any) -> list[dict[str, Any]]:
    if not isinstance(written, list) or not 1 <= len(written) <= MOST_ENTRIES:
        raise WrongMenu(f"{name} must have 1 to {MOST_ENTRIES} entries.")
    return [_button(entry, LONGEST_ENTRY) for entry in written]


def plain(buttons: Any) -> list[Any]:
    """A menu's buttons without what differs between what is sent to WeChat and what comes back from it."""
    inside = buttons.get("list", []) if isinstance(buttons, dict) else buttons or []
    return [_plain(button) for button in inside if isinstance(button, dict)]


def _plain(button: dict[str, Any]) -> dict[str, Any]:
    kept = {name: button[name] for name in ("name", "type", "key", "url") if button.get(name)}
    under = plain(button.get("sub_button"))
    return {"name": kept["name"], "sub_button": under} if under and "name" in kept else kept


def lines_of(buttons: list[Any], indent: str = "") -> list[str]:
    """The menu as people read it."""
    lines: list[str] = []
    for button in buttons:
        told = button.get("key") or button.get("url") or ""
        lines.append(f"{indent}{button.get('name', '?')}" + (f"  ->  {told}" if told else ""))
        lines += lines_of(button.get("sub_button") or [], indent + "  ")
    return lines
