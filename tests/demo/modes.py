"""Pages of the demo town in 大字, in the dark, in the sun and on the narrowest screen: nothing is lost, everything can be hit.

Part of the walk of tests/demo/test_every_page.py, whose end sweeps the town away. A usual run looks at one page of each sort, as
the first who reaches it; XG_LONG=1 looks at every page that anybody reaches, in
every mode (ux.md Q-06, Q-07; WCAG 2.2: 1.4.3, 1.4.4, 1.4.10, 2.5.8)."""

from collections.abc import Iterator

from playwright.sync_api import Browser, Page

from core.accounts.models import User
from tests.browsing import is_wider_than_its_screen, serious_findings, sign_in
from tests.demo.walking import Walked
from tests.long import LONG

PHONE, DESK = {"width": 390, "height": 844}, {"width": 1366, "height": 900}
# 1280 px at 400 %, which is also the narrowest phone.
NARROW = {"width": 320, "height": 640}
# Font, theme, screen, and the least side of what is tapped there (0: what WCAG asks of everything, 24). A usual run meets large
# letters and the dark together.
MODES = (
    ("", "", NARROW, 44),
    ("lg", "dark", PHONE, 60),
    *((("lg", "", PHONE, 60), ("xl", "contrast", PHONE, 60), ("", "dark", DESK, 0)) if LONG else ()),
    *((("", "sun", PHONE, 44), ("lg", "", NARROW, 60)) if LONG else ()),
)
# One of each sort: the start, a list, a matter, a form, a phone's pages, a grid, a map.
USUAL = {
    "home:workbench",
    "disputes:list",
    "disputes:detail",
    "disputes:create",
    "mobile:case_new",
    "grids:detail",
    "grids:map",
    "accounts:me",
}
# What people aim at: its own box, or the label around it. Links inside a sentence are as high as their line (2.5.8).
AIMED = """(least) => {
  const seen = (box) => box.width > 1 && box.height > 1;
  const aims = [...document.querySelectorAll('a[href], button, input, select, textarea, summary, [role=button]')];
  const found = [];
  for (const one of aims) {
    const look = getComputedStyle(one);
    if (one.type === 'hidden' || one.disabled || look.visibility === 'hidden' || one.closest('.sr-only, .skip-link')) continue;
    const label = one.matches('input[type=radio], input[type=checkbox], input[type=file]')
      && (one.closest('label') || [...(one.labels || [])][0]);
    const box = (label || one).getBoundingClientRect();
    if (!seen(box) || one.closest('.leaflet-marker-pane')) continue;
    if (look.display === 'inline' && !label) continue;
    const main = (label || one).matches('.btn, .form-control, .form-select, .chip, .check, .phone-nav a, .tabs a, .top-tool');
    const wanted = main && least ? least : 24;
    if (box.height < wanted - 0.5 || box.width < Math.min(wanted, 24) - 0.5) {
      const name = `${one.tagName.toLowerCase()}.${String(one.className).split(' ').join('.')}`;
      found.push(`${name} ${one.textContent.trim().slice(0, 20)} ${Math.round(box.width)}x${Math.round(box.height)}`);
    }
  }
  return found.slice(0, 4);
}"""


def findings(page: Page, font: str, theme: str, least: int) -> Iterator[str]:
    """What is wrong with the page as it stands."""
    page.evaluate(
        "([font, theme]) => Object.assign(document.documentElement.dataset, { font, theme })", [font, theme]
    )
    if is_wider_than_its_screen(page):
        yield "wider than the screen"
    if small := page.evaluate(AIMED, least):
        yield f"too small: {small}"
    if font or theme:
        yield from (f"axe {name} {where[:2]}" for name, where in serious_findings(page))


def look_at(page: Page, address: str, path: str) -> Iterator[str]:
    page.set_viewport_size(PHONE)  # type: ignore[arg-type]
    answer = page.goto(f"{address}{path}")
    if answer is None or answer.status != 200:
        yield "does not answer"
        return
    for font, theme, size, least in MODES:
        page.set_viewport_size(size)  # type: ignore[arg-type]
        where = f"{font or '-'} {theme or '-'} {size['width']}"
        yield from (f"[{where}] {one}" for one in findings(page, font, theme, least))


def look_as(user: User, pages: dict[str, str], browser: Browser, address: str) -> list[str]:
    context = browser.new_context(
        locale="zh-CN", timezone_id="Asia/Shanghai", service_workers="block", reduced_motion="reduce"
    )
    page = context.new_page()
    sign_in(page, address, user)
    found = [
        f"{user.title} {path} {fault}" for path in pages.values() for fault in look_at(page, address, path)
    ]
    context.close()
    return found


def look_through(walked: dict[User, Walked], browser: Browser, address: str) -> list[str]:
    """What is wrong with the pages that these people reach, each kind as the first of them who does."""
    opened: set[str] = set()
    faults: list[str] = []
    for user, one in walked.items():
        if opened >= USUAL and not LONG:
            break
        pages = {
            kind: path for kind, path in one.pages.items() if kind not in opened and (LONG or kind in USUAL)
        }
        opened |= set(pages)
        faults += look_as(user, pages, browser, address) if pages else []
    assert opened >= USUAL
    return faults
