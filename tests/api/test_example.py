"""The program of docs/api.md runs as a program of somebody else would: another process, over the wire."""

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings

from disputes.models import Dispute
from tests.api.conftest import key_of
from tests.cast import Cast, Town

PROGRAM = Path(settings.BASE_DIR) / "docs" / "examples" / "follow_a_case.py"


@pytest.mark.django_db(transaction=True)
def test_the_program_logs_a_case_sends_it_up_and_follows_it(cast: Cast, town: Town, live_server: Any) -> None:
    assert len(PROGRAM.read_text(encoding="utf-8").splitlines()) <= 60
    known = {"XG_ADDRESS": live_server.url, "XG_TOKEN": key_of(cast.worker), "PYTHONIOENCODING": "utf-8"}
    ran = subprocess.run(
        [sys.executable, str(PROGRAM), str(town.building.pk)],
        env={"PATH": os.environ["PATH"], **known}, capture_output=True, text=True, timeout=120, check=False,
    )  # fmt: skip
    assert ran.returncode == 0, ran.stderr
    case = Dispute.objects.get()
    assert case.title == "楼上漏水" and case.events.filter(act="route_up").count() == 1
    assert len(ran.stdout.splitlines()) == case.events.count() >= 2
