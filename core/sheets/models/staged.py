"""Rows of an import before, while and after they become rows of an app. Written by COPY, a file of 184,400 at a time.

Their foreign keys are not checked by the database: that costs a look-up a row, and imports are never deleted."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from core.sheets.choices import Source
from core.sheets.kinds import Decision, Verdict
from core.sheets.models.imports import SheetImport


class StagedRow(models.Model):
    """One row of a file and what it would do. Its cells are one sealed text: a dump without the keys shows no person."""

    pk = models.CompositePrimaryKey("sheet_import", "row_no")
    sheet_import = models.ForeignKey(
        SheetImport, models.CASCADE, related_name="rows", db_constraint=False, db_index=False
    )
    row_no = models.PositiveIntegerField()
    sealed = models.BinaryField()
    verdict = models.CharField(max_length=8, choices=[(one.value, one.value) for one in Verdict])
    decision = models.CharField(
        max_length=6, blank=True, default="", choices=[(one.value, one.value) for one in Decision]
    )
    options = models.CharField(max_length=20, blank=True, default="")
    target_id = models.BigIntegerField(null=True)
    target_version = models.BigIntegerField(null=True)
    # Keyed hash of what makes the row one thing; the same key twice in a file is a mistake in the file. Looked for only
    # when somebody mends a row, along the primary key: an index costs every row of every file, and saves 50 ms then.
    key = models.BigIntegerField(null=True)
    # The same of the rows that it belongs together with, and whether it is their head (null: cannot be read).
    family = models.BigIntegerField(null=True)
    heads = models.BooleanField(null=True)

    class Meta:
        verbose_name = "待导入的行"
        indexes: ClassVar[list[models.Index]] = [
            # What waits for a person; everything else is read along the primary key.
            models.Index(
                fields=["sheet_import", "row_no"],
                condition=Q(verdict__in=[Verdict.ERROR.value, Verdict.DOUBTFUL.value]),
                name="stagedrow_waits",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.sheet_import_id}:{self.row_no}"


class StagedProblem(models.Model):
    """What is wrong with a cell of a staged row. The sentence has no value in it; `value_mark` is a keyed hash of the
    value under this import, by which equal mistakes are mended together without being stored."""

    sheet_import = models.ForeignKey(
        SheetImport, models.CASCADE, related_name="problems", db_constraint=False, db_index=False
    )
    row_no = models.PositiveIntegerField()
    column = models.CharField(max_length=40, blank=True)
    code = models.CharField(max_length=40)
    source = models.CharField(max_length=5, choices=Source.choices)
    sentence = models.CharField(max_length=300)
    value_mark = models.BinaryField(max_length=16)
    suggestions = models.CharField(max_length=400, blank=True, help_text="one a line")

    class Meta:
        verbose_name = "行里的问题"
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["sheet_import", "row_no"], name="stagedproblem_row"),
            models.Index(fields=["sheet_import", "value_mark"], name="stagedproblem_mark"),
        ]

    def __str__(self) -> str:
        return f"{self.row_no} {self.column} {self.code}"


class AppliedRow(models.Model):
    """That a staged row became a row of its app: which one, at which version, and sealed what it said before. For undo."""

    pk = models.CompositePrimaryKey("sheet_import", "row_no")
    sheet_import = models.ForeignKey(
        SheetImport, models.CASCADE, related_name="applied", db_constraint=False, db_index=False
    )
    row_no = models.PositiveIntegerField()
    action = models.CharField(max_length=6)
    target_id = models.BigIntegerField()
    after_version = models.BigIntegerField()
    sealed_before = models.BinaryField(null=True)
    # Why undo left it as it is.
    kept_because = models.CharField(max_length=200, blank=True, default="")

    class Meta:
        verbose_name = "已导入的行"

    def __str__(self) -> str:
        return f"{self.sheet_import_id}:{self.row_no} {self.action}"
