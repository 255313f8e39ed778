"""Who may do what with an import or an export. Pages ask to show the button; actions ask again."""

from datetime import datetime

from core.accounts.models import User
from core.errors import Conflict, NotAllowed, RuleBroken
from core.sheets.choices import State
from core.sheets.kinds import SheetKind
from core.sheets.models import SheetImport


def require_import(kind: SheetKind, user: User) -> None:
    if not (kind.may_add(user) or kind.may_change(user)):
        raise NotAllowed("sheet.kind", f"「{kind.label}」的导入不归你的岗位办，需要的话请联系本单位负责人")


def handles(user: User, sheet_import: SheetImport) -> bool:
    """Its owner, or who may commit the changes in it."""
    kind = sheet_import.spec
    if user.pk == sheet_import.owner_id:
        return kind.may_add(user) or kind.may_change(user)
    return kind.may_change(user) and kind.may_take_over(user, sheet_import.owner)


def require_handler(user: User, sheet_import: SheetImport) -> None:
    """Whoever sees an import and may not work on it has lost the post since."""
    if not handles(user, sheet_import):
        raise NotAllowed("sheet.handler", "你的岗位现在不办这类导入，只能看，不能改")


def require_open(sheet_import: SheetImport) -> None:
    """Refuses to change rows while the worker has them, and after the end."""
    if sheet_import.is_open:
        return
    if sheet_import.is_running:
        raise Conflict("sheet.running", "系统正在处理这次导入，请等它做完再改")
    raise RuleBroken("sheet.over", f"这次导入{State(sheet_import.state).label}，不能再改")


def committable(user: User, sheet_import: SheetImport) -> dict[str, int]:
    """How many rows this person would write now, by what would happen to them."""
    updates = sheet_import.number("update") if sheet_import.spec.may_change(user) else 0
    return {"new": sheet_import.number("new"), "update": updates}


def may_undo(user: User, sheet_import: SheetImport, now: datetime) -> bool:
    return sheet_import.may_be_undone(now) and handles(user, sheet_import)
