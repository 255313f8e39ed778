"""What the work of every day costs the hand: taps, typed characters and seconds of the keystroke-level model, against the
limits of ux.md G-01…G-05, G-15 and G-16. The figures stand in docs/effort.md (`--draw` writes it)."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import pytest
from playwright.sync_api import Locator
from pytest_django.fixtures import Settings

from core.accounts.models import User
from core.files.models import StoredFile
from disputes.models import Dispute, WhistleUnit
from disputes.whistles.actions.duties import ship_clauses
from tests.cast import Cast, Log, Town
from tests.e2e.conftest import Open, Screen
from tests.e2e.hands import ANSWER, KEY, KEYS_A_CHARACTER, PICTURE, POINT, PRESS, THINK, Hand, photo
from tests.whistles.story import SHANGHAI
from tests.whistles.units import Street, build_summon

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PAGE = Path(__file__).resolve().parents[2] / "docs" / "effort.md"
# The phone has been used before: its own part is there and has the key.
WARM = """async () => {
  const store = await import("/static/js/outbox/store.js");
  const owner = document.querySelector('meta[name="phone-owner"]').content;
  while (!(await store.isOpen(owner))) await new Promise((done) => setTimeout(done, 50));
}"""
ANSWERED = "住建已装六盏灯，晚上都亮"


@dataclass(frozen=True)
class Cost:
    """A goal with its limits, and what was found."""

    goal: str
    words: str
    limits: tuple[int, int, int]
    hand: Hand

    @property
    def found(self) -> tuple[int, int, int]:
        return (self.hand.taps, self.hand.keys, round(self.hand.seconds))


def button(hand: Hand, name: str) -> Locator:
    return hand.page.get_by_role("button", name=name, exact=True).first


def link(hand: Hand, name: str) -> Locator:
    return hand.page.get_by_role("link", name=name).first


def log_case(hand: Hand, folder: Path) -> None:
    hand.shoot(link(hand, "拍照上报问题"), photo(folder))
    hand.page.locator(".photo-list img").wait_for()
    if not hand.page.locator("input[name=place]:checked").count():
        hand.tap(hand.page.locator("#place-options label").first)
    hand.pick(hand.page, "是什么事", "漏水排水")
    hand.tap(button(hand, "提交"))
    hand.read("已上报")


def log_visit(hand: Hand) -> None:
    hand.tap(link(hand, "走访登记"))
    if not hand.page.locator("input[name=place]:checked").count():
        hand.tap(hand.page.locator("#place-options label").first)
    hand.tap(hand.page.locator("label").filter(has_text="居民不便").first)
    hand.tap(button(hand, "登记"))
    hand.page.wait_for_url(lambda address: not address.endswith("/visits/new/"))
    hand.answers += 1


def settle(hand: Hand, folder: Path) -> None:
    """As it was, and as it is: the second picture is taken when 我已处理 is ticked."""
    hand.shoot(link(hand, "拍照上报问题"), photo(folder))
    hand.page.locator(".photo-list img").wait_for()
    assert hand.page.locator("input[name=place]:checked").count(), "the building of just now is ticked"
    hand.pick(hand.page, "是什么事", "漏水排水")
    hand.shoot(hand.page.locator("label").filter(has_text="我已处理"), photo(folder, "处理后.jpg"))
    hand.page.locator(".settled-part .photo-list img").wait_for()
    hand.tap(button(hand, "提交"))
    hand.read("已记为当场处理好")


def send_up(hand: Hand) -> None:
    hand.tap(link(hand, "手边的事"))
    hand.tap(hand.page.locator("label").filter(has_text="当事人要求上级调解").first)
    hand.tap(button(hand, "上报"))
    hand.read("已记下")


def sign_and_arrive(hand: Hand) -> None:
    """From the message that says so."""
    hand.tap(hand.page.locator("main").get_by_role("link", name="路灯不亮").first)
    hand.page.locator(".slip-task").wait_for()
    hand.tap(button(hand, "签收"))
    hand.tap(button(hand, "我已到场"))
    hand.read("已记到场")


def feed_back(hand: Hand, folder: Path) -> None:
    hand.tap(link(hand, "反馈结果"))
    form = hand.page.locator("#act-body")
    hand.type(form.get_by_label("怎么办的"), ANSWERED)
    hand.shoot(form.locator("[data-photos-pick]").first, photo(folder))
    form.locator(".photo-list img").wait_for()
    hand.tap(form.get_by_role("button", name="反馈结果"))
    hand.read("已反馈")


def not_ours(hand: Hand) -> None:
    hand.tap(link(hand, "不属本单位"))
    form = hand.page.locator("#act-body")
    hand.pick(form, "为什么不属于本单位", "管辖不是本单位")
    hand.pick(form, "应该由哪个单位办", "自然资源局")
    hand.tap(form.get_by_role("button", name="提出异议"))
    hand.read("异议已提交")


Sit = Callable[[User], Screen]


@pytest.fixture
def sit(open_screen: Open, settings: Settings) -> Sit:
    settings.STEP_UP_REQUIRED = False

    def make(user: User) -> Screen:
        screen = open_screen("phone")
        screen.sign_in(user)
        screen.page.evaluate(WARM)
        return screen

    return make


def test_the_work_of_every_day_stays_within_the_efforts_promised(
    office: Cast, town: Town, log: Log, sit: Sit, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    ship_clauses()
    street = Street(town, office, build_summon(), log, datetime.now(SHANGHAI))
    found = [*by_the_worker(sit, office, log, tmp_path), *by_the_liaison(sit, street, tmp_path)]
    for cost in found:
        limits = zip(cost.found, cost.limits, strict=True)
        assert all(one <= most for one, most in limits), (cost.goal, cost.found, cost.limits)
    text = table(found)
    if request.config.getoption("--draw"):
        PAGE.write_text(text, encoding="utf-8")
    assert PAGE.read_text(encoding="utf-8") == text, "docs/effort.md is old: run this test with --draw"


def by_the_worker(sit: Sit, office: Cast, log: Log, folder: Path) -> list[Cost]:
    """G-05: what is due stands on the first page, unasked."""
    log()
    screen, found = sit(office.worker), []

    def does(goal: str, words: str, limits: tuple[int, int, int], work: Callable[[Hand], object]) -> None:
        screen.go("/")
        screen.page.locator("[data-snap-without]").wait_for()
        hand = Hand(screen.page)
        work(hand)
        found.append(Cost(goal, words, limits, hand))

    does("G-01", "拍照上报", (6, 0, 30), lambda hand: log_case(hand, folder))
    does("G-02", "走访登记（居民不便）", (5, 0, 20), log_visit)
    does("G-03", "当场处理微事，处理前后各一张照片", (8, 0, 40), lambda hand: settle(hand, folder))
    does("G-04", "带原因上报社区", (3, 0, 10), send_up)
    does("G-05", "看今天哪件最急", (0, 0, 3), lambda hand: hand.read("最急"))
    settled = Dispute.objects.latest("pk")
    photos = StoredFile.objects.filter(subject_kind="dispute", subject_id=settled.pk)
    assert sorted(photos.values_list("purpose", flat=True)) == ["after", "intake"]
    return found


def by_the_liaison(sit: Sit, street: Street, folder: Path) -> list[Cost]:
    """Two slips: one is signed for, reached and answered, the other belongs to somebody else."""
    ours, theirs = street.blow(), street.blow(title="绿化带积水")
    screen, found = sit(street.cast.liaison), []

    def does(goal: str, words: str, limits: tuple[int, int, int], work: Callable[[Hand], object]) -> None:
        hand = Hand(screen.page)
        work(hand)
        found.append(Cost(goal, words, limits, hand))

    screen.go("/messages/")
    does("G-15", "签收，再报我已到场", (3, 0, 10), sign_and_arrive)
    reached = WhistleUnit.objects.exclude(arrived_at=None).get().whistle
    screen.go(reached.get_absolute_url())
    does("G-16", "反馈结果，带一张照片", (6, 30, 60), lambda hand: feed_back(hand, folder))
    screen.go((theirs if reached == ours else ours).get_absolute_url())
    does("G-16", "不属本单位，说理由和该谁办", (5, 30, 30), not_ours)
    return found


def table(found: list[Cost]) -> str:
    head = (
        "# 常用的事要点几下\n\n由 `tests/e2e/test_effort.py` 在手机大小的页面上一件件做出来再数，从首页算起；"
        "括号里是限度。\n\n| 目标 | 事 | 点几下 | 打几个字 | 秒 |\n|---|---|---:|---:|---:|\n"
    )
    rows = []
    for cost in found:
        cells = [f"{one}（≤{most}）" for one, most in zip(cost.found, cost.limits, strict=True)]
        rows.append(f"| {cost.goal} | {cost.words} | {' | '.join(cells)} |")
    foot = (
        f"\n\n秒数按键击模型算，不是这台机器的快慢：每点一下先想 {THINK}、移 {POINT}、按 {PRESS}；一个字 {KEYS_A_CHARACTER} 键，"
        f"每键 {KEY}；等系统一次 {ANSWER:.0f}，拍一张 {PICTURE:.0f}。拍一张照片算三下：打开相机、快门、使用。\n"
    )
    return head + "\n".join(rows) + foot
