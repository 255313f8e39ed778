"""The table of limits: complete, honest about its sources, and editable only where it is the office's own."""

from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction

from core.accounts.models import User
from core.audit.models import Entry
from core.clocks.actions import edit_rule, ship_rules, start_clock
from core.clocks.choices import Mark, Measure, Unit
from core.clocks.models import Clock, DeadlineRule
from core.clocks.plan import point_kind
from core.clocks.rules_data import RULES
from core.clocks.selectors import open_clocks_affected_by, rules_by_group
from core.errors import Conflict, NotAllowed, RuleBroken
from tests.clocks.owners import KIND, at

pytestmark = pytest.mark.django_db

NOW = at("2026-03-02T10:00")
TIERS = ["CK3.grid", "CK3.community", "CK3.street"]


def rule(code: str) -> DeadlineRule:
    found: DeadlineRule = DeadlineRule.objects.current().get(code=code)
    return found


def test_the_clocks_of_a_case_ship_with_the_database() -> None:
    codes = set(DeadlineRule.objects.values_list("code", flat=True))
    assert codes >= {
        "CK1",
        "CK2",
        *TIERS,
        "CK4",
        "CK5",
        "CK6",
        "CK7",
        "CK8.agreement",
        "CK8.performance",
        "CK9",
    }
    assert DeadlineRule.objects.count() == len(RULES)


@pytest.mark.parametrize(
    ("code", "words"),
    [
        ("CK1", "24小时（紧急2小时）"),
        ("CK2", "3个工作日"),
        ("CK3.street", "10个工作日"),
        ("CK4", "30个日历日"),
        ("CK5", "15个日历日"),
        ("CK6", "1个工作日（紧急2小时）"),
        ("petition.finish", "60个日历日"),
        ("petition.representatives", "不超过5人"),
        ("whistle.emergency.sign", "0.5小时"),
        ("whistle.enforcement.sign", "4个工作小时"),
        ("court.objection.third", "6个月"),
        ("detox.term", "3年"),
        ("meeting.cycle", "每季度一次"),
        ("PERFORM", "按约定或交办的日期"),
    ],
)
def test_a_limit_reads_as_the_reference_gives_it(code: str, words: str) -> None:
    assert rule(code).limit_words == words


def test_every_row_is_complete_and_only_the_offices_own_are_open() -> None:
    for row in DeadlineRule.objects.all():
        assert row.title
        assert row.source
        assert row.locked == (row.mark != Mark.DEFAULT), row.code
        if row.measure == Measure.DEADLINE:
            assert row.start_event, row.code
            assert row.length is not None or row.unit == Unit.GIVEN, row.code
        assert all(point_kind(spec) and spec["to"] for spec in row.reminders), row.code


def test_shipping_again_adds_nothing_and_touches_nothing(sysadmin: User) -> None:
    edit_rule(rule("CK2"), changes={"length": Decimal(5)}, reason="人手不足", actor=sysadmin, now=NOW)
    assert ship_rules() == 0
    assert rule("CK2").length == 5


def test_an_edit_makes_a_new_version_and_running_clocks_keep_theirs(sysadmin: User) -> None:
    old = start_clock("CK2", subject_kind=KIND, subject_id=1, now=NOW)
    newer = edit_rule(rule("CK2"), changes={"length": Decimal(1)}, reason="提速", actor=sysadmin, now=NOW)
    new = start_clock("CK2", subject_kind=KIND, subject_id=2, now=NOW)
    old.refresh_from_db()
    assert (old.rule.version, new.rule.version, newer.version) == (1, 2, 2)
    assert (old.due_at, new.due_at) == (at("2026-03-05T18:00"), at("2026-03-03T18:00"))
    assert not DeadlineRule.objects.get(code="CK2", version=1).is_current
    assert set(open_clocks_affected_by(newer)) == {old, new}


def test_an_edit_leaves_an_audit_line_with_old_and_new(sysadmin: User) -> None:
    edit_rule(rule("CK2"), changes={"length": Decimal(1)}, reason="提速", actor=sysadmin, now=NOW)
    line = Entry.objects.get(action="rule.edit")
    assert line.detail == {
        "code": "CK2",
        "version": 2,
        "old": {"length": "3"},
        "new": {"length": "1"},
        "reason": "提速",
    }
    assert line.actor_id == sysadmin.pk


def test_a_statutory_row_refuses_and_names_its_law(sysadmin: User) -> None:
    with pytest.raises(RuleBroken, match="《劳动争议调解仲裁法》第14条"):
        edit_rule(rule("CK5"), changes={"length": Decimal(20)}, reason="想改", actor=sysadmin, now=NOW)
    with pytest.raises(RuleBroken, match="不能在这里修改"):
        edit_rule(
            rule("whistle.hard.report"),
            changes={"length": Decimal(20)},
            reason="想改",
            actor=sysadmin,
            now=NOW,
        )
    assert rule("CK5").version == 1


def test_only_the_system_administrator_edits(clerk: User) -> None:
    with pytest.raises(NotAllowed):
        edit_rule(rule("CK2"), changes={"length": Decimal(1)}, reason="提速", actor=clerk, now=NOW)


def test_an_edit_of_a_superseded_version_shows_both_values(sysadmin: User) -> None:
    seen = rule("CK2")
    edit_rule(seen, changes={"length": Decimal(1)}, reason="提速", actor=sysadmin, now=NOW)
    with pytest.raises(Conflict) as refused:
        edit_rule(seen, changes={"length": Decimal(7)}, reason="放宽", actor=sysadmin, now=NOW)
    assert (refused.value.theirs, refused.value.mine) == ({"时限": "1个工作日"}, {"时限": "7个工作日"})


def test_an_edit_that_changes_nothing_is_refused(sysadmin: User) -> None:
    with pytest.raises(RuleBroken, match="没有改动"):
        edit_rule(rule("CK2"), changes={"length": Decimal(3)}, reason="没改", actor=sysadmin, now=NOW)


def test_the_database_itself_keeps_one_current_version_and_locks_the_law() -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        DeadlineRule.objects.filter(code="CK5").update(locked=False)
    twin = rule("CK2")
    twin.pk, twin.version = None, 2
    with pytest.raises(IntegrityError), transaction.atomic():
        twin.save(force_insert=True)


def test_groups_keep_the_order_in_which_they_ship_after_an_edit(sysadmin: User) -> None:
    before = [[row.code for row in group.rules] for group in rules_by_group()]
    edit_rule(rule("CK1"), changes={"length": Decimal(12)}, reason="提速", actor=sysadmin, now=NOW)
    assert [[row.code for row in group.rules] for group in rules_by_group()] == before
    assert Clock.objects.count() == 0
