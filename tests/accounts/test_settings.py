"""What the settings promise for a real office, read in a process of its own."""

import json
import os
import subprocess
import sys

ASK = """
import json, os
from xiongguan import settings as s
print(json.dumps({name: getattr(s, name) for name in os.environ["ASK"].split()}))
"""
OFFICE = {
    "PRODUCTION": "1",
    "SECRET_KEY": "k" * 60,
    "FIELD_KEYS": "1:" + "ab" * 32,
    "ALLOWED_HOSTS": "grid.example.cn",
}


def ask(*names: str, **environment: str) -> tuple[dict[str, object], str]:
    kept = {name: value for name, value in os.environ.items() if not name.endswith("_FILE")}
    for name in ("DEMO", "DEBUG", "SECOND_FACTOR_REQUIRED", "PASSWORD_POLICY"):
        kept.pop(name, None)
    done = subprocess.run(
        [sys.executable, "-c", ASK],
        env={**kept, **environment, "ASK": " ".join(names)},
        capture_output=True,
        text=True,
        check=False,
    )
    return json.loads(done.stdout or "{}"), done.stderr


def test_in_a_real_office_there_is_no_demo_list_and_the_second_factor_is_required() -> None:
    told, _ = ask("DEMO", "SECOND_FACTOR_REQUIRED", "PASSWORD_POLICY", **OFFICE)
    assert told == {"DEMO": False, "SECOND_FACTOR_REQUIRED": True, "PASSWORD_POLICY": "dengbao"}


def test_a_real_office_refuses_to_start_with_the_demo_list() -> None:
    told, said = ask("DEMO", DEMO="1", **OFFICE)
    assert told == {}
    assert "DEMO" in said


def test_cookies_of_a_real_office_cannot_be_planted_by_a_neighbour() -> None:
    names = ("SESSION_COOKIE_NAME", "CSRF_COOKIE_NAME", "SESSION_COOKIE_SECURE", "CSRF_COOKIE_SECURE")
    assert list(ask(*names, **OFFICE)[0].values()) == ["__Host-sessionid", "__Host-csrftoken", True, True]


def test_a_misspelt_policy_stops_the_start() -> None:
    told, said = ask("PASSWORD_POLICY", PASSWORD_POLICY="none")
    assert told == {}
    assert "PASSWORD_POLICY" in said


def test_the_demo_does_not_ask_for_the_second_factor() -> None:
    assert ask("DEMO", "SECOND_FACTOR_REQUIRED")[0] == {"DEMO": True, "SECOND_FACTOR_REQUIRED": False}
