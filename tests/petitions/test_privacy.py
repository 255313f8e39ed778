"""F7 and F8 by construction: no column, address, search, order, export or figure that knows who brought a matter."""

import re
from urllib.parse import quote

import pytest
import time_machine
from django.apps import apps
from django.db import connection, models
from django.urls import URLPattern, get_resolver

from core.audit.models import Entry
from core.flow.models import Event
from core.notices.models import Notice
from core.sheets import kinds as sheets
from disputes.models import Accusation, PetitionMatter
from disputes.petitions.actions import hand_on_accusation
from disputes.petitions.choices import Body, PetitionState
from disputes.petitions.forms.filters import PetitionFilter
from disputes.petitions.selectors.figures import HIDDEN, hide_small, tables
from tests.cast import PHONE
from tests.petitions.conftest import As
from tests.petitions.walk import ACCUSED, HOME, NAME, Walk

pytestmark = pytest.mark.django_db
S = PetitionState
SECRETS = (NAME, PHONE, HOME, ACCUSED)


def test_the_table_of_accusations_has_three_facts_and_nothing_else() -> None:
    columns = {field.column for field in Accusation._meta.get_fields() if hasattr(field, "column")}
    assert columns == {"id", "year", "serial", "received_on", "body"}
    free = (models.TextField, models.BinaryField, models.JSONField)
    assert not any(isinstance(field, free) for field in Accusation._meta.fields)
    assert Accusation._meta.get_field("body").choices
    assert not [one for one in Accusation._meta.get_fields() if one.is_relation]


def test_an_accusation_leaves_no_word_anywhere(walk: Walk) -> None:
    kept = hand_on_accusation(body=Body.DISCIPLINE, actor=walk.cast.intake, now=walk.now)
    entry = Entry.objects.get(subject_kind="accusation")
    assert entry.detail == {"no": kept.official_no, "body": "discipline"}
    assert not Event.objects.exists() and not Notice.objects.exists()


def test_no_column_of_a_matter_can_find_join_order_or_count_by_a_person() -> None:
    """The four sealed values have no mark and no index, and no foreign key leads to a resident or a household."""
    for name, sealed in PetitionMatter.SEALED.items():
        assert not sealed.marks, name
    indexed = {column for index in PetitionMatter._meta.indexes for column in index.fields}
    indexed |= {name for one in PetitionMatter._meta.constraints for name in getattr(one, "fields", ())}
    assert not [name for name in indexed if "sealed" in name or "name" in name or "phone" in name]
    family = [
        one for one in apps.get_app_config("disputes").get_models() if one.__name__.startswith("Petition")
    ]
    assert len(family) == 6
    for model in family:
        related = {field.related_model._meta.label for field in model._meta.fields if field.related_model}
        assert not {one for one in related if one.startswith("residents.")}, model
        words = {field.name for field in model._meta.fields}
        assert not words & {
            "petitioner",
            "person",
            "resident",
            "times",
            "count",
            "repeat",
            "level",
            "tag",
            "score",
        }
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT indexdef FROM pg_indexes WHERE tablename LIKE 'disputes_petition%' OR tablename = 'disputes_accusation'"
        )
        assert not [one for (one,) in cursor.fetchall() if "sealed" in one]


def test_no_address_lists_or_exports_petitioners_and_no_filter_names_one() -> None:
    def routes(patterns: list, prefix: str = "") -> list[str]:
        found = []
        for one in patterns:
            path = prefix + str(one.pattern)
            found += [path] if isinstance(one, URLPattern) else routes(one.url_patterns, path)
        return found

    mine = {one for one in routes(get_resolver().url_patterns) if "petition" in one}
    assert mine == {
        "petitions/", "petitions/new/", "petitions/figures/", "petitions/accusations/", "petitions/accusations/new/",
        "petitions/<slug:no>/", "petitions/<slug:no>/do/<slug:act>/", "petitions/<slug:no>/reveal/",
    }  # fmt: skip
    assert set(PetitionFilter.base_fields) == {
        "q",
        "kind",
        "content",
        "channel",
        "community",
        "unit",
        "light",
    }
    assert not [one for one in sheets._kinds if "petition" in one]  # type: ignore[attr-defined]


def test_nothing_of_a_person_stands_in_the_rows_the_ledger_or_the_messages(walk: Walk) -> None:
    walk.to(S.FINISHED)
    with connection.cursor() as cursor:
        for table in ("disputes_petitionmatter", "flow_event", "audit_entry", "notices_notice"):
            cursor.execute(f"SELECT t::text FROM {table} t")
            text = "\n".join(row for (row,) in cursor.fetchall())
            assert text and not [one for one in SECRETS if one in text], table


def test_neither_the_list_nor_the_palette_finds_anybody(walk: Walk, as_: As) -> None:
    """Not even when a careless hand wrote the name into the words of the matter."""
    matter = walk.registered(title=f"{NAME}反映路灯", summary=f"{NAME}说路灯不亮，电话{PHONE}")
    with time_machine.travel(walk.now, tick=False):
        for key in ("intake", "manager", "street_lead"):
            client = as_(walk.cast.all[key])
            for word in (NAME, PHONE, PHONE[-4:], HOME, ACCUSED, "路灯"):
                listed = client.get(f"/petitions/?tab=all&q={quote(word)}").content.decode()
                assert matter.no not in listed, word
                assert matter.no not in client.get(f"/search/?q={quote(word)}").content.decode(), word
            for word in (matter.no, "雄信〔2026〕1号", "铁路小区", "铁北"):
                assert matter.no in client.get(f"/petitions/?tab=all&q={quote(word)}").content.decode(), word


def test_an_unknown_order_or_filter_in_the_address_changes_nothing(walk: Walk, as_: As) -> None:
    first, second = walk.registered(name="安一"), walk.registered(name="赵二")
    client = as_(walk.cast.intake)
    with time_machine.travel(walk.now, tick=False):
        plain = _numbers(client.get("/petitions/?tab=all").content.decode())
        for query in ("sort=name", "order=name_sealed", "name=安一", "group=name", "created_by=1"):
            assert _numbers(client.get(f"/petitions/?tab=all&{query}").content.decode()) == plain
    assert set(plain) == {first.no, second.no}


def _numbers(page: str) -> list[str]:
    return list(dict.fromkeys(re.findall(r"/petitions/(XF-[0-9-]+)/", page)))


# --- figures ----------------------------------------------------------------------------------------


def test_small_cells_are_hidden_and_no_sum_brings_one_back() -> None:
    def shown(*numbers: int) -> tuple[list[str], str]:
        table = hide_small("t", [(str(at), number) for at, number in enumerate(numbers)])
        return [cell.shown for cell in table.cells], table.total

    assert shown(20, 30) == (["20", "30"], "50")
    assert shown(20, 3, 30) == ([HIDDEN, HIDDEN, "30"], "53")
    assert shown(1, 1, 30, 40) == ([HIDDEN, HIDDEN, HIDDEN, "40"], "72")
    assert shown(4, 4, 30) == ([HIDDEN, HIDDEN, "30"], "38")
    assert shown(3) == ([HIDDEN], HIDDEN)
    assert shown(0, 0) == ([HIDDEN, HIDDEN], HIDDEN)
    assert shown(2, 40) == ([HIDDEN, HIDDEN], "42")


def test_no_figure_of_a_small_year_can_be_read(walk: Walk, as_: As) -> None:
    for state in (S.RECEIVED, S.FORWARDED, S.REPLIED):
        walk.to(state)
    for table in tables(2026, walk.now):
        assert {cell.shown for cell in table.cells} == {HIDDEN} and table.total == HIDDEN, table.title
    with time_machine.travel(walk.now, tick=False):
        for key in ("manager", "supervisor"):
            page = as_(walk.cast.all[key]).get("/petitions/figures/")
            assert page.status_code == 200 and HIDDEN in page.content.decode()


def test_no_difference_of_totals_gives_away_a_few_accusations(walk: Walk) -> None:
    for _ in range(6):
        walk.registered()
    hand_on_accusation(body=Body.POLICE, actor=walk.cast.intake, now=walk.now)
    found = tables(2026, walk.now)
    assert {table.total for table in found} == {"6", HIDDEN}
    assert next(table for table in found if table.title == "检举控告").total == HIDDEN


def test_figures_of_enough_matters_are_true(walk: Walk, django_assert_num_queries) -> None:  # type: ignore[no-untyped-def]
    for _ in range(6):
        walk.step(walk.registered(), "give_notice")
    for _ in range(7):
        walk.step(walk.registered(kind="enquiry", content="relief"), "answer")
    with django_assert_num_queries(5):
        found = {table.title: table for table in tables(2026, walk.now)}
    kinds = {cell.label: cell.shown for cell in found["信访目的"].cells}
    assert (found["信访目的"].total, kinds["咨询"]) == ("13", "7")
    assert found["15天内告知"].cells[0].shown == HIDDEN  # 13 in time and none late: hidden together
    assert found["办理单位"].cells[0].shown == "13"
