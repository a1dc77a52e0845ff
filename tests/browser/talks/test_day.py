"""A day at the office: three workers, an officer and a supervisor at once, from the first word to the notice."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Route, expect

from tests.browser.talks.conftest import Desks, Phones
from tests.browser.talks.people import Clerk, Worker
from tests.pictures import photo

pytestmark = pytest.mark.browser
REPORT = "我叫{name}，鼎立劳务欠我两万四，镇江市润州区万象新城二期，老孙是包工头，今年三月到七月，就我一个人"
ANSWERS = (("身份证", "321102198506150015"), ("电话", "13800001234"), ("证据", "1 3"), ("读", "对"), ("对不对", "对"))


def report(worker: Worker) -> None:
    """Says all in one breath and agrees that it is written down."""
    worker.answered(REPORT.format(name=worker.name))
    worker.answered("同意")


def file(worker: Worker) -> str:
    """Answers what is asked until there is a number."""
    for _ in range(20):
        asked = worker.asked()
        if number := re.search(r"编号\s*(XS\d+)", asked):
            return number[1]
        worker.answered(reply_to(asked))
    raise AssertionError(f"no receipt: {worker.bubbles()}")


def reply_to(asked: str) -> str:
    if re.search(r"对吗|对不对|没错|都对", asked):
        return "对"
    return next((answer for word, answer in ANSWERS if word in asked), "跳过")


def speak_with(li: Clerk, worker: Worker) -> None:
    """Takes the talk over; words and a photo come and go, and the assistant says nothing."""
    quiet = worker.by("assistant").count()
    li.open(worker.name[0], "机器人")
    li.take()
    li.say("您好，我是劳动监察的小李。")
    worker.hears("我是劳动监察的小李")
    worker.say("领导好，什么时候能给钱")
    expect(li.lines("worker").filter(has_text="什么时候能给钱")).to_be_visible()
    worker.page.set_input_files("#gallery", {"name": "欠条.jpg", "mimeType": "image/jpeg", "buffer": photo(900, 600)})
    shot = li.talk.locator("[data-photo] img")
    expect(shot).to_be_visible()
    assert shot.evaluate("image => image.decode().then(() => image.naturalWidth)") == 480
    assert worker.by("assistant").count() == quiet


def go_on(qian: Clerk, worker: Worker) -> None:
    """A colleague has the talk now; given back, the assistant asks what it had asked."""
    asked, spoken = worker.asked(), worker.by("assistant").count()
    qian.open(worker.name[0], "我的")
    expect(qian.page.locator(".handed")).to_have_text("li转给您的：欠条核过了，等公司回话。")
    qian.say("我来接着办，小李去工地了。")
    worker.hears("我来接着办")
    qian.give_back()
    expect(worker.by("assistant")).to_have_count(spoken + 1)
    assert worker.asked().splitlines()[-1] == asked.splitlines()[-1]


def accept(qian: Clerk, number: str) -> None:
    qian.page.goto(f"/console/cases/{number}")
    qian.page.locator(".steps-choices label", has_text="受理").first.click()
    qian.page.fill("[name=note]", "请周五上午带欠条来服务窗口。")
    qian.page.click("button:has-text('确认')")
    expect(qian.page.locator(".note.good")).to_contain_text("受理")


def test_from_the_first_word_to_the_notice(phones: Phones, desks: Desks) -> None:
    wang, zhao, sun = phones("王建国"), phones("赵铁柱"), phones("孙大海")
    li, qian = desks("li"), desks("qian")
    for worker in (wang, zhao, sun):
        report(worker)
    number = file(zhao)
    speak_with(li, wang)
    sun.answered("进度")  # the others are served meanwhile
    li.hand_to("qian", "欠条核过了，等公司回话。")
    go_on(qian, wang)
    accept(qian, number)
    zhao.hears("请周五上午带欠条来服务窗口", "notice")
    qian.page.goto("/console")
    qian.open("赵", "结束")
    expect(qian.lines("notice").last.locator(".delivery")).to_have_text("已送达")
    zhao.page.reload()
    zhao.hears("请周五上午带欠条来服务窗口", "notice")
    assert not any("周五上午" in text for worker in (wang, sun) for _, text in worker.bubbles())


def test_the_assistant_is_silent_even_to_a_message_that_was_on_its_way(phones: Phones, desks: Desks) -> None:
    worker, li = phones("钱多多"), desks("li")
    report(worker)
    held: list[Route] = []
    worker.page.route("**/chat/messages", lambda route: held.append(route))
    worker.say("我还有一句话")
    expect(worker.page.locator("#talk .said.worker:not([data-id])")).to_have_count(1)
    while not held:
        worker.page.wait_for_timeout(20)
    before = worker.by("assistant").count()
    li.open("钱", "机器人")
    li.take()
    held[0].continue_()
    worker.page.unroute("**/chat/messages")
    expect(li.lines("worker").filter(has_text="我还有一句话")).to_be_visible()
    li.say("您说，我在听。")
    worker.hears("您说，我在听")
    assert worker.by("assistant").count() == before
    assert [who for who, _ in worker.bubbles()][-2:] == ["worker", "staff"]


def test_many_messages_while_an_officer_takes_over_are_answered_by_one_voice(phones: Phones, desks: Desks) -> None:
    worker, li = phones("周小满"), desks("li")
    report(worker)
    li.open("周", "机器人")
    for number in range(6):
        worker.say(f"第{number}句")
        if number == 2:
            li.talk.locator("button", has_text="接过来").click()
    expect(worker.page.locator("#talk .said.worker[data-id]")).to_have_count(8)
    expect(li.lines("worker").filter(has_text="第5句")).to_be_visible()
    li.say("都收到了。")
    worker.hears("都收到了")
    said = worker.bubbles()
    assert [text for who, text in said if who == "worker"][2:] == [f"第{number}句" for number in range(6)]
    last_of_assistant = max(index for index, (who, _) in enumerate(said) if who == "assistant")
    unanswered = [text for who, text in said[last_of_assistant:] if who == "worker"]
    assert unanswered and unanswered[-1] == "第5句"
    li.give_back()
