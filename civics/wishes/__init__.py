"""微心愿: a small wish of a resident, published without a name, claimed, delivered, thanked for (domain.md J13).

workflow.py  the table of acts     flow.py  that table under core.flow     policies.py, guards.py, querysets.py  who and when
subject.py   what time does: nobody claims it in a month, the community takes it
actions/     every write     forms/, selectors/, views/, urls.py, urls_open.py  the pages, the last without sign-in
"""
