"""Every rule of the second wall broken, one at a time: somebody must then see or write what they should not, or no longer
what they should (trust.md P3). A mutant that nobody notices is a rule that no test holds.

What is asked is hand-written below from domain.md G3 and trust.md 3.1; what is broken is found in the database itself, so a
policy that is added later is broken too."""

import json
import re
from collections.abc import Callable, Iterator
from contextlib import nullcontext
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from itertools import accumulate
from typing import Any, NamedTuple

import pytest
from django.db import connection, transaction

from core.accounts.models import User
from grids.choices import Role
from specialgroups import wall
from specialgroups.actions import propose
from specialgroups.actions.glass import ask, cosign
from specialgroups.models import SupportEnrollment, SupportErasure, SupportGlass, SupportService
from specialgroups.wall_sql import CHILDREN, WALLED
from tests.cast import person
from tests.support.desk import DAY, HOUR, TIMELY, Desk, P, S

pytestmark = pytest.mark.django_db

# Half past midnight in Shanghai, when it is still yesterday by UTC: a rule that counts days elsewhere is found out.
AT = datetime(2026, 3, 5, 16, 30, tzinfo=UTC)
TODAY = date(2026, 3, 6)


class Due(NamedTuple):
    """What one person gets. Of each attempt one sign: so many rows, - refused by the wall, ! by another constraint.

    What stands as the default is what somebody outside gets: nothing."""

    records: str = ""
    hung: str = ""  # records whose contact, member, referral and service are seen
    glasses: str = ""
    certificates: str = ""
    enters: str = "--"  # a record of resettlement, of mental
    hangs: str = "--------"  # contact, member, referral, service: on `mine`, on `foreign`
    asks: str = "---"  # a glass of resettlement in one's own name, in another's; of mental in one's own
    certifies: str = "-"
    touches: str = "0000000"  # UPDATE of each walled table, in which nothing leaves one's sight
    moves: str = "000000"  # records: see attempts()
    hands: str = "00"  # glasses: into another programme, to another asker
    carries: str = "0000"  # contact, member, referral, service: onto `foreign`
    takes: str = "0000000"  # DELETE from each walled table


OUTSIDE = Due()
OURS = "broken lapsed mine theirs"
LEADS = Due(
    records=OURS, hung=OURS, glasses="ended lapsed open", enters="1-", hangs="1111----", asks="1--",
    touches="4444430", moves="-4--44", hands="-3", carries="----",
)  # fmt: skip
# They co-sign and review; of the records themselves they have nothing.
OFFICE = Due(glasses="ended foreign lapsed open", certificates="erased", touches="0000040", hands="44")
EXPECTED = {
    "worker": Due(
        records="broken lapsed mine", hung="broken lapsed mine", enters="1-", hangs="1111----", asks="1--",
        touches="3333300", moves="------", carries="----",
    ),
    # Their own, and the one that is broken open for them; no longer the one whose two hours end this moment.
    "colleague": Due(
        records="broken theirs", hung="broken theirs", glasses="lapsed open", enters="1-", asks="1--",
        touches="2222220", moves="------", hands="--", carries="----",
    ),
    "manager": LEADS,
    "mental": Due(
        records="foreign", hung="foreign", enters="-1", hangs="----1111", asks="--1", touches="1111100",
        moves="------", carries="1111",
    ),
    # Time itself: everything. It too changes no certificate, takes away only what hangs on a record, and brings none back
    # from erasure (other constraints see to that).
    "job": Due(
        records="broken erased foreign lapsed mine sealed theirs", hung="broken foreign lapsed mine sealed theirs",
        glasses="ended foreign lapsed open", certificates="erased", enters="11", hangs="11111111", asks="111",
        certifies="1", touches="7666640", moves="77!!77", hands="44", carries="6666", takes="0666600",
    ),
    "privacy_officer": OFFICE, "security_admin": OFFICE, "sysadmin": OUTSIDE, "nobody": OUTSIDE,
    "newcomer": Due(enters="1-", asks="1--"),  # of the same programme, but helps nobody yet
    "stranger": OUTSIDE,  # still named as a helper of `theirs`, but their post is in another programme now
    # Posts as a lead of resettlement: until yesterday, until today, from today, from tomorrow; and an account switched off.
    "ended": OUTSIDE, "last_day": LEADS, "first_day": LEADS, "tomorrow": OUTSIDE, "disabled": OUTSIDE,
}  # fmt: skip


@dataclass
class World:
    """What was laid: who is asked, what the rows are called, and one row of each table to make others like it."""

    people: dict[str, User | None]
    records: dict[str, SupportEnrollment]
    other: User
    names: dict[str, dict[int, str]] = field(default_factory=dict)
    rows: dict[str, dict[str, Any]] = field(default_factory=dict)


@pytest.fixture
def world(desk: Desk) -> World:
    records = lay_records(desk)
    glasses = lay_glasses(desk, records, (posts := lay_posts())["ended"])
    helpers, cast = desk.helpers, desk.cast
    people = {
        "nobody": None, "job": None, "worker": cast.support_worker, "colleague": helpers.colleague,
        "manager": helpers.manager, "mental": helpers.mental, "stranger": helpers.stranger, "sysadmin": cast.sysadmin,
        "privacy_officer": cast.privacy_officer, "security_admin": cast.security_admin, **posts,
    }  # fmt: skip
    made = World(people, records, helpers.second_manager)
    with wall.as_job(AT), connection.cursor() as cursor:
        by_pk = {row.pk: name for name, row in records.items()}
        made.names = dict.fromkeys(WALLED, by_pk)
        made.names["support_glass"] = {row.pk: name for name, row in glasses.items()}
        made.names["support_erasure"] = {SupportErasure.objects.get().pk: "erased"}
        one = {"support_enrollment": f"id = {records['mine'].pk}", "support_erasure": "true"}
        for table in WALLED:
            where = one.get(table, f"enrollment_id = {records['mine'].pk}")
            ((text,),) = rows(f"SELECT to_jsonb(t)::text FROM {table} t WHERE {where} LIMIT 1")
            made.rows[table] = json.loads(text)
        # Foreign keys wait for the end of the transaction; until they are settled no table can be altered.
        cursor.execute(f"SET CONSTRAINTS ALL IMMEDIATE; SET CONSTRAINTS ALL DEFERRED; {TRIED}")
    return made


def lay_records(desk: Desk) -> dict[str, SupportEnrollment]:
    """`mine`, `broken` and `lapsed` are the worker's, `theirs` is the colleague's, `foreign` is of another programme."""
    helpers = desk.helpers
    with wall.seen_by(helpers.colleague, desk.now):
        theirs = propose(desk.entry(), actor=helpers.colleague, now=desk.now)
    laid = {name: desk.active() for name in ("mine", "broken", "lapsed", "sealed")}
    laid |= {"theirs": desk.step(theirs, "confirm"), "foreign": desk.active(P.MENTAL)}
    for name, row in laid.items():
        by = helpers.colleague if name == "theirs" else None
        for act in ("contact", "refer"):  # the member came with the proposal
            desk.step(row, act, by)
    for act in ("expire", "seal_off"):
        TIMELY[act](laid["sealed"].pk, now=desk.now)
    with wall.as_job():
        facts = {"kind": "policy", "agreed_on": TODAY, "asked_by": helpers.manager, "asked_at": AT}
        for row in laid.values():  # the act asks for a home in the register
            SupportService.objects.create(enrollment=row, **facts)
        readers = [helpers.colleague.pk, helpers.stranger.pk]
        SupportEnrollment.objects.filter(pk=theirs.pk).update(reader_ids=readers)
    return {**laid, "erased": desk.to(S.ERASED)}


def lay_posts() -> dict[str, User]:
    """Leads of resettlement whose posts touch AT or miss it by a day, and a helper who helps nobody yet."""

    def holder(name: str, role: Role = Role.SUPPORT_LEAD, **days: date) -> User:
        return person(f"s{name}", "冯某", "帮扶", {"role": role, "programme": P.RESETTLEMENT, **days})

    disabled = holder("disabled")
    User.objects.filter(pk=disabled.pk).update(is_active=False)
    return {
        "ended": holder("ended", valid_to=TODAY - DAY), "last_day": holder("last_day", valid_to=TODAY),
        "first_day": holder("first_day", valid_from=TODAY), "tomorrow": holder("tomorrow", valid_from=TODAY + DAY),
        "disabled": disabled, "newcomer": holder("newcomer", Role.SUPPORT_WORKER),
    }  # fmt: skip


def lay_glasses(desk: Desk, records: dict[str, SupportEnrollment], ended: User) -> dict[str, SupportGlass]:
    """The colleague broke two open, one of which closes AT; somebody who has left and somebody of mental asked too."""
    by, signers = desk.helpers.colleague, (desk.helpers.manager, desk.cast.privacy_officer)

    def opened(record: SupportEnrollment, at: datetime) -> SupportGlass:
        with wall.seen_by(by, at):
            glass = ask(record.pk, danger="self", actor=by, now=at)
        for signer in signers:
            with wall.seen_by(signer, at):
                cosign(SupportGlass.objects.get(pk=glass.pk), actor=signer, now=at)
        return glass

    def asked(record: SupportEnrollment, user: User) -> SupportGlass:
        facts = {"programme": record.programme, "danger": "self", "asked_at": AT}
        with wall.as_job(AT):
            return SupportGlass.objects.create(enrollment=record, asked_by=user, **facts)

    return {
        "lapsed": opened(records["lapsed"], AT - 2 * HOUR), "open": opened(records["broken"], AT - HOUR),
        "ended": asked(records["mine"], ended), "foreign": asked(records["foreign"], desk.helpers.mental_manager),
    }  # fmt: skip


# Tries each statement and undoes it. In the database, because one asking is six hundred of them.
TRIED = """
CREATE FUNCTION pg_temp.tried(attempts text[]) RETURNS text LANGUAGE plpgsql AS $$
DECLARE attempt text; many integer; said text := '';
BEGIN
    FOREACH attempt IN ARRAY attempts LOOP
        BEGIN
            EXECUTE attempt; GET DIAGNOSTICS many = ROW_COUNT; RAISE SQLSTATE 'XG000';
        EXCEPTION
            WHEN SQLSTATE 'XG000' THEN said := said || many;
            WHEN insufficient_privilege THEN said := said || '-';
            WHEN check_violation OR unique_violation THEN said := said || '!';
        END;
    END LOOP;
    RETURN said;
END $$
"""
# None of them reads a column: otherwise the policy for SELECT would stand before the one for UPDATE.
TOUCHES = {
    "support_enrollment": "wants_woman = true", "support_contact": "is_shared = true", "support_member": "is_woman = true",
    "support_referral": "sent_on = '2026-03-01'", "support_service": "agreed_on = '2026-03-01'",
    "support_glass": "version = 9", "support_erasure": "last_year = 2030",
}  # fmt: skip


def like(world: World, table: str, **changes: Any) -> str:
    """INSERT of a row like the one that is there, which reads nothing of the table."""
    row = json.dumps({**world.rows[table], "id": 999_999, **changes}).replace("'", "''")
    return f"INSERT INTO {table} SELECT * FROM jsonb_populate_record(NULL::{table}, '{row}')"


def attempts(world: World, me: int) -> dict[str, list[str]]:
    """What one person tries to write, by the fields of Due."""
    mine, foreign, other = world.records["mine"].pk, world.records["foreign"].pk, world.other.pk
    unsigned = dict.fromkeys(("first_by_id", "second_by_id", "opened_at"))
    blank: dict[str, dict[str, Any]] = {"support_member": {"user_id": None}}  # nobody is a member twice
    carried = {"support_member": ", user_id = NULL"}
    # Out of the programme, of the helpers' list, of the open states; to another's glass; to a glass of one's own that is over.
    moves = (
        "programme = 'detox'", "reader_ids = '{}'", "state = 'sealed'", "state = 'erased'",
        f"reader_ids = '{{}}', glass_user_id = {other}, glass_until = '{AT + HOUR}'",
        f"reader_ids = '{{}}', glass_user_id = {me}, glass_until = '{AT}'",
    )  # fmt: skip
    asks = (("resettlement", me), ("resettlement", other), ("mental", me))
    return {
        "enters": [like(world, "support_enrollment", programme=p, person_mark=None) for p in ("resettlement", "mental")],
        "hangs": [like(world, t, enrollment_id=pk, **blank.get(t, {})) for pk in (mine, foreign) for t in CHILDREN],
        "asks": [like(world, "support_glass", programme=p, asked_by_id=by, **unsigned) for p, by in asks],
        "certifies": [like(world, "support_erasure", record_no="S-999999")],
        "touches": [f"UPDATE {table} SET {TOUCHES[table]}" for table in WALLED],
        "moves": [f"UPDATE support_enrollment SET {move}" for move in moves],
        "hands": [f"UPDATE support_glass SET {move}" for move in ("programme = 'detox'", f"asked_by_id = {other}")],
        "carries": [f"UPDATE {t} SET enrollment_id = {foreign}{carried.get(t, '')}" for t in CHILDREN],
        "takes": [f"DELETE FROM {table}" for table in WALLED],
    }  # fmt: skip


def seen(world: World) -> dict[str, str]:
    """Table by table the names of the rows that SELECT shows."""
    what = {table: "enrollment_id" if table in CHILDREN else "id" for table in WALLED}
    found = rows(
        " UNION ALL ".join(f"SELECT '{table}', {column} FROM {table}" for table, column in what.items())
    )
    names = {table: [world.names[table][pk] for place, pk in found if place == table] for table in WALLED}
    return {table: " ".join(sorted(some)) for table, some in names.items()}


def rows(sql: str, *given: Any) -> list[Any]:
    with connection.cursor() as cursor:
        cursor.execute(sql, given or None)
        return cursor.fetchall()


def given(world: World, who: str) -> Due:
    """What the database gives that person now, or time itself, or a program that named nobody."""
    user = world.people[who]
    tries = attempts(world, (user or world.people["manager"]).pk)
    named = wall.seen_by(user, AT) if user else wall.as_job(AT) if who == "job" else nullcontext()
    with named:
        shown = seen(world)
        ((signs,),) = rows(
            "SELECT pg_temp.tried(%s::text[])", [one for some in tries.values() for one in some]
        )
    said = iter(signs)
    hung = " / ".join(sorted({shown[table] for table in CHILDREN}))
    wrote = {name: "".join(next(said) for _ in some) for name, some in tries.items()}
    return Due(shown["support_enrollment"], hung, shown["support_glass"], shown["support_erasure"], **wrote)


def probed(world: World) -> dict[str, Due]:
    """Everybody asked for everything."""
    return {who: given(world, who) for who in EXPECTED}


def is_caught(world: World) -> bool:
    """Whether anybody gets what is not due; ends at the first."""
    return any(given(world, who) != due for who, due in EXPECTED.items())


def test_everybody_sees_and_writes_what_is_due_and_nothing_else(world: World) -> None:
    assert set(world.people) == set(EXPECTED)
    assert probed(world) == EXPECTED


Mutant = tuple[str, str]  # what it is called, and the statement that breaks the rule


def operands(text: str, start: int, end: int) -> Iterator[tuple[int, int, str]]:
    """Every operand of every AND and OR, and what takes its place: a condition holds always, an alternative never.

    PostgreSQL writes a rule back with each of them in brackets."""
    depth = list(accumulate({"(": 1, ")": -1}.get(sign, 0) for sign in text))
    while text[start] == "(" and min(depth[start : end - 1]) == depth[start]:
        start, end = start + 1, end - 1
    level = min(depth[start:end])
    joints = [
        m for m in re.finditer(r" (AND|OR) ", text[:end]) if m.start() > start and depth[m.start()] == level
    ]
    edges = [start, *(edge for joint in joints for edge in joint.span()), end]
    for first, last in zip(edges[::2], edges[1::2], strict=True) if joints else ():
        yield first, last, "true" if joints[0][1] == "AND" else "false"
        yield from operands(text, first, last)


def breaks(rule: str) -> Iterator[tuple[str, str]]:
    """Each way to break one rule: (what was done, the rule thereafter)."""
    yield "always", "true"
    yield "never", "false"
    for start, end, instead in operands(rule, 0, len(rule)):
        yield f"{rule[start:end]} -> {instead}", f"{rule[:start]}{instead}{rule[end:]}"
    for found in re.finditer(r"ARRAY\[('[^\]]*)\]", rule):
        items = found[1].split(", ")
        for item in items if len(items) > 1 else []:
            rest = ", ".join(one for one in items if one != item)
            yield f"without {item} in {found[0]}", f"{rule[: found.start(1)]}{rest}{rule[found.end(1) :]}"
    for pattern, instead in ((r" > ", " >= "), (r"WHERE \([^()]*\)", "WHERE true")):
        for found in re.finditer(pattern, rule):
            after = f"{rule[: found.start()]}{instead}{rule[found.end() :]}"
            yield f"{found[0].strip()} -> {instead.strip()}", after


def of_policies() -> Iterator[Mutant]:
    found = rows("SELECT tablename, policyname, qual, with_check FROM pg_policies ORDER BY 1, 2")
    for table, policy, using, check in found:
        for clause, rule in (("USING", using), ("WITH CHECK", check)):
            for done, after in breaks(rule) if rule and table in WALLED else ():
                yield f"{policy} {clause}: {done}", f"ALTER POLICY {policy} ON {table} {clause} ({after})"


HELD, NOW, JOB = "support_held(text[])", "support_now()", "support_job()"
CASE = "CASE WHEN p.programme = '' THEN p.role ELSE p.programme END"
# The function, what in it is broken, and what stands there then.
OF_FUNCTIONS = (
    (HELD, " AND u.is_active", ""),
    (HELD, "p.user_id = support_me()", "true"),
    (HELD, "p.role = ANY (wanted)", "true"),
    (HELD, CASE, "p.role"),
    (HELD, CASE, "p.programme"),
    (HELD, "p.valid_from <= (", "date '-infinity' <= ("),
    (HELD, "p.valid_from <= (", "p.valid_from < ("),
    (HELD, "p.valid_from <= (support_now() AT TIME ZONE 'Asia/Shanghai')", "p.valid_from <= (support_now() AT TIME ZONE 'UTC')"),
    (HELD, "p.valid_to IS NULL OR ", ""),
    (HELD, "p.valid_to IS NULL", "true"),
    (HELD, "p.valid_to >= (", "p.valid_to > ("),
    (HELD, "p.valid_to >= (support_now() AT TIME ZONE 'Asia/Shanghai')", "p.valid_to >= (support_now() AT TIME ZONE 'UTC')"),
    (NOW, "NULLIF(current_setting('xg.support_now', true), '')::timestamptz", "now()"),
    (JOB, "COALESCE(current_setting('xg.support_job', true), '') = 'on'", "true"),
    (JOB, "'on'", "''"),
)  # fmt: skip


def of_functions() -> Iterator[Mutant]:
    for function, part, instead in OF_FUNCTIONS:
        ((text,),) = rows("SELECT pg_get_functiondef(%s::regprocedure)", function)
        assert text.count(part) == 1, (function, part)
        yield f"{function}: {part} -> {instead}", text.replace(part, instead)


NO_LEAD = "without 'support_lead'::text in ARRAY['support_lead'::text, 'support_worker'::text]"
# Broken and yet the same to everybody. A lead passes by the alternative for leads, which stands beside, whether or not they
# count as helpers too; where there is none (INSERT of a record, of a glass) the same mutant is caught.
EQUIVALENT = {
    f"support_{rule}: {NO_LEAD}"
    for table in ("enrollment", "glass")
    for rule in (f"{table}_select USING", f"{table}_update USING", f"{table}_update WITH CHECK")
}
# Only the offices have posts without a programme, and of what they hold the rules ask no more than whether it is anything.
EQUIVALENT.add(f"{HELD}: {CASE} -> p.programme")


def test_no_rule_of_the_wall_can_be_broken_unnoticed(
    world: World, record_property: Callable[[str, object], None]
) -> None:
    bare = [f"{table} {how} ROW LEVEL SECURITY" for table in WALLED for how in ("DISABLE", "NO FORCE")]
    mutants = [*of_policies(), *of_functions(), *((how, f"ALTER TABLE {how}") for how in bare)]
    assert len({name for name, _ in mutants}) == len(mutants)
    unnoticed = set()
    for name, statement in mutants:
        before = transaction.savepoint()
        with connection.cursor() as cursor:
            cursor.execute(statement)
        if not is_caught(world):
            unnoticed.add(name)
        transaction.savepoint_rollback(before)
    record_property("mutants", len(mutants))
    record_property("mutants_caught", len(mutants) - len(unnoticed))
    assert unnoticed == EQUIVALENT
    assert not is_caught(world), "the wall stands again"
