"""The process that looks at files from outside, with little memory and little time: python -m core.papers.checking.child

Takes one line of JSON (what to do) and the file, answers with one line of JSON and our own copy. It knows no Django, no
database and no key; what brings it down brings down nothing else."""

import json
import resource
import sys
from datetime import UTC, datetime
from typing import Any, BinaryIO

from core.papers import filling, parcel
from core.papers.checking.package import parts_of
from core.papers.checking.places import check_places
from core.papers.checking.refusal import Refused
from core.papers.checking.scan import clean_scan

SECONDS = 20
MEMORY = 1024 * 2**20


def look(task: dict[str, Any], data: bytes) -> tuple[dict[str, Any], bytes]:
    """Answer and our own copy; an answer with `refused` comes without one."""
    try:
        if task["kind"] == "scan":
            copy, pages = clean_scan(data)
            return {"pages": pages}, copy
        copy = parcel.pack(parts_of(data))
        report = check_places(copy, task["declared"], task["required"])
        if report.problems:
            return {"problems": report.problems, "remarks": report.remarks}, b""
        # Filled once here, within bounds: what runs away does so in this process.
        filling.fill(copy, task["sample"], title="", at=datetime(2026, 1, 1, tzinfo=UTC))
        return {"problems": [], "remarks": report.remarks}, copy
    except Refused as refused:
        return {"refused": refused.sentence, "code": refused.code}, b""


def main(given: BinaryIO, told: BinaryIO) -> None:
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    task = json.loads(given.readline())
    answer, copy = look(task, given.read())
    told.write(json.dumps(answer, ensure_ascii=False).encode() + b"\n" + copy)


if __name__ == "__main__":
    main(sys.stdin.buffer, sys.stdout.buffer)
