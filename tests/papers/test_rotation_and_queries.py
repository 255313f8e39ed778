"""Keys change under papers that may not change; the pages ask the same number of queries however many papers there are."""

import pytest
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pytest_django.fixtures import Settings

from core.crypto.seal import sealed_version
from core.papers.actions.issuing import void_paper
from core.papers.models import PaperFile
from disputes.models import Dispute
from tests.cast import Cast
from tests.papers.conftest import Issue, SignIn

pytestmark = pytest.mark.django_db
NEW = "2:" + "11" * 32


def test_seals_go_over_to_a_new_key_also_on_what_is_void(
    cast: Cast, issue: Issue, settings: Settings
) -> None:
    kept = issue("L5")
    gone = void_paper(issue("L3"), actor=cast.clerk, reason="数额写错")
    settings.FIELD_KEYS = [NEW, *settings.FIELD_KEYS]
    call_command("rotate_keys")
    for paper in (kept, gone):
        paper.refresh_from_db()
        assert sealed_version(paper.facts_sealed) == 2
        assert paper.facts["committee"]
    assert {sealed_version(one.content_sealed) for one in PaperFile.objects.all()} == {2}
    assert PaperFile.objects.get(paper=kept, format="pdf").data.startswith(b"%PDF")


# Without the frame's own five; a draft asks the owner of the matter for everything it holds.
MOST = {"list": 18, "draft": 34, "paper": 24, "file": 22}


def queries(client: Client, path: str) -> int:
    with CaptureQueriesContext(connection) as captured:
        assert client.get(path).status_code == 200
    return len(captured)


def test_the_pages_ask_as_often_with_many_papers_as_with_one(
    cast: Cast, case: Dispute, issue: Issue, sign_in: SignIn
) -> None:
    client = sign_in(cast.clerk)
    first = issue("L3")
    paths = {
        "list": f"/docs/of/dispute/{case.pk}/",
        "draft": f"/docs/L9/{case.pk}/preview/",
        "paper": f"/docs/{first.pk}/",
    }
    client.get(paths["list"])  # a first request also looks at the session
    before = {name: queries(client, path) for name, path in paths.items()}
    for code in ("L1", "L2", "L5"):
        issue(code, demands="疏通下水")
    assert {name: queries(client, path) for name, path in paths.items()} == before
    before["file"] = queries(client, f"/docs/of/dispute/{case.pk}/file/")
    assert {name: count for name, count in before.items() if count > MOST[name]} == {}
