"""Marks inside a text on its way through Word: where a blank begins and ends, where a page's number belongs. Pure.

Private-use characters carry them, so a fact could never hold one: `legible` takes them out of every fact."""

import re

OPEN, CLOSE = "\ue0f0", "\ue0f1"
# Known only when everything is set: the number of pages, and the page on which a piece begins.
PAGES, PAGE_OPEN, PAGE_CLOSE = "\ue0f2", "\ue0f3", "\ue0f4"
# What XML 1.0 refuses, and the marks themselves.
_ILLEGIBLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff\ue0f0-\ue0f9]")


class Gap(str):
    """An empty required fact: false in a condition, a marked blank in the text."""

    def __new__(cls, label: str) -> "Gap":
        return super().__new__(cls, f"{OPEN}　（{label}）　{CLOSE}")

    def __bool__(self) -> bool:
        return False


def legible(text: str) -> str:
    """The text without what a document cannot hold; line ends in one form."""
    return _ILLEGIBLE.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))
