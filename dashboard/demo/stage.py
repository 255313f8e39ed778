"""Plays one step of a story through the actions of the house, by the person who holds the post."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any, Protocol

from django.utils import timezone

from core.accounts.models import User
from core.files.actions import attach_photo
from core.files.photos import Photo
from dashboard.demo.matters import Matter
from dashboard.demo.mediating import BESIDE
from dashboard.demo.names import Namer
from dashboard.demo.scripts import Cue
from dashboard.demo.staff import Staff
from dashboard.demo.stories import Story
from disputes import actions
from disputes.actions import Intake, PartyFacts, Promise, Sitting
from disputes.actions.agreeing import why_written
from disputes.choices import AgreementForm, Mode, PartyRole, Result, Retention, Satisfaction, Severity, Source
from disputes.engine import KIND
from disputes.models import Dispute
from grids.models import Grid

_FIRST_WORDS = (
    "已上门看过现场，约好明天一起谈", "电话问了情况，双方都愿意坐下来谈", "上门见到申请人，记下经过和诉求",
    "和双方分别通了电话，先劝住不再争吵", "到现场拍了照片，约双方到社区",
)  # fmt: skip
_ADVICE = "已告知可以申请仲裁、向主管部门反映或向市城区人民法院起诉"
_ANSWERS = (
    [Satisfaction.VERY_GOOD] * 4 + [Satisfaction.GOOD] * 9 + [Satisfaction.FAIR] * 3
    + [Satisfaction.NOT_REACHED, Satisfaction.NO_ANSWER, Satisfaction.BAD]
)  # fmt: skip
_COMMENTS = (
    "说修好以后没有再犯", "对处理结果认可", "感谢社区及时上门", "双方已经和好，见面能打招呼",
    "约定的事都办了", "希望以后多来转转",
)  # fmt: skip
_SOURCES = {
    "worker": (Source.PATROL, Source.RESIDENT, Source.RESIDENT, Source.VISIT, Source.SWEEP),
    "clerk": (Source.PARTY, Source.RESIDENT, Source.PARTY, Source.POLICE),
    "intake": (Source.PARTY, Source.PARTY, Source.PETITION, Source.DEPARTMENT),
}  # fmt: skip
_INDOORS = ("卫生间", "卧室", "家中")
_SHARED = ("楼道", "门厅", "电梯", "楼顶")
_OUTSIDE = ("楼前", "院内", "花园", "楼下", "商铺", "门前", "物业门口", "北门", "背街小巷")
Data = dict[str, Any]


class Somewhere(Protocol):
    """What is needed to know who plays a part: where it happens."""

    grid: Grid

    @property
    def community_id(self) -> int: ...


class Stage:
    """Knows who plays which part and what each step writes."""

    def __init__(self, staff: Staff, namer: Namer, photos: list[Photo]) -> None:
        self.staff, self.namer, self.photos = staff, namer, photos
        self.phones = self.photo_uses = 0

    def play(self, story: Story, at: int) -> None:
        """The step number `at` of the story, at its moment. Raises what the actions refuse."""
        cue, now = story.script.cues[at], story.times[at]
        special = getattr(self, f"_{cue.act}", None)
        if special is not None:
            special(story, cue, now, at)
            return
        data = (BESIDE.get(cue.act) or _DATA[cue.act])(story, cue, now, at)
        self._do(cue.act, story, cue, now, data)

    def _do(self, act: str, story: Story, cue: Cue, now: datetime, data: Data) -> None:
        actions.ACTIONS[act](case(story), actor=self.person(cue.who, story), now=now, **data)

    def person(self, who: str, story: Somewhere) -> User:
        """Who plays the part in this place. In a grid without a worker its leader does the work."""
        staff, grid, community = self.staff, story.grid, story.community_id
        if who in ("worker", "leader"):
            leader = staff.leaders[grid.pk]
            return leader if who == "leader" else staff.workers.get(grid.pk, leader)
        if who in ("clerk", "clerk2"):
            first = grid.number % 3 == 0
            return staff.clerks[community][int(first != (who == "clerk2"))]
        if who == "lead":
            return staff.leads[community]
        if who == "mediator":
            return staff.mediators[community][0]
        desk, number = _STREET[who]
        return staff.street[desk][number]

    def _log(self, story: Story, cue: Cue, now: datetime, at: int) -> None:
        intake = self._intake(story, cue, now)
        actor = self.person(cue.who, story)
        story.dispute = actions.log_dispute(intake, actor=actor, now=now)
        if cue.choice == "photo" and self.photos and self.photo_uses < 10:
            photo = self.photos[self.photo_uses % len(self.photos)]
            self.photo_uses += 1
            attach_photo(
                photo, subject_kind=KIND, subject_id=case(story).pk, actor=actor, purpose="intake", now=now
            )

    def draft(self, story: Story, who: str) -> None:
        """A case that somebody has begun to type and not registered yet."""
        intake = self._intake(story, story.script.cues[0], story.times[0])
        story.dispute = actions.draft_dispute(intake, actor=self.person(who, story), now=story.times[0])

    def _intake(self, story: Story, cue: Cue, now: datetime) -> Intake:
        matter, chance = story.matter, story.chance
        hotline = cue.choice == "hotline"
        story.amount = _amount(matter, story)
        source = Source.HOTLINE if hotline else chance.choice(_SOURCES[cue.who])
        parties = self._parties(matter)
        if story.main is not None and story.main.dispute is not None:
            # The same matter told once more, at another window.
            story.amount = story.main.amount
        return Intake(
            place=story.place,
            cause=matter.cause,
            title=matter.title,
            source=source,
            source_ref=f"{now:%Y%m%d}{chance.randint(100, 999)}" if hotline else "",
            place_detail=door_of(story),
            occurred_on=timezone.localdate(now) - timedelta(days=chance.choice((0, 0, 1, 2, 5))),
            summary=chance.choice(matter.told),
            demands=matter.demand,
            amount_claimed=Decimal(story.amount),
            department_duty=matter.duty,
            parties=parties,
            is_demo=True,
            **_extent(story, cue),
        )

    def _parties(self, matter: Matter) -> tuple[PartyFacts, ...]:
        first = PartyFacts(PartyRole.APPLICANT, self.namer.next(), phone=self.next_phone())
        if matter.against:
            return first, PartyFacts(
                PartyRole.RESPONDENT,
                f"{matter.against}（演示）",
                phone=self.next_phone(),
                is_organisation=True,
            )
        return first, PartyFacts(PartyRole.RESPONDENT, self.namer.next(), phone=self.next_phone())

    def next_phone(self) -> str:
        """Numbers that nobody can dial (domain.md O12)."""
        self.phones += 1
        return f"0937-{self.phones:07}"

    def _settle(self, story: Story, cue: Cue, now: datetime, at: int) -> None:
        actor = self.person(cue.who, story)
        actions.settle_on_spot(
            case(story), actor=actor, what=story.matter.terms, proof=story.matter.proof, now=now
        )

    def _assign(self, story: Story, cue: Cue, now: datetime, at: int) -> None:
        tier = 2 if cue.who == "intake" else None
        self._do("assign", story, cue, now, {"holder": self.person(cue.choice, story), "tier": tier})

    def _merge(self, story: Story, cue: Cue, now: datetime, at: int) -> None:
        if story.main is None:
            raise ValueError("nothing to merge into")
        self._do("merge", story, cue, now, {"target": case(story.main), "reason": "同一件事从两处反映"})

    def _rate(self, story: Story, cue: Cue, now: datetime, at: int) -> None:
        answer = story.chance.choice(_ANSWERS[:16])
        actions.citizen_rate(case(story), satisfaction=answer, note=story.chance.choice(_COMMENTS), now=now)

    def _reopen(self, story: Story, cue: Cue, now: datetime, at: int) -> None:
        actions.citizen_reopen(case(story), text="用了几天又和原来一样了，请再来看看", now=now)

    def _reopen_case(self, story: Story, cue: Cue, now: datetime, at: int) -> None:
        self._do("reopen", story, cue, now, {"reason": "居民反映问题又出现，到现场看过属实"})


_STREET = {
    "intake": ("centre_intake", 0),
    "intake2": ("centre_intake", 1),
    "manager": ("centre_manager", 0),
    "street_lead": ("street_lead", 0),
    "street_mediator": ("mediator", 0),
}


def case(story: Story) -> Dispute:
    """The case that the story has made. Raises when it was never logged."""
    if story.dispute is None:
        raise ValueError(f"{story.script.name} has no case yet")
    return story.dispute


def _amount(matter: Matter, story: Story) -> int:
    least, most = matter.money
    if story.script.size == Severity.MICRO:
        most = min(most, 1_900)
    return story.chance.randint(least, most) // 50 * 50 if most > least else 0


def door_of(story: Story) -> str:
    """A flat or a room of the place with a spot of the matter there; for what lies outside, the spot alone."""
    chance, spot = story.chance, story.matter.spot
    if spot in _OUTSIDE:
        return spot
    if "平房" in story.place.name:
        return f"{chance.randint(1, 12)}号{spot if spot in _INDOORS else ''}"
    return f"{chance.randint(1, 4)}单元" + (
        spot if spot in _SHARED else f"{chance.randint(1, 6)}0{chance.randint(1, 2)}{spot}"
    )


def _extent(story: Story, cue: Cue) -> Data:
    """What makes the case of the script's grade."""
    chance = story.chance
    if cue.choice == "crowd":
        return {"people_involved": chance.randint(16, 26), "households_involved": chance.randint(12, 16)}
    if cue.choice == "violence":
        return {"involves_dv": True}
    if cue.choice == "child":
        return {"involves_minor": True}
    if story.script.size == Severity.MICRO:
        return {"people_involved": chance.randint(2, 4)}
    if story.script.size == Severity.SMALL:
        return {
            "people_involved": chance.randint(2, 8),
            "households_involved": chance.randint(2, 5),
            "needs_committee": story.amount <= 2_000 or bool(story.matter.against),
        }
    return {"people_involved": chance.randint(3, 9), "households_involved": chance.randint(3, 9)}


def _parties_of(story: Story) -> list[int]:
    return list(case(story).parties.values_list("pk", flat=True))


def _agree(story: Story, cue: Cue, now: datetime, at: int) -> Data:
    first, second = _parties_of(story)
    today = timezone.localdate(now)
    owed = Promise(story.matter.promise, second, story.days[at], first, Decimal(story.amount))
    return {
        "form": AgreementForm.WRITTEN,
        "terms": story.matter.terms,
        "agreed_on": today,
        "items": [owed],
        "facts_agreed": story.matter.found,
        **_signed(today),
    }


def _signed(day: date) -> Data:
    return {"parties_signed_on": day, "mediator_signed_on": day, "sealed_on": day}


def _at_once(story: Story, cue: Cue, now: datetime, at: int) -> Data:
    today = timezone.localdate(now)
    told: Data = {"terms": story.matter.terms, "agreed_on": today, "proof": story.matter.proof}
    if why_written(case(story), at_once=True):
        told |= {"form": AgreementForm.WRITTEN, **_signed(today)}
    return told


def _item(story: Story) -> int:
    return int(case(story).agreements.get(set_aside_at=None).items.earliest("pk").pk)


def _sitting(story: Story, cue: Cue, now: datetime, at: int) -> Data:
    at_grid = cue.who == "worker"
    apart = cue.choice == "apart"
    outcome = {"apart": "agreed"}.get(cue.choice, cue.choice)
    said = {
        "agreed": f"双方接受：{story.matter.terms}",
        "continue": "双方都说要回去想一想，约定再谈",
        "failed": "对怎么办、出多少钱分歧较大，没有谈成",
    }[outcome]
    sitting = Sitting(
        held_at=now - timedelta(minutes=story.chance.randint(5, 15)),
        place=door_of(story) if at_grid else "街道调解室" if cue.who.startswith(("street", "intake")) else "社区调解室",
        mode=Mode.ON_SITE,
        present="分别和当事人谈话" if apart else "双方当事人、调解员",
        face_to_face=not apart,
        facts=story.matter.found,
        positions=said,
        law_explained="" if at_grid else "讲解民法典有关相邻关系、合同履行的规定",
        outcome=outcome,
    )  # fmt: skip
    return {"sitting": sitting}


def _visit(story: Story, cue: Cue, now: datetime, at: int) -> Data:
    bad = cue.choice == "bad"
    return {
        "at": now,
        "mode": story.chance.choice((Mode.PHONE, Mode.PHONE, Mode.ON_SITE)),
        "performed": not bad,
        "satisfaction": Satisfaction.BAD if bad else story.chance.choice(_ANSWERS),
        "note": "说问题又出现了" if bad else story.chance.choice(_COMMENTS),
    }


def _extension(story: Story, cue: Cue, now: datetime, at: int) -> Data:
    return {
        "clock_code": "CK4",
        "days": story.chance.choice((10, 15)),
        "reason_code": "complex",
        "parties_agreed_on": timezone.localdate(now),
        "note": "要等检测结果",
    }


def _up(story: Story, cue: Cue, now: datetime, at: int) -> Data:
    words = {"beyond": "要居委会和物业一起出面", "duty": "属于部门职责，社区协调不了"}
    return {"trigger": cue.choice, "reason": words.get(cue.choice, "双方要求上一级调解")}


def _retention(story: Story) -> str:
    return Retention.THIRTY if story.script.size == Severity.MAJOR else Retention.TEN


_REFERRED = {"result": Result.TO_COURT, "referred_to": "市城区人民法院"}
_DATA: dict[str, Callable[[Story, Cue, datetime, int], Data]] = {
    "contact": lambda s, c, now, at: {
        "mode": s.chance.choice((Mode.PHONE, Mode.ON_SITE)),
        "note": s.chance.choice(_FIRST_WORDS),
    },
    "note": lambda s, c, now, at: {"text": "又去看了一次，双方都在家，情绪平稳"},
    "ask_consent": lambda s, c, now, at: {
        "asked_on": timezone.localdate(now),
        "mode": s.chance.choice((Mode.PHONE, Mode.ON_SITE)),
    },
    "accept": lambda s, c, now, at: {
        "consents": dict.fromkeys(_parties_of(s), "agreed"),
        "rights_told_on": timezone.localdate(now),
    },
    "refuse": lambda s, c, now, at: {"party": _parties_of(s)[1], "advice": _ADVICE},
    "decline": lambda s, c, now, at: {"reason_code": "sued", "advice": "法院已经立案，请按传票到庭"},
    "guide": lambda s, c, now, at: {**_REFERRED, "referred_on": timezone.localdate(now)},
    "enforce": lambda s, c, now, at: {**_REFERRED, "referred_on": timezone.localdate(now)},
    "route_up": _up,
    "escalate": lambda s, c, now, at: {
        **_up(s, c, now, at),
        "work_done": "已上门两次、面谈一次，证据和照片在案",
    },
    "sign": lambda s, c, now, at: {},
    "return_case": lambda s, c, now, at: {
        "reason": "社区还没有把双方叫到一起谈过",
        "instruction": "请先组织一次面谈，谈不成附上记录再报",
    },
    "hold_session": _sitting,
    "agree": _agree,
    "agree_performed": _at_once,
    "perform": lambda s, c, now, at: {
        "item": _item(s),
        "done_on": timezone.localdate(now),
        "proof": s.matter.proof,
    },
    "complete": lambda s, c, now, at: {},
    "renegotiate": lambda s, c, now, at: {
        "both_consent_on": timezone.localdate(now),
        "new_days": {_item(s): s.days[at]},
        "note": "对方说货没到，双方同意改期",
    },
    "contest": lambda s, c, now, at: {
        "reason": "双方都说数额算错了",
        "both_consent_on": timezone.localdate(now),
    },
    "suspend": lambda s, c, now, at: {
        "reason_code": c.choice,
        "resume_on": s.days[at],
        "parties_told_on": timezone.localdate(now),
        "note": "等检测报告" if c.choice == "appraisal" else "一方外出",
    },
    "ask_extension": _extension,
    "decide_extension": lambda s, c, now, at: {"approved": True, "note": "同意，抓紧催报告"},
    "fail": lambda s, c, now, at: {"reason": "两次都没有谈拢", "advice": _ADVICE},
    "withdraw": lambda s, c, now, at: {
        "withdrawn_on": timezone.localdate(now),
        "free_will": True,
        "note": "双方自己商量好了，申请人自愿撤回",
    },
    "check_later": lambda s, c, now, at: {},
    "mediate_again": lambda s, c, now, at: {"both_consent_on": timezone.localdate(now)},
    "follow_up": _visit,
    "close": lambda s, c, now, at: {"citizen_told": s.chance.choice(("电话", "当面"))},
    "close_directly": lambda s, c, now, at: {"citizen_told": "电话"},
    "archive": lambda s, c, now, at: {"retention": _retention(s), "missing_note": "原件在纸质卷里"},
    "rework": lambda s, c, now, at: {"reason": "回访说又出现了，重新谈"},
    "answer_reopen": lambda s, c, now, at: {"public_text": "已到现场查看，已经恢复正常，有变化请随时联系"},
    "unmerge": lambda s, c, now, at: {"reason": "到现场核对，是两件不同的事"},
    "chase": lambda s, c, now, at: {"text": "请今天下班前到现场，并把情况写进来"},
    "recuse": lambda s, c, now, at: {"reason": "和一方当事人是亲属"},
    "report_police": lambda s, c, now, at: {"reported_at": now, "note": "已按规定向派出所报告"},
}
