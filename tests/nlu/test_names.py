"""Which people, firms, sites, places and trades are heard in a message."""

from __future__ import annotations

from datetime import date

import pytest

from nlu.understand import found_in, seen, understand

TODAY = date(2026, 11, 24)
NAMES = ("person", "foreman", "employer", "project", "place", "job")


def heard(text: str, asked: str | None = None) -> dict[str, str]:
    """The names found in a message, whatever its intent."""
    return {each.field: each.value for each in found_in(seen(text, today=TODAY, asked=asked))[1] if each.field in NAMES}


@pytest.mark.parametrize(
    ("text", "field", "value"),
    [
        ("在润州万象新城干木工，鼎立劳务欠我两万四", "place", "润州"),
        ("在润州万象新城干木工，鼎立劳务欠我两万四", "project", "万象新城"),
        ("在润州万象新城干木工，鼎立劳务欠我两万四", "job", "木工"),
        ("在润州万象新城干木工，鼎立劳务欠我两万四", "employer", "鼎立劳务"),
        ("我们五个人在碧水湾三期给孙老板干活，每人欠八千", "foreman", "孙老板"),
        ("我叫钱多多，在昆山贴砖，老孙欠我五千", "person", "钱多多"),
        ("我叫钱多多，在昆山贴砖，老孙欠我五千", "foreman", "老孙"),
        ("我叫钱多多，在昆山贴砖，老孙欠我五千", "job", "贴砖"),
        ("包工头刘大奎欠我们三万", "foreman", "刘大奎"),
        ("老板姓顾，差我八千", "foreman", "姓顾"),
        ("给一个姓仇的干了两个月，差一万二", "foreman", "姓仇的"),
        ("我姓滕，滕万财，工资没给", "person", "滕万财"),
        ("这个名单：孙凯4100、吕超3900、我王磊4450", "person", "王磊"),
        ("我巴合提别克·努尔旦，一天六百，19天没给", "person", "巴合提别克·努尔旦"),
        ("老板名字写错了，是张建军不是张建国", "foreman", "张建军"),
        ("等陣，個名打錯咗，係梁志強唔係梁志祥", "person", "梁志强"),
    ],
)
def test_a_name_is_heard_in_a_sentence(text: str, field: str, value: str) -> None:
    assert heard(text).get(field) == value


@pytest.mark.parametrize(
    ("asked", "text", "value"),
    [
        ("person", "叫王建国", "王建国"),
        ("employer", "是鼎立劳务", "鼎立劳务"),
        ("employer", "牌子上写的是山东久安劳务", "山东久安劳务"),
        ("employer", "盐城兴隆建设工程有限公司第三分公司", "盐城兴隆建设工程有限公司第三分公司"),
        ("employer", "听他们讲系深圳市永力達人力資源公司", "深圳市永力达人力资源公司"),
        ("project", "在万象新城那边", "万象新城"),
        ("project", "会龙山隧道", "会龙山隧道"),
        ("project", "书香都会二期", "书香都会二期"),
        ("foreman", "老板叫孙大海", "孙大海"),
        ("job", "做木工的", "木工"),
        ("place", "镇江市丹徒区", "镇江市丹徒区"),
        ("place", "成都金堂", "成都金堂"),
        ("place", "会宁", "会宁"),
    ],
)
def test_a_bare_answer_is_the_value_that_was_asked_for(asked: str, text: str, value: str) -> None:
    assert heard(text, asked) == {asked: value}


def test_a_firm_that_is_given_for_the_foreman_is_the_employer() -> None:
    assert heard("公司我想起来了，叫贵州筑建劳务", "foreman") == {"employer": "贵州筑建劳务"}


@pytest.mark.parametrize(
    "text",
    [
        "总包是中建三局，劳务是宏远劳务，欠我一万二",
        "开发商恒源地产，分包给宏远劳务，宏远欠我们",
        "牌子上写的是江苏建安集团，发钱的是宏远劳务",
    ],
)
def test_in_a_chain_the_labour_subcontractor_is_the_employer(text: str) -> None:
    assert heard(text).get("employer") == "宏远劳务"


@pytest.mark.parametrize(
    ("text", "place", "project"),
    [
        ("秦皇岛卢龙县卢龙水泥库，干贴砖的", "秦皇岛卢龙县", "卢龙水泥库"),
        ("赣州章贡区章江新城工地，栽草皮，差我三千", "赣州章贡区", "章江新城"),
        ("在湘西吉首乾州安置房项目干木工", "湘西吉首", "乾州安置房"),
    ],
)
def test_a_place_ends_where_its_last_division_does(text: str, place: str, project: str) -> None:
    assert {**heard(text), "job": ""} == {"place": place, "project": project, "job": ""}


@pytest.mark.parametrize("asked", ["person", "employer", "project", "foreman", "job", "place"])
@pytest.mark.parametrize("text", ["不知道", "忘了", "没有", "没名字", "5000", "多久能处理？"])
def test_no_answer_names_nothing(asked: str, text: str) -> None:
    assert heard(text, asked) == {}


@pytest.mark.parametrize(
    "text",
    [
        *("", "工资没给", "老板跑了", "包工头不接电话", "对", "谢谢", "不是工地", "在一家电子厂打工，没发工资"),
        *("工钱一分没给", "包工头说明天来", "我们几个都没拿到"),
    ],
)
def test_a_message_without_names_names_nothing(text: str) -> None:
    assert heard(text) == {}


def test_who_is_on_a_list_is_neither_foreman_nor_speaker() -> None:
    names = heard("名单：石磊 12000元；龙永强 9500元；麻金花 8800元；吴老三 4000元")
    assert not names.keys() & {"person", "foreman"}


def test_the_same_words_are_one_person_only() -> None:
    names = heard("我们跟班组长蒲三娃干砌体，差一万二")
    assert names.get("foreman") == "蒲三娃"
    assert "person" not in names


def test_who_says_that_he_is_the_crew_leader_is_the_worker() -> None:
    assert heard("我是木工班长李四海，差我一万二").get("person") == "李四海"


def test_a_greeting_states_no_names() -> None:
    assert not understand("你好", today=TODAY, asked="project").entities
