"""Q-07: every pair of colours that the style sheets put together, computed from the sheets themselves."""

import re
from pathlib import Path

import pytest

from core.ui.context import THEMES

CSS = Path(__file__).resolve().parents[2] / "static" / "css"
TEXT, CONTROL = 4.5, 3.0
PAIRS_TEXT = [
    ("--c-text", "--c-page"),
    ("--c-text", "--c-card"),
    ("--c-text", "--c-soft"),
    ("--c-text", "--c-hover"),
    ("--c-muted", "--c-page"),
    ("--c-muted", "--c-card"),
    ("--c-muted", "--c-soft"),
    ("--c-primary", "--c-page"),
    ("--c-primary", "--c-card"),
    ("--c-primary", "--c-hover"),
    ("--c-primary-hover", "--c-hover"),
    ("--c-on-primary", "--c-primary"),
    ("--c-on-primary", "--c-primary-hover"),
    ("--c-danger", "--c-card"),
    ("--c-danger", "--c-page"),
    ("--c-on-danger", "--c-danger"),
    ("--c-on-danger", "--c-danger-hover"),
    ("--clock-normal", "--clock-normal-bg"),
    ("--clock-soon", "--clock-soon-bg"),
    ("--clock-over", "--clock-over-bg"),
    ("--clock-worst", "--clock-worst-bg"),
    ("--clock-paused", "--clock-paused-bg"),
    ("--clock-met", "--clock-met-bg"),
]
PAIRS_CONTROL = [
    ("--c-border", "--c-card"),
    ("--c-border", "--c-page"),
    ("--c-focus", "--c-page"),
    ("--c-focus", "--c-card"),
    ("--c-focus", "--c-focus-gap"),
    ("--c-focus-on-blue", "--c-primary"),
    ("--c-brand-red", "--c-card"),
    *((f"--chart-{number}", "--c-card") for number in range(1, 9)),
]
# Figures that ux.md section 4 promises.
PROMISED = {
    ("--c-on-primary", "--c-primary"): 6.67,
    ("--c-on-primary", "--c-primary-hover"): 8.87,
    ("--c-text", "--c-page"): 13.68,
    ("--c-muted", "--c-page"): 7.04,
    ("--c-border", "--c-page"): 4.50,
    ("--clock-normal", "--clock-normal-bg"): 8.02,
    ("--clock-soon", "--clock-soon-bg"): 7.39,
    ("--clock-over", "--clock-over-bg"): 7.93,
    ("--clock-worst", "--clock-worst-bg"): 9.07,
    ("--clock-paused", "--clock-paused-bg"): 9.03,
    ("--clock-met", "--clock-met-bg"): 7.79,
}


def declared(text: str) -> dict[str, str]:
    return dict(re.findall(r"(--[\w-]+):\s*(#[0-9a-fA-F]{6})\s*;", text))


def block(sheet: str, selector: str) -> str:
    text = (CSS / sheet).read_text(encoding="utf-8")
    start = text.index(selector + " {")
    return text[start : text.index("}", start)]


def luminance(colour: str) -> float:
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    lighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def theme(name: str) -> dict[str, str]:
    tokens = declared(block("tokens.css", ":root"))
    if name:
        tokens |= declared(block("modes.css", f'html[data-theme="{name}"]'))
    return tokens


@pytest.mark.parametrize("name", THEMES)
def test_text_and_controls_stand_out_in_every_theme(name: str) -> None:
    tokens = theme(name)
    weak = {
        pair: round(contrast(tokens[pair[0]], tokens[pair[1]]), 2)
        for pairs, least in ((PAIRS_TEXT, TEXT), (PAIRS_CONTROL, CONTROL))
        for pair in pairs
        if contrast(tokens[pair[0]], tokens[pair[1]]) < least
    }
    assert not weak


def test_the_promised_ratios_are_kept() -> None:
    tokens = theme("")
    for (front, back), promised in PROMISED.items():
        assert contrast(tokens[front], tokens[back]) == pytest.approx(promised, abs=0.02), (front, back)


def test_every_token_colour_is_in_some_pair_that_is_checked() -> None:
    """A new colour cannot come in unchecked; hairlines and shades of a hover are decoration."""
    decoration = {"--c-line"}
    used = {name for pair in PAIRS_TEXT + PAIRS_CONTROL for name in pair}
    colours = {name for name in theme("") if not name.startswith("--tblr")}
    assert colours - decoration - used == set()


def test_no_colour_is_written_outside_the_tokens_but_black_white_and_the_veil() -> None:
    allowed = {"#ffffff", "#000000"}
    for sheet in CSS.glob("*.css"):
        if sheet.name in {"tokens.css", "modes.css"}:
            continue
        stray = {
            colour.lower() for colour in re.findall(r"#[0-9a-fA-F]{3,8}\b", sheet.read_text("utf-8"))
        } - allowed
        assert not stray, sheet.name


def test_style_sheets_stay_readable() -> None:
    for sheet in CSS.glob("*.css"):
        assert len(sheet.read_text("utf-8").splitlines()) < 400, sheet.name
