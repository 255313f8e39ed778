"""How heavy the log form is and how soon it can be used on a bad line (ux.md Q-04), against the line's own limits.

    python -m bench.phone http://127.0.0.1:8000 王秀兰

Chromium throttled by its own tools to 400 kbit/s and 400 ms. Prints a table; ratios are to the limits of Q-04."""

import gzip
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from shutil import which

from playwright.sync_api import CDPSession, Page, Response, sync_playwright

KBIT, LATENCY = 400, 400
LIMITS = {"first": 3.0, "repeat": 1.0}


def throttle(session: CDPSession) -> None:
    session.send("Network.enable")
    rate = KBIT * 1000 / 8
    session.send(
        "Network.emulateNetworkConditions",
        {"offline": False, "latency": LATENCY, "downloadThroughput": rate, "uploadThroughput": rate},
    )


def usable_after(page: Page, address: str) -> float:
    """Seconds from the tap on the link until the form is drawn and its button takes a tap."""
    begun = time.perf_counter()
    page.goto(address, wait_until="commit")
    page.locator("#intake button.btn-big").wait_for(state="visible")
    page.evaluate("() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))")
    return time.perf_counter() - begun


def needed(page: Page) -> list[str]:
    """What the page itself loaded; pages that it keeps for later come after it works and are not waited for."""
    script = """() => [location.href, ...performance.getEntriesByType("resource")
        .filter((one) => ["link", "script", "css", "img", "other"].includes(one.initiatorType)).map((one) => one.name)]"""
    return list(dict.fromkeys(page.evaluate(script)))


@contextmanager
def phone(base: str, name: str) -> Iterator[Page]:
    found = which("chromium-headless-shell") or which("chromium")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=found, args=["--no-sandbox"])
        page = browser.new_page(viewport={"width": 390, "height": 844}, locale="zh-CN")
        page.goto(f"{base}/login/")
        page.click(f'button:has-text("{name}")')
        page.wait_for_load_state("networkidle")
        yield page
        browser.close()


def note(weight: dict[str, int], answer: Response) -> None:
    """Its bytes as they travel, once for each address."""
    weight.setdefault(answer.url, len(gzip.compress(answer.body())) if answer.ok else 0)


def measure(base: str, name: str) -> dict[str, float]:
    """Bytes of the first load as they travel, seconds of the first load and of a repeated one."""
    with phone(base, name) as page:
        cookies = page.context.cookies()
        context = page.context.browser.new_context(viewport={"width": 390, "height": 844})  # type: ignore[union-attr]
        context.add_cookies(cookies)  # type: ignore[arg-type]
        fresh = context.new_page()
        weight: dict[str, int] = {}
        fresh.on("response", lambda answer: note(weight, answer))
        throttle(context.new_cdp_session(fresh))
        first = usable_after(fresh, f"{base}/m/new/")
        fresh.wait_for_load_state("networkidle")
        loaded = sum(weight.get(address, 0) for address in needed(fresh))
        fresh.evaluate(
            "async () => { while (!(await caches.match('/m/new/'))) await new Promise((done) => setTimeout(done, 100)); }"
        )
        repeats = sorted(usable_after(fresh, f"{base}/m/new/") for _ in range(5))
    return {"bytes": loaded, "first": first, "repeat": repeats[2]}


def main() -> None:
    base, name = sys.argv[1:3]
    found = measure(base, name)
    print("| 400 kbit/s, 400 ms | limit | found | of the limit |\n|---|---|---|---|")
    print(
        f"| weight with everything it loads, gzip | 100 KB | {found['bytes'] / 1000:.0f} KB | {found['bytes'] / 1000:.0f} % |"
    )
    for name, limit in LIMITS.items():
        print(f"| {name} load usable | {limit} s | {found[name]:.2f} s | {found[name] / limit:.0%} |")


if __name__ == "__main__":
    main()
