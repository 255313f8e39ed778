"""trust.md section 5 at the register's forms: plain words by the field or the value kept as it was meant, never a 500."""

import unicodedata
import uuid
from datetime import date
from typing import Any

import pytest
from django.http import HttpResponse

from core.identity import check_digit
from residents import documents
from residents.choices import IdType
from residents.forms.fields import BirthField
from residents.models import Resident
from tests.residents.conftest import As, Homes, numbered

pytestmark = pytest.mark.django_db

FORM = {"version": "1", "name": "孙大勇", "relation": "8", "birth": "1980", "residence_status": "1"}


def add(homes: Homes, as_: As, **said: Any) -> HttpResponse:
    data = {**FORM, "idempotency_key": str(uuid.uuid4()), **said}
    return as_(homes.cast.clerk).post(homes.home.act_url("add"), data)


def added(homes: Homes) -> Resident | None:
    return (
        Resident.objects.filter(household=homes.home)
        .exclude(pk__in=[p.pk for p in homes.people.values()])
        .first()
    )


@pytest.mark.parametrize(
    "name",
    [
        "赵𠮷",
        "阿依古丽·买买提",
        "𠮷𠮷𠮷",
        "张三三",
        "Anna Müller",
        "欧阳娜娜",
        "😀😀",
        "孙\u0301大",
        "{{7*7}}",
        "<b>x</b>",
        "'; --",
    ],
)
def test_rare_and_strange_names_are_kept_as_they_are(homes: Homes, as_: As, name: str) -> None:
    assert add(homes, as_, name=name).status_code == 302
    row = added(homes)
    assert row is not None and row.name == unicodedata.normalize("NFC", name)
    page = as_(homes.cast.clerk).get(homes.home.get_absolute_url()).content.decode()
    assert "<b>x" not in page


@pytest.mark.parametrize(
    "name",
    [
        "",
        "孙",
        "   ",
        "孙" * 26,
        "孙\u202e大",
        "孙\u200b大",
        "孙\x07大",
        "孙\n大",
        "孙" + "\u0301" * 9,
        "孙" * 100_000,
    ],
)
def test_what_is_no_name_is_said_by_the_field(homes: Homes, as_: As, name: str) -> None:
    answer = add(homes, as_, name=name)
    assert answer.status_code in (400, 422), answer.status_code
    assert added(homes) is None


def test_a_nul_is_refused_before_any_view(homes: Homes, as_: As) -> None:
    assert add(homes, as_, name="孙\x00大").status_code == 400


GOOD = numbered(date(1980, 2, 29), 5)


@pytest.mark.parametrize(
    "typed",
    [GOOD, GOOD.lower(), f" {GOOD[:6]} {GOOD[6:14]} {GOOD[14:]} ", "-".join((GOOD[:6], GOOD[6:])),
     "".join(chr(ord(c) + 0xFEE0) for c in GOOD), f"（{GOOD}）"],
)  # fmt: skip
def test_one_number_in_its_spellings_is_one_number(homes: Homes, as_: As, typed: str) -> None:
    assert add(homes, as_, id_type="111", id_number=typed).status_code == 302
    row = added(homes)
    assert row is not None and row.open_sealed("id_number") == GOOD
    assert Resident.objects.with_identity(GOOD).get() == row


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        (GOOD[:-1], "现在是17位"),
        (GOOD + "1", "现在是19位"),
        ("620102800229005", "15位的旧号码"),
        (GOOD[:17] + ("0" if GOOD[17] != "0" else "1"), "最后一位对不上"),
        ("62029919800230005" + check_digit("62029919800230005"), "没有这一天"),
        ("62029920990101005" + check_digit("62029920990101005"), "还没有到"),
        ("62029918700101005" + check_digit("62029918700101005"), "超过130岁"),
        ("1" * 18, "超过130岁"),
        ("6.20299E+17", "请核对"),
        ("X" * 18, "只有数字"),
        ("USA110089010112", "请改选证件类型"),
    ],
)
def test_a_wrong_number_says_what_is_wrong_and_not_the_number(
    homes: Homes, as_: As, typed: str, words: str
) -> None:
    answer = add(homes, as_, id_type="111", id_number=typed)
    text = answer.content.decode()
    assert answer.status_code == 422 and (words in text or "现在是" in text)
    assert added(homes) is None


@pytest.mark.parametrize(
    ("kind", "number", "right"),
    [
        (IdType.PASSPORT, "E12345678", True),
        (IdType.PASSPORT, "E1", False),
        (IdType.HK_MACAU, "H12345678", True),
        (IdType.HK_MACAU, "12345678", False),
        (IdType.TAIWAN, "01234567", True),
        (IdType.TAIWAN, "0123456", False),
        (IdType.FOREIGN_PERMANENT, "USA110089010112", True),
        (IdType.FOREIGN_PERMANENT, "911156198108030" + "023", False),
        (IdType.OTHER, "军字第123号", False),
        (IdType.BOOKLET, "012345678", True),
    ],
)
def test_other_papers_have_their_shapes(kind: str, number: str, right: bool) -> None:
    assert (documents.trouble(kind, number, today=date(2026, 3, 2)) == "") is right


def test_residence_permits_are_read_like_identity_cards(homes: Homes, as_: As) -> None:
    number = "83000019900101001" + check_digit("83000019900101001")
    assert add(homes, as_, id_type="111", id_number=number, birth="").status_code == 302
    row = added(homes)
    assert row is not None and row.birth_date == date(1990, 1, 1)


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("13893712207", "13893712207"),
        ("138 9371 2207", "13893712207"),
        ("１３８９３７１２２０７", "13893712207"),
        ("0937-6312345", "0937-6312345"),
        ("+8613893712207", None),
        ("13893712207 13993712208", None),
        ("138937122", None),
        ("没有", None),
        ("17000000000", "17000000000"),
    ],
)
def test_phones(homes: Homes, as_: As, typed: str, kept: str | None) -> None:
    answer = add(homes, as_, phone=typed)
    row = added(homes)
    assert answer.status_code == (302 if kept else 422)
    assert (row.open_sealed("phone") if row else None) == kept


@pytest.mark.parametrize(
    ("typed", "born"),
    [
        ("1980-02-29", (date(1980, 2, 29), 1980)),
        ("1980/2/29", (date(1980, 2, 29), 1980)),
        ("1980年2月29日", (date(1980, 2, 29), 1980)),
        ("19800229", (date(1980, 2, 29), 1980)),
        ("１９８０", (None, 1980)),
        ("1980年", (None, 1980)),
        ("", ""),
    ],
)
def test_births_as_people_write_them(typed: str, born: Any) -> None:
    assert BirthField(required=False).clean(typed) == born


@pytest.mark.parametrize(
    "typed",
    [
        "1980-02-30",
        "26/3/4",
        "农历正月初一",
        "1980-02-29T00:00:00Z",
        "0",
        "10000",
        "29640",
        "1980-13-01",
        "今年",
        "2099",
        "1700",
    ],
)
def test_births_that_cannot_be_are_refused(homes: Homes, as_: As, typed: str) -> None:
    answer = add(homes, as_, birth=typed)
    assert answer.status_code == 422 and added(homes) is None, typed


@pytest.mark.parametrize(
    "typed", ["2026-02-30", "26/3/4", "0000-01-01", "10000-01-01", "昨天", "2026-03-03", "1700-01-01"]
)
def test_days_of_moving_in_that_cannot_be(homes: Homes, as_: As, typed: str) -> None:
    assert add(homes, as_, moved_in_on=typed).status_code == 422
    assert added(homes) is None


@pytest.mark.parametrize(
    "said",
    [
        {"relation": "Z"},
        {"relation": ""},
        {"relation": "0"},
        {"residence_status": "99"},
        {"id_type": "000"},
        {"version": ""},
        {"version": "-1"},
        {"version": "9" * 30},
        {"version": "NaN"},
        {"learned_on": "x"},
    ],
)
def test_choices_and_versions_out_of_their_list_are_422(homes: Homes, as_: As, said: dict[str, str]) -> None:
    assert add(homes, as_, **said).status_code == 422
    assert added(homes) is None


def test_fields_that_the_form_does_not_have_are_not_taken(homes: Homes, as_: As) -> None:
    said = {
        "grid": "1",
        "community": "1",
        "is_demo": "on",
        "merged_into": "1",
        "kept_until": "2030-01-01",
        "household": "1",
    }
    assert add(homes, as_, **said).status_code == 302
    row = added(homes)
    assert row is not None and row.grid == homes.home.grid and row.kept_until is None and not row.is_demo


def test_the_register_takes_a_row_of_people_and_not_a_thousand(homes: Homes, as_: As) -> None:
    door = homes.add_door("202")
    said: dict[str, str] = {"version": "1", "tenure": "owned", "source": "visit"}
    for at in range(99):
        said |= {f"person-{at}-name": f"孙大{at}", f"person-{at}-relation": "0" if not at else "T"}
    answer = as_(homes.cast.clerk).post(door.act_url("register"), said)
    assert answer.status_code in (302, 422)
    assert Resident.objects.filter(household__dwelling=door).count() <= 20
