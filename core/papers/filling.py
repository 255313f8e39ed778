"""Filling a Word template: facts in, gaps shaded, the same bytes for the same facts. Pure work on bytes, no database.

docxtpl runs the template's places in a sandbox whose only names are the declared facts (checking.places refuses
everything else before a template is kept)."""

import copy
import io
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from docx import Document
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Pt
from docxtpl.template import DocxTemplate
from jinja2 import StrictUndefined
from jinja2.sandbox import ImmutableSandboxedEnvironment

from core.papers import parcel
from core.papers.marks import CLOSE, OPEN

YELLOW = "FFFF00"
# Properties of the file that docxtpl runs as templates too; nobody checks them, so they are emptied.
_RUN_TOO = ("author", "comments", "identifier", "language", "subject", "title")


def fill(template: bytes, facts: Mapping[str, Any], *, title: str, at: datetime) -> bytes:
    """The Word file with its facts. `at` stands in the file's properties, so that equal papers have equal bytes."""
    filled = DocxTemplate(io.BytesIO(template))
    about = filled.get_docx().core_properties
    for name in _RUN_TOO:
        setattr(about, name, "")
    filled.render(_safe(facts), ImmutableSandboxedEnvironment(autoescape=True, undefined=StrictUndefined))
    document: Any = filled.docx
    about = document.core_properties
    about.title, about.author, about.last_modified_by, about.revision = title, "", "", 1
    about.created = about.modified = at
    for part in _stories(document):
        _shade_gaps(part)
    return _bytes_of(filled)


def _safe(facts: Mapping[str, Any]) -> dict[str, Any]:
    """docxtpl gives tab, bell and form feed a meaning of their own; in a fact they are blanks."""
    return {
        key: [_safe(row) for row in value]
        if isinstance(value, list)
        else value.translate({7: " ", 12: " "})
        if type(value) is str
        else value
        for key, value in facts.items()
    }


def _bytes_of(document: Any) -> bytes:
    out = io.BytesIO()
    document.save(out)
    return parcel.repack(out.getvalue())


def _stories(document: Any) -> Iterator[Any]:
    """The body, and heads and feet of every section."""
    yield document.element.body
    for section in document.sections:
        for story in (
            section.header,
            section.footer,
            section.even_page_header,
            section.even_page_footer,
            section.first_page_header,
            section.first_page_footer,
        ):
            if not story.is_linked_to_previous:
                yield story._element


def _shade_gaps(story: Any) -> None:
    """Runs with a marked blank are cut at its marks and the blank is shaded yellow."""
    for text in list(story.iter(qn("w:t"))):
        if OPEN in (text.text or ""):
            _cut(text)


def _cut(text: Any) -> None:
    run = text.getparent()
    pieces = [(False, "")]
    for part in (text.text or "").replace(OPEN, f"\n{OPEN}").replace(CLOSE, f"{CLOSE}\n").split("\n"):
        pieces.append((part.startswith(OPEN), part.strip(OPEN + CLOSE)))
    children = list(run)
    at = children.index(text)
    before = _like(run, [*children[:at]])
    after = _like(run, [*children[at + 1 :]])
    made = [_run_of(run, words, shaded) for shaded, words in pieces if words]
    for new in (*([before] if before is not None else []), *made, *([after] if after is not None else [])):
        run.addprevious(new)
    run.getparent().remove(run)


def _like(run: Any, children: list[Any]) -> Any:
    """A run with the same look and these of its children; None when there are none to keep."""
    kept = [one for one in children if one.tag != qn("w:rPr")]
    if not kept:
        return None
    new = _run_of(run, "", False)
    new.extend(kept)
    return new


def _run_of(run: Any, words: str, shaded: bool) -> Any:
    new = OxmlElement("w:r")
    look = run.find(qn("w:rPr"))
    if look is not None:
        new.append(copy.deepcopy(look))
    if shaded:
        shade = OxmlElement("w:shd")
        for name, value in (("val", "clear"), ("color", "auto"), ("fill", YELLOW)):
            shade.set(qn(f"w:{name}"), value)
        new.get_or_add_rPr().append(shade)
    if words:
        text = OxmlElement("w:t")
        text.text = words
        text.set(qn("xml:space"), "preserve")
        new.append(text)
    return new


def stamp(data: bytes, words: str) -> bytes:
    """A working copy: the words (who printed it, when, which number) under the page number of every page."""
    document = Document(io.BytesIO(data))
    for section in document.sections:
        for footer in (section.footer, section.even_page_footer):
            paragraph = footer.add_paragraph()
            paragraph.paragraph_format.line_spacing = Pt(10)
            run = paragraph.add_run(words)
            run.font.size = Pt(7.5)
    return _bytes_of(document)
