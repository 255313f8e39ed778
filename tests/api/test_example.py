"""The program of docs/api.md runs as a program of somebody else would: another process, over the wire, both ways."""

import os
import socket
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings

from core.accounts.actions import create_program
from core.hooks.actions import create_webhook
from core.hooks.delivery import deliver
from core.hooks.models import Delivery
from core.local.processes import wait_for
from disputes.models import Dispute
from grids.actions.postings import Place, grant_posting
from grids.choices import Role
from tests.api.conftest import key_of
from tests.cast import Cast, Town

PROGRAM = Path(settings.BASE_DIR) / "docs" / "examples" / "follow_a_case.py"


def free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


@pytest.mark.django_db(transaction=True)
def test_the_program_logs_a_case_sends_it_up_and_hears_of_it(
    cast: Cast, town: Town, live_server: Any
) -> None:
    assert len(PROGRAM.read_text(encoding="utf-8").splitlines()) <= 60
    system = create_program(username="qu-pt", display_name="区平台", purpose="取进度", actor=cast.sysadmin)
    grant_posting(
        system, role=Role.CENTRE_INTAKE, place=Place(street=True), reason="对接", actor=cast.sysadmin
    )
    port = free_port()
    hook, secret = create_webhook(
        owner=system,
        name="跟案件",
        address=f"http://127.0.0.1:{port}/",
        resources=["cases"],
        actor=cast.security_admin,
    )
    known = {"XG_ADDRESS": live_server.url, "XG_TOKEN": key_of(cast.worker), "PYTHONIOENCODING": "utf-8"}
    known |= {"XG_SECRET": secret, "XG_PORT": str(port), "PATH": os.environ["PATH"]}
    running = subprocess.Popen(
        [sys.executable, str(PROGRAM), str(town.building.pk)],
        env=known, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip
    try:
        assert wait_for(lambda: Delivery.objects.filter(act="route_up").exists(), 60)
        # As the worker does at every tick.
        deliver(hook.pk)
        said, wrong = running.communicate(timeout=60)
    finally:
        running.kill()
    assert running.returncode == 0, wrong
    case = Dispute.objects.get()
    assert case.title == "楼上漏水" and case.events.filter(act="route_up").count() == 1
    assert said.splitlines()[-1].split()[1:] == ["cases.route_up", case.no, str(case.version)]
    assert len(said.splitlines()) == case.events.count() == Delivery.objects.filter(state="delivered").count()
