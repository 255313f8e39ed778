"""How often the tests repeat what chance decides: enough for every commit, or, with XG_LONG=1, as often as we promise."""

import os

LONG = bool(os.environ.get("XG_LONG"))


def rounds(usual: int, promised: int) -> int:
    """The number for this run."""
    return promised if LONG else usual
