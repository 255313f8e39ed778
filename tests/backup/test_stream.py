"""A sealed file opens whole and unchanged, or not at all."""

import random
from pathlib import Path

import pytest

from core.backup.stream import CHUNK, Damaged, Key, Reader, Sealer, WrongKey, open_bytes, seal_bytes
from core.local.problems import LocalProblem

KEY = Key("11" * 32)


def sealed(tmp_path: Path, size: int) -> tuple[Path, bytes]:
    data = random.Random(size).randbytes(size)
    path = tmp_path / "one.sealed"
    seal_bytes(path, KEY, "one", data)
    return path, data


@pytest.mark.parametrize("size", [0, 1, CHUNK - 1, CHUNK, CHUNK + 1, 2 * CHUNK, 2 * CHUNK + 7])
def test_what_was_sealed_comes_back(tmp_path: Path, size: int) -> None:
    path, data = sealed(tmp_path, size)
    assert open_bytes(path, KEY, "one") == data
    reader = Reader(path, KEY, "one")
    assert reader.read(10) + reader.read() == data and reader.read() == b""
    assert path.stat().st_mode & 0o077 == 0


def test_a_bit_flipped_anywhere_is_refused(tmp_path: Path) -> None:
    path, _ = sealed(tmp_path, CHUNK + 100)
    whole = path.read_bytes()
    for place in [0, 6, 20, 40, CHUNK, len(whole) - 1, *random.Random(1).sample(range(len(whole)), 20)]:
        changed = bytearray(whole)
        changed[place] ^= 1
        path.write_bytes(changed)
        with pytest.raises((Damaged, WrongKey)):
            open_bytes(path, KEY, "one")


def test_a_file_cut_off_lengthened_or_put_in_anothers_place_is_refused(tmp_path: Path) -> None:
    path, _ = sealed(tmp_path, 2 * CHUNK)
    whole = path.read_bytes()
    for changed in (whole[: 29 + CHUNK + 16], whole[:-1], whole[:10], b"", whole + b"x", whole + whole[29:]):
        path.write_bytes(changed)
        with pytest.raises(Damaged):
            open_bytes(path, KEY, "one")
    path.write_bytes(whole)
    with pytest.raises(Damaged):
        open_bytes(path, KEY, "another name")
    with pytest.raises(Damaged):
        open_bytes(tmp_path / "gone.sealed", KEY, "one")


def test_another_key_is_told_apart_from_damage(tmp_path: Path) -> None:
    path, _ = sealed(tmp_path, 10)
    with pytest.raises(WrongKey, match="密钥不对"):
        open_bytes(path, Key("22" * 32), "one")
    for text in ("", "11", "zz" * 32):
        with pytest.raises(LocalProblem, match="64 位十六进制"):
            Key(text)


def test_a_seal_given_up_never_opens(tmp_path: Path) -> None:
    sealer = Sealer(tmp_path / "half", KEY, "half")
    sealer.write(b"x" * (CHUNK + 5))
    sealer.abandon()
    with pytest.raises(Damaged):
        open_bytes(tmp_path / "half", KEY, "half")
