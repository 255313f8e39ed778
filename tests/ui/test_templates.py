"""What no template may contain, whoever wrote it."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))
OURS = [path for path in TEMPLATES if path.parent.name in {"templates", "ui", "widgets", "errors"}]
# Words that are the same in Chinese offices, or names of keys on the keyboard.
ENGLISH_ALLOWED = {
    "ctrl",
    "k",
    "j",
    "x",
    "e",
    "a",
    "g",
    "h",
    "p",
    "word",
    "excel",
    "pdf",
    "qr",
    "sm3",
    "sm4",
    "mb",
    "kb",
}


def name(path: Path) -> str:
    return str(path.relative_to(ROOT / "templates"))


def visible(text: str) -> str:
    """The text a person reads: no tags of Django, no comments, no elements, no code, only the attributes that are shown."""
    text = re.sub(r"\{#.*?#\}|\{% comment.*?endcomment %\}|<!--.*?-->", " ", text, flags=re.S)
    # Two blocks of the frame stand inside a tag.
    text = re.sub(r"\{% block (?:paper|body_attrs) %\}.*?\{% endblock %\}", " ", text)
    shown = re.findall(r'(?:placeholder|aria-label|alt|title)="([^"]*)"', text)
    text = re.sub(r"<(script|style|code)\b.*?</\1>|<!doctype[^>]*>", " ", text, flags=re.S | re.I)
    text = re.sub(r"<[^>]*>", " ", re.sub(r"\{%.*?%\}|\{\{.*?\}\}", "", text, flags=re.S), flags=re.S)
    words = " ".join([text, *shown])
    words = re.sub(r"\{%.*?%\}|\{\{.*?\}\}", " ", words, flags=re.S)
    # A part of an address (`list=…&at=…`) is read by the browser, not by people.
    return re.sub(r"[\w-]+=|&\w+;", " ", re.sub(r"&amp;", "&", words))


@pytest.mark.parametrize("path", TEMPLATES, ids=name)
def test_a_template_is_plain_short_and_chinese(path: Path) -> None:
    text = path.read_text("utf-8")
    assert len(text.splitlines()) <= 200
    assert not re.search(r"<script\b(?![^>]*\bsrc=)", text, re.I), (
        "inline script: the security policy forbids it"
    )
    assert not re.search(r"<style\b|\sstyle=", text, re.I), "inline style: the security policy forbids it"
    markup = re.sub(r"\{%.*?%\}", "", text, flags=re.S)
    assert not re.search(r"\son\w+=|javascript:|hx-on", markup, re.I), "inline handler"
    assert "|safe" not in text and "autoescape off" not in text
    assert not re.search(r'(?:src|href|action)="(?:https?:)?//', text), "nothing is fetched from elsewhere"
    english = {
        word for word in re.findall(r"[A-Za-z]{1,}", visible(text)) if word.lower() not in ENGLISH_ALLOWED
    }
    assert not english


@pytest.mark.parametrize("path", TEMPLATES, ids=name)
def test_every_writing_form_carries_its_token(path: Path) -> None:
    text = path.read_text("utf-8")
    for form in re.findall(r"<form\b[^>]*method=\"post\".*?</form>", text, flags=re.S | re.I):
        assert re.search(r"csrf_token|form_keys|csrfmiddlewaretoken", form), form[:120]


@pytest.mark.parametrize("path", OURS, ids=name)
def test_the_frame_names_no_page_of_a_room_above(path: Path) -> None:
    """{% url %} in the frame would tie the ground to apps it must not know."""
    assert "{% url" not in path.read_text("utf-8")


def test_icons_that_templates_name_exist() -> None:
    known = set(re.findall(r'<symbol id="([\w-]+)"', (ROOT / "static/img/icons.svg").read_text("utf-8")))
    named = {
        icon for path in TEMPLATES for icon in re.findall(r'\{% icon "([\w-]+)"', path.read_text("utf-8"))
    }
    assert named - known == set()
