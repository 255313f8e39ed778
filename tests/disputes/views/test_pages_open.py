"""Every page of cases opens for whom it is meant."""

import pytest
from django.test import Client

from tests.cast import Cast, Log

pytestmark = pytest.mark.django_db


def test_list_detail_tabs_receipt_and_forms_open(client: Client, cast: Cast, log: Log) -> None:
    case = log()
    client.force_login(cast.worker)
    page = case.get_absolute_url()
    for address in (
        "/cases/",
        "/cases/?tab=all&q=铁路小区1号楼",
        page,
        *(f"{page}?tab={tab}" for tab in ("timeline", "mediation", "photos", "changes")),
        f"{page}nearby/",
        f"{page}receipt/",
        f"{page}do/contact/",
        "/cases/new/",
        "/cases/places/?place_q=2号楼",
        "/m/new/",
    ):
        answer = client.get(address)
        assert answer.status_code == 200, address
