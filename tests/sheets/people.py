"""A whole kind of sheet over one small table, as an app would write it: the example that core/sheets/__init__ names.

The table holds what a register holds: a name, a sealed ID number with its blind index, a sealed phone, a version."""

import io
from collections.abc import Iterable
from typing import Any

from django.db import connection

from core.accounts.models import User
from core.crypto import blind_index, blind_indexes, seal, unseal
from core.identity import mask as mask_id_number
from core.privacy import mask_name, mask_phone
from core.sheets import comparing, kinds
from core.sheets.applying import CommitContext, ReadyRow, UndoContext, UndoRow
from core.sheets.kinds import CheckContext, Column, Decision, Filter, Judgement, Problem, RawRow, Type

TABLE = """
CREATE TABLE IF NOT EXISTS test_person (
    id bigserial PRIMARY KEY, community text NOT NULL, name text NOT NULL, id_sealed bytea, id_mark bytea UNIQUE,
    phone_sealed bytea, born text NOT NULL DEFAULT '', people int, note text NOT NULL DEFAULT '',
    version bigint NOT NULL DEFAULT 1
);
CREATE INDEX IF NOT EXISTS test_person_name ON test_person (community, name)
"""
COMMUNITIES = {"T1": "铁北社区", "T2": "东苑社区"}
KEPT = ("community", "name", "id_number", "phone", "born", "people", "note")
# Who may what, by account name: the test decides.
ADDERS: set[str] = set()
CHANGERS: set[str] = set()


def communities_of(user: User) -> list[tuple[str, str]]:
    """Everybody here works in 铁北, changers in both."""
    return [(code, name) for code, name in COMMUNITIES.items() if code == "T1" or user.username in CHANGERS]


class People(kinds.SheetKind):
    """Residents of two communities."""

    code = "test_people"
    label = "住户"
    about = "一行一个人。"
    changers = "社区书记"
    columns: tuple[Column, ...] = (
        Column("system_no", "系统编号", identifies=True, help="导出时自带，新增的行空着"),
        Column("community", "社区", Type.CHOICE, required=True, choices=communities_of, example="铁北社区"),
        Column(
            "name",
            "姓名",
            Type.NAME,
            required=True,
            aliases=("户主", "名字"),
            mask=mask_name,
            example="张三丰",
        ),
        Column("id_number", "身份证号", Type.ID_NUMBER, aliases=("证件号码",), mask=mask_id_number, width=22),
        Column("phone", "手机", Type.PHONE, aliases=("联系电话",), mask=mask_phone, example="13900000000"),
        Column("born", "出生日期", Type.DATE, mask=lambda text: f"{text[:4]}-**-**"),
        Column("people", "人数", Type.NUMBER, example="3"),
        Column("note", "备注", Type.LONG_TEXT, longest=200),
    )

    def may_add(self, user: User) -> bool:
        return user.is_active and user.username in ADDERS | CHANGERS

    def may_change(self, user: User) -> bool:
        return user.is_active and user.username in CHANGERS

    def may_take_over(self, user: User, owner: User) -> bool:
        return owner.username in ADDERS

    def prepare(self, context: CheckContext) -> "Checker":
        return Checker(self)

    def commit(self, context: CommitContext, batches: Iterable[list[ReadyRow]]) -> None:
        for rows in batches:
            _insert(context, [row for row in rows if row.action == Decision.NEW])
            _update(context, [row for row in rows if row.action == Decision.UPDATE])

    def undo(self, context: UndoContext, batches: Iterable[list[UndoRow]]) -> None:
        for rows in batches:
            for row in rows:
                if _take_back(row):
                    context.undone(row)
                else:
                    context.kept(row, "导入以后有人改过，保持现在的样子")

    def may_export(self, user: User) -> bool:
        return self.may_add(user)

    def may_export_personal(self, user: User) -> bool:
        return self.may_change(user)

    def may_approve_export(self, user: User, owner: User) -> bool:
        return self.may_change(user)

    def filters(self) -> tuple[Filter, ...]:
        return (Filter("community", "社区", communities_of),)

    def export_rows(self, user: User, chosen: dict[str, str]) -> Iterable[dict[str, str]]:
        codes = [code for code, _ in communities_of(user) if chosen.get("community") in ("", None, code)]
        with connection.cursor() as cursor:
            cursor.execute(f"{_SELECT} WHERE community = ANY(%s) ORDER BY id", [codes])
            for row in cursor.fetchall():
                found = _current(row)
                yield {**found, "community": COMMUNITIES[found["community"]]}


_SELECT = "SELECT id, version, community, name, id_sealed, phone_sealed, born, people, note, id_mark FROM test_person"


def _current(row: tuple[Any, ...]) -> dict[str, str]:
    """A row of the table by column key, as the reader of a sheet would spell it."""
    pk, _, community, name, id_sealed, phone_sealed, born, people, note, _ = row
    return {
        "system_no": str(pk),
        "community": community,
        "name": name,
        "id_number": unseal(bytes(id_sealed), "test_person:id") if id_sealed else "",
        "phone": unseal(bytes(phone_sealed), "test_person:phone") if phone_sealed else "",
        "born": born,
        "people": "" if people is None else str(people),
        "note": note,
    }


def _mark(number: str) -> bytes | None:
    return blind_index("test-id", number) if number else None


def _marks(number: str) -> list[bytes]:
    """Under every key of the ring: while keys are changed, rows are found by the old marks and the new."""
    return blind_indexes("test-id", number) if number else []


class Checker:
    """One query for the batch by number and identity, one by name."""

    def __init__(self, kind: People) -> None:
        self.kind = kind

    def check(self, rows: list[RawRow]) -> list[Judgement]:
        numbers = {int(row.values["system_no"]) for row in rows if row.values["system_no"].isdigit()}
        marks = {
            mark for row in rows if "id_number" not in row.masked and (mark := _mark(row.values["id_number"]))
        }
        names = {(row.values["community"], row.values["name"]) for row in rows if not row.values["id_number"]}
        with connection.cursor() as cursor:
            cursor.execute(
                f"{_SELECT} WHERE id = ANY(%s) UNION ALL {_SELECT} WHERE id_mark = ANY(%s)",
                [list(numbers), list(marks)],
            )
            found = cursor.fetchall()
            by_id = {row[0]: row for row in found}
            by_mark = {bytes(row[-1]): row for row in found if row[-1] is not None}
            by_name: dict[tuple[str, str], tuple[Any, ...]] = {}
            if names:
                cursor.execute(f"{_SELECT} WHERE (community, name) IN %s", [tuple(names)])
                by_name = {(row[2], row[3]): row for row in cursor.fetchall()}
        return [self._judge(row, by_id, by_mark, by_name) for row in rows]

    def _judge(self, row: RawRow, by_id: Any, by_mark: Any, by_name: Any) -> Judgement:
        values = row.values
        marks = [] if "id_number" in row.masked else _marks(values["id_number"])
        mark = marks[0] if marks else None
        key = (mark.hex() if mark else "") or (f"no:{values['system_no']}" if values["system_no"] else "")
        if values["system_no"]:
            named = by_id.get(int(values["system_no"])) if values["system_no"].isdigit() else None
            if named is None:
                return kinds.wrong(
                    Problem("system_no", "unknown", "没有这个系统编号，新增的行请空着"), key=key
                )
            return self._compare(row, named, key)
        there = next((by_mark[one] for one in marks if one in by_mark), None)
        if there is not None:
            return self._compare(row, there, key)
        wrong = comparing.masked_in_new(row) if row.masked else []
        if wrong:
            return kinds.wrong(*wrong, key=key)
        like = None if mark else by_name.get((values["community"], values["name"]))
        if like is not None:
            return kinds.doubtful(
                Problem("name", "like", f"和已有的第{like[0]}号同社区同名"),
                (Decision.UPDATE, Decision.SKIP, Decision.NEW),
                target=(like[0], like[1]),
                changes=comparing.changes(row, self.kind.columns, _current(like))[0],
            )
        return kinds.new(key=key, payload=mark.hex() if mark else None)

    def _compare(self, row: RawRow, there: tuple[Any, ...], key: str) -> Judgement:
        changes, wrong = comparing.changes(row, self.kind.columns, _current(there))
        if wrong:
            return kinds.wrong(*wrong, key=key)
        return kinds.changed(there[0], there[1], changes, key=key)


def _sealed(values: dict[str, str]) -> tuple[bytes | None, bytes | None]:
    number, phone = values["id_number"], values["phone"]
    return (
        seal(number, "test_person:id") if number else None,
        seal(phone, "test_person:phone") if phone else None,
    )


def _insert(context: CommitContext, rows: list[ReadyRow]) -> None:
    """New rows by COPY; somebody who came in meanwhile under the same number goes back to the person."""
    taken = _taken(rows)
    fresh = []
    for row in rows:
        if row.payload in taken:
            context.back(row, Problem("id_number", "taken", "这个人刚才已经登记了，请再看一眼"))
        else:
            fresh.append(row)
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval('test_person_id_seq') FROM generate_series(1, %s)", [len(fresh)])
        ids = [one[0] for one in cursor.fetchall()]
        buffer = io.StringIO()
        for pk, row in zip(ids, fresh, strict=True):
            values = row.values
            number, phone = (r"\N" if one is None else rf"\\x{one.hex()}" for one in _sealed(values))
            mark = rf"\\x{row.payload}" if row.payload else r"\N"
            text = [values["community"], values["name"], number, mark, phone, values["born"]]
            text.append(values["people"] or r"\N")
            note = values["note"].replace("\\", "\\\\").replace("\n", "\\n").replace("\t", "\\t")
            buffer.write("\t".join([str(pk), *text, note]) + "\n")
            context.done(row, pk, 1)
        buffer.seek(0)
        cursor.copy_expert(
            "COPY test_person (id, community, name, id_sealed, id_mark, phone_sealed, born, people, note) FROM STDIN",
            buffer,
        )


def _taken(rows: list[ReadyRow]) -> set[str]:
    marks = [bytes.fromhex(row.payload) for row in rows if row.payload]
    with connection.cursor() as cursor:
        cursor.execute("SELECT id_mark FROM test_person WHERE id_mark = ANY(%s)", [marks])
        return {bytes(one[0]).hex() for one in cursor.fetchall()}


def _update(context: CommitContext, rows: list[ReadyRow]) -> None:
    for row in rows:
        with connection.cursor() as cursor:
            cursor.execute(
                f"{_SELECT} WHERE id = %s AND version = %s FOR UPDATE", [row.target_id, row.version]
            )
            there = cursor.fetchone()
        if there is None:
            context.moved(row)
            continue
        before = _current(there)
        wanted = {one.column for one in comparing.changes(row.raw, People.columns, before)[0]}
        values = {**before, **{key: row.values[key] for key in wanted}}
        _write(row.target_id, values)
        context.done(row, row.target_id or 0, there[1] + 1, before=before)


def _write(pk: int | None, values: dict[str, str]) -> None:
    number, phone = _sealed(values)
    mark = _mark(values["id_number"])
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE test_person SET community=%s, name=%s, id_sealed=%s, id_mark=%s, phone_sealed=%s, born=%s,"
            " people=%s, note=%s, version=version+1 WHERE id=%s",
            [
                values["community"],
                values["name"],
                number,
                mark,
                phone,
                values["born"],
                values["people"] or None,
                values["note"],
                pk,
            ],
        )


def _take_back(row: UndoRow) -> bool:
    """False when somebody went on with it."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT 1 FROM test_person WHERE id = %s AND version = %s FOR UPDATE",
            [row.target_id, row.version],
        )
        if cursor.fetchone() is None:
            return False
        if row.action == Decision.NEW:
            cursor.execute("DELETE FROM test_person WHERE id = %s", [row.target_id])
        else:
            _write(row.target_id, row.before)
    return True


def make_table() -> None:
    with connection.cursor() as cursor:
        cursor.execute(TABLE)


def empty_table() -> None:
    with connection.cursor() as cursor:
        cursor.execute("TRUNCATE test_person RESTART IDENTITY")


def everybody() -> list[dict[str, str]]:
    with connection.cursor() as cursor:
        cursor.execute(f"{_SELECT} ORDER BY id")
        return [_current(row) for row in cursor.fetchall()]
