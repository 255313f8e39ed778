"""What programs read of the evaluation: what the pages show after the announcement, and of named people nothing."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client

from dashboard.evaluation.actions import results
from dashboard.evaluation.choices import Kind, Outcome
from dashboard.evaluation.models import EvaluationPeriod, EvaluationResult
from tests.api.conftest import Program, program
from tests.cast import Cast
from tests.evaluation.conftest import As, Scored

__all__ = ["program"]

pytestmark = pytest.mark.django_db
Ask = Callable[..., Program]
MOST = 12


def listed(asks: Program, name: str, **params: Any) -> set[int]:
    answer = asks.get(f"{name}/", page_size=100, **params)
    assert answer.status_code == 200, answer.content
    return {one["id"] for one in answer.json()["results"]}


def test_everybody_reads_by_the_api_what_their_pages_show_but_no_named_person(
    scored: Scored, cast: Cast, program: Ask, as_user: As
) -> None:
    scored.announced()
    workers = set(scored.workers.results.values_list("pk", flat=True))
    for key, user in cast.all.items():
        asks, page = program(user), as_user(user)
        periods = set(EvaluationPeriod.objects.visible_to(user).values_list("pk", flat=True))
        mine = set(EvaluationResult.objects.visible_to(user).values_list("pk", flat=True)) - workers
        if asks.get("evaluations/").status_code == 403:
            assert not periods and not mine, key
            assert asks.get("evaluation-results/").status_code == 403, key
            continue
        assert (listed(asks, "evaluations"), listed(asks, "evaluation-results")) == (periods, mine), key
        for row in (scored.of_grid(), scored.of_grid(1)):
            told = asks.get(f"evaluation-results/{row.pk}/").status_code
            assert told == page.get(row.get_absolute_url()).status_code, key


def test_a_named_worker_s_result_has_no_address_even_for_the_scorer(
    scored: Scored, cast: Cast, program: Ask
) -> None:
    scored.announced()
    row = scored.of_worker()
    for user in (cast.supervisor, cast.street_lead, cast.worker):
        answer = program(user).get(f"evaluation-results/{row.pk}/")
        assert answer.status_code == 404 and row.name not in answer.content.decode()
    every = program(cast.supervisor).get("evaluation-results/", page_size=100).content.decode()
    assert cast.worker.display_name not in every and "worker" not in every
    refused = program(cast.supervisor).get("evaluation-results/", kind=Kind.WORKER.value)
    assert refused.status_code == 400


def test_a_draft_is_told_to_no_program(scored: Scored, cast: Cast, program: Ask) -> None:
    asks = program(cast.supervisor)
    assert listed(asks, "evaluations") == {scored.grids.pk, scored.workers.pk}
    assert listed(asks, "evaluation-results") == set()
    assert asks.get(f"evaluation-results/{scored.of_grid().pk}/").status_code == 404


def test_a_result_says_each_rate_and_what_an_objection_corrected(
    scored: Scored, cast: Cast, program: Ask
) -> None:
    scored.announced()
    row = results.appeal(scored.of_grid(), text="3月5日查了", actor=cast.leader)
    counts = {"E1": (Decimal(10), Decimal(10))}
    results.decide(
        row, outcome=Outcome.CORRECTED, finding="属实", counts=counts, struck=[], actor=cast.street_lead
    )
    told = program(cast.leader).get(f"evaluation-results/{row.pk}/").json()
    assert (told["total"], told["corrected_total"], told["corrected_grade"]) == (
        "94.74",
        "100.00",
        "excellent",
    )
    assert told["period"] == {"id": scored.grids.pk, "name": "2026年第1季度网格考评"}
    assert told["grid"]["id"] == row.grid_id and "worker" not in told and "appeal" not in told
    first, again = (
        next(one for one in told["lines"] if (one["code"], one["round"]) == ("E1", round)) for round in (1, 2)
    )
    assert (first["numerator"], first["denominator"], first["rate"]) == ("9.00", "10.00", "90.00")
    assert (again["numerator"], again["rate"]) == ("10.00", "100.00")
    assert next(one for one in told["lines"] if one["code"] == "E2")["score"] is None


def test_lists_are_narrowed_by_kind_state_and_period(scored: Scored, cast: Cast, program: Ask) -> None:
    scored.announced()
    asks = program(cast.supervisor)
    assert listed(asks, "evaluations", kind="grid", state="announced") == {scored.grids.pk}
    assert listed(asks, "evaluations", state="published") == set()
    grids = set(scored.grids.results.values_list("pk", flat=True))
    assert listed(asks, "evaluation-results", period=scored.grids.pk) == grids
    assert listed(asks, "evaluation-results", kind="department") == set()
    # A period that the reader does not see is none.
    assert program(cast.liaison).get("evaluation-results/", period=scored.grids.pk).status_code == 400


def test_nothing_can_be_written_and_a_key_needs_the_scope(scored: Scored, cast: Cast, program: Ask) -> None:
    scored.announced()
    asks, path = program(cast.supervisor), f"evaluation-results/{scored.of_grid().pk}/"
    for method in ("post", "put", "patch", "delete"):
        for one in (path, "evaluations/"):
            answer = getattr(asks.client, method)(f"/api/v1/{one}", headers=asks._headers())
            assert answer.status_code == 405, (method, one)
    assert asks.post(f"{path}acts/adjust/", {}).status_code == 404
    assert program(cast.supervisor, "cases:read").get(path).status_code == 403
    assert Client().get(f"/api/v1/{path}").status_code == 401


def test_a_list_and_a_result_ask_few_queries(
    scored: Scored, cast: Cast, program: Ask, django_assert_max_num_queries: Any
) -> None:
    scored.announced()
    asks = program(cast.supervisor)
    for path in ("evaluations/", "evaluation-results/", f"evaluation-results/{scored.of_grid().pk}/"):
        asks.get(path)
        with django_assert_max_num_queries(MOST):
            asks.get(path)
