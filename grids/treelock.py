"""The one gate to the area tree (architecture D2).

mptt renumbers whole ranges of rows, and two writers at once corrupt them (measured: 159 of 325 nodes wrong). So each
write happens inside `tree_writing`, which holds one advisory lock until commit and tells the database so; a trigger
of the area table refuses every other change of parent, lft, rght, tree_id or depth.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from django.db import connection, transaction

from core.audit.actions import recorded_at_end

TREE_LOCK = 0x58474152  # "XGAR"

# Writers queue at an empty table and only then take the lock, which is free by then. Waiting for an advisory lock is a
# statement with a snapshot, and sixteen of those kept every renumbered row version alive: 133 MB for 1,300 places and
# 77 ms a change. LOCK TABLE waits without one. The queue is given more patience than a row lock.
_TAKE = """
SET LOCAL lock_timeout = '20s';
LOCK TABLE grids_tree_gate IN EXCLUSIVE MODE;
SET LOCAL lock_timeout TO DEFAULT;
SELECT pg_advisory_xact_lock(%s), set_config('xg.tree_writing', 'on', true)
"""

_writing: ContextVar[bool] = ContextVar("grids_tree_writing", default=False)


class TreeWriteRefused(RuntimeError):
    """Code tried to write the tree past grids.actions.areas: a mistake of ours, never of a user."""


def is_tree_writing() -> bool:
    return _writing.get()


def refuse_outside_tree_writing(what: str) -> None:
    if not _writing.get():
        raise TreeWriteRefused(f"{what}: write the area tree through grids.actions.areas")


@contextmanager
def tree_writing() -> Iterator[None]:
    """Take the tree's lock for the rest of the transaction; whatever is read after it is the committed tree. What the
    block writes into the ledger comes last, for a change of the boundary moves open work by acts of its own."""
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute(_TAKE, [TREE_LOCK])
        token = _writing.set(True)
        try:
            with recorded_at_end():
                yield
        finally:
            _writing.reset(token)
        if not _writing.get():
            with connection.cursor() as cursor:
                cursor.execute("SELECT set_config('xg.tree_writing', 'off', true)")
