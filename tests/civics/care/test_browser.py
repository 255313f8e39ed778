"""A wish by hands at screens: taken down on a phone, taken and met by the counsellor, and unreadable for everybody else."""

import pytest
import time_machine
from pytest_django.fixtures import Settings

from civics.models import CareBooking
from core.accounts.models import User
from grids.choices import Role
from grids.models import Posting
from tests.cast import SINCE, Cast
from tests.e2e.conftest import Open, Screen, monday, office, open_screen
from tests.e2e.hands import choose

__all__ = ["monday", "office", "open_screen"]
pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
# The machine is shared.
PATIENCE = 40_000
WISH, WORDS, NAME, PHONE = "夜里总是睡不着", "谈了搬家以后的日子", "孟小舟", "13893712207"


def screen_of(open_screen: Open, user: User, size: str = "desk") -> Screen:
    screen = open_screen(size)
    screen.context.set_default_timeout(PATIENCE)
    screen.account_names = list(User.objects.values_list("username", flat=True))
    screen.sign_in(user)
    return screen


def test_a_booking_that_staff_other_than_the_counsellor_cannot_read(
    office: Cast, open_screen: Open, monday: time_machine.Traveller, settings: Settings
) -> None:
    settings.STEP_UP_REQUIRED = False
    counsellor = office.nobody
    Posting.objects.create(user=counsellor, role=Role.COUNSELLOR, street=True, valid_from=SINCE)
    clerk = screen_of(open_screen, office.clerk, "phone")
    booked(clerk)
    code = CareBooking.objects.get().code
    met(screen_of(open_screen, counsellor), code)
    others = [clerk, screen_of(open_screen, office.street_lead)]
    for screen in others:
        screen.expected.add(404)
        text = screen.go(f"/care/{code}/").content()
        assert "没有找到" in text
        assert not [one for one in (WISH, WORDS, NAME, PHONE) if one in text]


def booked(screen: Screen) -> None:
    page = screen.go("/care/new/")
    screen.look("care-new")
    choose(page, "谁提出的", "本人")
    choose(page, "什么时候方便", "下班后")
    page.get_by_label("怎么称呼").fill(NAME)
    page.get_by_label("电话").fill(PHONE)
    page.get_by_label("想说的").fill(WISH)
    page.get_by_role("button", name="预约").click()
    page.get_by_text("告诉来约的人").wait_for()
    assert WISH not in page.content()


def met(screen: Screen, code: str) -> None:
    page = screen.go(f"/care/{code}/")
    assert WISH not in page.content() and "等咨询员接下" in page.content()
    for label, fill in (("接下", {}), ("记一次疏导", {"时长（分钟）": "50", "记录": WORDS})):
        button = page.locator(".acts").get_by_role("link", name=label, exact=True).first
        page.locator(".acts").first.wait_for()
        if not button.is_visible():
            page.locator(".acts-more > summary").first.click()
        button.click()
        form = page.locator("#act-body")
        form.get_by_role("heading", name=label, exact=True).wait_for()
        for field, text in fill.items():
            form.get_by_label(field).fill(text)
        if fill:
            form.get_by_label("主题").select_option(label="情绪压力")
        form.get_by_role("button", name=label).click()
        page.locator("#messages").get_by_text(f"已{label}").wait_for()
    page.get_by_text(WISH).first.wait_for()
    page.get_by_text(WORDS).first.wait_for()
    page.get_by_text("138****2207").wait_for()
    screen.look("care-detail")
    screen.go("/care/")
    screen.look("care-list")
