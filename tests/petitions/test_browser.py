"""15/60/+30 days with letters, first and second review, on frozen time: by hands at screens, on a phone and on a desk."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
import time_machine
from playwright.sync_api import Page
from pytest_django.fixtures import Settings

from core.accounts.models import User
from core.clocks.actions import ship_rules
from core.clocks.models import Clock
from core.clocks.sweeper import sweep
from core.papers.models import Paper
from disputes.models import PetitionMatter
from disputes.petitions.choices import PetitionState
from tests.cast import Cast, Town
from tests.e2e.conftest import Open, Screen, monday, office, open_screen
from tests.e2e.hands import choose

__all__ = ["monday", "office", "open_screen"]
pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
SHANGHAI = ZoneInfo("Asia/Shanghai")
S = PetitionState
LOOKED_AT = {"accept", "draft_opinion", "record_review"}


def day(month: int, number: int, hour: int = 10) -> datetime:
    return datetime(2026, month, number, hour, tzinfo=SHANGHAI)


class Story:
    """The people's screens and the office's clock."""

    def __init__(self, open_screen: Open, clock: time_machine.Traveller) -> None:
        self.open_screen, self.clock = open_screen, clock
        self.screens: dict[int, Screen] = {}
        self.signed_in: set[int] = set()

    def screen(self, user: User, size: str = "desk") -> Screen:
        """Signed in again on every new day: nobody stays signed in for weeks."""
        if user.pk not in self.screens:
            self.screens[user.pk] = self.open_screen(size)
        if user.pk not in self.signed_in:
            self.screens[user.pk].context.clear_cookies()
            self.screens[user.pk].sign_in(user)
            self.signed_in.add(user.pk)
        return self.screens[user.pk]

    def go_on(self, moment: datetime) -> None:
        self.clock.move_to(moment)
        self.signed_in.clear()
        sweep(now=moment)

    def act(self, user: User, act: str, *, size: str = "desk", **said: str) -> PetitionMatter:
        """Open the act's page, fill it in, send it, and read the matter again."""
        matter = PetitionMatter.objects.get()
        screen = self.screen(user, size)
        page = screen.go(matter.act_url(act))
        if act in LOOKED_AT:
            screen.look(f"petition-{act}")
        fill(page, **said)
        page.locator(".form-actions button").first.click()
        page.wait_for_url(f"**{matter.get_absolute_url()}")
        matter.refresh_from_db()
        return matter

    def last_day(self, user: User, code: str) -> str:
        """When the clock of this name is due; the matter's page says the same."""
        clock = Clock.objects.live().get(code=code)
        page = self.screen(user).go(PetitionMatter.objects.get().get_absolute_url())
        lines = page.locator(".clock-strip li").all_inner_texts()
        due = f"应 {clock.due_words(datetime.now(SHANGHAI))} 前"
        assert any(line.startswith(clock.rule.title) and due in line for line in lines), (due, lines)
        return f"{clock.due_at.astimezone(SHANGHAI):%m-%d}"

    def issue(self, user: User, code: str) -> Paper:
        """出具 from the list of letters."""
        matter = PetitionMatter.objects.get()
        page = self.screen(user).go(f"/docs/{code}/{matter.pk}/preview/")
        page.get_by_role("button", name="出具").click()
        page.wait_for_url("**/docs/*/")
        return Paper.objects.get(kind=code)


def fill(page: Page, **said: str) -> None:
    """Texts and days by the field's name; a choice by `name="选项:标题:答案"`."""
    for name, text in said.items():
        if text.startswith("选:"):
            choose(page, *text.split(":")[1:])
        elif page.locator(f"select[name={name}]").count():
            page.locator(f"select[name={name}]").select_option(label=text)
        elif text == "on":
            page.locator(f"[name={name}]").check()
        else:
            page.locator(f"[name={name}]").fill(text)


def test_a_matter_from_the_desk_to_the_second_review(
    office: Cast, town: Town, monday: time_machine.Traveller, open_screen: Open, settings: Settings
) -> None:
    ship_rules()
    settings.PAPER_SYSTEM_FONTS = False
    cast, story = office, Story(open_screen, monday)
    # 2 March: at the desk, on a phone.
    desk = story.screen(cast.intake, "phone")
    page = desk.go("/petitions/new/")
    desk.look("petition-new")
    fill(page, place_q="铁路小区1号楼")
    page.get_by_role("button", name="查找").click()
    page.locator("input[name=place]").first.check()
    fill(page, content="城乡建设", title="北门路灯长期不亮", summary="路灯不亮一个月", demand="恢复照明",
         name="王建国", phone="13893712207", address="铁路小区3号楼501")  # fmt: skip
    page.get_by_role("button", name="登记", exact=True).click()
    page.wait_for_url("**/petitions/XF-2026-00001/")
    desk.look("petition-detail")
    assert story.last_day(cast.intake, "petition.notice") == "03-18"  # ends with the 17th
    # 5 March: routed and signed; told in writing with the letter, in time.
    story.go_on(day(3, 5))
    story.act(cast.manager, "propose")
    matter = story.act(cast.street_lead, "accept", size="phone")
    assert (
        story.last_day(cast.intake, "petition.finish") == "05-07"
    )  # 60 days end on 4 May, a holiday: the 6th
    letter = story.issue(cast.intake, "L21-accept")
    assert letter.number == "雄信函〔2026〕0001号"
    story.act(cast.intake, "give_notice", mode="选:怎么告知的:书面告知")
    story.act(cast.manager, "assign", handler=f"{cast.secretary.display_name}（{cast.secretary.title}）")
    # 20 April: it takes longer; the lead agrees, the citizen is told why.
    story.go_on(day(4, 20))
    story.act(cast.secretary, "ask_extension", days="30", reason="要等市政勘查")
    story.act(cast.street_lead, "decide_extension", approved="选:同意延期吗:同意")
    assert story.last_day(cast.intake, "petition.finish") == "06-04"  # from the 4th of May, not from the 6th
    story.issue(cast.intake, "L21-extend")
    story.act(cast.intake, "tell_extension", mode="选:怎么告知的:邮寄送达")
    # 1 June: the opinion is drafted, signed, issued and served before its day.
    story.go_on(day(6, 1))
    story.act(cast.secretary, "draft_opinion", found="线路老化，反映属实", stance="选:对请求的态度:支持",
              view="十日内修好", basis="《城市道路照明设施管理规定》")  # fmt: skip
    story.act(cast.street_lead, "sign_opinion")
    story.issue(cast.intake, "L21-opinion")
    matter = story.act(cast.intake, "serve", mode="选:送达方式:直接送达")
    assert Clock.objects.get(code="petition.finish").met is True
    assert story.last_day(cast.intake, "petition.review.ask") == "07-02"
    # 20 June, 10 July: the city reviews. 20 July: the province is asked, hears, and decides.
    story.go_on(day(6, 23))
    story.act(cast.intake, "ask_review")
    story.go_on(day(7, 10))
    ruled = {"found": "属实", "view": "处理得当", "basis": "《信访工作条例》第三十五条"}
    matter = story.act(
        cast.manager, "record_review", verdict="选:结论:维持原意见", document="嘉政信复〔2026〕3号", **ruled
    )
    assert matter.state == S.REVIEWED and Clock.objects.get(code="petition.review.decide").met is True
    story.go_on(day(7, 20))
    story.act(cast.intake, "ask_second")
    due = story.last_day(cast.intake, "petition.second.decide")
    story.go_on(day(7, 27))
    story.act(cast.manager, "begin_hearing")
    story.go_on(day(8, 3))
    story.act(cast.manager, "end_hearing")
    assert story.last_day(cast.intake, "petition.second.decide") > due
    story.go_on(day(8, 20))
    story.act(
        cast.manager, "record_second", verdict="选:结论:维持原意见", document="甘信核〔2026〕9号", **ruled
    )
    matter = story.act(cast.manager, "finish", satisfaction="选:信访人怎么评价:基本满意")
    assert (matter.state, matter.due_at) == (S.FINISHED, None)
    desk = story.screen(cast.intake)
    desk.go(matter.get_absolute_url())
    desk.look("petition-detail")
    assert Paper.objects.count() == 3
