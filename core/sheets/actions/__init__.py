"""Every write of this room, one function a verb."""

from core.sheets.actions.committing import ask_commit, ask_undo, discard
from core.sheets.actions.exporting import answer_export, ask_export, download_export
from core.sheets.actions.mending import mend
from core.sheets.actions.taking import take_errors
from core.sheets.actions.uploading import match_columns, start_import, upload_again

__all__ = [
    "answer_export",
    "ask_commit",
    "ask_export",
    "ask_undo",
    "discard",
    "download_export",
    "match_columns",
    "mend",
    "start_import",
    "take_errors",
    "upload_again",
]
