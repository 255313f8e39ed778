"""Ceilings and habits of the house (docs/adr names each exception). Layers are import-linter's (make lint)."""

import ast
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

CHECKOUT = Path(__file__).resolve().parents[1]
ROOMS = (
    "xiongguan", "dashboard", "partybuilding", "disputes", "specialgroups", "civics", "residents", "grids", "core",
)  # fmt: skip
FILE_LINES, FUNCTION_LINES, VIEW_LINES, TEMPLATE_LINES, ARGUMENTS = 400, 40, 25, 200, 6
Function = ast.FunctionDef | ast.AsyncFunctionDef


def sources() -> Iterator[Path]:
    for room in ROOMS:
        for path in sorted((CHECKOUT / room).rglob("*.py")):
            if "migrations" not in path.parts:
                yield path


def committed() -> list[Path]:
    """Files of the repository, not what a run leaves behind."""
    words = ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"]
    told = subprocess.run(words, cwd=CHECKOUT, capture_output=True, text=True, check=False).stdout
    return [path for name in told.split("\0") if name and (path := CHECKOUT / name).is_file()]


@pytest.fixture(scope="module")
def trees() -> dict[Path, ast.Module]:
    """All sources, read once for the tests of this file."""
    return {path: ast.parse(path.read_text(encoding="utf-8")) for path in sources()}


def functions(tree: ast.Module) -> Iterator[Function]:
    return (node for node in ast.walk(tree) if isinstance(node, Function))


def where(path: Path, node: Function) -> str:
    return f"{path.relative_to(CHECKOUT)}:{node.lineno} {node.name}"


def where_called(path: Path, node: ast.Call) -> str:
    return f"{path.relative_to(CHECKOUT)}:{node.lineno}"


def length(node: Function) -> int:
    """Lines of code: a docstring explains, it does not add to what must be held in mind."""
    first = node.body[0]
    told = isinstance(first, ast.Expr) and isinstance(first.value, ast.Constant)
    documented = (first.end_lineno or 0) - first.lineno + 1 if told else 0
    return (node.end_lineno or 0) - node.lineno + 1 - documented


def is_view(path: Path, node: Function) -> bool:
    in_views = path.stem == "views" or "views" in path.parts
    return in_views and bool(node.args.args) and node.args.args[0].arg == "request"


def test_no_file_is_too_long() -> None:
    long = {
        str(path.relative_to(CHECKOUT)): lines
        for path in sources()
        if (lines := len(path.read_text(encoding="utf-8").splitlines())) > FILE_LINES
    }
    assert not long


def test_no_function_is_too_long_and_views_are_thin(trees: dict[Path, ast.Module]) -> None:
    long = [
        f"{where(path, node)}: {length(node)}"
        for path, tree in trees.items()
        for node in functions(tree)
        if length(node) > (VIEW_LINES if is_view(path, node) else FUNCTION_LINES)
    ]
    assert not long, "\n".join(long)


def test_no_function_takes_too_many_arguments(trees: dict[Path, ast.Module]) -> None:
    """Counted without those after `*`: they are read by name at the call."""
    many = [
        where(path, node)
        for path, tree in trees.items()
        for node in functions(tree)
        if len([one for one in node.args.posonlyargs + node.args.args if one.arg not in ("self", "cls")])
        > ARGUMENTS
    ]
    assert not many, "\n".join(many)


def test_imports_stand_at_the_top(trees: dict[Path, ast.Module]) -> None:
    """An import inside a function hides a circle; there are none to hide."""
    hidden = [
        where(path, node)
        for path, tree in trees.items()
        for node in functions(tree)
        if node.name != "ready"  # Django forbids an app to import its models any earlier
        if any(isinstance(inner, ast.Import | ast.ImportFrom) for inner in ast.walk(node))
    ]
    assert not hidden, "\n".join(hidden)


def test_rows_are_locked_without_their_keys(trees: dict[Path, ast.Module]) -> None:
    """Else a row that names a locked one waits for it at its commit, holding the ledger: a ring (ADR 0006)."""
    rings = [
        where_called(path, node)
        for path, tree in trees.items()
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)
        if node.func.attr == "select_for_update"
        if "no_key" not in [one.arg for one in node.keywords]
    ]
    assert not rings, "\n".join(rings)


def test_rooms_do_not_talk_by_django_signals() -> None:
    loud = [
        str(path.relative_to(CHECKOUT))
        for path in sources()
        if re.search(r"django\.db\.models\.signals|django\.dispatch", path.read_text(encoding="utf-8"))
    ]
    assert not loud


def test_each_action_and_model_says_what_it_is_for(trees: dict[Path, ast.Module]) -> None:
    silent = []
    for path, tree in trees.items():
        in_actions = path.stem == "actions" or "actions" in path.parts
        for node in tree.body:
            # A private piece of an action is said by the action above it.
            wants = isinstance(node, Function) and not node.name.startswith("_")
            wants = wants and in_actions and takes_actor(node)
            wants = wants or (isinstance(node, ast.ClassDef) and is_model(node))
            if wants and isinstance(node, Function | ast.ClassDef) and not ast.get_docstring(node):
                silent.append(f"{path.relative_to(CHECKOUT)}:{node.lineno} {node.name}")
    assert not silent, "\n".join(silent)


def takes_actor(node: Function) -> bool:
    return "actor" in [one.arg for one in node.args.args + node.args.kwonlyargs]


def is_model(node: ast.ClassDef) -> bool:
    return any(ast.unparse(base) in ("models.Model", "MPTTModel") for base in node.bases)


def templates() -> list[Path]:
    return sorted((CHECKOUT / "templates").rglob("*.html"))


@pytest.mark.parametrize(
    ("habit", "pattern"),
    [
        ("inline style", r"\sstyle\s*="),
        ("inline handler", r"\son(click|change|submit|load|input|keydown)\s*="),
        ("inline script", r"<script(?![^>]*\bsrc=)(?![^>]*type=\"application/json\")[^>]*>"),
        ("address of another host", r"(src|href)=[\"'](https?:)?//(?!\{)"),
        ("text marked safe", r"\|\s*safe\b|autoescape off"),
    ],
)
def test_templates_hold_nothing_that_the_content_policy_forbids(habit: str, pattern: str) -> None:
    found = [
        f"{path.relative_to(CHECKOUT)}: {match[0]}"
        for path in templates()
        for match in re.finditer(pattern, path.read_text(encoding="utf-8"))
    ]
    assert not found, habit


def test_no_template_is_too_long() -> None:
    long = [
        str(path.relative_to(CHECKOUT))
        for path in templates()
        if len(path.read_text(encoding="utf-8").splitlines()) > TEMPLATE_LINES
    ]
    assert not long


def test_nothing_is_left_for_later_and_no_machine_is_named() -> None:
    """Marks of unfinished work, folders of one machine, and addresses of package registries."""
    left = re.compile(r"(#|//|<!--|/\*|\{#).*\b(TO" r"DO|FIX" r"ME|XX" r"X)\b")
    machine = re.compile(
        r"/(?:work|root|home)/(?:main|shared|\.pyenv)|registry\.npm|files\.python" r"hosted|pypi\."
    )
    found = []
    for path in committed():
        try:
            text = path.read_text(encoding="utf-8")
        except UnicodeDecodeError:
            continue  # a picture or a font
        found += [
            f"{path.relative_to(CHECKOUT)}: {hit[0]}"
            for hit in (left.search(text), machine.search(text))
            if hit
        ]
    assert not found, "\n".join(found)


def test_the_served_front_end_files_are_the_ones_in_the_manifest() -> None:
    import_names = re.compile(r"\{%\s*static\s+[\"']dist/([^\"']+)[\"']")
    used = {name for path in templates() for name in import_names.findall(path.read_text(encoding="utf-8"))}
    built = {path.name for path in (CHECKOUT / "static" / "dist").iterdir()} - {"manifest.json"}
    assert used <= built
