"""The cast itself: everybody stands where the tests believe."""

from disputes.choices import State, Tier
from disputes.models import Dispute
from tests.cast import Cast, Log, Town


def test_a_case_logged_in_the_own_grid_is_held_by_its_worker(town: Town, cast: Cast, log: Log) -> None:
    case = log()
    assert (case.state, case.tier, case.holder) == (State.REGISTERED, Tier.GRID, cast.worker)
    assert case.grid == town.tiebei.grids[0]
    assert case.address == "铁路小区1号楼"


def test_who_sees_a_plain_case(cast: Cast, log: Log) -> None:
    case = log()
    seeing = {
        name
        for name, user in cast.all.items()
        if Dispute.objects.visible_to(user).filter(pk=case.pk).exists()
    }
    assert seeing == {
        "worker", "leader", "clerk", "second_clerk", "secretary",
        "intake", "manager", "street_lead", "supervisor",
    }  # fmt: skip
