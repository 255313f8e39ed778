"""Sealed columns of models: bound to their row, found by marks, carried over to a new key while people work."""

from datetime import UTC, datetime

import pytest
from django.core.management import CommandError, call_command
from pytest_django import Settings

from core.crypto import rotation
from core.crypto.seal import SealBroken, sealed_version
from core.crypto.sealed import next_numbers
from disputes.models import Dispute, DisputeParty
from tests.cast import Log, cast, log, town

__all__ = ["cast", "log", "town"]
pytestmark = pytest.mark.django_db
ONE, TWO = "1:" + "11" * 32, "2:" + "22" * 32
NOW = datetime(2026, 3, 2, 1, tzinfo=UTC)


@pytest.fixture
def case(settings: Settings, log: Log) -> Dispute:
    settings.FIELD_KEYS = [ONE]
    return log(now=NOW)


def test_a_new_row_gets_its_number_before_it_is_sealed_and_keeps_it(case: Dispute) -> None:
    party = DisputeParty(dispute=case, role="third", name="旁人")
    party.seal_in("phone", "13800138000")
    number = party.pk
    party.save()
    again = DisputeParty.objects.get(pk=number)
    assert again.open_sealed("phone") == "13800138000"
    assert b"13800138000" not in bytes(again.phone_sealed)


def test_an_empty_value_clears_the_seal_and_its_mark(case: Dispute) -> None:
    party = case.parties.first()
    party.seal_in("phone", "")
    assert (party.phone_sealed, party.phone_index, party.open_sealed("phone")) == (None, None, "")


def test_a_value_moved_to_another_row_does_not_open(case: Dispute) -> None:
    first, second = case.parties.order_by("pk")
    second.phone_sealed = first.phone_sealed
    with pytest.raises(SealBroken):
        second.open_sealed("phone")


def test_numbers_are_taken_from_the_tables_own_sequence(case: Dispute) -> None:
    numbers = next_numbers(DisputeParty, 3)
    assert len(set(numbers)) == 3
    assert min(numbers) > max(DisputeParty.objects.values_list("pk", flat=True))


def test_every_sealed_column_of_the_house_is_carried_over(case: Dispute) -> None:
    names = {place.name for place in rotation.places()}
    assert {
        "disputes_disputeparty.phone_sealed",
        "residents_resident.id_sealed",
        "residents_resident.phone_sealed",
        "replay_answer.sealed_body",
        "accounts_codedevice.secret",
    } <= names


def test_rotation_carries_values_and_marks_to_the_newest_key(case: Dispute, settings: Settings) -> None:
    before = {party.pk: party.open_sealed("phone") for party in case.parties.all()}
    settings.FIELD_KEYS = [TWO, ONE]
    with pytest.raises(CommandError, match="旧密钥"):
        call_command("rotate_keys", check=True)
    call_command("rotate_keys")
    after = {party.pk: party.open_sealed("phone") for party in case.parties.all()}
    assert after == before
    for party in case.parties.all():
        assert sealed_version(bytes(party.phone_sealed)) == 2
        assert bytes(party.phone_index)[:2] == b"\x00\x02"
    call_command("rotate_keys", check=True)


def test_rotation_may_be_run_again_and_changes_nothing(case: Dispute, settings: Settings) -> None:
    settings.FIELD_KEYS = [TWO, ONE]
    call_command("rotate_keys")
    sealed = list(case.parties.values_list("phone_sealed", flat=True))
    assert list(rotation.rotate()) == []
    assert [bytes(one) for one in case.parties.values_list("phone_sealed", flat=True)] == [
        bytes(s) for s in sealed
    ]


def test_rotation_takes_small_steps_each_committed_by_itself(
    case: Dispute, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rotation, "BATCH", 1)
    settings.FIELD_KEYS = [TWO, ONE]
    steps = [done for name, done in rotation.rotate() if name.startswith("disputes_disputeparty")]
    assert steps == [1, 1]
