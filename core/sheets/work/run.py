"""One tick: take what waits and do its next stage. Safe to run at any time, anywhere, as often as one likes."""

import gc
import logging
import secrets
import traceback
from collections.abc import Iterator
from contextlib import contextmanager

from django.db import InterfaceError, OperationalError, connection, transaction

from core.errors import RuleBroken
from core.sheets import fixing, store
from core.sheets.child import FileRefused
from core.sheets.choices import State
from core.sheets.counting import count_rows
from core.sheets.models import SheetImport
from core.sheets.words import REFUSALS
from core.sheets.work.claims import Claim, claim_next, give_up, let_go, resting_state, settle
from core.sheets.work.committing import commit_rows, undo_rows
from core.sheets.work.pulse import LostLease, Pulse, QuietPulse
from core.sheets.work.reading import read_file

log = logging.getLogger(__name__)


def work_once(*, only: int | None = None, quietly: bool = False) -> bool:
    """Claim one import and do its stage; False when there was none. `quietly` beats no pulse (inside a transaction)."""
    claim = claim_next(only=only)
    if claim is None:
        return False
    pulse = QuietPulse() if quietly else Pulse(claim.pk, claim.token)
    try:
        with pulse, _seldom_collected():
            _STAGES[claim.stage](claim, pulse)
    except LostLease:
        log.warning("import %s: somebody else has it now", claim.pk)
    except FileRefused as refused:
        _refuse_file(claim, refused.words)
    except RuleBroken as broken:
        give_up(claim, broken.message)
    except (OperationalError, InterfaceError) as error:
        _say_without_values(claim, error)
        _wait(claim)
    except Exception as error:
        number = secrets.token_hex(2).upper()
        _say_without_values(claim, error, number)
        give_up(claim, REFUSALS["fault"].format(number))
        _drop_file(claim)
    return True


@contextmanager
def _seldom_collected() -> Iterator[None]:
    """Rows come and go by the hundred thousand and hold no circles; walking over them every 700 objects took a third of
    a commit. What stands already is not walked at all."""
    before = gc.get_threshold()
    gc.freeze()
    gc.set_threshold(100_000, 20, 50)
    try:
        yield
    finally:
        gc.set_threshold(*before)
        gc.unfreeze()


def _check_again(claim: Claim, pulse: QuietPulse) -> None:
    """A change of many rows that a person ordered."""
    sheet_import = claim.sheet_import
    with transaction.atomic():
        fixing.apply(sheet_import, fixing.Order.open(sheet_import), pulse)
        rest = State.PARTLY if sheet_import.committed_at else State.READY
        settle(claim, rest, counts=count_rows(sheet_import), sealed_order=None, error="")


_STAGES = {
    State.READING: read_file,
    State.CHECKING: _check_again,
    State.COMMITTING: commit_rows,
    State.UNDOING: undo_rows,
}


def _refuse_file(claim: Claim, words: str) -> None:
    """What was staged before a corrected file came stays as it was."""
    give_up(claim, words, stored_as="", told_columns={}, sealed_head=None)
    store.remove(claim.sheet_import.stored_as)


def _drop_file(claim: Claim) -> None:
    if claim.stage == State.READING:
        SheetImport.objects.filter(pk=claim.pk, state=resting_state(claim.sheet_import)).update(stored_as="")
        store.remove(claim.sheet_import.stored_as)


def _wait(claim: Claim) -> None:
    """The database was busy or away: nothing happened, a later tick tries again."""
    if not connection.is_usable():
        connection.close()
    let_go(claim)


def _say_without_values(claim: Claim, error: BaseException, number: str = "") -> None:
    """An error's own words may repeat what stood in the sheet (a value PostgreSQL refused), and a log is no place for it."""
    places = " < ".join(
        f"{frame.filename.rpartition('/')[2]}:{frame.lineno}"
        for frame in reversed(traceback.extract_tb(error.__traceback__)[-6:])
    )
    log.error("import %s, %s %s: %s at %s", claim.pk, claim.stage, number, type(error).__name__, places)
