"""Knows whether what somebody is called at the site, 老周 or 小蔡, may be the person with a full name."""

from __future__ import annotations

BEFORE = "老小阿大"
AFTER = ("师傅", "哥", "工", "叔", "姐", "嫂")


def character_of(called: str) -> str | None:
    """The one character of his name that a call name holds; None where it is no call name."""
    if len(called) == 2 and called[0] in BEFORE:
        return called[1]
    bare = next((called.removesuffix(ending) for ending in AFTER if called.endswith(ending)), "")
    return bare if len(bare) == 1 else None


def may_be(called: str, name: str) -> bool:
    """Whether the call name has the family name, or after 老 or 小 the last character, of the full one."""
    character = character_of(called)
    if called == name or len(name) < 2 or character is None or character_of(name) is not None:
        return False
    return character == name[0] or (called[0] in BEFORE and character == name[-1])
