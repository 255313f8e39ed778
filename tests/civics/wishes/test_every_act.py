"""Generated from the table: who, from which state, within which area; and what each act leaves behind.

WHO is written here by hand from domain.md J13, so that the policies are held to it and not to themselves."""

from decimal import Decimal
from typing import Any

import pytest
from django.db import transaction

from civics.models import MicroWish, WishClaim
from civics.wishes.actions import ACTIONS, collect, confirm, forget_wishers, reveal_contact, withdraw
from civics.wishes.choices import ClaimState, WishState
from civics.wishes.flow import KIND, WISHES
from civics.wishes.guards import GUARDS
from civics.wishes.workflow import INSIDE, WHO_WORDS, Tell
from core.audit.models import Entry
from core.clocks.models import Clock
from core.clocks.sweeper import sweep
from core.errors import Conflict, NotAllowed, RuleBroken
from core.flow.models import Event
from core.notices.models import Notice
from grids.choices import Role
from tests.cast import OTHER_PHONE, PHONE, person
from tests.civics.wishes.desk import DATA, HELPER, HOUR, WHO, WISHER, Desk

pytestmark = pytest.mark.django_db
S = WishState
COMMUNITY = {"clerk", "second_clerk", "secretary"}
STREET = {"intake", "manager", "street_lead"}
GRID = {"worker", "other_worker", "leader"}
# At work, and neither administrators nor of a programme: they see what waits for somebody.
HANDS = {"outsider", "other_secretary", "mediator", "street_mediator", "liaison"}
KEEPERS = COMMUNITY | STREET


def who(desk: Desk) -> dict[str, set[str]]:
    return {
        "keeper": KEEPERS,
        "collector": {"worker"},
        "hand": COMMUNITY | STREET | GRID | HANDS,
        "claimer": set(),
        "witness": KEEPERS,
        "citizen": set(),
        "system": set(),
    }


def found_by(desk: Desk, wish: MicroWish) -> set[str]:
    rows = MicroWish.objects
    return {key for key, user in desk.cast.all.items() if rows.visible_to(user).filter(pk=wish.pk).exists()}


@pytest.mark.parametrize("state", S, ids=str)
def test_each_act_is_open_to_those_whom_the_table_names(desk: Desk, state: WishState) -> None:
    """Role × act in this state; whoever may act also sees."""
    wish = desk.to(state)
    assert wish.state == state
    others = HANDS if state == S.PUBLISHED else set()
    assert found_by(desk, wish) == KEEPERS | GRID | {"supervisor"} | others
    subject, known = WISHES.queryset().get(pk=wish.pk), who(desk)
    for act, row in WISHES.table.items():
        expected = set().union(*(known[one] for one in row.who))
        found = {k for k, user in desk.cast.all.items() if WISHES.by_role(user, row, subject).allowed}
        assert found == expected, act
    for user in desk.cast.all.values():
        acts = [one.act for one in WISHES.acts_for(user, subject, desk.now) if one.allowed]
        assert not acts or MicroWish.objects.visible_to(user).filter(pk=wish.pk).exists() or acts == ["take"]
        assert not set(acts) & INSIDE


def record_of(wish: MicroWish) -> tuple[Any, ...]:
    row = MicroWish.objects.get(pk=wish.pk)
    return (
        row.version,
        row.state,
        Event.objects.filter(subject_kind=KIND, subject_id=row.pk).count(),
        Entry.objects.filter(subject_kind=KIND, subject_id=row.pk).count(),
        list(Clock.objects.of(KIND, row.pk).values_list("code", "due_at", "stopped_at", "cancelled_at")),
        list(row.claims.values_list("pk", "state")),
    )


@pytest.mark.parametrize("state", S, ids=str)
def test_what_the_table_does_not_allow_from_a_state_changes_nothing_and_what_it_allows_is_written_down(
    desk: Desk, state: WishState
) -> None:
    """The state, one version, one line of the timeline, one line of the ledger; a stale form is a conflict, a stranger is
    refused, another area finds nothing. Each act begins from the same wish and is undone."""
    wish, now = desk.to(state), desk.now
    before = record_of(wish)
    for act, row in WISHES.table.items():
        if state in row.from_states:
            continue
        for actor in (desk.cast.manager, desk.cast.clerk):
            with pytest.raises(RuleBroken) as caught, WISHES.step(wish, act, actor=actor, now=now):
                pytest.fail(f"{act} began from {state}")
            assert caught.value.status in (403, 422)
    assert record_of(wish) == before
    for act in sorted(ACTIONS):
        if state in WISHES.table[act].from_states:
            with transaction.atomic():
                _one(desk, wish, act)
                transaction.set_rollback(True)
            desk.now = now


def _one(desk: Desk, wish: MicroWish, act: str) -> None:
    row = WISHES.table[act]
    if act == "drop_story":
        wish = desk.do(wish, "tell_story")
    claim = {"claim": desk.offered(wish)} if act in ("accept_claim", "decline_claim") else {}
    wish = desk.fresh(wish)
    for stranger in ("supervisor", "support_worker", "sysadmin", "nobody"):
        with pytest.raises(NotAllowed), WISHES.step(wish, act, actor=getattr(desk.cast, stranger)):
            pytest.fail(f"{stranger} did {act}")
    actor = getattr(desk.cast, WHO[act])
    with (
        pytest.raises(Conflict) as caught,
        WISHES.step(wish, act, actor=actor, version=wish.version - 1, now=desk.now),
    ):
        pytest.fail("a stale form was taken")
    assert caught.value.status == 409
    fresh = desk.do(wish, act, **claim)
    assert fresh.state in (row.to or (wish.state,)), act
    event = Event.objects.get(subject_kind=KIND, subject_id=fresh.pk, version=fresh.version)
    assert (event.act, event.actor, event.at) == (act, actor, desk.now)
    line = Entry.objects.filter(subject_kind=KIND, subject_id=fresh.pk).latest("seq")
    assert (line.action, line.detail["to"], line.detail["no"]) == (f"{KIND}.{act}", fresh.state, fresh.no)
    kept = str(event.changes) + str(line.detail) + event.text
    assert not any(one in kept for one in (WISHER, HELPER, PHONE, OTHER_PHONE, "书桌")) or act == "deliver"


def test_every_act_has_an_action_an_example_and_words() -> None:
    assert set(ACTIONS) == set(WISHES.table) - INSIDE == set(DATA) == set(WHO)
    for row in WISHES.table.values():
        assert (
            set(row.who) <= set(WHO_WORDS) and set(row.tells) <= set(Tell) and set(row.guards) <= set(GUARDS)
        )
    left = {a for row in WISHES.table.values() if row.to for a in row.from_states}
    assert set(S) - left == {S.REFUSED, S.WITHDRAWN, S.CLOSED}


def test_who_writes_wishes_down_and_whom_the_community_hears_of(desk: Desk) -> None:
    for key in set(desk.cast.all) - KEEPERS - GRID:
        with pytest.raises(NotAllowed):
            collect(desk.told(), actor=desk.cast.all[key], now=desk.now)
    wish = desk.collected()
    assert (wish.no, wish.official_no, len(wish.code)) == ("MW-2026-00001", "雄愿〔2026〕0001号", 8)
    assert {one.recipient for one in Notice.objects.all()} == {desk.cast.clerk, desk.cast.second_clerk}
    assert wish.due_code == "wish.check"
    row = MicroWish.objects.filter(pk=wish.pk).values().get()
    assert WISHER.encode() not in bytes(row["name_sealed"]) and PHONE.encode() not in bytes(
        row["phone_sealed"]
    )


@pytest.mark.parametrize(
    ("state", "act", "changes", "field"),
    [
        (S.COLLECTED, "check", {"is_real": False}, "is_real"),
        (S.COLLECTED, "check", {"is_lawful": False}, "is_lawful"),
        (S.COLLECTED, "refuse", {"reason": ""}, "reason"),
        (S.PUBLISHED, "accept_claim", {"claim": 0}, "claim"),
        (S.PUBLISHED, "enter_claim", {"kind": "unit", "unit": ""}, "unit"),
        (S.PUBLISHED, "enter_claim", {"kind": "resident", "phone": ""}, "phone"),
        (S.CLAIMED, "give_back", {"reason": ""}, "reason"),
        (S.CLAIMED, "deliver", {"delivery": ""}, "delivery"),
        (
            S.CLAIMED,
            "deliver",
            {"delivered_on": DATA["deliver"]["delivered_on"].replace(day=1)},
            "delivered_on",
        ),
        (
            S.CLAIMED,
            "deliver",
            {"delivered_on": DATA["deliver"]["delivered_on"].replace(day=9)},
            "delivered_on",
        ),
        (S.CONFIRMED, "close", {"thanks": ""}, "thanks"),
        (S.CONFIRMED, "tell_story", {"consent_paper": ""}, "consent_paper"),
        (S.CONFIRMED, "tell_story", {"consent_on": None}, "consent_on"),
        (S.CONFIRMED, "tell_story", {"story": f"{WISHER}有了新书桌"}, "story"),
        (S.CLOSED, "tell_story", {"story": ""}, "story"),
        (S.DELIVERED, "withdraw", {"reason": ""}, "reason"),
    ],
)
def test_what_is_missing_is_named_and_nothing_changes(
    desk: Desk, state: WishState, act: str, changes: dict[str, Any], field: str
) -> None:
    wish = desk.to(state)
    if act == "accept_claim":
        desk.offered(wish)
    before = record_of(wish)
    with pytest.raises(RuleBroken) as caught:
        desk.do(wish, act, **changes)
    assert caught.value.field == field
    assert record_of(wish) == before


def test_a_dear_wish_is_not_checked_and_one_with_a_name_is_not_published(desk: Desk) -> None:
    dear = desk.collected(amount=Decimal("500.01"))
    with pytest.raises(RuleBroken, match="超过500元"):
        desk.do(dear, "check")
    assert desk.do(desk.collected(amount=Decimal("500")), "check").state == S.CHECKED
    named = desk.do(desk.collected(title=f"给{WISHER}的书桌"), "check")
    with pytest.raises(RuleBroken, match="不写姓名"):
        desk.do(named, "publish")


def test_nobody_claims_it_in_thirty_days_and_the_community_takes_it(desk: Desk) -> None:
    wish = desk.to(S.PUBLISHED)
    clock = Clock.objects.live().of(KIND, wish.pk).get()
    assert (clock.code, (clock.due_at - desk.now).days) == ("wish.claim", 30)
    sweep(now=clock.due_at - HOUR)
    assert desk.fresh(wish).state == S.PUBLISHED
    sweep(now=clock.due_at + HOUR)
    sweep(now=clock.due_at + HOUR)
    wish = desk.fresh(wish)
    assert (wish.state, str(wish.claim), wish.due_code) == (S.CLAIMED, "社区", "wish.deliver")
    told = Notice.objects.filter(title__contains="社区接办")
    assert {one.recipient for one in told} == {desk.cast.clerk, desk.cast.second_clerk, desk.cast.secretary}
    assert Event.objects.filter(subject_kind=KIND, act="fall_back", actor=None).count() == 1


def test_offers_of_residents_wait_for_the_community_and_one_in_force_ends_the_others(desk: Desk) -> None:
    wish = desk.to(S.PUBLISHED)
    first, second = desk.offered(wish), desk.offered(wish, name="李树林")
    assert Notice.objects.filter(title__contains="在公开页上认领").count() == 4
    for _ in range(3):
        desk.offered(wish)
    with pytest.raises(RuleBroken, match="好几位"):
        desk.offered(wish)
    wish = desk.do(wish, "accept_claim", claim=second.pk)
    assert (wish.claim, wish.state) == (second, S.CLAIMED)
    assert WishClaim.objects.get(pk=first.pk).state == ClaimState.DECLINED
    wish = desk.do(wish, "give_back")
    assert (wish.state, wish.claim, wish.due_code) == (S.PUBLISHED, None, "wish.claim")
    assert WishClaim.objects.get(pk=second.pk).state == ClaimState.GIVEN_BACK


def test_a_colleague_or_a_unit_takes_it_delivers_and_does_not_confirm_for_the_wisher(desk: Desk) -> None:
    wish = desk.do(desk.to(S.PUBLISHED), "take", "second_clerk")
    assert wish.claimer == desk.cast.second_clerk
    wish = desk.do(wish, "deliver", "second_clerk")
    with pytest.raises(NotAllowed):
        desk.do(wish, "confirm", "second_clerk")
    assert not desk.do(wish, "confirm", "clerk").by_wisher
    wish = desk.do(desk.to(S.PUBLISHED), "take", "liaison")
    assert (wish.claim.unit, wish.claimer_unit.name) == ("住建局", "住建局")
    colleague = person(
        "lx2", "冯联络", "住建局联络员", {"role": Role.DEPT_LIAISON, "department": wish.claimer_unit}
    )
    assert MicroWish.objects.visible_to(colleague).filter(pk=wish.pk).exists()
    wish = desk.do(wish, "deliver", colleague)
    assert wish.state == S.DELIVERED
    assert desk.do(wish, "redo").state == S.CLAIMED


def test_the_wisher_confirms_or_withdraws_without_an_account_and_nobody_else_does(desk: Desk) -> None:
    wish = desk.to(S.DELIVERED)
    confirm(wish, actor=None, feedback="谢谢", now=desk.now)
    assert (wish.state, wish.by_wisher) == (S.CONFIRMED, True)
    again = desk.to(S.CLAIMED)
    withdraw(again, actor=None, reason="不需要了", now=desk.now)
    assert again.state == S.WITHDRAWN and not Clock.objects.live().of(KIND, again.pk).exists()
    for act, row in WISHES.table.items():
        if S.CONFIRMED in row.from_states and not row.without_account:
            with pytest.raises(NotAllowed), WISHES.step(wish, act, actor=None, now=desk.now):
                pytest.fail(act)


def test_whoever_looks_at_a_number_says_why_and_half_a_year_later_it_is_gone(desk: Desk) -> None:
    wish = desk.to(S.CLAIMED)
    assert (wish.masked_name, wish.masked_phone) == ("王*国", "138****2207")
    assert (
        reveal_contact(wish, actor=desk.cast.clerk, field="phone", reason="约送达时间", now=desk.now) == PHONE
    )
    claim = wish.claims.get()
    shown = reveal_contact(
        wish, actor=desk.cast.clerk, field="name", reason="联系认领的人", claim=claim, now=desk.now
    )
    assert shown == HELPER
    with pytest.raises(NotAllowed):
        reveal_contact(wish, actor=desk.cast.worker, field="phone", reason="联系一下", now=desk.now)
    with pytest.raises(RuleBroken, match="写清原因"):
        reveal_contact(wish, actor=desk.cast.clerk, field="phone", reason="看", now=desk.now)
    ended = desk.to(S.CLOSED)
    assert forget_wishers(now=desk.now + 100 * 24 * HOUR) == 0
    assert forget_wishers(now=desk.now + 181 * 24 * HOUR) == 1
    ended = desk.fresh(ended)
    assert not ended.has_sealed("name") and not ended.claims.get().has_sealed("phone")
    assert desk.fresh(wish).has_sealed("name")
