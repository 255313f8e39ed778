"""The tables in expected/*.txt: who may open what. Read beside trust.md 3.3; a change of a right is a change of a line there.

    [case] own                                  the kind of thing and the relation (tests/permissions/things.py)
    GLZST IMFDHBRCU PAQY gzstdbn                who, by column (tests/permissions/people.py)
    yyyyy yyy------ ---- -----nn  GET disputes:detail

y may; x 403, not their function; - 404, as if it never was."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from tests.permissions.cells import PAGE
from tests.permissions.people import COLUMNS

FOLDER = Path(__file__).parent / "expected"
# Read by tests/permissions/hands.py: acts by role alone, in the same notation.
HANDS = FOLDER / "hands.txt"
HEAD = "GLZST IMFDHBRCU PAQY gzstdbn"
assert HEAD.replace(" ", "") == "".join(COLUMNS)

# Open to everybody, also without an account; each shows nothing of a person (docs/THREAT_MODEL.md).
PUBLIC = frozenset(
    {"healthz", "service_worker", "manifest", "accounts:login", "accounts:demo_sign_in", "accounts:identity_start",
     "accounts:identity_back", "public:track", "meetings:feed"}
)  # fmt: skip
PUBLIC_SPACES = ("open:", "open_")
# A wall's account has its one page, what that page asks for, and its own password.
WALL_MAY = frozenset(
    {
        "reports:dash",
        "accounts:display",
        "accounts:password",
        "accounts:logout",
        "accounts:verify",
        "accounts:enrol",
    }
)


def is_public(name: str) -> bool:
    return name in PUBLIC or name.startswith(PUBLIC_SPACES)


@dataclass(frozen=True)
class Line:
    """What one function answers about one thing: a mark for each column, asked by this method."""

    kind: str
    thing: str
    function: str
    method: str
    marks: str

    def of(self, letter: str) -> str:
        return self.marks[list(COLUMNS).index(letter)]


def read(path: Path) -> Iterator[Line]:
    kind = thing = ""
    for text in path.read_text(encoding="utf-8").splitlines():
        if text.startswith("["):
            kind, _, thing = text[1:].partition("]")
        elif text.strip() and not text.startswith("#") and text != HEAD:
            marks, _, rest = text.partition("  ")
            method, _, names = rest.partition(" ")
            for one in names.split(", "):
                yield Line(kind, thing.strip(), one, method, marks.replace(" ", ""))


@cache
def lines() -> dict[tuple[str, str, str], Line]:
    """Every line by kind, thing and function. A function stands once."""
    found: dict[tuple[str, str, str], Line] = {}
    for path in sorted(set(FOLDER.glob("*.txt")) - {HANDS}):
        for line in read(path):
            key = (line.kind, line.thing, line.function)
            if key in found or len(line.marks) != len(COLUMNS):
                raise ValueError(f"{path.name}: {key}")
            found[key] = line
    return found


@cache
def sight(kind: str, thing: str) -> Line | None:
    """The line of the thing's own page, or what stands for it: who does not even see it does no act on it.

    A line in which nobody may tells of the empty request, not of who sees it."""
    if kind == PAGE:
        return None
    here = [one for key, one in lines().items() if key[:2] == (kind, thing) and "y" in one.marks]
    return next(iter(here), None)
