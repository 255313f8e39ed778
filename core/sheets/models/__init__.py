"""Imports with their staged rows, what people's columns are called, and exports."""

from core.sheets.models.exports import SheetExport
from core.sheets.models.imports import ColumnMemory, SheetImport
from core.sheets.models.staged import AppliedRow, StagedProblem, StagedRow

__all__ = ["AppliedRow", "ColumnMemory", "SheetExport", "SheetImport", "StagedProblem", "StagedRow"]
