"""Logs a case, sends it up and follows its timeline. Only the standard library.

XG_ADDRESS=http://127.0.0.1:8000 XG_TOKEN=xg_… python follow_a_case.py <id of a building>
"""

import json
import os
import sys
import urllib.request
import uuid
from typing import Any

ADDRESS, TOKEN = os.environ["XG_ADDRESS"], os.environ["XG_TOKEN"]


def ask(path: str, told: Any = None, version: str = "") -> tuple[Any, str]:
    """The answer and its version. What is told is sent with a key of its own, so that a repetition does nothing twice."""
    request = urllib.request.Request(f"{ADDRESS}/api/v1/{path}")  # noqa: S310 - an address that the operator gave
    request.add_header("Authorization", f"Bearer {TOKEN}")
    if told is not None:
        request.data = json.dumps(told).encode()
        request.add_header("Content-Type", "application/json")
        request.add_header("Idempotency-Key", str(uuid.uuid4()))
    if version:
        request.add_header("If-Match", version)
    with urllib.request.urlopen(request, timeout=30) as answer:  # noqa: S310
        text = answer.read()
        return (json.loads(text) if text else None), answer.headers.get("ETag", "")


def log(place: int) -> str:
    """A new case; its number."""
    parties = [{"role": "applicant", "name": "张三丰"}, {"role": "respondent", "name": "李四光"}]
    case, _ = ask("cases/", {
        "source": "resident", "place": place, "cause": "23", "title": "楼上漏水", "summary": "厨房顶漏水三天了",
        "people_involved": 2, "households_involved": 2, "severity": "micro", "party": parties,
    })  # fmt: skip
    number: str = case["no"]
    return number


def send_up(no: str) -> None:
    """First what the form of the act asks, then the act."""
    form, version = ask(f"cases/{no}/forms/route_up/")
    if not form["allowed"]:
        raise SystemExit(form["reason"])
    told = {one["name"]: one["choices"][0]["value"] for one in form["fields"] if one["required"]}
    ask(f"cases/{no}/acts/route_up/", told, version)


if __name__ == "__main__":
    number = log(int(sys.argv[1]))
    send_up(number)
    events, _ = ask(f"cases/{number}/events/")
    for event in reversed(events["results"]):
        print(event["at"], event["label"], event["text"])
