"""schemathesis over the document: whatever fits it, and much that does not, gets an answer that the document promised,
never a fault and never more than the key opens. Some operations a run, all of them as three roles with XG_LONG=1."""

import json
import random
from typing import Any

import pytest
import requests
import schemathesis
from django.db import transaction
from django.test import Client
from hypothesis import HealthCheck, Phase, given, seed
from hypothesis import settings as hypothesis_settings
from schemathesis.checks import not_a_server_error
from schemathesis.config import SchemathesisConfig
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from core.api.document import document
from tests.api.conftest import key_of
from tests.cast import Cast, Log
from tests.hotline.desk import Desk
from tests.long import LONG, rounds
from tests.whistles.units import Street
from xiongguan.api import RESOURCES

pytestmark = [pytest.mark.faults, pytest.mark.django_db]
CHECKS = [not_a_server_error, status_code_conformance, content_type_conformance, response_schema_conformance]
PEOPLE = ("clerk", "manager", "liaison") if LONG else ("manager",)
# A resource a test, so that many workers share a long run; else some operations of them all.
SOME = "some"
PARTS = [one.name for one in RESOURCES] if LONG else [SOME]
USUAL = 16
ASKED = {"method", "url", "headers", "params", "data", "json", "files", "cookies"}
COUNTED = {"content-length", "host", "accept-encoding", "connection"}


@pytest.fixture
def keys(street: Street, desk: Desk, cast: Cast, log: Log) -> dict[str, str]:
    """A row of each of the common kinds."""
    whistle = street.to("approved")
    return {
        "cases": log(actor=cast.clerk, severity="small", severity_reason="多户").no or "",
        "whistles": whistle.no or "",
        "whistle-units": str(whistle.units.first().pk),
        "hotline": desk.received().no or "",
    }


@pytest.mark.parametrize("part", PARTS)
@pytest.mark.parametrize("who", PEOPLE)
def test_no_request_is_answered_with_a_fault(
    who: str, part: str, keys: dict[str, str], cast: Cast, settings: Any
) -> None:
    settings.API_REQUESTS_A_MINUTE = 10**9
    told = json.loads(document())
    schema = schemathesis.openapi.from_dict(told, config=SchemathesisConfig())
    bearer = {"Authorization": f"Bearer {key_of(getattr(cast, who))}"}
    operations = [one.ok() for one in schema.get_all_operations()]
    assert len(operations) > 400
    nobody = Client()
    named = [one for one in operations if one.path.split("/")[3] == part]
    operations = named if LONG else random.Random(20261126).sample(operations, USUAL)
    for operation in operations:
        attacked(operation, bearer, keys)
        # Without the key it is nobody's.
        path = operation.path.replace("{key}", "1").replace("{act}", "x")
        assert nobody.generic(operation.method.upper(), path).status_code == 401, operation.label


def attacked(operation: Any, bearer: dict[str, str], keys: dict[str, str]) -> None:
    name = operation.path.split("/")[3]
    known = keys.get(name)

    @seed(20261126)
    @hypothesis_settings(
        max_examples=rounds(3, 100), deadline=None, database=None, phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )  # fmt: skip
    @given(case=operation.as_strategy())
    def holds(case: Any) -> None:
        # Two in three name a row that is there.
        if known and "key" in (case.path_parameters or {}) and len(str(case.path_parameters["key"])) % 3:
            case.path_parameters["key"] = known
        with transaction.atomic():
            case.validate_response(sent(case, bearer), checks=CHECKS)
            transaction.set_rollback(True)

    holds()


def sent(case: Any, bearer: dict[str, str]) -> schemathesis.Response:
    """The case through Django's own client, so that it sees the test's rows; the answer as schemathesis knows answers."""
    given = {k: v for k, v in case.as_transport_kwargs(base_url="http://testserver").items() if k in ASKED}
    asked = requests.Request(**given).prepare()
    headers = {name: _plain(value) for name, value in asked.headers.items() if name.lower() not in COUNTED}
    said = Client(raise_request_exception=False).generic(
        asked.method or "GET",
        asked.path_url,
        asked.body or b"",
        content_type=headers.pop("Content-Type", "application/octet-stream"),
        headers=headers | bearer,
    )
    told = {name.lower(): [value] for name, value in said.headers.items()}
    return schemathesis.Response(
        status_code=said.status_code,
        headers=told,
        content=said.content,
        request=asked,
        elapsed=0.0,
        verify=False,
    )


def _plain(value: str | bytes) -> str:
    return value.decode("latin-1") if isinstance(value, bytes) else value
