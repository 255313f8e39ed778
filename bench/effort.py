"""What the common tasks of the field cost: taps, keys, seconds of the keystroke-level model (ux.md G-01…G-05, G-15, G-16).

    python -m bench.effort http://127.0.0.1:8000 王秀兰 张工 > docs/effort.md

Chromium does each task in the demo town at 390 px as a person would, from the workbench with warm pages; every tap and key
is counted by the hand that does it. Seconds are the model's, not this machine's (Card, Moran, Newell 1980, with a thumb for
the pointer)."""

import io
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from shutil import which

from PIL import Image
from playwright.sync_api import Browser, Locator, Page, sync_playwright

# Move the thumb and tap; one typed character of pinyin; think of what to do next; wait for the system; take a photo.
TAP, KEY, THINK, ANSWER, SHOT = 1.1, 0.5, 1.35, 1.0, 4.0


@dataclass
class Hand:
    """One person's hand and what it has done."""

    page: Page
    taps: int = 0
    keys: int = 0
    shots: int = 0
    answers: int = 0
    thoughts: int = 1

    def tap(self, target: Locator, *, thinks: bool = False) -> None:
        target.click()
        self.taps += 1
        self.thoughts += thinks

    def type(self, target: Locator, text: str) -> None:
        target.fill(text)
        self.keys += len(text)

    def photograph(self, name: str) -> None:
        """Open the camera, shutter, use it: three taps (ux.md W2)."""
        held = io.BytesIO()
        Image.linear_gradient("L").convert("RGB").resize((1200, 900)).save(held, "JPEG")
        one = {"name": "现场.jpg", "mimeType": "image/jpeg", "buffer": held.getvalue()}
        self.page.locator(f"input[name={name}]").set_input_files(one)
        self.page.locator(f"[data-photos]:has(input[name={name}]) .photo-list img").wait_for()
        self.taps += 3
        self.shots += 1

    def wait(self, words: str) -> None:
        self.page.get_by_text(words).first.wait_for()
        self.answers += 1

    @property
    def seconds(self) -> float:
        done = self.taps * TAP + self.keys * KEY + self.thoughts * THINK
        return done + self.shots * SHOT + self.answers * ANSWER


@dataclass
class Task:
    code: str
    words: str
    taps: int
    keys: int
    seconds: int
    do: Callable[[Hand], None]
    user: str = "worker"
    found: Hand | None = field(default=None)


def button(hand: Hand, name: str) -> Locator:
    return hand.page.get_by_role("button", name=name, exact=True).first


def link(hand: Hand, name: str) -> Locator:
    return hand.page.get_by_role("link", name=name, exact=True).first


def pick_place(hand: Hand) -> None:
    """The building is ticked already where there is only one; else one tap."""
    places = hand.page.locator("input[name=place]")
    if not places.locator(":checked").count():
        hand.tap(hand.page.locator("#place-options label").first)


def log_case(hand: Hand) -> None:
    hand.tap(link(hand, "拍照上报问题"))
    hand.photograph("photos")
    pick_place(hand)
    hand.tap(hand.page.get_by_text("漏水排水", exact=True), thinks=True)
    hand.tap(button(hand, "提交"))
    hand.wait("已上报")


def log_visit(hand: Hand) -> None:
    hand.tap(link(hand, "走访登记"))
    if not hand.page.locator("#place-name").inner_text():
        hand.tap(hand.page.locator("#place-options label").first)
    hand.tap(hand.page.get_by_text("居民不便", exact=True), thinks=True)
    hand.tap(button(hand, "登记"))
    hand.wait("居民不便")


def settle(hand: Hand) -> None:
    hand.tap(link(hand, "拍照上报问题"))
    pick_place(hand)
    hand.tap(hand.page.get_by_text("漏水排水", exact=True), thinks=True)
    hand.tap(hand.page.get_by_text("我已处理", exact=True))
    hand.photograph("after")
    hand.tap(button(hand, "提交"))
    hand.wait("已记为当场处理好")


def send_up(hand: Hand) -> None:
    hand.tap(link(hand, "手边的事"))
    hand.tap(hand.page.get_by_text("当事人要求上级调解", exact=True).first, thinks=True)
    hand.tap(button(hand, "上报"))
    hand.wait("已记下")


def see_today(hand: Hand) -> None:
    hand.page.get_by_role("heading", name="最急").wait_for()


def sign_and_arrive(hand: Hand) -> None:
    hand.tap(link(hand, "手边的事"))
    hand.tap(button(hand, "签收"))
    hand.wait("已记下")
    hand.tap(button(hand, "我已到场"))
    hand.page.locator(".queue-done").nth(1).wait_for()


TASKS = (
    Task("G-01", "拍照上报", 6, 0, 30, log_case),
    Task("G-02", "登记走访（居民不便）", 5, 0, 20, log_visit),
    Task("G-03", "当场处理微事，带处理后照片", 8, 0, 40, settle),
    Task("G-04", "带原因上报社区", 3, 0, 10, send_up),
    Task("G-05", "看今天到期的事", 0, 0, 3, see_today),
    Task("G-15", "签收，再报到场", 3, 0, 10, sign_and_arrive, "liaison"),
)


@contextmanager
def hand_of(browser: Browser, base: str, name: str) -> Iterator[Hand]:
    page = browser.new_page(viewport={"width": 390, "height": 844}, locale="zh-CN", has_touch=True)
    page.set_default_timeout(30_000)
    page.goto(f"{base}/login/")
    page.click(f'button:has-text("{name}")')
    page.wait_for_url(f"{base}/")
    yield Hand(page)
    page.close()


def verdict(task: Task, hand: Hand) -> str:
    within = hand.taps <= task.taps and hand.keys <= task.keys and hand.seconds <= task.seconds
    return "合" if within else "超"


def main() -> None:
    base, *people = sys.argv[1:4]
    names = dict(zip(("worker", "liaison"), people, strict=True))
    with sync_playwright() as playwright:
        found = which("chromium-headless-shell") or which("chromium")
        browser = playwright.chromium.launch(executable_path=found, args=["--no-sandbox"])
        for task in TASKS:
            with hand_of(browser, base, names[task.user]) as hand:
                task.do(hand)
                task.found = hand
        browser.close()
    print(table())


def table() -> str:
    head = "# 常用的事要点几下\n\n由 `python -m bench.effort` 在演示街道上一件件做出来再数的。限度见设计目标 G-01…G-15。\n\n"
    head += "| 目标 | 事 | 点（限） | 字（限） | 秒（限） | |\n|---|---|---|---|---|---|\n"
    rows = [
        f"| {task.code} | {task.words} | {hand.taps}（{task.taps}） | {hand.keys}（{task.keys}） "
        f"| {hand.seconds:.0f}（{task.seconds}） | {verdict(task, hand)} |"
        for task in TASKS
        if (hand := task.found)
    ]
    model = (
        f"\n\n秒数按键击模型算，不是这台机器的快慢：点一下 {TAP}，打一个字 {KEY}，想一下 {THINK}，等系统 {ANSWER}，"
        f"拍一张 {SHOT:.0f}。拍照算三下：打开相机、快门、使用。"
    )
    return head + "\n".join(rows) + model


if __name__ == "__main__":
    main()
