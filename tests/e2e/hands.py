"""What hands do at a screen: open a case, fill the form of an act, send it; and what it costs them."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from PIL import Image
from playwright.sync_api import Locator, Page

from disputes.models import Dispute
from disputes.workflow import TRANSITIONS

Fill = Callable[[Locator], object]
GPS, ORIENTATION = 0x8825, 0x0112
# Seconds of the keystroke-level model (Card, Moran, Newell 1980): think, point, press, a key, the hands to the keys and
# back; a Chinese character is about three keys of pinyin. An answer of the system and a picture are our own estimates.
THINK, POINT, PRESS, KEY, TO_THE_KEYS = 1.35, 1.1, 0.2, 0.28, 0.4
KEYS_A_CHARACTER = 3
ANSWER, PICTURE = 1.0, 2.0


@dataclass
class Hand:
    """One person's hand: counts taps and typed characters since the last `fresh`."""

    page: Page
    taps: int = 0
    keys: int = 0
    fields: int = 0
    pictures: int = 0
    answers: int = 0

    def tap(self, target: Locator) -> None:
        target.click()
        self.taps += 1

    def type(self, target: Locator, text: str) -> None:
        target.fill(text)
        self.keys += len(text)
        self.fields += 1

    def pick(self, place: Page | Locator, question: str, answer: str) -> None:
        choose(place, question, answer)
        self.taps += 1

    def shoot(self, button: Locator, picture: Path) -> None:
        """The button opens the camera; then the shutter, and 使用: three taps."""
        with self.page.expect_file_chooser() as opened:
            self.tap(button)
        opened.value.set_files(str(picture))
        self.taps += 2
        self.pictures += 1

    def read(self, words: str) -> None:
        """Until the page says so."""
        self.page.get_by_text(words).first.wait_for()
        self.answers += 1

    def fresh(self) -> None:
        self.taps = self.keys = self.fields = self.pictures = self.answers = 0

    @property
    def seconds(self) -> float:
        """By the model, not by this machine; before each tap one thinks."""
        by_tap = self.taps * (THINK + POINT + PRESS)
        by_key = self.keys * KEYS_A_CHARACTER * KEY + self.fields * TO_THE_KEYS
        return by_tap + by_key + self.pictures * PICTURE + self.answers * ANSWER


def choose(place: Page | Locator, question: str, answer: str) -> None:
    """One of the chips or radios under a question."""
    group = place.get_by_role("group", name=question)
    group.locator("label", has_text=re.compile(f"^\\s*{re.escape(answer)}")).first.click()


def photo(folder: Path, name: str = "现场.jpg") -> Path:
    """A picture as a phone makes it: taken sideways, with the place where it was taken inside."""
    exif = Image.Exif()
    exif[ORIENTATION] = 6
    exif.get_ifd(GPS).update({1: "N", 2: (39.0, 46.0, 12.5), 3: "E", 4: (98.0, 17.0, 21.2)})
    path = folder / name
    Image.linear_gradient("L").convert("RGB").resize((1800, 1200)).save(path, exif=exif)
    with Image.open(path) as kept:
        assert dict(kept.getexif().get_ifd(GPS))
    return path


def open_from_list(page: Page, case: Dispute) -> None:
    """工作台 → 案件, which opens at 待办 → the case's row."""
    page.get_by_role("navigation", name="主菜单").get_by_role("link", name="案件", exact=True).click()
    tab = page.get_by_role("navigation", name="案件范围").locator("[aria-current=page]")
    assert tab.inner_text().startswith("待办")
    page.get_by_role("link", name=str(case.no), exact=True).click()
    page.wait_for_url(re.compile(re.escape(case.get_absolute_url())))


def open_act(page: Page, act: str) -> Locator:
    """The act's button; on a desk its form opens in the panel at the side."""
    label = TRANSITIONS[act].label
    # One more party is offered where the parties stand, everything else among the acts.
    button = page.locator(".acts, .card-head").get_by_role("link", name=label, exact=True).first
    if not button.is_visible():
        page.locator(".acts-more > summary").click()
    button.click()
    form = page.locator("#act-body")
    form.get_by_role("heading", name=label, exact=True).wait_for()
    return form


def submit(form: Locator) -> None:
    form.locator(".form-actions button").first.click()


def do(page: Page, act: str, fill: Fill | None = None, *, look: Callable[[], object] | None = None) -> None:
    """Open, fill, send, and read on the page that it was done."""
    form = open_act(page, act)
    if fill is not None:
        fill(form)
    if look is not None:
        look()
    submit(form)
    page.locator("#messages").get_by_text(f"已{TRANSITIONS[act].label}").wait_for()
