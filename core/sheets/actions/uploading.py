"""A sheet comes in, a corrected one takes its place, and the person says which column is which."""

import re
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils import timezone

from core.accounts.models import User
from core.audit.actions import record
from core.crypto import unseal
from core.errors import RuleBroken
from core.sheets import headings, kinds, store
from core.sheets.choices import OPEN, State
from core.sheets.models import SheetImport
from core.sheets.policies import require_handler, require_import
from core.sheets.staging import Sealed

KEPT_FOR = timedelta(days=7)
MOST_WAITING = 5
MOST_OPEN = 30
KIND = "sheet_import"
_BAD_IN_NAME = re.compile(
    r'[\x00-\x1f\x7f-\x9f<>:"/\\|?*\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff\ud800-\udfff]'
)


def clean_name(name: str) -> str:
    """A file's name as it may be shown, its ending kept."""
    bare = _BAD_IN_NAME.sub("", name.replace("\\", "/").rpartition("/")[2]).strip()
    stem, dot, ending = bare.rpartition(".")
    return f"{stem[:100]}.{ending[:10]}" if dot and stem else bare[:110] or "表格"


def _keep(upload: "UploadedFile[Any]") -> tuple[str, str, int]:
    """Refuses what is too large before it is kept, and again by what was really sent."""
    most = settings.SHEETS_MAX_BYTES
    if upload.size is not None and upload.size > most:
        raise RuleBroken(
            "sheet.size", f"文件超过{most // 1024 // 1024}MB。请拆成几个，或删掉图片再传", field="file"
        )
    return store.keep(upload.chunks())


def start_import(
    kind_code: str, upload: "UploadedFile[Any]", *, actor: User, now: datetime | None = None
) -> SheetImport:
    """Take a sheet in; the worker reads it within seconds. Refuses kinds that are not this person's, and large files."""
    try:
        kind = kinds.get(kind_code)
    except LookupError:
        raise RuleBroken("sheet.kind", "请选要导入的是什么", field="kind") from None
    require_import(kind, actor)
    _refuse_too_many(actor)
    now = now or timezone.now()
    name, digest, length = _keep(upload)
    with transaction.atomic():
        sheet_import = SheetImport.objects.create(
            kind=kind.code,
            owner=actor,
            file_name=clean_name(upload.name or ""),
            file_size=length,
            sha256=digest,
            stored_as=name,
            state=State.UPLOADED,
            queued_at=now,
            created_at=now,
            expires_at=now + KEPT_FOR,
        )
        _record("upload", sheet_import, actor, now, bytes=length, sha256=digest, kind=kind.code)
    return sheet_import


def _refuse_too_many(actor: User) -> None:
    """Files wait in the folder and rows in the tables; nobody needs more of both at a time than they can look through."""
    own = SheetImport.objects.filter(owner=actor)
    if own.filter(state__in=[State.UPLOADED, State.READING]).count() >= MOST_WAITING:
        raise RuleBroken("sheet.waiting", f"你有{MOST_WAITING}个文件还等着读，请等它们读完再传", field="file")
    if own.filter(state__in=[*OPEN, State.MAPPING]).count() >= MOST_OPEN:
        raise RuleBroken("sheet.open", f"你有{MOST_OPEN}次导入还没处理完，请先导入或放弃几次", field="file")


def upload_again(
    sheet_import: SheetImport, upload: "UploadedFile[Any]", *, actor: User, now: datetime | None = None
) -> SheetImport:
    """Take a corrected sheet: an error file takes the place of the rows it names, any other file of all rows.

    Refuses it while the worker is busy with the import, and after its end."""
    now = now or timezone.now()
    name, digest, length = _keep(upload)
    with transaction.atomic():
        locked = _locked(sheet_import)
        require_handler(actor, locked)
        if locked.state not in (*OPEN, State.MAPPING, State.FAILED):
            raise RuleBroken("sheet.state", f"这次导入{locked.get_state_display()}，现在不能再传文件")
        old, locked.stored_as = locked.stored_as, name
        locked.file_name, locked.file_size, locked.sha256 = clean_name(upload.name or ""), length, digest
        locked.upload_no += 1
        locked.state, locked.queued_at, locked.error = State.UPLOADED, now, ""
        locked.told_columns, locked.sealed_head = {}, None
        locked.save()
        _record("upload_again", locked, actor, now, bytes=length, sha256=digest, upload_no=locked.upload_no)
        transaction.on_commit(lambda: store.remove(old))
    return locked


def match_columns(
    sheet_import: SheetImport, said: Mapping[int, str], *, actor: User, now: datetime | None = None
) -> SheetImport:
    """Say which column of the file is which ("" is not imported), and let it be read.

    Refuses a column named twice and a required one left out. What was said is remembered for the next file."""
    now = now or timezone.now()
    with transaction.atomic():
        locked = _locked(sheet_import)
        require_handler(actor, locked)
        if locked.state != State.MAPPING:
            raise RuleBroken("sheet.state", "这次导入现在不用对列，请刷新页面")
        texts, _ = head_of(locked)
        places: dict[str, int] = {}
        for place, column in said.items():
            if column:
                if column in places:
                    header = locked.spec.column(column).header
                    raise RuleBroken(
                        "sheet.column_twice", f"「{header}」对了两次，请留一个", field=f"c{place}"
                    )
                places[column] = place
        missing = [one for one in locked.spec.columns if one.required and one.key not in places]
        if missing:
            words = "、".join(one.header for one in missing)
            raise RuleBroken("sheet.column_missing", f"还差{words}：请选文件里的哪一列是它，或改好文件再传")
        headings.remember(actor, locked.spec, {texts[place]: column for place, column in said.items()})
        locked.told_columns, locked.state, locked.queued_at = places, State.UPLOADED, now
        locked.expires_at = now + KEPT_FOR
        locked.save(update_fields=["told_columns", "state", "queued_at", "expires_at"])
        _record("match", locked, actor, now, columns=len(places))
    return locked


def head_of(sheet_import: SheetImport) -> tuple[list[str], dict[str, int]]:
    """The headings of the file that waits to be matched, and the columns that were recognised."""
    if sheet_import.sealed_head is None:
        return [], {}
    told = Sealed.unpack(unseal(bytes(sheet_import.sealed_head), sheet_import.head_context))
    return told.texts, dict(told.payload["places"])


def _locked(sheet_import: SheetImport) -> SheetImport:
    return (
        SheetImport.objects.select_for_update(of=("self",), no_key=True)
        .select_related("owner")
        .get(pk=sheet_import.pk)
    )


def _record(verb: str, sheet_import: SheetImport, actor: User, now: datetime, **detail: object) -> None:
    record(
        f"{KIND}.{verb}", actor=actor, subject_kind=KIND, subject_id=sheet_import.pk, detail=detail, now=now
    )
