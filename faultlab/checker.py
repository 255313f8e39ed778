"""Did anything go wrong? Reads the clients' journals and PostgreSQL, and nothing that the product says of itself."""

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from core.audit.models import Entry
from core.audit.selectors import verify
from disputes.models import Dispute, DisputeEvent
from disputes.workflow import TRANSITIONS
from faultlab import journal
from faultlab.journal import Told

Line = tuple[str | None, int, str, int]


@dataclass
class Found:
    """Figures of a run and every sentence about what is wrong; none is a pass."""

    intents: int = 0
    acked: int = 0
    refused: int = 0
    open: int = 0
    retried: int = 0
    lost: list[str] = field(default_factory=list)
    doubled: list[str] = field(default_factory=list)
    illegal: list[str] = field(default_factory=list)
    chain: list[str] = field(default_factory=list)
    cases: int = 0
    events: int = 0
    entries: int = 0

    @property
    def wrong(self) -> list[str]:
        return [*self.lost, *self.doubled, *self.illegal, *self.chain]


def check(folder: Path) -> Found:
    """I1, I2, I3 and I5 after the run."""
    told = journal.read(folder)
    found = Found(
        intents=len(told),
        acked=sum(one.is_acked for one in told),
        refused=sum(one.is_refused for one in told),
        open=sum(one.end is None for one in told),
        retried=sum(1 for one in told if one.end is not None and one.end["tries"] > 1),
        cases=Dispute.objects.count(),
        events=DisputeEvent.objects.count(),
        entries=Entry.objects.count(),
    )
    _registrations(told, found)
    _acts(told, found)
    _paths(found)
    found.chain = [f"I5 第{one.seq}行：{one.words}" for one in verify()]
    _ledger(found)
    return found


def _registrations(told: list[Told], found: Found) -> None:
    """Each title is one intent's own, so counting titles counts how often the intent was done."""
    there = Counter(Dispute.objects.values_list("title", flat=True))
    numbers = dict(Dispute.objects.values_list("title", "no"))
    for one in told:
        if one.intent["what"] != "register":
            continue
        title = one.intent["title"]
        _hold([one], there[title], f"登记「{title}」", found)
        if one.is_acked and one.end is not None and there[title] == 1 and numbers[title] != one.end["case"]:
            found.doubled.append(f"I1 「{title}」答复的编号是{one.end['case']}，实际是{numbers[title]}")


def _acts(told: list[Told], found: Found) -> None:
    """An act at version v is the event v + 1 of its case, by that person: no journal knows another, none is missing."""
    rows = DisputeEvent.objects.exclude(actor=None).exclude(act="register")
    there: Counter[Line] = Counter(rows.values_list("dispute__no", "version", "act", "actor_id"))
    meant: dict[Line, list[Told]] = defaultdict(list)
    for one in told:
        if one.intent["what"] != "register":
            intent = one.intent
            meant[intent["case"], intent["version"] + 1, intent["what"], intent["user"]].append(one)
    for line, ones in meant.items():
        _hold(ones, there.pop(line, 0), f"{line[0]} 第{line[1]}版 {line[2]}", found)
    # What nobody meant to do was done twice by somebody, or by nobody at all.
    found.doubled += [f"I2 {line[0]} 第{line[1]}版 {line[2]} 没有人要办" for line in there]


def _hold(ones: list[Told], times: int, words: str, found: Found) -> None:
    """So often as it was answered to be done, and once more at most for each that was never answered."""
    acked, unanswered = sum(one.is_acked for one in ones), sum(one.end is None for one in ones)
    if times < acked:
        found.lost.append(f"I1 {words} 答复办好了{acked}次，数据库里{times}次")
    if times > acked + unanswered:
        found.doubled.append(f"I2 {words} 答复办好了{acked}次，数据库里{times}次")


def _paths(found: Found) -> None:
    """I3: every history is a path in the table, its versions have no gap, and the row stands where the path ends."""
    by_case: dict[int, list[dict[str, Any]]] = defaultdict(list)
    fields = ("dispute_id", "version", "act", "from_state", "to_state")
    for event in DisputeEvent.objects.order_by("dispute_id", "version").values(*fields):
        by_case[event["dispute_id"]].append(event)
    for pk, no, state, version in Dispute.objects.values_list("pk", "no", "state", "version"):
        events = by_case[pk]
        versions = [one["version"] for one in events]
        if (
            not versions
            or versions != list(range(versions[0], versions[0] + len(versions)))
            or versions[-1] != version
        ):
            found.illegal.append(f"I3 {no} 的版本不连续：{versions}，现在{version}")
        ends = [one["to_state"] for one in events if one["to_state"]]
        if ends and ends[-1] != state:
            found.illegal.append(f"I3 {no} 在{state}，最后一步到{ends[-1]}")
        found.illegal += [f"I3 {no} 第{one['version']}版：{why}" for one, why in _bad_steps(events)]


def _bad_steps(events: list[dict[str, Any]]) -> list[tuple[dict[str, Any], str]]:
    """An act that moves nothing has a line without states: it is one of the state that the case stands in."""
    bad, here = [], ""
    for one in events:
        row = TRANSITIONS.get(one["act"])
        begin, end = one["from_state"] or here, one["to_state"] or one["from_state"] or here
        if row is None:
            bad.append((one, f"没有{one['act']}这个动作"))
        elif begin not in row.from_states:
            bad.append((one, f"{begin}不能{one['act']}"))
        elif end not in (row.to or (begin,)):
            bad.append((one, f"{one['act']}不能从{begin}到{end}"))
        if here and begin != here:
            bad.append((one, f"上一步到{here}，这一步从{begin}"))
        here = end
    return bad


def _ledger(found: Found) -> None:
    """Each event has its line in the ledger and each line its event."""
    lines: Counter[tuple[int | None, Any]] = Counter(
        Entry.objects.filter(subject_kind="dispute", detail__has_key="version").values_list(
            "subject_id", "detail__version"
        )
    )
    events: Counter[tuple[int | None, Any]] = Counter(
        DisputeEvent.objects.values_list("dispute_id", "version")
    )
    for pk, version in events - lines:
        found.chain.append(f"I5 案件{pk}第{version}版没有操作记录")
    for pk, version in lines - events:
        found.chain.append(f"I5 案件{pk}第{version}版的操作记录没有对应的一步")
