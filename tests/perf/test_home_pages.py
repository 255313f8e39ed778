"""Queries of the register's pages are the same at 200 and at 20,000 people; query_counts.json is the agreed number."""

import json
import time
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from residents.models import Household, Resident
from tests.cast import Cast, Town, cast, town
from tests.residents.many import make_people

__all__ = ["cast", "town"]

pytestmark = [pytest.mark.django_db, pytest.mark.perf]
AGREED: dict[str, int] = json.loads((Path(__file__).parent / "query_counts.json").read_text())
SECONDS = 5


def pages(town: Town) -> dict[str, tuple[str, dict[str, str] | None]]:
    home = Household.objects.filter(building=town.building).order_by("pk").first()
    assert home is not None and home.head is not None
    community = f"?community={town.tiebei.area.pk}"
    return {
        "homes_list": (f"/homes/{community}", None),
        "homes_two_characters": ("/homes/?q=建国", None),
        "homes_pinyin": ("/homes/?q=wang", None),
        "homes_initials": ("/homes/?q=wjg", None),
        "homes_address": ("/homes/?q=铁路小区1号楼101", None),
        "homes_identity": ("/homes/find/", {"q": home.head.open_sealed("id_number")}),
        "homes_phone_tail": ("/homes/find/", {"q": "0001"}),
        "homes_plan": (f"/homes/buildings/{town.building.pk}/", None),
        "homes_detail": (home.get_absolute_url(), None),
        "homes_door": (home.dwelling.get_absolute_url(), None),
        "homes_confirm": (f"/homes/confirm/{community}", None),
        "homes_rentals": (f"/homes/rentals/{community}", None),
        "homes_change": (home.head.act_url("change"), None),
        "homes_register": (home.dwelling.act_url("register"), None),
    }


def ask(client: Client, path: str, said: dict[str, str] | None) -> Any:
    return client.post(path, said) if said else client.get(path)


@pytest.mark.parametrize("size", [200, 20_000])
@pytest.mark.parametrize("who", ["worker", "clerk", "manager"])
def test_pages_ask_the_same_number_of_queries_at_any_size(
    town: Town, cast: Cast, client: Client, size: int, who: str
) -> None:
    make_people(town, size)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    client.force_login(cast.all[who])
    client.get("/me/")
    for name, (path, said) in pages(town).items():
        if who == "worker":
            path = path.split("?community")[0]
            if name == "homes_identity":
                continue
        started = time.perf_counter()
        with CaptureQueriesContext(connection) as asked:
            answer = ask(client, path, said)
        spent = time.perf_counter() - started
        assert answer.status_code == 200, name
        # Savepoints and the nested transactions of a test are not questions.
        real = [one["sql"] for one in asked if "SAVEPOINT" not in one["sql"]]
        assert len(real) <= AGREED[name], name + "\n" + "\n".join(sql[:160] for sql in real)
        assert spent < SECONDS, (name, spent)


def test_the_agreed_numbers_stay_under_the_promise() -> None:
    """Ten for what people open and search, a counted search with its look and its line in the ledger among them."""
    homes = {name: number for name, number in AGREED.items() if name.startswith("homes_")}
    assert all(number <= 10 for number in homes.values())


def plan(rows: Any) -> str:
    return str(rows.explain())


def test_two_characters_and_whole_numbers_go_by_their_index(town: Town, cast: Cast) -> None:
    make_people(town, 20_000)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    people = Resident.objects.visible_to(cast.manager)
    someone = Resident.objects.order_by("pk").first()
    assert someone is not None
    assert "resident_name_bigrams" in plan(people.named_like("王建国").order_by("pinyin", "pk")[:51])
    assert "resident_id" in plan(people.with_identity(someone.open_sealed("id_number")))
    assert "resident_phone_tail" in plan(people.with_phone_tail("0001"))
    assert "resident_pinyin" in plan(
        people.filter(pinyin__startswith="wangjianguo").order_by("pinyin", "pk")[:51]
    )
    assert "household_grid_due" in plan(
        Household.objects.filter(grid=town.tiebei.grids[0]).present().filter(confirm_due_on__lte="2020-01-01")
    )
