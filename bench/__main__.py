"""`make bench`: each page as a share of a light signed-in page (/me/) of the same run, so that the machine cancels out.

ARGS=--write keeps the table in bench/results.md, ARGS="--only register" measures the register alone.
"""

import argparse
import os
import sys
from pathlib import Path

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "xiongguan.settings")
django.setup()

from django.test.utils import setup_test_environment  # noqa: E402

from bench import cases, county, register  # noqa: E402

RESULTS = Path(__file__).with_name("results.md")
PARTS = {"cases": cases.run, "register": register.run, "county": county.run}


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m bench")
    parser.add_argument("--write", action="store_true", help="bench/results.md")
    parser.add_argument("--only", choices=list(PARTS), help="unsaid, all")
    options = parser.parse_args()
    setup_test_environment(debug=False)
    parts = [PARTS[options.only]] if options.only else list(PARTS.values())
    result = "\n".join(part() for part in parts)
    sys.stdout.write(result)
    if options.write:
        RESULTS.write_text(f"# 测速结果\n\n{result}", encoding="utf-8")


if __name__ == "__main__":
    main()
