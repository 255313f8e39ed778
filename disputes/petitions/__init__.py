"""Petition matters (信访事项, domain.md F): a matter owed an answer by a day, never a list of those who bring them.

workflow.py is the table of acts, flow.py reads it for core.flow, guards.py says what is missing, policies.py who is who.
Accusations are a table of their own with three columns (F7): nothing else about them can be kept here."""
