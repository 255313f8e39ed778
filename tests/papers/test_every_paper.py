"""L1-L21 and L30 from one set of matters of one street: each keeps the page, and nothing the house knows is asked again.

The lamp at the worker's building: seen on a patrol, told at a door, a case, a whistle to two departments, a chase, a
meeting with its list of duties, a petition. What people settle otherwise (orally, not at all, before the authority or
the police) lies in cases of its own."""

import io
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from pypdf import PdfReader

from core.accounts.models import User
from core.papers import reading
from core.papers.actions.issuing import issue_paper
from core.papers.actions.printing import print_record
from core.papers.drafting import draft_of
from core.papers.kinds import KINDS
from disputes.models import Dispute, SupervisionOrder
from disputes.petitions.choices import PetitionState
from grids.actions.patrols import check_point, write_log
from grids.actions.routes import add_point
from grids.choices_field import HazardState
from partybuilding.choices import MeetingState
from partybuilding.items.actions import Source, Task, make
from residents.actions.visits import Made, log_visit
from residents.choices_visits import Outcome
from tests.cast import Cast, Log, Town
from tests.disputes.walk import DAY0, T0, Walk, committee_of, conference, sitting
from tests.hazards.walk import PHOTO
from tests.hazards.walk import Walk as HazardWalk
from tests.meetings.hall import Hall, body_of_eight
from tests.papers.test_layout import MM, check_layout
from tests.petitions.walk import Walk as PetitionWalk
from tests.visits.conftest import door_of, make_home
from tests.whistles.units import RATE, Street, build_summon

DAY = timedelta(days=1)
pytestmark = pytest.mark.django_db

# What a paper asks for and no page of the house does, typed once beside its draft. Everything else is the record's own.
ASKED: dict[str, set[str]] = {
    # The police, whom the case does not name, and what somebody was asked outside any sitting.
    "L5-police": {"police"},
    "L4-inquiry": {"held_at", "place", "present", "mediators", "recorder", "asked", "statements"},
    # What the unit found on the spot, when it told nothing between arriving and its result.
    "L13": {"findings"},
}


@dataclass
class Desk:
    """Issues papers typing only what their drafts ask for, and remembers what that was and what they say."""

    typed: dict[str, set[str]] = field(default_factory=dict)
    files: dict[str, tuple[bytes, bytes]] = field(default_factory=dict)
    words: dict[str, dict[str, Any]] = field(default_factory=dict)

    def issue(self, code: str, pk: int, actor: User, now: Any, part: int = 0) -> None:
        asked = [one for one in draft_of(KINDS[code], pk, part, {}).to_type if one.required]
        if asked:
            self.typed[code] = {one.key for one in asked}
        answers = {one.key: one.sample or "见附件" for one in asked}
        paper = issue_paper(KINDS[code], pk, actor=actor, part=part, typed=answers, now=now)
        found = {one.format: bytes(one.data) for one in paper.files.all()}
        self.files[code], self.words[code] = (found["docx"], found["pdf"]), paper.facts

    def print(self, code: str, pk: int, actor: User, now: Any) -> None:
        draft = draft_of(KINDS[code], pk, 0, {})
        assert not draft.gone
        word, made = (
            print_record(draft, one, actor=actor, purpose="归档", now=now) for one in ("docx", "pdf")
        )
        self.files[code], self.words[code] = (word, made), draft.facts.values


@pytest.fixture
def desk() -> Desk:
    return Desk()


def mediated(desk: Desk, walk: Walk) -> Dispute:
    """In writing, confirmed by the court, closed: L1-L5, L8, L9, L11, the conference."""
    committee_of(walk.cast, "clerk", "second_clerk")
    case = walk.do(walk.mediating(), "confer", "secretary", conference=conference(walk))
    Dispute.objects.filter(pk=case.pk).update(demands="疏通下水并赔偿地板")
    words = {"positions": "王建国要求赔偿，李桂花愿意疏通", "recorder": "马军"}
    case = walk.do(case, "hold_session", "clerk", sitting=sitting(walk, **words))
    for act in ("agree", "apply_confirmation", "confirmation_filed", "confirmation_decided",
                "perform", "complete", "follow_up", "close"):  # fmt: skip
        case = walk.step(case, act)
    parts = {
        "L4": case.sessions.get().pk,
        "L8": case.follow_ups.get().pk,
        "L16-case": case.conferences.get().pk,
    }
    for code in ("L1", "L2", "L3", "L4-inquiry", "L4", "L5", "L8", "L9", "L11-proof", "L11", "L16-case"):
        desk.issue(code, case.pk, walk.cast.clerk, walk.now, parts.get(code, 0))
    return case


def settled_otherwise(desk: Desk, cast: Cast, log: Log) -> None:
    """Orally at once, not at all, before an authority, after blows: each on the same morning."""

    def came_to(code: str, *acts: str, **changes: bool) -> None:
        walk = Walk(cast, log)
        case = walk.mediating()
        for act in acts:
            case = walk.step(case, act)
        Dispute.objects.filter(pk=case.pk).update(**changes)
        if code == "L5-police":
            desk.issue("L5", case.pk, cast.clerk, walk.now)
        desk.issue(code, case.pk, cast.clerk, walk.now)

    came_to("L6", "agree_performed")
    came_to("L7", "hold_session", "fail")
    came_to("L5-admin", "change_track", "hold_session", "agree")
    came_to("L5-police", "hold_session", "agree", "perform", injury=True)


def summoned(desk: Desk, street: Street, case: Dispute) -> None:
    """The lamp: two departments, answers, a check, ratings, and a chase in writing."""
    whistle = street.blow(case)
    for department in (None, street.summon.resources):
        street.unit_do(whistle, "sign", department=department)
        street.unit_do(whistle, "arrive", department=department, people="张工等2人")
        street.unit_do(whistle, "plan", department=department, text="换线路和灯具", until=DAY0 + 8 * DAY)
    street.do(whistle, "supervise", "manager", unit=street.unit(whistle).pk, requirement="每天报进度")
    for department in (street.summon.resources, None):
        street.unit_do(
            whistle, "answer", department=department, result="solved", text="换了三盏灯", photos=[PHOTO]
        )
    street.do(whistle, "check", "clerk", passed=True, text="都亮了", photos=[PHOTO])
    street.do(whistle, "rate_street", "manager", **RATE)
    lead = street.unit(whistle)
    desk.issue("L12", whistle.pk, street.cast.intake, street.now)
    for code in ("L13", "L14", "L14-assign"):
        desk.issue(code, lead.pk, street.cast.intake, street.now)
    order = SupervisionOrder.objects.get()
    desk.issue("L15", order.pk, street.cast.manager, street.now)


def met(desk: Desk, street: Street, log: Log) -> None:
    """A meeting decides on the lamp: minutes and the list of duties."""
    hall = Hall(street.cast, street.town, log, body_of_eight())
    meeting = hall.to(MeetingState.SIGNED)
    secretary = street.cast.meeting_secretary
    desk.issue("L16", meeting.pk, secretary, hall.now)
    task = Task(
        what="装路灯", problem="北门没有路灯", due_on=DAY0 + 30 * DAY, standard="都亮", lead=street.summon.housing,
        assisting=(street.summon.resources,), responsible="张工", community=street.town.tiebei.area,
    )  # fmt: skip
    make(task, Source(hall.body, meeting.decisions.get()), actor=secretary, now=hall.now)
    with time_machine.travel(hall.now, tick=False):
        desk.issue("L17", hall.body.pk, secretary, hall.now)


def seen(desk: Desk, cast: Cast, town: Town) -> None:
    """At a door, on a walk, and what the walk found."""
    home = make_home(town.building, "2", "201")
    made = Made(Outcome.MET, persons_met=2, topics=("errands",), help_given="代缴水费")
    visit = log_visit(door_of(home), made, actor=cast.worker, now=T0)
    desk.print("L18", visit.pk, cast.worker, T0)
    point = add_point(
        town.tiebei.grids[0], place=town.building, name="1号楼门厅", actor=cast.leader, now=T0 - DAY
    )
    with time_machine.travel(T0, tick=False):
        check_point(point, actor=cast.worker, note="灯不亮", now=T0)
        patrol = write_log(town.tiebei.grids[0], actor=cast.worker, weather="sunny", note="已报物业", now=T0)
    desk.print("L19", patrol.pk, cast.leader, T0)
    desk.print("L30", town.tiebei.grids[0].pk, cast.leader, T0)
    field = HazardWalk(town, cast)
    hazard = field.step(field.step(field.to(HazardState.ORDERED), "rectify"), "recheck")
    row = hazard.rounds.get()
    for code in ("L20", "L20-recheck"):
        desk.issue(code, hazard.pk, cast.clerk, field.now, row.pk)


def petitioned(desk: Desk, walk: PetitionWalk) -> None:
    """Accepted, extended, answered, reviewed twice; one not accepted, one sent on."""
    matter = walk.along(
        walk.to(PetitionState.HANDLING), "ask_extension", "decide_extension", "tell_extension", "draft_opinion",
        "sign_opinion", "give_notice",
    )  # fmt: skip
    intake, cast = walk.cast.intake, walk.cast
    for code in ("L21-accept", "L21-extend", "L21-opinion"):
        desk.issue(code, matter.pk, intake if code != "L21-opinion" else cast.secretary, walk.now)
    matter = walk.along(matter, "serve", "ask_review", "record_review", "ask_second", "record_second")
    for code in ("L21-review", "L21-second", "L21-service"):
        desk.issue(code, matter.pk, intake, walk.now)
    desk.issue("L21-decline", walk.to(PetitionState.NOT_ACCEPTED).pk, intake, walk.now)
    desk.issue("L21-forward", walk.to(PetitionState.FORWARDED).pk, intake, walk.now)


def test_every_paper_of_the_domain_comes_of_what_the_house_knows(
    desk: Desk, cast: Cast, town: Town, log: Log
) -> None:
    case = mediated(desk, Walk(cast, log))
    settled_otherwise(desk, cast, log)
    street = Street(town, cast, build_summon(), log)
    summoned(desk, street, street.case(title="北门没有路灯"))
    met(desk, street, log)
    seen(desk, cast, town)
    petitioned(desk, PetitionWalk(cast, town, log))
    # The binder draws these from the papers themselves (test_dossier).
    drawn = {"L10", "L10-contents", "L10-note"}
    # Set for one printing from one record and kept by nobody (tests/support).
    of_support = {code for code in KINDS if code.startswith(("L22", "L23"))}
    # Of what residents take part in: each from its own records (tests/civics).
    of_civics = {"L24", "L25-unit", "L25-wish", "L31"}
    # Set from a result of an evaluation (tests/evaluation).
    of_evaluation = {"L29"}
    assert set(KINDS) - set(desk.files) == drawn | of_support | of_civics | of_evaluation
    for code, (docx, made) in desk.files.items():
        check_layout(docx, landscape=KINDS[code].landscape)
        wide, high = (297, 210) if KINDS[code].landscape else (210, 297)
        box = PdfReader(io.BytesIO(made)).pages[0].mediabox
        assert (round(box.width / MM), round(box.height / MM)) == (wide, high), code
        assert "【" not in plain(docx), code
    assert desk.typed == ASKED
    one_story(desk.words, case)


def plain(docx: bytes) -> str:
    return reading.plain_text(reading.read(docx))


def one_story(words: dict[str, dict[str, Any]], case: Dispute) -> None:
    """The same fact stands on every paper that names it, word for word."""
    for code in ("L2", "L3", "L4", "L5", "L11"):
        assert words[code].get("case_no", case.official_no) == case.official_no
    assert words["L4"]["facts"] == "三楼下水管堵塞，一楼返水"
    slip, report, handed, order = (words[code] for code in ("L12", "L13", "L14-assign", "L15"))
    assert slip["lead"] == report["unit"] == handed["unit"] == order["unit"] == "住建局"
    assert (
        slip["whistle_no"] == report["whistle_no"] == "雄哨〔2026〕0001号"
        and slip["whistle_no"] in handed["source"]
    )
    assert slip["action"] == handed["requirement"] and slip["due"] == handed["due"]
    assert report["measures"] == "换了三盏灯" and report["solved"] == "街道：是"
    task = words["L17"]["items"][0]
    assert (task["lead"], task["assist"]) == (slip["lead"], slip["assist"])
    assert words["L20"]["finding"] == words["L20-recheck"]["finding"]
    assert words["L20-recheck"]["order_no"] == "雄改〔2026〕0001号"
    assert words["L18"]["place"] == "铁路小区1号楼2单元201"
    assert (words["L30"]["leader"], words["L30"]["worker"]) == ("赵强", "王秀兰")
    assert [one["point"] for one in words["L19"]["points"]] == ["1号楼门厅"]
