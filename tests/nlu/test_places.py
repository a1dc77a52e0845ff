"""Which county a place means."""

from __future__ import annotations

import pytest

from nlu.places import county_of


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("镇江润州", "321111"),
        ("江苏省镇江市润州区", "321111"),
        ("润州", "321111"),
        ("定西陇西", "621122"),
        ("甘肃省陇西县", "621122"),
        ("苏州吴江", "320509"),
        ("吴江市", "320509"),
        ("昆山", "320583"),
        ("江苏昆山花桥", "320583"),
        ("西安高陵", "610117"),
        ("高陵县", "610117"),
        ("浦东", "310115"),
        ("上海南汇", "310115"),
        ("上海市 浦东新区", "310115"),
        ("青岛市市北区", "370203"),
        ("枣庄市中", "370402"),
        ("济宁市市中区", "370811"),
        ("南通通州", "320612"),
        ("辽阳辽阳县", "211021"),
        ("吉林吉林市船营区", "220204"),
        ("东莞长安", "441900"),
        ("重庆江北", "500157"),
        ("积石山县", "622927"),
        ("新疆喀什疏附县", "653121"),
        ("仙桃", "429004"),
        ("我在镇江丹徒区干活", "321112"),
        ("陇西县定西市", "621122"),
    ],
)
def test_a_place_that_names_one_county_has_its_code(text: str, code: str) -> None:
    county = county_of(text)
    assert county is not None
    assert county.code == code


@pytest.mark.parametrize(
    "text", ["", "工地", "镇江", "江苏省", "鼓楼区", "通州", "朝阳", "辽阳", "海南", "长沙", "市中", "苏州工业园区"]
)
def test_a_place_that_names_none_or_several_has_no_county(text: str) -> None:
    assert county_of(text) is None


def test_a_county_knows_its_city_and_province() -> None:
    county = county_of("润州")
    assert county is not None
    assert (county.name, county.city, county.province) == ("润州区", "镇江市", "江苏省")


def test_a_county_of_a_municipality_has_no_city() -> None:
    county = county_of("浦东新区")
    assert county is not None
    assert (county.city, county.province) == (None, "上海市")
