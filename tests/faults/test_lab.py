"""The short run of the fault lab: people work through the API while processes die and lines break, and nothing is lost, done
twice, or left in a state that the table does not know."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings

pytestmark = pytest.mark.faults

KILLS, TRANSITIONS = 15, 120


def test_kills_over_peoples_work_lose_double_and_break_nothing(tmp_path: Path) -> None:
    figures = tmp_path / "figures.json"
    words = [sys.executable, "-m", "faultlab", "--clients", "6", "--figures", str(figures)]
    words += ["--kills", str(KILLS), "--transitions", str(TRANSITIONS)]
    done = subprocess.run(
        words,
        cwd=settings.BASE_DIR,
        env={**os.environ, "XG_TEST_DB": ""},
        capture_output=True,
        text=True,
        check=False,
    )
    # The seed stands in what it said: the run is repeated with it.
    assert figures.exists(), done.stderr[-4000:]
    told = json.loads(figures.read_text(encoding="utf-8"))
    assert not told["wrong"], done.stdout + done.stderr[-4000:]
    assert told["kills"] >= KILLS and told["transitions"] >= TRANSITIONS * 0.8
    assert (told["lost"], told["doubled"], told["illegal"], told["chain"]) == (0, 0, 0, 0)
    assert told["retried"] and told["reminders"] and told["letters"], "the kills met nobody at work"
