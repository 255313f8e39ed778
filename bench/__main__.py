"""`make bench`: each page as a share of a light signed-in page (/me/) of the same run, so that the machine cancels out.

ARGS=--write keeps each part's table at its place in docs/performance.md, ARGS="--only register" measures the register alone.
"""

import argparse
import os
import sys
from pathlib import Path

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "xiongguan.settings")
django.setup()

from django.test.utils import setup_test_environment  # noqa: E402
from django.utils import timezone  # noqa: E402

from bench import cases, county, peer, register  # noqa: E402

RESULTS = Path(__file__).parents[1] / "docs" / "performance.md"
PARTS = {"cases": cases.run, "register": register.run, "county": county.run, "peer": peer.run}


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m bench")
    parser.add_argument("--write", action="store_true", help="docs/performance.md")
    parser.add_argument("--only", choices=list(PARTS), help="unsaid, all")
    options = parser.parse_args()
    setup_test_environment(debug=False)
    for name in [options.only] if options.only else list(PARTS):
        result = PARTS[name]()
        sys.stdout.write(result)
        if options.write:
            keep(name, result)


def keep(name: str, result: str) -> None:
    """Between the two marks of the part, with its day; what people wrote around stays."""
    text = RESULTS.read_text(encoding="utf-8")
    begin, end = f"<!-- {name} -->\n", f"<!-- /{name} -->"
    before, rest = text.split(begin)
    told = f"{timezone.localdate():%Y年%-m月%-d日}测。{result}"
    RESULTS.write_text(f"{before}{begin}{told}{end}{rest.split(end, 1)[1]}", encoding="utf-8")


if __name__ == "__main__":
    main()
