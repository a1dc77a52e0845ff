"""What a message wants, by rule and by the learned model; short messages of every intent, asked and unasked."""

from __future__ import annotations

from datetime import date

import pytest

from nlu.commands import command_of
from nlu.intents import OTHER
from nlu.normalise import normalise
from nlu.reading import Reading
from nlu.understand import account_for, understand

TODAY = date(2026, 11, 24)


def read(text: str, asked: str | None = None) -> Reading:
    return understand(text, today=TODAY, asked=asked)


@pytest.mark.parametrize(
    ("text", "asked", "intent"),
    [
        ("人工", None, "human"),
        ("转人工！", "amount_owed", "human"),
        ("我要跟真人说", None, "human"),
        ("停止", "person", "pause"),
        ("先不弄了", None, "pause"),
        ("等会儿再说", "phone", "pause"),
        ("继续", None, "resume"),
        ("接着填", None, "resume"),
        ("重新开始", "confirm", "restart"),
        ("从头来", None, "restart"),
        ("不投诉了", "amount_owed", "withdraw"),
        ("撤诉", None, "withdraw"),
        ("帮助", None, "help"),
        ("怎么用", None, "help"),
        ("你好", None, "greet"),
        ("好的，谢谢", None, "thanks_bye"),
        ("跳过", "id_number", "dont_know"),
        ("先不说", "person", "dont_know"),
        ("唔知", "employer", "dont_know"),
        ("滚", None, "abuse"),
        ("进度", "foreman", "query_progress"),
        ("快点", None, "urge"),
    ],
)
def test_a_short_phrase_that_says_one_thing_is_known_by_rule(text: str, asked: str | None, intent: str) -> None:
    assert command_of(normalise(text).text, asked) == intent


@pytest.mark.parametrize(
    "text", ["对", "没错", "是的呢", "中", "要得", "对头", "系", "得", "嗯呐", "行", "可以", "1", "１", "OK"]
)
def test_a_yes_in_any_dialect_confirms(text: str) -> None:
    assert read(text, "confirm").intent == read(text, "consent").intent == "affirm"


@pytest.mark.parametrize("text", ["不对", "唔系", "冇", "不中", "不行", "错了", "2", "２", "不是"])
def test_a_no_in_any_dialect_denies(text: str) -> None:
    assert read(text, "confirm").intent == "deny"


@pytest.mark.parametrize(("text", "asked"), [("1", "headcount"), ("两万四", "amount_owed"), ("王建国", "person")])
def test_an_answer_to_a_question_for_a_fact_is_information(text: str, asked: str) -> None:
    assert read(text, asked).intent == "provide_info"


def test_a_no_with_the_right_value_corrects() -> None:
    assert read("不对，是两万六", "confirm").intent == "correct_info"


@pytest.mark.parametrize(
    ("text", "asked"), [("没签", "evidence_contract"), ("没有", "foreman"), ("没有公司", "employer")]
)
def test_what_there_is_not_is_denied(text: str, asked: str) -> None:
    assert read(text, asked).intent == "deny"


def test_a_phrase_that_steers_the_talk_is_no_name() -> None:
    assert read("进度", "foreman").entities == {}


@pytest.mark.parametrize(
    ("text", "intent"),
    [
        ("我要投诉", "report_arrears"),
        ("他妈的欠我三个月工资不给", "report_arrears"),
        ("欠我两万四，没签合同能要到吗", "report_arrears"),
        ("没签合同能投诉吗", "ask_policy"),
        ("工资收到了，谢谢", "paid_update"),
        ("今天给了五千，还差八千", "paid_update"),
        ("我那个投诉办得怎么样了", "query_progress"),
        ("都一个月了，你们快点行不行", "urge"),
        ("明天上午我去你们窗口，帮我约一下", "book_visit"),
        ("打五分，很满意", "rate"),
        ("明天下不下雨", "out_of_scope"),
        ("说错了，是九千不是八千", "correct_info"),
        ("你们这些骗子", "abuse"),
    ],
)
def test_what_a_sentence_wants_is_learned(text: str, intent: str) -> None:
    assert read(text).intent == intent


@pytest.mark.parametrize(
    ("text", "topic"),
    [
        ("没签合同能投诉吗", "no_contract"),
        ("要准备什么材料", "evidence"),
        ("收费吗", "cost"),
        ("多久能处理", "processing_time"),
        ("包工头跑了谁给钱", "who_pays"),
        ("两年前的工资还能要吗", "time_limit"),
        ("怎么申请劳动仲裁", "arbitration"),
        ("老板会知道是我投诉的吗", "anonymity"),
        ("请不起律师有没有免费的", "legal_aid"),
        ("去哪里投诉", "where"),
        ("六十多岁了能投诉吗", "eligibility"),
        ("工资保证金是什么", "wage_deposit"),
        ("老板会坐牢吗", "criminal"),
        ("能把他拉进黑名单吗", "blacklist"),
        ("可以直接去法院起诉吗", "lawsuit"),
        ("工伤你们管吗", "scope"),
        ("老板扣工资合法吗", "right"),
        ("投诉流程是怎样的", "procedure"),
    ],
)
def test_a_question_of_policy_has_its_topic(text: str, topic: str) -> None:
    reading = read(text)
    assert (reading.intent, reading.entities) == ("ask_policy", {"faq_topic": topic})


def test_danger_goes_before_everything_else() -> None:
    account = account_for("转人工，不给钱我就跳楼", today=TODAY, asked="confirm")
    assert (account.reading.intent, account.intent_rule) == ("crisis", "danger:self_harm")


def test_the_model_sees_danger_that_no_rule_knows() -> None:
    account = account_for("我不想拖累家里了，就这样吧，对不起爸妈", today=TODAY)
    assert account.reading.intent == "crisis"


@pytest.mark.parametrize("text", ["asdfgh", "😀", "。。。", "[图片]"])
def test_what_nothing_fits_is_out_of_scope(text: str) -> None:
    reading = read(text)
    assert reading.intent == OTHER


def test_confidence_is_a_probability() -> None:
    texts = ("欠我两万四", "嗯", "这个不好说", "xyz")
    assert all(0 < read(text).confidence <= 1 for text in texts)
