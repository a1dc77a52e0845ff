"""A short question of law where an answer was asked for, which the open question makes look like one."""

from __future__ import annotations

import re
from datetime import date

from nlu.reading import Reading
from nlu.understand import understand

QUESTION = re.compile(r"(?:[呢吗么咩不没]|没有)?[?？]+[!！。]*$|[呢吗么咩][。!！]*$")
ASKING = re.compile("几点|哪里|哪儿|怎么|多久|多少天|能不能|可不可以|要不要|会不会|谁来|找谁|算不算|有没有用|什么时候")
LEAD = re.compile(r"^(?:那么?|哦|噢|嗯|请问|还有|对了)[,， ]?")
SECRET = re.compile("保密|匿名|不留名")
LOOSE = frozenset({"provide_info", "dont_know", "out_of_scope", "help", "affirm", "deny"})
LONGEST = 24  # characters
SURE = 0.6
NO_DAY = date(2000, 1, 1)  # of a question only its topic is taken


def question_between(reading: Reading) -> Reading:
    """The reading, or the question that its words are when nothing is asked."""
    asks = QUESTION.search(reading.text.strip()) or (not reading.entities and ASKING.search(reading.text))
    if reading.intent not in LOOSE or len(reading.text) > LONGEST or not asks:
        return reading
    free = understand(LEAD.sub("", reading.text.strip()), today=NO_DAY)
    if SECRET.search(free.text) and free.intent == "dont_know":  # a refusal to tell, if it were no question
        return Reading(reading.text, "ask_policy", SURE, {"faq_topic": "anonymity"})
    topic = free.entities.get("faq_topic")
    if free.intent != "ask_policy" or free.confidence < SURE or topic is None:
        return reading
    return Reading(reading.text, free.intent, free.confidence, {"faq_topic": topic})
