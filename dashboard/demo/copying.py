"""Writes twins (dashboard.demo.twins): every row of the pattern once more, with what belongs to the twin in its place."""

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from random import Random
from typing import Any

from django.db.models import ForeignKey, Model

from core.accounts.models import User
from core.audit.actions import record
from core.clocks import counting
from core.clocks.calendar import WorkCalendar
from core.clocks.choices import Unit
from core.clocks.models import Clock
from core.clocks.plan import yellow_from
from core.crypto.sealed import next_numbers
from core.notices.models import Notice
from dashboard.demo.stage import Stage, case, door_of
from dashboard.demo.stories import Story
from dashboard.demo.twins import Twin
from disputes.engine import KIND
from disputes.models import (
    Agreement,
    Dispute,
    DisputeEvent,
    DisputeParty,
    Escalation,
    FollowUp,
    MediationCommittee,
    MediationSession,
    PerformanceItem,
)
from grids.models import Area, Grid

_ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
_BATCH = 400
_CHILDREN: tuple[type[Model], ...] = (DisputeEvent, Escalation, MediationSession, FollowUp)
_PARTS = ("clerk", "clerk2", "lead", "mediator", "worker", "leader")


@dataclass
class Original:
    """All rows of a played case."""

    dispute: Dispute
    parties: list[DisputeParty]
    children: dict[type[Model], list[Any]]
    agreements: list[Agreement]
    items: list[PerformanceItem]
    clocks: list[Clock]
    notices: list[Notice]

    @classmethod
    def of(cls, story: Story) -> "Original":
        pk = case(story).pk
        about = {"subject_kind": KIND, "subject_id": pk}
        return cls(
            Dispute.objects.select_related("place__parent").get(pk=pk),
            list(DisputeParty.objects.filter(dispute=pk).order_by("pk")),
            {model: list(model._default_manager.filter(dispute=pk).order_by("pk")) for model in _CHILDREN},
            list(Agreement.objects.filter(dispute=pk)),
            list(PerformanceItem.objects.filter(agreement__dispute=pk).order_by("pk")),
            list(Clock.objects.filter(**about).select_related("rule").order_by("pk")),
            list(Notice.objects.filter(**about).order_by("pk")),
        )


class Moves:
    """What is other in one twin: people, places, moments, words."""

    def __init__(self, twin: Twin, original: Original, stage: Stage) -> None:
        self.twin, self.original = twin, original
        here, there = twin.pattern, twin.story
        self.people: dict[int, int] = {}
        words: dict[str, str] = {}
        for part in _PARTS:
            old, new = stage.person(part, here), stage.person(part, there)
            self.people[old.pk] = new.pk
            words[f"{old.display_name}（{old.title}）"] = f"{new.display_name}（{new.title}）"
            words[old.title] = new.title
        self.committees = {
            stage.staff.committees.get(here.community_id, 0): stage.staff.committees.get(there.community_id)
        }
        self.areas: dict[Any, Any] = {
            here.place.pk: there.place.pk,
            here.place.parent_id: there.place.parent_id,
            here.community_id: there.community_id,
        }
        self.grids = {here.grid.pk: there.grid.pk}
        old_case = original.dispute
        self.case = Dispute(year=twin.year, serial=twin.serial, no=f"{twin.year}-{twin.serial:05d}")
        self.case.place, self.case.place_detail = there.place, door_of(there)
        words |= {old_case.address: self.case.address}
        words |= {str(old_case.no): str(self.case.no), old_case.official_no: self.case.official_no}
        words |= self._matter(here, there)
        self._words = {old: new for old, new in words.items() if old}
        self._any = re.compile("|".join(re.escape(old) for old in sorted(self._words, key=len, reverse=True)))

    def _matter(self, here: Story, there: Story) -> dict[str, str]:
        old, new = here.matter, there.matter
        told = there.chance.choice(new.told)
        same = ("title", "found", "terms", "promise", "proof", "demand")
        pairs = {getattr(old, name): getattr(new, name) for name in same}
        pairs |= dict.fromkeys(old.told, told)
        return pairs | ({f"{old.against}（演示）": f"{new.against}（演示）"} if old.against else {})

    def text(self, value: str) -> str:
        return self._any.sub(lambda found: self._words[found[0]], value)

    def moment(self, value: datetime) -> datetime:
        return value + self.twin.days + self.twin.minutes

    def value(self, field: Any, value: Any) -> Any:
        """The twin's value of a column that holds `value` in the pattern."""
        if value is None:
            return None
        if isinstance(field, ForeignKey):
            by_model: dict[Any, dict[int, Any]] = {
                User: self.people,
                Area: self.areas,
                Grid: self.grids,
                MediationCommittee: self.committees,
            }
            known = by_model.get(field.related_model, {})
            return known.get(value, value)
        if isinstance(value, datetime):
            return self.moment(value)
        if isinstance(value, date):
            return value + self.twin.days
        return self.text(value) if isinstance(value, str) else value

    def row(self, old: Model, **own: Any) -> Any:
        """The row once more, unsaved; `own` are columns that the caller knows better."""
        values = {
            field.attname: own[field.attname]
            if field.attname in own
            else self.value(field, getattr(old, field.attname))
            for field in old._meta.concrete_fields
            if not field.primary_key
        }
        return type(old)(**values)

    def changes(self, old: dict[str, list[Any]]) -> dict[str, list[Any]]:
        """The diff that an event keeps."""
        return {name: [self._change(name, value) for value in pair] for name, pair in old.items()}

    def _change(self, name: str, value: Any) -> Any:
        if value is None:
            return None
        if name in ("holder", "mediator"):
            return self.people.get(value, value)
        if name in ("grid", "accepted_grid"):
            return self.grids.get(value, value)
        if name == "committee":
            return self.committees.get(value, value)
        if name == "serial":
            return self.twin.serial
        if name.endswith("_at"):
            return str(self.moment(datetime.fromisoformat(value)))
        return self.text(value) if isinstance(value, str) else value


class Copyist:
    """Writes twins in batches, a few statements a batch."""

    def __init__(self, stage: Stage, calendar: WorkCalendar, chance: Random) -> None:
        self.stage, self.calendar, self.chance = stage, calendar, chance

    def write(self, twins: Iterable[Twin], now: datetime) -> int:
        """All twins, pattern by pattern."""
        of_pattern: dict[int, list[Twin]] = defaultdict(list)
        for twin in _with_sound_patterns(list(twins)):
            of_pattern[id(twin.pattern)].append(twin)
        written = 0
        for group in of_pattern.values():
            original = Original.of(group[0].pattern)
            for at in range(0, len(group), _BATCH):
                self._batch(original, group[at : at + _BATCH])
            detail = {"copies": len(group), "numbers": sorted(twin.serial for twin in group)}
            record(
                "demo.copy",
                actor=None,
                subject_kind=KIND,
                subject_id=original.dispute.pk,
                detail=detail,
                now=now,
            )
            written += len(group)
        return written

    def _batch(self, original: Original, twins: Sequence[Twin]) -> None:
        moves = [Moves(twin, original, self.stage) for twin in twins]
        cases = Dispute.objects.bulk_create(self._case(original, one) for one in moves)
        for one, made in zip(moves, cases, strict=True):
            one.case = made
        party_ids = self._parties(original, moves)
        for model in _CHILDREN:
            model._default_manager.bulk_create(
                one.row(old, dispute_id=one.case.pk, **self._told(one, old))
                for one in moves
                for old in original.children[model]
            )
        self._agreements(original, moves, party_ids)
        self._clocks_and_notices(original, moves)

    def _told(self, one: Moves, old: Model) -> dict[str, Any]:
        return {"changes": one.changes(old.changes)} if isinstance(old, DisputeEvent) else {}

    def _case(self, original: Original, one: Moves) -> Dispute:
        own = {"year": one.twin.year, "serial": one.twin.serial, "no": one.case.no}
        code = "".join(self.chance.choices(_ALPHABET, k=8))
        made: Dispute = one.row(
            original.dispute,
            **own,
            receipt_code=code,
            cause=one.twin.story.matter.cause.value,
            place_detail=one.case.place_detail,
        )
        return made

    def _parties(self, original: Original, moves: list[Moves]) -> list[dict[int, int]]:
        """New people with new numbers; for each twin which party stands for which."""
        made: list[DisputeParty] = []
        numbers = iter(next_numbers(DisputeParty, len(moves) * len(original.parties)))
        for one in moves:
            for old in original.parties:
                name = {} if old.is_organisation else {"name": self.stage.namer.next()}
                party: DisputeParty = one.row(old, dispute_id=one.case.pk, **name)
                party.pk = next(numbers)
                party.seal_in("phone", self.stage.next_phone())
                made.append(party)
        DisputeParty.objects.bulk_create(made)
        width = len(original.parties)
        return [
            {old.pk: new.pk for old, new in zip(original.parties, made[at : at + width], strict=True)}
            for at in range(0, len(made), width)
        ]

    def _agreements(self, original: Original, moves: list[Moves], parties: list[dict[int, int]]) -> None:
        for old in original.agreements:
            made = Agreement.objects.bulk_create(one.row(old, dispute_id=one.case.pk) for one in moves)
            items = [item for item in original.items if item.agreement_id == old.pk]
            PerformanceItem.objects.bulk_create(
                one.row(
                    item,
                    agreement_id=agreement.pk,
                    debtor_id=party[item.debtor_id],
                    creditor_id=party[item.creditor_id] if item.creditor_id else None,
                )
                for one, agreement, party in zip(moves, made, parties, strict=True)
                for item in items
            )

    def _clocks_and_notices(self, original: Original, moves: list[Moves]) -> None:
        clocks = [self._clock(one, old) for one in moves for old in original.clocks]
        Clock.objects.bulk_create(clocks)
        width, notices = len(original.clocks), []
        for at, one in enumerate(moves):
            mine = clocks[at * width : (at + 1) * width]
            pairs = {old.pk: (old, new) for old, new in zip(original.clocks, mine, strict=True)}
            notices += [self._notice(one, old, pairs) for old in original.notices]
        Notice.objects.bulk_create(notices)

    def _clock(self, one: Moves, old: Clock) -> Clock:
        """The same rule from the twin's moment on: due time, reminder and sum are counted, not copied."""
        started = one.moment(old.started_at)
        if old.span.unit == Unit.GIVEN:
            total = counting.given(old.span, started, old.due_at + one.twin.days)
        else:
            total = counting.count(old.span, started, self.calendar)
        made: Clock = one.row(
            old,
            subject_id=one.case.pk,
            started_at=started,
            due_at=total.due_at,
            nominal_on=total.due.nominal_on,
            yellow_at=yellow_from(started, total.due_at, self.calendar),
            period=total.due_at - started,
            explanation=[total.in_words()],
        )
        if made.stopped_at is None or old.next_fire_at is not None:
            raise ValueError(f"{old} still runs: only archived cases have twins")
        made.met = made.stopped_at <= made.due_at
        return made

    def _notice(self, one: Moves, old: Notice, clocks: dict[int, tuple[Clock, Clock]]) -> Notice:
        made: Notice = one.row(old, subject_id=one.case.pk)
        about = re.match(r"clock:(\d+):", old.key)
        if about is None:
            made.key = f"{KIND}:{one.case.pk}:{old.key.rpartition(':')[2]}"
            return made
        before, after = clocks[int(about[1])]
        made.key = old.key.replace(f"clock:{before.pk}:", f"clock:{after.pk}:").replace(
            f"{before.due_at:%Y%m%d%H%M}", f"{after.due_at:%Y%m%d%H%M}"
        )
        made.body = made.body.replace(before.due_words(old.created_at), after.due_words(made.created_at))
        if before.span.unit != Unit.HOUR:
            # The day ends for all at the same time; only what runs by the hour reminds some minutes off.
            made.created_at -= one.twin.minutes
        return made


def _with_sound_patterns(twins: list[Twin]) -> list[Twin]:
    """The numbers are taken: a twin whose pattern got stuck follows another one of its grade, on that one's days."""
    sound = {twin.pattern.script.size: twin.pattern for twin in twins if not twin.pattern.ended}
    for twin in twins:
        if twin.pattern.ended:
            twin.pattern, twin.days = sound[twin.pattern.script.size], timedelta()
    return twins
