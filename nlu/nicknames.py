"""Knows whether what somebody is called at the site, 老周 or 小蔡, may be the person with a full name."""

from __future__ import annotations

BEFORE = "老小阿大"
AFTER = ("师傅", "哥", "工", "叔", "姐", "嫂")


def may_be(called: str, name: str) -> bool:
    """Whether the call name has the family name, or the last character, of the full one."""
    if called == name or len(name) < 2:
        return False
    if len(called) == 2 and called[0] in BEFORE:
        return called[1] in (name[0], name[-1])
    bare = next((called.removesuffix(ending) for ending in AFTER if called.endswith(ending)), "")
    return len(bare) == 1 and bare == name[0]
