"""热线工单 (12345): received from the city's platform, given to a desk, answered, called back (domain.md F10).

workflow.py  the table of acts     flow.py  that table under core.flow     policies.py, guards.py, querysets.py  who and when
targets.py   the case or whistle that carries the work of a ticket, and how its result comes back
actions/     every write     forms/, selectors/, views/, urls.py  the pages
"""
