"""Who of a crew somebody is: the quick way finds what the slow one does, and never takes two for one."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from cases.crew_matching import Known, Person, double_of, listed_as, one_of
from storage.crews import MemberRow

ID, OTHER = "321102198506150015", "110105199003071239"
NAMES = st.sampled_from(["王强", "王建国", "老王", "小强", "李四海", "李师傅", "老李", "周大海", "老周"])
PHONES = st.sampled_from([None, "13800001234", "13800001235"])
IDS = st.sampled_from([None, ID, OTHER])
PERSONS = st.builds(Person, NAMES, PHONES, IDS)


def row(id: int, person: Person, *, listed: str | None = None, talk: str | None = None) -> MemberRow:
    return MemberRow(
        id=id,
        crew_id="c",
        conversation_id=talk,
        name=person.name,
        phone=person.phone,
        id_number=person.id_number,
        listed_name=listed,
        listed_days=None,
        listed_fen=None,
        said_days=None,
        said_fen=None,
        state="joined" if talk else "listed",
        double_of=None,
        consent=None,
        joined_at=None,
        left_at=None,
        is_late=False,
    )


def found(rows: list[MemberRow], person: Person) -> int | None:
    one = one_of(rows, person)
    return one.id if one else None


def test_an_id_number_goes_before_a_phone_and_a_phone_before_a_name() -> None:
    rows = [row(1, Person("王强", "13800001234", ID)), row(2, Person("王强", "13800001235", OTHER))]
    assert found(rows, Person("王建国", None, ID)) == 1
    assert found(rows, Person("王强", "13800001235")) == 2
    assert found(rows, Person("王强")) is None  # there are two


def test_another_id_number_is_another_person_whatever_his_name_and_phone() -> None:
    assert found([row(1, Person("王强", "13800001234", ID))], Person("王强", "13800001234", OTHER)) is None


def test_one_phone_that_a_couple_shares_is_two_persons() -> None:
    assert found([row(1, Person("王强", "13800001234"))], Person("李四海", "13800001234")) is None


def test_a_call_name_that_could_be_two_is_neither() -> None:
    rows = [row(1, Person("王强")), row(2, Person("王建国"))]
    assert found(rows, Person("老王")) is None
    assert found(rows[:1], Person("老王")) == 1


def test_who_has_joined_is_nobodys_listed_row() -> None:
    assert listed_as([row(1, Person("王强"), talk="web:web:a")], Person("王强")) is None


def test_a_double_has_the_id_number_or_both_name_and_phone_of_another_phone() -> None:
    rows = [row(1, Person("王强", "13800001234", ID), talk="web:web:a")]
    assert double_of(rows, "web:web:b", Person("王强", None, ID)) == 1
    assert double_of(rows, "web:web:b", Person("王强", "13800001234")) == 1
    assert double_of(rows, "web:web:b", Person("李四海", "13800001234")) is None
    assert double_of(rows, "web:web:b", Person("王强")) is None
    assert double_of(rows, "web:web:a", Person("王强", None, ID)) is None


@given(st.lists(st.tuples(PERSONS, st.one_of(st.none(), NAMES)), max_size=8), PERSONS)
def test_the_quick_way_finds_what_looking_at_all_rows_finds(
    people: list[tuple[Person, str | None]], sought: Person
) -> None:
    rows = [row(id, person, listed=listed) for id, (person, listed) in enumerate(people, 1)]
    assert Known(rows).one_of(sought) == one_of(rows, sought)
