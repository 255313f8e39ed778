"""The strict reader of other people's tables: a program of its own, `python -m core.sheets.reading FILE LIMITS`.

It runs apart from the product, with little memory, no keys and no database, and imports nothing of Django, so that it
starts in a tenth of a second and a file that breaks it breaks nothing else. What it reads it prints, a JSON line each:

    [18, ["王秀兰", null, ["n", "12"]]]       row 18; a third item 1 says that the row is hidden
    {"at": 40}                               so much of the file, in percent
    {"end": {"rows": 5000, "merged": ["A2:B3"], "hidden_sheets": 1}}
    {"refused": "macro", "words": "…"}       instead of an end: the whole file is not taken, and why

A cell is null (empty), a text, or a pair: ["n", digits as written], ["d", ISO day or moment], ["t", HH:MM], ["b", 0 or
1], ["e", "#REF!"], ["l", length] (too long), ["x", ""] (a number that no date can be), ["f", cell] (a formula, with the
value that the file keeps for it).
"""
