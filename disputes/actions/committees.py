"""Committees and their mediators: set up, renew, engage, let go (人民调解法 arts. 8-16). No case hangs on these acts:
who mediated stays on record by name and committee."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from core.accounts.models import User
from core.clocks.models import DeadlineRule
from core.errors import NotAllowed, RuleBroken
from core.flow.checks import need, not_before
from core.flow.edits import edit, write_down
from core.flow.table import ALLOWED, Decision
from disputes.choices_mediation import CommitteeKind, MediatorPost
from disputes.models import MediationCommittee, Mediator
from grids.choices import Role
from grids.scope import Scope

KIND = "committee"
TERM_RULE, TERM_YEARS = "COMMITTEE_TERM", 3
_WHY_NOT = "调解委员会由系统管理员按选举、聘任结果登记"


def may_register(user: User, committee: MediationCommittee | None = None) -> Decision:
    """The office's register is kept by its administrator, as postings are; everybody reads it."""
    if not Scope.of(user).has(Role.SYSADMIN):
        return Decision(False, "role", _WHY_NOT)
    if committee is not None and committee.ended_on is not None:
        return Decision(False, "state", "这个调委会已经撤销")
    return ALLOWED


def _require(actor: User, committee: MediationCommittee | None = None) -> None:
    decision = may_register(actor, committee)
    if decision.code == "role":
        raise NotAllowed(decision.code, decision.reason)
    if not decision.allowed:
        raise RuleBroken(decision.code, decision.reason)


def last_day_of_term(first: date) -> date:
    """Three years (人民调解法 art. 9), from the table of limits."""
    rule = DeadlineRule.objects.filter(code=TERM_RULE, is_current=True).first()
    years = int(rule.length) if rule is not None and rule.length else TERM_YEARS
    try:
        return first.replace(year=first.year + years) - timedelta(days=1)
    except ValueError:  # 29 February
        return first.replace(year=first.year + years, day=28)


def set_up(*, fields: Mapping[str, Any], actor: User, now: datetime | None = None) -> MediationCommittee:
    """Register a committee with its term. One of the street, one a community, any number of trades."""
    _require(actor)
    now = now or timezone.now()
    _check(fields, None)
    with transaction.atomic():
        row = MediationCommittee(**fields)
        row.term_to = last_day_of_term(row.term_from)
        row.save()
        write_down(row, KIND, "set_up", "设立", actor=actor, now=now, text=row.name)
    return row


def _check(fields: Mapping[str, Any], row: MediationCommittee | None) -> None:
    kind, community = fields["kind"], fields.get("community")
    need(fields.get("name"), "name", "请写调委会的全称")
    need(fields.get("series"), "series", "请写编号字头，比如：铁北人调字")
    if kind == CommitteeKind.COMMUNITY:
        need(community, "community", "请选是哪个社区的调委会")
    if kind == CommitteeKind.TRADE:
        need(fields.get("trade"), "trade", "请写行业或专业领域，比如：物业、医疗")
    others = MediationCommittee.objects.all()
    if row is not None:
        others = others.exclude(pk=row.pk)
    if others.filter(name=fields["name"]).exists():
        raise RuleBroken("twice", "已经有同名的调委会", field="name")
    if others.filter(series=fields["series"]).exists():
        raise RuleBroken("twice", "这个编号字头已经有调委会在用", field="series")
    standing = others.standing()
    if kind == CommitteeKind.COMMUNITY and standing.filter(kind=kind, community=community).exists():
        raise RuleBroken("twice", "这个社区已经有调委会", field="community")
    if kind == CommitteeKind.STREET and standing.filter(kind=kind).exists():
        raise RuleBroken("twice", "街道已经有调委会", field="kind")


def change_committee(
    committee: MediationCommittee,
    *,
    fields: Mapping[str, Any],
    actor: User,
    version: int | None = None,
    now: datetime | None = None,
) -> MediationCommittee:
    """Put right its name, series, field or court. Papers issued before keep the words they carry."""
    _require(actor, committee)
    _check({**fields, "kind": committee.kind, "community": committee.community}, committee)
    with edit(committee, KIND, "change", "修改", actor=actor, version=version, now=now) as e:
        e.set(**fields)
    return committee


def renew(
    committee: MediationCommittee,
    *,
    term_from: date,
    keep: list[int],
    actor: User,
    version: int | None = None,
    now: datetime | None = None,
) -> MediationCommittee:
    """A new term (换届): who is not kept serves until the day before. `keep` are ids of mediators."""
    _require(actor, committee)
    not_before(term_from, committee.term_from + timedelta(days=1), "term_from", "新一届要晚于本届开始的日期")
    with edit(committee, KIND, "renew", "换届", actor=actor, version=version, now=now) as e:
        left = e.row.mediators.serving(term_from).exclude(pk__in=keep)
        gone = [_end(one, term_from - timedelta(days=1)) for one in left]
        e.set(term_from=term_from, term_to=last_day_of_term(term_from))
        e.detail["ended"] = [one.pk for one in gone]
        e.say(f"新一届从{term_from:%Y-%m-%d}到{e.row.term_to:%Y-%m-%d}，{len(gone)}人不再担任")
    return committee


def _end(mediator: Mediator, last: date) -> Mediator:
    mediator.valid_to = max(last, mediator.valid_from)
    mediator.save(update_fields=["valid_to"])
    return mediator


def engage(
    committee: MediationCommittee,
    *,
    post: str,
    valid_from: date,
    is_woman: bool,
    user: User | None = None,
    name: str = "",
    actor: User,
    version: int | None = None,
    now: datetime | None = None,
) -> MediationCommittee:
    """Add a member or engage a mediator, from a day on; with an account they can be chosen for cases."""
    _require(actor, committee)
    name = user.display_name if user is not None else name
    need(name, "name", "请选账号，没有账号的写姓名")
    with edit(committee, KIND, "engage", "聘任", actor=actor, version=version, now=now) as e:
        serving = e.row.mediators.serving(valid_from)
        if user is not None and serving.filter(user=user).exists():
            raise RuleBroken("twice", f"{name}已经是这个调委会的调解员", field="user")
        if post == MediatorPost.HEAD and serving.filter(post=post).exists():
            raise RuleBroken("twice", "已经有主任，请先「不再担任」", field="post")
        row = Mediator.objects.create(
            committee=e.row, user=user, name=name, post=post, valid_from=valid_from, is_woman=is_woman
        )
        e.detail["mediator"] = row.pk
        e.say(f"{MediatorPost(post).label} {name}，{valid_from:%Y-%m-%d}起")
    return committee


def dismiss(
    committee: MediationCommittee,
    *,
    mediator: int,
    valid_to: date,
    reason: str,
    actor: User,
    version: int | None = None,
    now: datetime | None = None,
) -> MediationCommittee:
    """Somebody no longer serves (人民调解法 art. 15 or their own wish). Their open cases stay with them until they are
    given to somebody."""
    _require(actor, committee)
    need(reason, "reason", "请写原因")
    with edit(committee, KIND, "dismiss", "不再担任", actor=actor, version=version, now=now) as e:
        row = e.row.mediators.filter(pk=mediator, valid_to__isnull=True).first()
        if row is None:
            raise RuleBroken("missing", "请选一位现任的调解员", field="mediator")
        not_before(valid_to, row.valid_from, "valid_to", "最后一天不能早于开始的日期")
        _end(row, valid_to)
        e.detail["mediator"] = row.pk
        e.say(f"{row.name}：{reason}，到{valid_to:%Y-%m-%d}为止")
    return committee


def close_committee(
    committee: MediationCommittee,
    *,
    ended_on: date,
    reason: str,
    actor: User,
    version: int | None = None,
    now: datetime | None = None,
) -> MediationCommittee:
    """It is no more, e.g. because two communities became one. Its cases and papers keep its name."""
    _require(actor, committee)
    need(reason, "reason", "请写原因")
    not_before(ended_on, committee.term_from, "ended_on", "撤销日期不能早于本届开始")
    with edit(committee, KIND, "close", "撤销", actor=actor, version=version, now=now) as e:
        for one in e.row.mediators.filter(valid_to__isnull=True):
            _end(one, ended_on)
        e.set(ended_on=ended_on)
        e.say(reason)
    return committee
