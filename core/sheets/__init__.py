"""Excel in and out. Sheets of any kind of row come in checked, staged and undoable, and go out masked and numbered.

How to write a kind
-------------------
The app that owns the rows registers one object in its AppConfig.ready: `core.sheets.kinds.register(Households())`.
tests/sheets/people.py is a whole one over a table with sealed numbers; grids.sheets and disputes.sheets are the product's.

    class Households(kinds.SheetKind):
        code, label, about, changers = "households", "住户", "一行一户。", "社区书记"
        columns = (
            Column("code", "编号", identifies=True),                # finds an exported row again; blank in new rows
            Column("community", "社区", Type.CHOICE, required=True, choices=community_choices),   # user -> pairs
            Column("head", "户主", Type.NAME, required=True, aliases=("姓名",), mask=mask_name),
            Column("id_number", "身份证号", Type.ID_NUMBER, mask=identity.mask),
        )
        def may_add(self, user): ...           # and may_change, may_take_over, may_export...; False by default
        def prepare(self, context): return HouseholdChecker(context)      # once an import, and once a mending: be quick
        def commit(self, context, batches): ...
        def undo(self, context, batches): ...

**Rows.** A checker's `check(rows)` gets up to 1,000 RawRows. `row.values` has every column in the spelling that is kept
(choice codes, YYYY-MM-DD, 1200.50, "1"/"0"; "" for empty or unreadable); `row.bad` names columns that were already found
wrong, `row.masked` those that hold a mask. Ask the database once a call, not a row. Answer with one judgement a row, in
order: `kinds.new`, `changed`, `same`, `doubtful`, `wrong`. Whatever is already bad makes the row an error anyway.
- `key=` is what makes a row one thing (an ID number, a place); the framework finds it twice in a file by that.
- `judgement.family` and `heads` say which rows belong together and whether a row is their head; the framework looks for
  families without one or with two when it knows all rows, and asks the kind for the words (`no_head`, `second_head`).
- `payload=` is what commit needs (ids that were looked up, a blind index); it is sealed with the row. Do not compute twice.
- `Problem(column, code, sentence, suggestions)`: the sentence says what to do and never repeats the value. Suggestions are
  stored in the open: none for personal columns. core.sheets.values.Suggester finds the word that was meant.
- `comparing.changes(row, columns, current)` gives the differences, masked, and understands masks and empty cells (an empty
  cell changes nothing). Tell `changed(id, version, ...)` the version that was looked at.

**Commit** runs in the worker, in the one transaction of the import, with 2,000 ReadyRows at a time: `row.action` NEW or
UPDATE, `row.target_id`, `row.version`, `row.values`, `row.payload`, `row.changes`. Say of each row `context.done(row, id,
version, before={...})` (before: JSON, sealed, what undo will need), `context.moved(row)` when the version is another by
now, or `context.back(row, Problem)`. Write in sets: COPY new rows, UPDATE ... WHERE version = ... for changed ones. Through
actions, one by one, wrap each in `with context.attempt(row, {field: column}):`; a refusal sends that row back. Audit lines
of actions wait for the end (core.audit.actions.recorded_at_end), so that nobody queues at the ledger meanwhile; the import
itself is one line with its counts and the file's SHA-256. Keep other locks short too, or set `most_rows`.

**Undo** gets what was `done`, the last first: `context.undone(row)` or `context.kept(row, sentence)` where the row's version
is no longer `row.version`. Set `can_undo = False` and `undo_words` where rows cannot be taken back.

**Export** needs `may_export`, `filters` and `export_rows(user, chosen)`: dicts by column key, with the words for choices and
unmasked; the framework caps, masks, numbers, seals and logs them. An export imports again with no change.

Tests of a kind call `start_import`, then tests.sheets.conftest.work (the worker inside the test), then `ask_commit`.
"""
