"""议事协商 and 居务公开 (domain.md J7, J8): what residents settle among themselves, and what the committee shows them.

topics.py    the room of topics: from the proposal to the notice of what came of it
affairs.py   the room of what hangs for everybody, at least fifteen days
words.py     what residents write below either without an account: read by somebody before it is shown
carrying.py  who makes a task of what was decided; party building registers there
pages.py     both rooms' pages     views/, forms.py, urls_open.py  the public ones at /open/
papers.py    L31
"""
