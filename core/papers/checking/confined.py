"""Asking the child process about a file. The only way in for Word templates and PDF scans from people."""

import json
import os
import subprocess
import sys
from typing import Any

from django.conf import settings

from core.errors import RuleBroken
from core.papers.kinds import PaperKind

PATIENCE = 40
_WORD_GAVE_UP = "这个文档太复杂，打开它用的时间或内存超出了限度。请在 Word 里另存一次，去掉多余内容再上传"
_SCAN_GAVE_UP = "这个 PDF 太复杂，打开它用的时间或内存超出了限度。请重新扫描，或改传照片"


def look_at_template(data: bytes, kind: PaperKind) -> tuple[bytes, list[str]]:
    """Our own copy of a template and what was remarked. Raises RuleBroken(field="docx") with every problem."""
    task = {
        "kind": "template",
        "declared": kind.declared(),
        "required": {one.key: one.label for one in kind.fields if one.required},
        "sample": kind.sample() | {"number": "", "office": settings.OFFICE_NAME, "issued_on": "2026年1月1日"},
    }
    answer, copy = _ask(task, data, gave_up=_WORD_GAVE_UP, field="docx")
    if answer["problems"]:
        raise RuleBroken("places", "；".join(answer["problems"]), field="docx")
    return copy, answer["remarks"]


def template_task(kind: PaperKind) -> dict[str, Any]:
    """What the child is told about a kind: names, labels of what is required, and facts to fill it with once."""
    house = {"number": "", "office": settings.OFFICE_NAME, "issued_on": "2026年1月1日"}
    return {
        "kind": "template",
        "declared": kind.declared(),
        "required": {one.key: one.label for one in kind.fields if one.required},
        "sample": kind.sample() | house,
    }


def look_at_scan(data: bytes) -> tuple[bytes, int]:
    """Our own copy of a scanned PDF and its number of pages. Raises RuleBroken(field="scan")."""
    answer, copy = _ask({"kind": "scan"}, data, gave_up=_SCAN_GAVE_UP, field="scan")
    return copy, int(answer["pages"])


def _ask(task: dict[str, Any], data: bytes, *, gave_up: str, field: str) -> tuple[dict[str, Any], bytes]:
    try:
        done = subprocess.run(
            [sys.executable, "-m", "core.papers.checking.child"],
            input=json.dumps(task, ensure_ascii=False).encode() + b"\n" + data,
            capture_output=True,
            timeout=PATIENCE,
            check=False,
            cwd=settings.BASE_DIR,
            env={"PATH": os.defpath, "LANG": "C.UTF-8"},
        )
    except subprocess.TimeoutExpired as error:
        raise RuleBroken("gave_up", gave_up, field=field) from error
    if done.returncode != 0:
        raise RuleBroken("gave_up", gave_up, field=field)
    line, _, copy = done.stdout.partition(b"\n")
    answer: dict[str, Any] = json.loads(line)
    if "refused" in answer:
        raise RuleBroken(answer["code"], answer["refused"], field=field)
    return answer, copy
