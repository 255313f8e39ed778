"""The town comes back at any moment, byte for byte, without those who were deleted; what is not whole is refused."""

import random
import shutil
import subprocess
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import psycopg2
import pytest
from django.core.management import CommandError, call_command

from core.audit import erasures
from core.backup import restoring, taking
from core.backup.drill import drill, restore, some_moments, words_for
from core.backup.stream import Damaged, Key, WrongKey
from core.backup.vault import Vault
from core.jobs import recorder
from core.jobs.models import JobRun
from core.local.problems import LocalProblem
from residents.models import Resident
from tests.backup.conftest import SEED, Story


def test_three_random_moments_come_back_byte_for_byte(story: Story) -> None:
    """Marks before, during and after the second whole copy; who wrote meanwhile is there to the last line."""
    drawn = sorted(random.Random(SEED).sample(story.marks, 3), key=lambda one: one.at)
    found = drill(story.vault, [one.at for one in drawn])
    for mark, result in zip(drawn, found, strict=True):
        figures = result.figures
        assert (figures.seq, figures.digest) == (mark.seq, mark.digest), words_for(result)
        assert figures.is_head_equal and figures.is_counted and not figures.wrong
        assert figures.counts["residents_resident"] == mark.counts["residents_resident"] == 1
        assert figures.erased_again == 2, "the person, and the home that is empty then"
        assert figures.files == 2 * mark.counts["files_storedfile"] == figures.files_opened
    run = JobRun.objects.get(name=taking.DRILL)
    assert run.ok_at and not run.is_failing


def test_a_restore_to_the_end_holds_all_that_was_written_and_runs(story: Story, tmp_path: Path) -> None:
    folder = tmp_path / "town"
    result = restore(story.vault, folder, None)
    assert not result.figures.wrong and result.figures.seq >= story.marks[-1].seq
    for name, data in story.photos.items():
        assert (folder / "media" / name).read_bytes() == data
    again = restoring.Restored(folder, story.copies[-1], None, 0)
    with restoring.served(again) as socket:
        session = psycopg2.connect(host=socket, dbname="xiongguan", user="xiongguan")
        with session.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM residents_resident")
            assert cursor.fetchone() == (0,)
        session.close()
    with pytest.raises(LocalProblem, match="不是空的"):
        restore(story.vault, folder, None)


def flipped(path: Path, place: int) -> Iterator[None]:
    whole = path.read_bytes()
    changed = bytearray(whole)
    changed[place % len(whole)] ^= 4
    path.write_bytes(changed)
    yield
    path.write_bytes(whole)


@pytest.mark.parametrize("what", ["database", "facts", "log"])
def test_a_flipped_bit_is_refused_loudly(story: Story, tmp_path: Path, what: str) -> None:
    newest = story.vault.base / story.copies[-1].name
    log = sorted(story.vault.wal.glob("*.sealed"))[-1]
    path = {"database": newest / "database.sealed", "facts": newest / "facts.sealed", "log": log}[what]
    place = random.Random(SEED).randrange(40, path.stat().st_size)
    for _ in flipped(path, place):
        with pytest.raises(Damaged, match="备份已损坏"):
            drill(story.vault, [story.marks[-1].at])
        assert JobRun.objects.get(name=taking.DRILL).is_failing
    assert not list(story.vault.work.glob("drill-*")), "nothing plain is left"


def test_a_wrong_key_is_refused(story: Story, tmp_path: Path) -> None:
    other = Vault(story.vault.folder, Key("ab" * 32))
    with pytest.raises(WrongKey, match="密钥不对"):
        restoring.unpack(other, tmp_path / "town", at=None)


def test_a_missing_piece_of_log_is_named(story: Story, tmp_path: Path) -> None:
    pieces = [one for one in sorted(story.vault.wal.glob("*.sealed")) if one.stem > story.copies[-1].first]
    gone = pieces[0]
    gone.rename(tmp_path / gone.name)
    with pytest.raises(Damaged, match=f"缺少日志 {gone.stem}"):
        restoring.unpack(story.vault, tmp_path / "town", at=None)
    shutil.move(tmp_path / gone.name, gone)
    assert not (tmp_path / "town").exists()


def test_a_moment_that_the_log_does_not_reach_is_refused(story: Story, tmp_path: Path) -> None:
    with pytest.raises(LocalProblem, match="最早只能恢复到"):
        restoring.unpack(story.vault, tmp_path / "early", at=story.copies[0].done_at - timedelta(seconds=1))
    late = restoring.unpack(story.vault, tmp_path / "late", at=story.marks[-1].at + timedelta(days=900))
    with pytest.raises(Damaged, match="到不了这个时间"), restoring.served(late):
        pass


def test_two_backups_at_once_take_turns(story: Story) -> None:
    with story.vault.taken(), pytest.raises(LocalProblem, match="另一个备份正在进行"):
        taking.fetch_log(story.vault)


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    folder = tmp_path / "disk"
    folder.mkdir()
    mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=24m", "small", folder], check=False)
    if mounted.returncode != 0:
        pytest.skip("this machine does not let us mount a small disk")
    yield folder
    subprocess.run(["umount", "-l", folder], check=True)


def test_a_full_disk_is_said_and_leaves_no_half_copy(
    story: Story, small_disk: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(recorder, "_written", {})
    small = Vault(small_disk, story.vault.key)
    with pytest.raises(LocalProblem, match="磁盘满了"):
        taking.back_up(small)
    assert JobRun.objects.get(name=taking.WHOLE).is_failing
    assert not small.copies() and not (small.work / "whole").exists()
    assert len(story.vault.copies()) == 2, "the copies from before are untouched"


def test_the_check_never_runs_on_the_town_in_use(story: Story) -> None:
    with pytest.raises(CommandError, match="只在恢复出来的副本上"):
        call_command("check_restored")
    before = Resident.objects.count()
    assert erasures.replay is not None and Resident.objects.count() == before


def test_a_seed_draws_the_same_moments_again(story: Story) -> None:
    drawn = some_moments(story.vault, 7)
    assert drawn == some_moments(story.vault, 7) and len(drawn) == 3
    assert set(drawn) <= {one.at for one in story.vault.marks()}


def test_a_mark_changed_by_hand_counts_for_nothing(story: Story) -> None:
    path = story.vault.folder / "marks.log"
    whole = path.read_text()
    path.write_text(whole.replace('"seq": ', '"seq": 1', 1))
    changed = len(story.vault.marks())
    path.write_text(whole)
    assert changed == len(story.vault.marks()) - 1
