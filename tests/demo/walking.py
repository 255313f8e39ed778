"""Following links through the town as each of its people: one page of each kind, and what was found on the way."""

import re
from collections import Counter, deque
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from html import unescape
from urllib.parse import parse_qsl, urlsplit

from django.test import Client
from django.urls import Resolver404, resolve

from core.accounts.models import User
from tests.faults.forms import ours, read

# Signing out ends the walk.
_ENDS = {"accounts:logout"}
# Parts of pages, and files: they are heard, but are no screens.
_ASIDE = re.compile(r'(?:href|hx-get)="(/[^"#]*)"')
Reads = Callable[[str, str], None]


def kind_of(path: str) -> str:
    """The name of the page behind an address; the tabs of a page are kinds of their own."""
    parts = urlsplit(path)
    tab = dict(parse_qsl(parts.query)).get("tab", "")
    try:
        name = resolve(parts.path).view_name
    except Resolver404:
        return parts.path
    return f"{name}?{tab}" if tab else name


@dataclass
class Walked:
    """One person's pages: an address of each kind that is a page, how many were read, and which did not answer."""

    pages: dict[str, str] = field(default_factory=dict)
    read: int = 0
    faults: list[str] = field(default_factory=list)


class Walks:
    """Everybody's, each walked once. A tab that somebody has seen is not opened again by the next."""

    def __init__(self) -> None:
        self.by_user: dict[int, Walked] = {}
        self._tabs: set[str] = set()

    def of(self, user: User, *, starts: Iterable[str] = ("/",), heard: Reads | None = None) -> Walked:
        """The person's pages, `heard` is told of each answer: where, and all that it says, headers too."""
        if user.pk not in self.by_user:
            self.by_user[user.pk] = self._walk(user, ["/", *starts], heard or (lambda path, text: None))
        return self.by_user[user.pk]

    def _walk(self, user: User, starts: list[str], heard: Reads) -> Walked:
        client = Client(raise_request_exception=True)
        client.force_login(user)
        guessed, seen, walked = set(starts) - {"/"}, set(starts), Walked()
        aside = set(guessed)  # asked for, but nobody promises a page there
        waiting, kinds = deque(starts), Counter[str]()
        while waiting:
            path = waiting.popleft()
            kind = kind_of(path)
            if kind in _ENDS or kind in self._tabs or (kinds[kind] and path not in guessed):
                continue
            kinds[kind] += 1
            walked.read += 1
            answer = client.get(path)
            text = (b"" if answer.streaming else answer.content).decode(errors="replace")
            heard(path, text + str(dict(answer.headers)))
            if path not in aside and answer.status_code not in (200, 302):
                walked.faults.append(f"{user.title} {path}: {answer.status_code}")
            if answer.status_code == 200 and "<html" in text:
                walked.pages.setdefault(kind, path)
            links = [*ours(read(path, text).links)]
            aside |= set(ours([unescape(one) for one in _ASIDE.findall(text)])) - seen - set(links)
            for link in [*links, *sorted(aside - seen)]:
                if link not in seen:
                    seen.add(link)
                    waiting.append(link)
        self._tabs |= {kind for kind in kinds if "?" in kind}
        return walked
