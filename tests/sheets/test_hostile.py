"""Every hostile file gets its sentence: nothing is written, nothing breaks, nothing is guessed."""

import json
import subprocess
import sys
from dataclasses import asdict
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as django_settings

from core.accounts.models import User
from core.sheets.child import limits
from core.sheets.choices import State
from core.sheets.models import StagedProblem, StagedRow
from core.sheets.reading.limits import Limits
from tests.sheets import people
from tests.sheets.conftest import Import
from tests.sheets.hostile import all_cases
from tests.sheets.workbooks import FILE, FINE, MATCH, ROW, Case

CASES = all_cases()
MOST_MEMORY = 256 * 1024  # kB


def test_there_are_enough_of_them_and_each_has_its_own_name() -> None:
    assert len(CASES) >= 200
    assert len({case.name for case in CASES}) == len(CASES)


@pytest.mark.django_db
@pytest.mark.parametrize("case", CASES, ids=[case.name for case in CASES])
def test_a_hostile_file_is_told_in_words(
    clerk: User, bring: Import, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture, case: Case
) -> None:
    if case.limits:
        monkeypatch.setattr(
            "core.sheets.work.reading.limits",
            lambda rows=None: Limits(**{**asdict(limits(rows)), **case.limits}),
        )
    found = bring(case.content(), actor=clerk, name=case.file_name)
    rows = StagedRow.objects.filter(sheet_import=found)
    codes = set(StagedProblem.objects.filter(sheet_import=found).values_list("code", flat=True))
    assert "系统出了问题" not in found.error, caplog.text
    if case.fate == FILE:
        assert (found.state, rows.count(), codes) == (State.FAILED, 0, set()), (found.error, codes)
        assert case.said in found.error and len(found.error) > 8
        assert found.error.isprintable() and not found.error.isascii()
    elif case.fate == MATCH:
        assert (found.state, found.error, rows.count()) == (State.MAPPING, "", 0)
    elif case.fate == ROW:
        assert (found.state, found.error) == (State.READY, "")
        assert case.said in codes and found.number("error") == 1, codes
    else:
        assert case.fate == FINE
        assert (found.state, found.error, codes) == (State.READY, "", set())
        assert found.number("error") == 0 and found.number("new") >= 1
    assert found.stored_as == "" or case.fate == MATCH
    assert people.everybody() == []


# A small process of its own in between: a child's peak memory counts from the process that it was forked from.
_LAUNCHER = """
import resource, subprocess, sys
said = subprocess.run(sys.argv[1:], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, env={}).stdout
used = resource.getrusage(resource.RUSAGE_CHILDREN)
print(used.ru_maxrss, used.ru_utime + used.ru_stime)
sys.stdout.write(said.decode().splitlines()[-1])
"""


def read_alone(path: Path) -> tuple[dict[str, Any], int, float]:
    """The reader on a file: what it said last, its largest memory in kB, its seconds of processor time."""
    program = [sys.executable, "-E", "-s", "-S"]
    reader = [*program, "-X", "utf8", "-m", "core.sheets.reading", str(path), json.dumps(asdict(limits()))]
    told = subprocess.run(
        [*program, "-c", _LAUNCHER, *reader],
        cwd=django_settings.BASE_DIR,
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    used, last = told.split("\n", 1)
    memory, seconds = used.split()
    return json.loads(last), int(memory), float(seconds)


def test_no_hostile_file_takes_much_memory_or_time(tmp_path: Path) -> None:
    heavy = [case for case in CASES if "bomb" in case.name or "deep" in case.name or "wide" in case.name]
    assert len(heavy) >= 5
    for case in heavy:
        path = tmp_path / "heavy"
        path.write_bytes(case.content())
        last, memory, seconds = read_alone(path)
        assert isinstance(last, dict) and ("refused" in last or "end" in last), (case.name, last)
        assert memory <= MOST_MEMORY and seconds < 20, (case.name, memory, seconds)


def test_a_reader_that_is_killed_by_its_limits_is_told_in_words(
    clerk: User, bring: Import, settings: Any
) -> None:
    from tests.sheets.conftest import good_rows

    settings.SHEETS_READER = {**settings.SHEETS_READER, "memory": 12 * 1024 * 1024}
    found = bring(good_rows(3), actor=clerk)
    assert (found.state, found.error[:8]) == (State.FAILED, "这个文件太复杂，")
