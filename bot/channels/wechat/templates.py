"""The templates that an operator has set up at WeChat, and which of our values goes into which of their fields."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final, Literal

from bot.channels.wechat.notice_fields import is_field, write
from handlers.notice_templates import NoticeKind, Template

Way = Literal["template", "subscription"]
VALUES: Final = ("case_number", "status", "time", "date", "what", "how")
LITERAL: Final = "="  # before words that stand in a field as they are
OF_A_CASE: Final = frozenset({"case_number", "status"})


class WrongTemplate(ValueError):
    """A template cannot be filled as it is set; the message says why."""


@dataclass(frozen=True, slots=True)
class WeChatTemplate:
    """One template; `fields` names the value for each field, or holds its words after `=`."""

    id: str
    fields: Mapping[str, str] = field(hash=False)
    way: Way = "template"
    url: str | None = None

    def filled(self, values: Mapping[str, str]) -> dict[str, str]:
        """Its fields as WeChat takes them; raises WrongTemplate for a value that a field cannot hold."""
        written = {name: self._written(name, what, values) for name, what in self.fields.items()}
        if wrong := [name for name, text in written.items() if text is None]:
            raise WrongTemplate(f"{wrong[0]} cannot hold {self.fields[wrong[0]]}")
        return {name: text for name, text in written.items() if text is not None}

    def _written(self, name: str, what: str, values: Mapping[str, str]) -> str | None:
        return write(name, what.removeprefix(LITERAL) if what.startswith(LITERAL) else values.get(what, ""))


def check_template(kind: NoticeKind, id: str, fields: Mapping[str, str]) -> None:
    """Raises WrongTemplate for what could never be filled, or would tell too much."""
    if not id.strip() or not fields:
        raise WrongTemplate("needs an id and at least one field")
    for name, what in fields.items():
        if not is_field(name):
            raise WrongTemplate(f"has the field {name}, which is none of WeChat's: a kind and a number, as thing1")
        if not what.startswith(LITERAL) and what not in VALUES:
            raise WrongTemplate(f"fills {name} with {what}, which is none of {', '.join(VALUES)} or =words")
        if what.startswith(LITERAL) and write(name, what.removeprefix(LITERAL)) is None:
            raise WrongTemplate(f"fills {name} with words that this field cannot hold")
        if kind != "progress" and what in OF_A_CASE:
            raise WrongTemplate(f"fills {name} with {what}, which only notices of progress have")


class Templates:
    """What each kind of notice is told with."""

    def __init__(self, templates: Mapping[NoticeKind, WeChatTemplate]) -> None:
        self._templates = templates

    def template(self, kind: NoticeKind) -> Template | None:
        """As the ladder wants to know it."""
        found = self._templates.get(kind)
        return Template(found.id, by_consent=found.way == "subscription") if found else None

    def of(self, kind: NoticeKind) -> WeChatTemplate | None:
        """The template itself."""
        return self._templates.get(kind)
