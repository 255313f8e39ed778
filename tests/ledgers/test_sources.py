"""Each source against a query of its own: the reader's rows and no others, names and numbers of people covered."""

import re
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection

from dashboard.ledgers.layout import COUNTER, Column, DateLook
from dashboard.ledgers.sources.base import Kind, all_sources, find
from disputes.choices import Confidentiality
from disputes.models import Dispute
from grids.choices import PROGRAMME_ROLES, Role
from tests.cast import Cast, Log, Town
from tests.ledgers import rows
from tests.ledgers.conftest import Make, Open, body, taken

pytestmark = pytest.mark.django_db

TABLES = {
    "cases": ("disputes_dispute", "registered_at"),
    "whistles": ("disputes_whistle", "issued_at"),
    "hotline": ("disputes_hotlineticket", "dispatched_at"),
    "hazards": ("grids_hazard", "found_at"),
    "opinions": ("residents_opinion", "recorded_at"),
    "items": ("partybuilding_actionitem", "created_at"),
    "activities": ("civics_volunteeractivity", "starts_at"),
}
EVERY = list(rows.ALL)


def columns_of(source: str) -> tuple[Column, ...]:
    found = find(source)
    assert found is not None
    return tuple(Column(one.label, one.key) for one in found.fields)


def numbers(source: str, communities: list[int]) -> list[str]:
    """The numbers of rows of these communities by SQL."""
    if source == "visits":
        ask = "SELECT 'V-' || lpad(id::text, 6, '0') FROM residents_visit WHERE community_id = ANY(%s) ORDER BY visited_at, id"
    else:
        table, order = TABLES[source]
        ask = f"SELECT no FROM {table} WHERE community_id = ANY(%s) ORDER BY {order}, id"
    with connection.cursor() as cursor:
        cursor.execute(ask, [communities])
        return [no for (no,) in cursor.fetchall()]


def test_the_sources_are_these_and_none_is_about_programmes_petitions_or_belief() -> None:
    assert [one.key for one in all_sources()] == EVERY
    for source in all_sources():
        assert not source.readers & {
            str(one) for one in (*PROGRAMME_ROLES, Role.COUNSELLOR, Role.PRIVACY_OFFICER)
        }
        model = source.rows.__code__.co_names
        assert not [one for one in model if re.search(r"Petition|Enrollment|Aggregate|Resident$", one)]


@pytest.mark.parametrize("source", EVERY)
def test_every_reader_takes_their_own_rows_and_no_others(
    cast: Cast, town: Town, log: Log, make: Make, sign_in: Open, source: str
) -> None:
    rows.ALL[source](cast, town, log)
    ledger = make(source, columns=columns_of(source), lines=())
    here, there = town.tiebei.area.pk, town.dongyuan.area.pk
    for who, seen in ((cast.clerk, [here]), (cast.outsider, [there]), (cast.manager, [here, there])):
        told = body(taken(sign_in(who), ledger), 2)
        assert [row[0] for row in told] == numbers(source, seen), (source, who)
        assert len(told) == 2 * len(seen)
    only = body(taken(sign_in(cast.manager), ledger, f"period=all&community={there}"), 2)
    assert [row[0] for row in only] == numbers(source, [there])
    foreign = body(taken(sign_in(cast.clerk), ledger, f"period=all&community={there}"), 2)
    assert [row[0] for row in foreign] == numbers(source, [here])


@pytest.mark.parametrize("source", EVERY)
def test_no_telephone_identity_number_or_whole_name_leaves(
    cast: Cast, town: Town, log: Log, make: Make, sign_in: Open, source: str
) -> None:
    rows.ALL[source](cast, town, log)
    sheet = taken(sign_in(cast.manager), make(source, columns=columns_of(source)))
    for told in (rows.PHONE, rows.ID_NUMBER, "王建国", "李桂花", "欧阳晓明", "2单元201"):
        assert told not in sheet.sheet, told


def test_personal_columns_say_so_and_hold_masks(
    cast: Cast, town: Town, log: Log, make: Make, sign_in: Open
) -> None:
    for source in ("cases", "hotline", "opinions"):
        rows.ALL[source](cast, town, log)
        found = find(source)
        assert found is not None
        personal = tuple(Column(one.label, one.key) for one in found.fields if one.is_personal)
        assert all("遮住" in one.heading for one in personal)
        ledger = make(source, title=source, columns=personal, lines=(), foot="")
        cells = taken(sign_in(cast.manager), ledger).rows[2]
        assert all("*" in one for one in cells), cells


def test_cases_of_restricted_knowledge_never_leave_in_a_list(
    cast: Cast, town: Town, log: Log, make: Make, sign_in: Open
) -> None:
    held = log(actor=cast.clerk, title="要保密的")
    Dispute.objects.filter(pk=held.pk).update(confidentiality=Confidentiality.RESTRICTED, holder=cast.clerk)
    assert "要保密的" not in taken(sign_in(cast.clerk), make("cases")).sheet


def test_values_are_those_of_the_table(cast: Cast, town: Town, log: Log, make: Make, sign_in: Open) -> None:
    rows.activities(cast, town, log)
    rows.visits(cast, town, log)
    rows.items(cast, town, log)
    rows.whistles(cast, town, log)
    client = sign_in(cast.manager)

    def column(source: str, *keys: str) -> list[list[str]]:
        picked = tuple(Column(key, key) for key in keys)
        return body(taken(client, make(source, title=f"{source}{keys}", columns=picked, lines=())), 2)

    assert column("activities", "no", "served", "hours") == [
        [f"A26-{n:05}", str(n), str(n * Decimal("1.5"))] for n in range(1, 5)
    ]
    assert [row[1:] for row in column("visits", "no", "topics", "workers", "persons_met")] == [
        ["隐患排查、政策宣传", "王秀兰、陈洁", str(n)] for n in range(1, 5)
    ]
    assert column("items", "no", "assist", "percent")[0] == ["T26-00001", "住建局", "10"]
    assert column("whistles", "no", "lead", "assist")[0] == ["W26-00001", "住建局", ""]


def test_states_kinds_and_period_keep_to_what_the_definition_says(
    cast: Cast, town: Town, log: Log, make: Make, sign_in: Open
) -> None:
    rows.visits(cast, town, log)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE residents_visit SET kind = 'holiday' WHERE persons_met = 1")
        cursor.execute("UPDATE residents_visit SET visited_at = '2026-02-28 16:00+00' WHERE persons_met = 2")
    client = sign_in(cast.manager)
    only = (Column("见到", "persons_met"),)
    ledger = make("visits", columns=only, kinds=("routine",), states=("done",), lines=())

    def met(query: str) -> list[str]:
        return sorted(row[0] for row in body(taken(client, ledger, query), 2))

    assert met("period=all") == ["2", "3", "4"]
    # The last hours of February in London are the first of March here.
    assert met("period=2026-02") == ["3", "4"] and met("period=2026-03") == ["2"]
    assert met("period=1999-01&community=abc") in (["3", "4"], ["2", "3", "4"], ["2"], [])


def test_order_and_dates_are_the_definitions(
    cast: Cast, town: Town, log: Log, make: Make, sign_in: Open
) -> None:
    rows.visits(cast, town, log)
    shown = (Column("号", COUNTER), Column("见到", "persons_met"), Column("时间", "visited_at"))
    ledger = make(
        "visits", columns=shown, sort="persons_met", newest_first=True, dates=DateLook.WORDS, lines=()
    )
    told = body(taken(sign_in(cast.manager), ledger), 2)
    assert [row[:2] for row in told] == [["1", "4"], ["2", "3"], ["3", "2"], ["4", "1"]]
    assert told[0][2] == "2026年2月10日 14:00"


def test_every_field_reads_and_every_sort_sorts(
    cast: Cast, town: Town, log: Log, make: Make, sign_in: Open
) -> None:
    client: Any = sign_in(cast.manager)
    for source in all_sources():
        rows.ALL[source.key](cast, town, log)
        for at, key in enumerate(source.sortable):
            ledger = make(source.key, title=f"{source.key}{at}", columns=columns_of(source.key)[:2], sort=key)
            assert client.get(f"/ledgers/{ledger.pk}/?period=all").status_code == 200
        dates = [source.field(key) for key in source.dates]
        assert all(one and one.order and one.kind in (Kind.DATE, Kind.MOMENT) for one in dates)
