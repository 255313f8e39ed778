"""The secretary at the screens: an agenda built from six cases, the wall, a decision by keyboard, the minutes downloaded."""

import re
from datetime import timedelta
from io import BytesIO

import pytest
import time_machine
from docx import Document
from playwright.sync_api import Page
from pytest_django.fixtures import Settings

from core.accounts.models import User
from partybuilding.choices import MeetingState, TopicState
from partybuilding.meetings.actions import ACTIONS
from partybuilding.models import JointMeeting, MeetingTopic
from tests.cast import Cast, Log, Town
from tests.e2e.conftest import Open, Screen, monday, office, open_screen
from tests.e2e.hands import choose
from tests.meetings.hall import Hall, at, body_of_eight

__all__ = ["monday", "office", "open_screen"]

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PATIENCE = 40_000


def screen_of(open_screen: Open, user: User) -> Screen:
    screen = open_screen("desk")
    screen.context.set_default_timeout(PATIENCE)
    screen.account_names = list(User.objects.values_list("username", flat=True))
    screen.sign_in(user)
    return screen


def act(page: Page, label: str, button: str = "") -> None:
    link = page.locator(".acts").get_by_role("link", name=label, exact=True).first
    if not link.is_visible():
        page.locator(".acts-more > summary").first.click()
    link.click()
    form = page.locator("#act-body")
    form.get_by_role("heading", name=label, exact=True).wait_for()
    if button:
        form.get_by_role("button", name=button, exact=True).click()


def said(page: Page, words: str) -> None:
    page.locator("#messages").get_by_text(words).wait_for()


def test_from_six_cases_to_the_minutes(
    office: Cast,
    town: Town,
    log: Log,
    open_screen: Open,
    monday: time_machine.Traveller,
    settings: Settings,
) -> None:
    settings.STEP_UP_REQUIRED = False
    hall = Hall(office, town, log, body_of_eight())
    cases = [log(place=town.building, title=f"白马公寓路灯不亮{n}", now=hall.now) for n in range(6)]
    meeting = hall.step(hall.slot(), "propose_date")
    screen = screen_of(open_screen, office.meeting_secretary)
    page = screen.page
    proposed(screen, len(cases))
    page.goto(f"{screen.address}{meeting.get_absolute_url()}")
    screen.look("meeting-detail")
    act(page, "排议程", "保存议程")
    said(page, "已排议程")
    sat(hall, meeting)
    monday.move_to(hall.now)
    # Two weeks later everybody signs in anew.
    screen = screen_of(open_screen, office.meeting_secretary)
    page = screen.page
    on_the_wall(screen, meeting)
    page.goto(f"{screen.address}{meeting.get_absolute_url()}")
    act(page, "散会", "散会")
    said(page, "已散会")
    act(page, "起草纪要", "送签")
    said(page, "已起草纪要")
    ACTIONS["sign_minutes"](
        JointMeeting.objects.get(), actor=office.street_lead, now=hall.now + timedelta(hours=3)
    )
    issued(screen, meeting)
    assert JointMeeting.objects.get().state == MeetingState.MINUTED


def proposed(screen: Screen, number: int) -> None:
    page = screen.go("/meetings/topics/")
    screen.look("meeting-topics")
    page.get_by_role("link", name="提出议题").first.click()
    page.get_by_placeholder("编号、地址或事项").fill("白马公寓 路灯")
    page.get_by_role("button", name="查找", exact=True).click()
    boxes = page.locator("input[name=sources]")
    boxes.first.wait_for()
    assert boxes.count() == number
    for at_ in range(number):
        boxes.nth(at_).check()
    page.get_by_label("议题", exact=True).fill("白马公寓北门主干道装路灯")
    page.get_by_label("是什么问题").fill("六户报过路灯，物业没有资金")
    page.get_by_label("请会议定什么").fill("由谁牵头、什么时候装好")
    screen.look("meeting-topic-new")
    page.get_by_role("button", name="提出", exact=True).click()
    said(page, "已提出议题")
    screen.look("meeting-topic")
    act(page, "采纳", "采纳")
    said(page, "已采纳")
    assert MeetingTopic.objects.get().origins.count() == number


def sat(hall: Hall, meeting: JointMeeting) -> None:
    """What the other screens show is told elsewhere: invited, papers out, signed in, opened on its day."""
    hall.now = at(3, 4)
    for name in ("call", "papers_out", "sign_in", "open"):
        meeting = hall.step(meeting, name)


def on_the_wall(screen: Screen, meeting: JointMeeting) -> None:
    """From the standing item to the decision: one choice is made already, one line, Enter on the button."""
    page = screen.page
    page.goto(f"{screen.address}{meeting.get_absolute_url()}?mode=screen")
    screen.look("meeting-wall")
    page.get_by_role("link", name="下一项").click()
    form = page.locator("#record")
    choose(form, "结果", "议定")
    form.get_by_label(re.compile("^议定什么")).fill("住建牵头，三月底前在北门装路灯")
    form.get_by_label("责任单位").fill("住建局")
    screen.look("meeting-wall-record")
    form.get_by_role("button", name="记下").press("Enter")
    said(page, "已记下")
    page.get_by_text("第1项").wait_for()
    assert MeetingTopic.objects.get().state == TopicState.RESOLVED


def issued(screen: Screen, meeting: JointMeeting) -> None:
    page = screen.go(meeting.get_absolute_url())
    page.get_by_role("link", name="印发纪要").click()
    page.get_by_role("button", name=re.compile("^出具")).click()
    said(page, "已出具「会议纪要」")
    choose(page, "用途", "归档")
    with page.expect_download() as caught:
        page.get_by_role("button", name=re.compile("Word")).click()
    text = "\n".join(
        [one.text for one in Document(BytesIO(caught.value.path().read_bytes())).paragraphs]
        + [
            cell.text
            for table in Document(BytesIO(caught.value.path().read_bytes())).tables
            for row in table.rows
            for cell in row.cells
        ]
    )
    for words in (
        "雄纪〔2026〕0001号",
        "白马公寓北门主干道装路灯",
        "住建牵头，三月底前在北门装路灯",
        "住建局",
    ):
        assert words in text, words
