"""Fills in an act as a program would: from what its form says, knowing nothing of the act."""

from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone

WORDS = "情况属实，已经和双方说清楚"


def filled(
    fields: list[dict[str, Any]], now: datetime, known: dict[str, Any], rows: int = 0
) -> dict[str, Any]:
    """An answer to each required field, the first choice where there are choices; `known` goes before. So many `rows` of
    the small form, if there is one."""
    told = {one["name"]: _answer(one, now) for one in fields if one["required"] and one["type"] != "rows"}
    for one in fields:
        if one["type"] == "rows" and rows:
            told[one["name"]] = [filled(one["fields"], now, {}) for _ in range(rows)]
    return {name: value for name, value in (told | known).items() if value is not None}


def _answer(field: dict[str, Any], now: datetime) -> Any:
    kind, choices = field["type"], [one["value"] for one in field["choices"]]
    if choices:
        return choices if kind == "array" else choices[0]
    today = timezone.localdate(now)
    answers: dict[str, Any] = {
        "integer": 3,
        "number": "100",
        "boolean": True,
        "date": str(today),
        "date-time": (now - timedelta(minutes=5)).isoformat(),
        "files": None,
    }
    return answers.get(kind, WORDS)
