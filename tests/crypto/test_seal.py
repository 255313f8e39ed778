"""Sealed fields: what comes back, what does not open, what a dump tells."""

import hashlib

import pytest
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from django.core.exceptions import ImproperlyConfigured
from hypothesis import given
from hypothesis import strategies as st
from pytest_django import Settings

from core.crypto import blind_index, blind_indexes, mac, seal, unseal
from core.crypto.seal import SealBroken

CONTEXT = "disputes_party:7:phone"
ONE, TWO = "1:" + "11" * 32, "2:" + "22" * 32


@given(text=st.text(), context=st.text(alphabet=st.characters(exclude_categories=["Cs"]), max_size=40))
def test_what_was_sealed_opens_in_its_place(text: str, context: str) -> None:
    try:
        text.encode()
    except UnicodeEncodeError:
        return
    assert unseal(seal(text, context), context) == text


def test_two_seals_of_one_text_differ() -> None:
    assert seal("13800138000", CONTEXT) != seal("13800138000", CONTEXT)


@pytest.mark.parametrize("place", range(0, 42, 3))
def test_a_flipped_bit_does_not_open(place: int) -> None:
    blob = bytearray(seal("13800138000", CONTEXT))
    blob[place] ^= 1
    with pytest.raises(SealBroken):
        unseal(bytes(blob), CONTEXT)


@pytest.mark.parametrize("context", ["disputes_party:8:phone", "disputes_party:7:id_no", ""])
def test_a_value_copied_to_another_place_does_not_open(context: str) -> None:
    with pytest.raises(SealBroken):
        unseal(seal("13800138000", CONTEXT), context)


@pytest.mark.parametrize("blob", [b"", b"\x01", b"\x01\x00\x01" + bytes(27), b"\x02" + bytes(60)])
def test_what_is_no_seal_does_not_open(blob: bytes) -> None:
    with pytest.raises(SealBroken):
        unseal(blob, CONTEXT)


def test_a_new_key_seals_and_the_old_one_still_opens(settings: Settings) -> None:
    settings.FIELD_KEYS = [ONE]
    old = seal("6202", CONTEXT)
    settings.FIELD_KEYS = [TWO, ONE]
    new = seal("6202", CONTEXT)
    assert (old[1:3], new[1:3]) == (b"\x00\x01", b"\x00\x02")
    assert unseal(old, CONTEXT) == unseal(new, CONTEXT) == "6202"
    settings.FIELD_KEYS = [TWO]
    with pytest.raises(SealBroken):
        unseal(old, CONTEXT)


def test_the_ledgers_hash_stays_the_same_when_a_key_is_added(settings: Settings) -> None:
    settings.FIELD_KEYS = [ONE]
    before = mac("audit", b"line")
    settings.FIELD_KEYS = [TWO, ONE]
    assert before == mac("audit", b"line")


def test_a_mark_of_the_old_key_is_still_searched_when_a_key_is_added(settings: Settings) -> None:
    settings.FIELD_KEYS = [ONE]
    old = blind_index("phone", "13800138000")
    settings.FIELD_KEYS = [TWO, ONE]
    new = blind_index("phone", "13800138000")
    assert old != new
    assert blind_indexes("phone", "13800138000") == [new, old]


def test_each_purpose_has_its_own_key() -> None:
    marks = {mac(purpose, b"6202") for purpose in ("audit", "audit-head", "blind:phone", "blind:id")}
    assert len(marks) == 4
    assert blind_index("phone", "6202")[2:] == mac("blind:phone", b"6202")


@pytest.mark.parametrize(
    "same", ["62020119900101001x", "６２０２０１１９９００１０１００１Ｘ", " 62020119900101001X "]
)
def test_one_number_in_three_spellings_is_found(same: str) -> None:
    assert blind_index("id", same) == blind_index("id", "62020119900101001X")


def test_an_unkeyed_hash_does_not_find_it() -> None:
    """The attack of a dump thief who hashes all numbers (trust.md 0.6) needs the key."""
    number = b"62020119900101001X"
    plain = hashes.Hash(hashes.SM3())
    plain.update(number)
    assert blind_index("id", number.decode()) not in (plain.finalize(), hashlib.sha256(number).digest())


def test_sm4_and_sm3_are_the_standards_own() -> None:
    """Vectors of GB/T 32907 (SM4, one block), GB/T 32905 (SM3 of abc) and RFC 8998 (SM4-GCM)."""
    key = bytes.fromhex("0123456789abcdeffedcba9876543210")
    block = Cipher(algorithms.SM4(key), modes.ECB()).encryptor()  # noqa: S305 - the standard's own one-block vector
    assert block.update(key).hex() == "681edf34d206965e86b3e94f536e4246"
    digest = hashes.Hash(hashes.SM3())
    digest.update(b"abc")
    assert digest.finalize().hex() == "66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0"
    gcm = Cipher(algorithms.SM4(key), modes.GCM(bytes.fromhex("00001234567800000000abcd"))).encryptor()
    gcm.authenticate_additional_data(bytes.fromhex("feedfacedeadbeeffeedfacedeadbeefabaddad2"))
    text = b"".join(bytes([value]) * 8 for value in (0xAA, 0xBB, 0xCC, 0xDD, 0xEE, 0xFF, 0xEE, 0xAA))
    gcm.update(text)
    gcm.finalize()
    assert gcm.tag.hex() == "83de3541e4c2b58177e065a9bf7b62ec"


@pytest.mark.parametrize("keys", [[], ["1:abcd"], ["one:" + "11" * 32], ["1" + "11" * 32]])
def test_a_key_ring_that_is_none_stops_the_work(settings: Settings, keys: list[str]) -> None:
    settings.FIELD_KEYS = keys
    with pytest.raises(ImproperlyConfigured):
        seal("x", CONTEXT)
