"""The figures of a run as a table for people and as docs/reliability.md."""

from collections import defaultdict
from typing import Any

from django.utils import timezone

from core.local import places
from faultlab.checker import Found
from faultlab.lab import Lab
from faultlab.special import Line

PAGE = places.CHECKOUT / "docs" / "reliability.md"


def figures(seed: int, lab: Lab, found: Found, lines: list[Line]) -> dict[str, Any]:
    """Everything that was counted, as plain values."""
    blows: dict[tuple[str, str], list[float]] = defaultdict(list)
    for one in lab.blows:
        blows[one.hand.code, one.hand.words].append(one.healed)
    return {
        "seed": seed,
        "on": str(timezone.localdate()),
        "clients": lab.clients,
        "kills": sum(one.hand.kills for one in lab.blows),
        "faults": len(lab.blows),
        "transitions": lab.world.done,
        "seconds": round(lab.worked),
        "blows": [[*key, len(healed), round(max(healed), 1)] for key, healed in sorted(blows.items())],
        "special": [[one.code, one.words, one.count] for one in lines],
        "acked": found.acked,
        "refused": found.refused,
        "open": found.open,
        "retried": found.retried,
        "replays": lab.world.replays,
        "broken": lab.world.broken,
        "cuts": sum(one.faults.cuts for one in (lab.rig.web_line, lab.rig.pg_line, lab.rig.redis_line)),
        "statuses": {str(key): count for key, count in sorted(lab.world.statuses.items())},
        "pages": {str(key): count for key, count in sorted(lab.pages.items())},
        "restarts": lab.rig.restarts,
        "looked": lab.looked,
        "cases": found.cases,
        "events": found.events,
        "entries": found.entries,
        "out": round(lab.out, 1),
        **lab.duties.figures(),
        "lost": len(found.lost),
        "doubled": len(found.doubled),
        "illegal": len(found.illegal),
        "chain": len(found.chain),
        "wrong": [*found.wrong, *lab.wrong],
    }


def table(told: dict[str, Any]) -> str:
    """Markdown, in plain Chinese."""
    lines = [
        f"种子 {told['seed']}，{told['on']}。{told['clients']} 人同时办理，办成 {told['transitions']} 次，"
        f"其间 {told['faults']} 次故障，{told['kills']} 次是杀进程；用了 {told['seconds']} 秒。",
        "",
        "| 故障 | 做法 | 次数 | 故障撤掉后最慢几秒恢复 |",
        "| --- | --- | ---: | ---: |",
        *(f"| {code} | {words} | {count} | {healed} |" for code, words, count, healed in told["blows"]),
        *(f"| {code} | {words} | {count} | |" for code, words, count in told["special"]),
        "",
        "| 核对 | 结果 |",
        "| --- | --- |",
        *(f"| {name} | {words} |" for name, words in _held(told)),
    ]
    if told["wrong"]:
        lines += ["", "不对的地方：", "", *(f"- {one}" for one in told["wrong"][:40])]
    return "\n".join(lines) + "\n"


def _held(told: dict[str, Any]) -> list[tuple[str, str]]:
    return [
        ("I1 答复办好了的都在，一次", f"{told['acked']} 次办成，丢 {told['lost']}"),
        (
            "I2 没有答复的，用同一个编号重发后正好一次",
            f"重发 {told['retried']} 次，重复 {told['doubled']}，没有结果的 {told['open']}；"
            f"办成后再发 {told['replays']} 次，答复逐字节相同，内容不同的都拒绝",
        ),
        (
            "I3 经过是状态表里的一条路，版本不断",
            f"{told['cases']} 件 {told['events']} 步，不合的 {told['illegal']}",
        ),
        ("I4 提醒不丢、不重、不早", f"调到期 {told['reminders']} 次，站内消息 {told['notices']} 条"),
        ("I5 操作记录的链完整，和每一步对得上", f"{told['entries']} 行，不对的 {told['chain']}"),
        ("I6 到期的都处理完、外发的都发完", f"停手后 {told['out']} 秒"),
        ("I8 外社区的人打不开", f"试了 {told['looked']} 次"),
        (
            "I10 外发不重复",
            f"送达 {told['sent']}；信 {told['letters']} 封没有一封寄两次；说不清到没到、交给人看的 {told['unknown']}",
        ),
        ("网页的答复", "，".join(f"{status}：{count}" for status, count in told["statuses"].items())),
        ("断掉的请求和线路", f"{told['broken']} 个请求没有等到答复；代理切断 {told['cuts']} 条线"),
    ]


def write(told: dict[str, Any], part: str) -> None:
    """Put the table between its marks in the page; the words around them are nobody's to rewrite by program."""
    begin, end = f"<!-- {part} -->", f"<!-- /{part} -->"
    text = PAGE.read_text(encoding="utf-8")
    before, _, rest = text.partition(begin)
    after = rest.partition(end)[2]
    PAGE.write_text(f"{before}{begin}\n{table(told)}{end}{after}", encoding="utf-8")
