"""From one track of mediation to another, and what the court's own mediation came to (三调联动, domain.md C8)."""

from datetime import date, datetime

from django.utils import timezone

from core.accounts.models import User
from core.errors import RuleBroken
from disputes.actions.checks import need, not_before, not_future
from disputes.choices import Consent, Mode, Result, State, Track
from disputes.choices_mediation import CourtOutcome
from disputes.engine import Step, step
from disputes.models import Dispute, TrackChange


def change_track(
    dispute: Dispute,
    *,
    actor: User,
    track: str,
    reason: str,
    parties_agreed_on: date,
    consent_mode: str = Mode.ON_SITE,
    authority: str = "",
    body_ref: str = "",
    due_on: date | None = None,
    version: int | None = None,
    now: datetime | None = None,
) -> Dispute:
    """Go on under another track because all parties agreed. Exactly one runs, and its time alone: CK3 and CK4 of
    people's mediation, thirty days of an authority, the day that the court set."""
    with step(dispute, "change_track", actor=actor, version=version, now=now) as s:
        wanted, was = Track(track), Track(s.dispute.active_track)
        need(reason, "reason", "请写为什么要转")
        _check_consent(s, wanted, parties_agreed_on)
        _check_body(s, wanted, authority, body_ref, due_on)
        own = s.dispute.committee
        name = authority or (own.name if own is not None else "人民调解委员会")
        TrackChange.objects.create(
            dispute=s.dispute,
            from_track=was,
            to_track=wanted,
            body=name,
            body_ref=body_ref,
            due_on=due_on if wanted == Track.JUDICIAL else None,
            parties_agreed_on=parties_agreed_on,
            consent_mode=consent_mode,
            reason=reason,
            at=s.now,
            by=actor,
        )
        s.set(active_track=wanted.value)
        s.say(
            f"{was.label}→{wanted.label}，由{name}调解。{reason}",
            public=f"经各方同意，转为{wanted.label}，由{name}调解",
        )
    return dispute


def _check_consent(s: Step, wanted: Track, agreed_on: date) -> None:
    if wanted == s.dispute.active_track:
        raise RuleBroken("same", f"现在就是{wanted.label}", field="track")
    not_future(agreed_on, "parties_agreed_on", s.now, "各方同意日期")
    if s.dispute.parties.filter(consent=Consent.REFUSED).exists():
        raise RuleBroken("refused", "有当事人明确拒绝，不能转到别的调解方式", field="track")


def _check_body(s: Step, track: Track, authority: str, body_ref: str, due_on: date | None) -> None:
    if track == Track.PEOPLE:
        return
    need(authority, "authority", "请写由哪个单位调解")
    if track == Track.ADMINISTRATIVE:
        return
    need(body_ref, "body_ref", "请写法院的案号或委派、委托的编号")
    if due_on is None:
        raise RuleBroken("missing", "请填法院定的调解期限", field="due_on")
    not_before(due_on, timezone.localdate(s.now), "due_on", "法院定的期限不能早于今天")


def court_result(
    dispute: Dispute,
    *,
    actor: User,
    outcome: str,
    ended_on: date,
    body_ref: str = "",
    advice: str = "",
    version: int | None = None,
    now: datetime | None = None,
) -> Dispute:
    """What the court's mediation came to: reference, day and outcome, nothing else of it (C8)."""
    with step(dispute, "court_result", actor=actor, version=version, now=now) as s:
        change = s.dispute.track_changes.filter(to_track=Track.JUDICIAL).last()
        if change is None:
            raise RuleBroken("state", "没有转到司法调解的记录")
        not_future(ended_on, "ended_on", s.now, "结束日期")
        not_before(ended_on, change.parties_agreed_on, "ended_on", "结束日期早于转到法院的日期，请核对")
        word = CourtOutcome(outcome)
        settled = word == CourtOutcome.SETTLED
        if not settled:
            need(advice, "advice", "请写告诉了当事人哪些途径，比如由法院审理")
            s.skip_clocks.add("CK8.agreement")
        change.outcome, change.ended_on = word, ended_on
        change.body_ref = body_ref or change.body_ref
        change.save(update_fields=["outcome", "ended_on", "body_ref"])
        s.set(result=(Result.COURT if settled else Result.FAILED).value)
        s.move(State.FOLLOW_UP if settled else State.TERMINATED)
        s.say(
            f"{change.body}{change.body_ref}：{word.label}。{advice}",
            public="法院已调解结案" if settled else f"法院没有调解成。{advice}"[:200],
        )
    return dispute
