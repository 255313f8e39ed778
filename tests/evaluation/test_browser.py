"""One quarter of evaluation by hands at screens: counted, looked behind, praised, announced, objected to, answered, published.

The supervisor sits at a desk; the communities that check and object hold a phone; who answers had no hand in the score."""

import re
from collections.abc import Callable
from datetime import UTC, date, datetime
from io import BytesIO

import pytest
import time_machine
from docx import Document
from playwright.sync_api import Locator, Page
from pytest_django.fixtures import Settings

from core.accounts.models import User
from core.papers.models import PrintLog
from dashboard.evaluation.actions.samples import draw_samples
from dashboard.evaluation.choices import PeriodState, Verdict
from dashboard.evaluation.models import EvaluationPeriod, EvaluationResult, SampleRecord
from grids.models import PatrolDay
from tests.cast import Cast, Town
from tests.e2e.conftest import Open, Screen, monday, office, open_screen
from tests.e2e.hands import choose
from tests.visits.conftest import make_home

__all__ = ["monday", "office", "open_screen"]

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
# The machine is shared.
PATIENCE = 40_000
APRIL, AFTER = datetime(2026, 4, 2, 2, 0, tzinfo=UTC), datetime(2026, 4, 20, 2, 0, tzinfo=UTC)
Look = Callable[..., Screen]


@pytest.fixture
def sit_down(open_screen: Open, settings: Settings) -> Look:
    """Somebody at a desk or a phone, signed in."""
    settings.STEP_UP_REQUIRED = False

    def make(user: User, size: str = "desk") -> Screen:
        screen = open_screen(size)
        screen.context.set_default_timeout(PATIENCE)
        screen.account_names = list(User.objects.values_list("username", flat=True))
        screen.sign_in(user)
        return screen

    return make


def act(page: Page, label: str) -> Locator:
    """Opens the form of an act of the page."""
    page.locator(".acts").get_by_role("link", name=label, exact=True).first.click()
    form = page.locator("#act-body")
    form.get_by_role("heading", name=label, exact=True).wait_for()
    return form


def send(page: Page, form: Locator, button: str) -> None:
    form.get_by_role("button", name=button, exact=True).click()
    page.locator("#messages").get_by_text(f"已{button}").first.wait_for()


def result(kind: str, name: str) -> EvaluationResult:
    return EvaluationResult.objects.get(period__kind=kind, name=name)


def test_a_quarter_is_counted_objected_to_answered_and_published(
    office: Cast, town: Town, sit_down: Look, monday: time_machine.Traveller
) -> None:
    for day in range(2, 12):
        done = 3 if day == 5 else 4
        PatrolDay.objects.create(
            grid=town.tiebei.grids[0], day=date(2026, 3, day), points_due=4, points_done=done
        )
    make_home(town.building, "1", "101")
    monday.move_to(APRIL)
    assert draw_samples(now=APRIL) == 1
    desk = sit_down(office.supervisor)
    started(desk, "网格　2026年第1季度")
    looked_behind(desk, town)
    praised(desk)
    started(desk, "社区　2026年第1季度")
    announced(desk)
    checked(sit_down(office.outsider, "phone"))
    objected(sit_down(office.secretary, "phone"))
    lead = sit_down(office.street_lead)
    answered(lead)
    monday.move_to(AFTER)
    published(sit_down(office.street_lead))
    taken(sit_down(office.secretary, "phone"))


def started(screen: Screen, which: str) -> None:
    page = screen.go("/evaluation/")
    page.get_by_role("link", name="考评新的一期", exact=True).click()
    page.get_by_label("考评哪一期").select_option(label=which)
    page.get_by_role("button", name="计算初评", exact=True).click()
    page.locator("#messages").get_by_text("初评已经算好").wait_for()
    screen.look(f"evaluation-drafted-{EvaluationPeriod.objects.count()}")


def looked_behind(screen: Screen, town: Town) -> None:
    """Nine of ten days, each with its own page."""
    page = screen.page
    page.get_by_role("link", name=town.tiebei.grids[0].name, exact=True).click()
    row = page.locator("tr", has_text="巡查完成率")
    row.get_by_text("90.00%").wait_for()
    screen.look("evaluation-result")
    row.get_by_role("link", name=re.compile("^打开")).click()
    page.get_by_text("9 ÷ 10").wait_for()
    assert (page.get_by_text("✓计入分子").count(), page.get_by_text("✗不计入分子").count()) == (9, 1)
    screen.look("evaluation-behind")
    page.get_by_role("navigation", name="位置").get_by_role("link", name=town.tiebei.grids[0].name).click()


def praised(screen: Screen) -> None:
    form = act(screen.page, "加减分")
    choose(form, "事由", "受到表扬")
    form.get_by_label("加几分").fill("2")
    form.get_by_label("情况和依据").fill("楼道清理做法在全街道推广")
    screen.look("evaluation-adjust")
    send(screen.page, form, "加减分")
    screen.page.get_by_text("96.74", exact=True).wait_for()
    screen.page.get_by_text("楼道清理做法在全街道推广").first.wait_for()


def announced(screen: Screen) -> None:
    form = act(screen.page, "公布初评结果")
    screen.look("evaluation-announce")
    send(screen.page, form, "公布初评结果")
    screen.page.get_by_text("异议期到").wait_for()
    assert EvaluationPeriod.objects.get(kind="community").state == PeriodState.ANNOUNCED


def checked(screen: Screen) -> None:
    """Another community looks whether the register is right about a home."""
    page = screen.go("/evaluation/")
    page.get_by_role("link", name=re.compile("信息抽查")).click()
    screen.look("evaluation-samples")
    page.get_by_role("link", name=re.compile("第1户")).click()
    page.get_by_text("登记的是").wait_for()
    choose(page, "核对结果", "有误")
    choose(page, "哪里有误", "人口数")
    screen.look("evaluation-sample")
    page.get_by_role("button", name="提交", exact=True).click()
    page.get_by_text("没有分给你们社区核对的户").wait_for()
    row = SampleRecord.objects.get()
    assert (row.verdict, row.wrong) == (Verdict.WRONG, ["members"])


def objected(screen: Screen) -> None:
    page = screen.go("/evaluation/")
    page.get_by_role("link", name=re.compile("2026年第1季度.*社区")).click()
    page.get_by_role("link", name="铁北社区", exact=True).click()
    screen.look("evaluation-own")
    form = act(page, "对结果有异议")
    form.get_by_label("哪里不对").fill("3月5日的点位都查了，登记晚了一天")
    screen.look("evaluation-appeal")
    send(page, form, "对结果有异议")
    page.get_by_text("还没有答复").wait_for()
    screen.look("evaluation-appealed")


def answered(screen: Screen) -> None:
    """From the workbench's figure to the answer: what was objected stands over the form, the numbers are in it."""
    page = screen.go("/")
    page.get_by_role("link", name=re.compile("考评异议待答复")).click()
    page.get_by_role("link", name=re.compile("2026年第1季度.*社区")).click()
    page.get_by_role("link", name="铁北社区", exact=True).click()
    form = act(page, "答复异议")
    form.get_by_text("3月5日的点位都查了").wait_for()
    choose(form, "结论", "更正")
    form.get_by_label("核查情况和理由").fill("当天的照片在，属实")
    form.get_by_label("网格平均得分：分子").fill("1")
    screen.look("evaluation-decide")
    send(page, form, "答复异议")
    page.get_by_role("heading", name="更正后的各项").wait_for()
    screen.look("evaluation-decided")
    row = result("community", "铁北社区")
    assert (row.total != row.corrected_total, str(row.corrected_total)) == (True, "100.00")


def published(screen: Screen) -> None:
    page = screen.go("/evaluation/")
    page.get_by_role("link", name=re.compile("2026年第1季度.*社区")).click()
    send(page, act(page, "发布结果"), "发布结果")
    screen.look("evaluation-published")
    assert EvaluationPeriod.objects.get(kind="community").state == PeriodState.PUBLISHED


def taken(screen: Screen) -> None:
    """The community's own sheet in Word: both results stand in it, and who took it is on record."""
    page = screen.go(result("community", "铁北社区").get_absolute_url())
    page.get_by_role("link", name="考评得分表").click()
    choose(page, "用途", "归档")
    screen.look("evaluation-paper")
    with page.expect_download() as caught:
        page.get_by_role("button", name=re.compile("Word")).click()
    paper = Document(BytesIO(caught.value.path().read_bytes()))
    cells = [cell.text for table in paper.tables for row in table.rows for cell in row.cells]
    text = "\n".join([one.text for one in paper.paragraphs] + cells)
    for words in ("考评得分表", "铁北社区", "2026年第1季度", "网格平均得分", "更正后：100.00分，优秀"):
        assert words in text, words
    assert PrintLog.objects.filter(kind="L29", way="docx").count() == 1
