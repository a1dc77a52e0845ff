"""Finds the case number that a worker names."""

from __future__ import annotations

import re
from collections.abc import Sequence

from nlu.found import Context, Found

OWN = re.compile(r"(?<![A-Za-z0-9])[Xx][Ss][\s\-_.·:]*((?:[0-9][\s\-_.·]?){6,20})(?![0-9])")
NAMED = re.compile(
    r"(?:(?:受理|登记|投诉|案件|案子|查询|受案|回执|工单|信访)(?:编号|案号|单号|号码?)|编号|案号|(?<!证)件号|单号|查件|查单|查案|工单|案子|案件)"
    r"(?:是|为|:|,|\s|就是)*([A-Za-z]{0,4}[\s\-]?[0-9](?:[0-9A-Za-z\-/]|\s(?=[0-9])){4,24})"
)
SHAPED = re.compile(r"(?<![A-Za-z0-9])[A-Za-z]{1,4}-?20[0-9]{2}-?[0-9](?:[0-9\-]){3,14}(?![0-9])")
OTHERS = re.compile(r"(?:身份证|手机|电话|银行卡|车牌)\w{0,3}$")


def find_case_numbers(context: Context, taken: Sequence[Found]) -> list[Found]:
    """The field case_no: ours without its blanks, another office's as it is written."""
    text = context.text
    if own := OWN.search(text):
        return [Found("case_no", "XS" + re.sub(r"\D", "", own.group(1)), own.start(), own.end(), "own")]
    for match in NAMED.finditer(text):
        named = match.group(1).strip(" -/")
        if not OTHERS.search(text[: match.start()]) and sum(map(str.isdigit, named)) >= 5:
            return [Found("case_no", named, match.start(1), match.start(1) + len(named), "named")]
    if (shaped := SHAPED.search(text)) and not any(
        one.start < shaped.end() and shaped.start() < one.end for one in taken
    ):
        return [Found("case_no", shaped.group(), shaped.start(), shaped.end(), "shape")]
    return []
