"""Every change of a definition, and what a download leaves behind. A definition is never deleted."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from core.accounts.models import User
from core.audit.actions import record
from core.audit.models import Entry
from core.errors import RuleBroken
from core.flow.edits import edit, write_down
from core.papers.numbers import format_number, take_number
from dashboard.ledgers import policies
from dashboard.ledgers.layout import (
    BadLayout,
    Layout,
    blocking,
    checked,
    differences,
    first_layout,
    gone,
)
from dashboard.ledgers.models import Ledger, LedgerVersion
from dashboard.ledgers.reading import Asked, lines, rows_of
from dashboard.ledgers.sources import base
from dashboard.ledgers.writing import stream

KIND = "ledger"
FORMAT, FORMAT_VERSION = "xiongguan-ledger", 1
MOST_BYTES = 64 * 1024
_DOWNLOAD = f"{KIND}.download"


def create_ledger(
    *, source: str, title: str, sent_to: str, actor: User, now: datetime | None = None, is_demo: bool = False
) -> Ledger:
    """A definition with the source's usual columns, to be changed from there. Refuses a source that is none, and a title
    in use."""
    found = base.find(source)
    if found is None:
        raise RuleBroken("ledger.source", "请选从哪里取数", field="source")
    layout = first_layout(found, title=title, sent_to=sent_to)
    return _add(layout, actor=actor, act="create", label="新建", now=now, is_demo=is_demo)


def _add(
    layout: Layout,
    *,
    actor: User,
    act: str,
    label: str,
    said: str = "",
    now: datetime | None = None,
    is_demo: bool = False,
) -> Ledger:
    policies.require_keeper(actor)
    now = now or timezone.now()
    with transaction.atomic():
        _refuse_twice(layout.title)
        ledger = Ledger.objects.create(
            title=layout.title, source=layout.source, layout=layout.as_json(), created_by=actor, created_at=now,
            is_demo=is_demo,
        )  # fmt: skip
        _keep(ledger, 1, said or label, actor, now)
        write_down(ledger, KIND, act, label, actor=actor, now=now, text=said)
    return ledger


def _refuse_twice(title: str, besides: int | None = None) -> None:
    others = Ledger.objects.filter(title=title, is_active=True)
    if (others if besides is None else others.exclude(pk=besides)).exists():
        raise RuleBroken("ledger.twice", "已经有一张在用的表叫这个名字，请换一个", field="title")


def _keep(ledger: Ledger, number: int, said: str, actor: User, now: datetime) -> None:
    LedgerVersion.objects.create(
        ledger=ledger, number=number, layout=ledger.layout, said=said[:500], changed_by=actor, at=now
    )


def change_ledger(
    ledger: Ledger, *, layout: Layout, actor: User, version: int | None = None, now: datetime | None = None
) -> Ledger:
    """Give the definition another shape; the one before stays as a version. Refuses a stale form (409), a change that
    changes nothing, a title in use, and whatever the source does not have."""
    policies.require_keeper(actor)
    now = now or timezone.now()
    lost = gone(layout)
    if lost:
        raise RuleBroken("ledger.gone", "；".join(lost))
    with edit(ledger, KIND, "change", "修改表样", actor=actor, version=version, now=now) as e:
        said = differences(e.row.shape, layout)
        if not said:
            raise RuleBroken("ledger.unchanged", "没有改动。要么改一处，要么返回")
        if e.row.is_active:
            _refuse_twice(layout.title, ledger.pk)
        e.set(title=layout.title)
        e.set_quietly(layout=layout.as_json())
        e.say(said)
        _keep(e.row, e.row.version + 1, said, actor, now)
    return ledger


def copy_ledger(
    ledger: Ledger, *, title: str, actor: User, version: int | None = None, now: datetime | None = None
) -> Ledger:
    """The same shape under another title. Refuses a title in use; the copied one stays as it is."""
    shape = ledger.shape
    if lost := gone(shape):
        raise RuleBroken("ledger.gone", "；".join(lost))
    copied = Layout(**{**shape.__dict__, "title": title})
    return _add(copied, actor=actor, act="copy", label="复制", said=f"照「{ledger.title}」复制", now=now)


def retire_ledger(
    ledger: Ledger, *, reason: str, actor: User, version: int | None = None, now: datetime | None = None
) -> Ledger:
    """Take it out of use: nobody downloads it any more. Refuses one that is out of use."""
    policies.require_keeper(actor)
    with edit(ledger, KIND, "retire", "停用", actor=actor, version=version, now=now) as e:
        if not e.row.is_active:
            raise RuleBroken("ledger.retired", "这张表已经停用了")
        e.set(is_active=False)
        e.say(reason)
        _keep(e.row, e.row.version + 1, f"停用：{reason}", actor, e.now)
    return ledger


def use_ledger(
    ledger: Ledger, *, actor: User, version: int | None = None, now: datetime | None = None
) -> Ledger:
    """Put a retired one back into use. Refuses one in use, and one whose title another has by now."""
    policies.require_keeper(actor)
    with edit(ledger, KIND, "use", "启用", actor=actor, version=version, now=now) as e:
        if e.row.is_active:
            raise RuleBroken("ledger.in_use", "这张表本来就在用")
        _refuse_twice(e.row.title, ledger.pk)
        e.set(is_active=True)
        _keep(e.row, e.row.version + 1, "重新启用", actor, e.now)
    return ledger


# --- between streets ------------------------------------------------------------------------------
def as_file(layout: Layout) -> bytes:
    """The definition for another street: layout only, no data."""
    told = {"format": FORMAT, "format_version": FORMAT_VERSION, "ledger": layout.as_json()}
    return json.dumps(told, ensure_ascii=False, indent=2).encode()


def import_ledger(content: bytes, *, actor: User, now: datetime | None = None) -> Ledger:
    """A definition from another street's file. Refuses with a list of all that is wrong in it; nothing is half taken."""
    policies.require_keeper(actor)
    try:
        layout = checked(_opened(content))
    except BadLayout as bad:
        raise RuleBroken("ledger.file", "；".join(bad.problems[:12]), field="file") from None
    return _add(layout, actor=actor, act="import", label="从文件导入", now=now)


def _opened(content: bytes) -> Any:
    if len(content) > MOST_BYTES:
        raise BadLayout([f"文件超过{MOST_BYTES // 1024}KB，不像是表样"])
    try:
        told = json.loads(content.decode("utf-8-sig"))
    except (ValueError, RecursionError):
        raise BadLayout(["打不开：要的是从这里「导出表样」得到的 .json 文件"]) from None
    if not isinstance(told, dict) or told.get("format") != FORMAT:
        raise BadLayout(["这不是上级报表的表样文件"])
    if told.get("format_version") != FORMAT_VERSION:
        raise BadLayout(["这个文件是别的版本的系统导出的，这里不认识"])
    return told.get("ledger")


# --- what leaves the house ------------------------------------------------------------------------
@dataclass(frozen=True)
class Download:
    """A sheet that may leave: its number, and its bytes as they come."""

    number: str
    pieces: Iterator[bytes]


def download_ledger(ledger: Ledger, sheet: Asked, *, actor: User, now: datetime | None = None) -> Download:
    """Number the sheet and note it in the ledger of acts before the first byte leaves. Rows are the reader's own.

    Refuses whoever only lays forms out, a retired definition, one whose rows can no longer be told apart as it says, more
    rows than the cap, and more sheets than a day's."""
    now = now or timezone.now()
    policies.require_reader(actor, sheet.source)
    if not ledger.is_active:
        raise RuleBroken("ledger.retired", "这张表已经停用，不能再下载")
    if lost := blocking(sheet.layout):
        raise RuleBroken("ledger.gone", f"{'；'.join(lost)}。请联系系统管理员先改表样")
    with transaction.atomic():
        _refuse_more(actor, now)
        count = rows_of(sheet).order_by().count()
        if count > settings.LEDGER_MAX_ROWS:
            raise RuleBroken(
                "ledger.cap",
                f"符合条件的有{count}行，一次最多{settings.LEDGER_MAX_ROWS}行。请选短一点的期间或一个社区",
            )
        year = timezone.localdate(now).year
        number = format_number(settings.LEDGER_SERIES, year, take_number(settings.LEDGER_SERIES, year=year))
        detail = {
            "no": number, "version": ledger.version, "rows": count, "sent_to": sheet.layout.sent_to,
            "period": sheet.period.key if sheet.period else "", "community": sheet.community,
        }  # fmt: skip
        record(_DOWNLOAD, actor=actor, subject_kind=KIND, subject_id=ledger.pk, detail=detail, now=now)
    at = f"{timezone.localtime(now):%Y-%m-%d %H:%M}"
    mark = f"{number}　下载人：{actor.display_name}（{actor.username}）　{at}"
    return Download(number, stream(sheet, lines(sheet), mark=mark, notes=gone(sheet.layout)))


def _refuse_more(actor: User, now: datetime) -> None:
    """By audit_entry_actor."""
    midnight = timezone.localtime(now).replace(hour=0, minute=0, second=0, microsecond=0)
    today = Entry.objects.filter(actor=actor, action=_DOWNLOAD, at__gte=midnight).count()
    if today >= settings.LEDGERS_A_DAY:
        raise RuleBroken(
            "ledger.quota", f"一天最多下载{settings.LEDGERS_A_DAY}张报表，今天已经用完了，请明天再下"
        )
