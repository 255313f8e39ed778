"""Workflows: one shape of table, one engine, one timeline, one page for every act.

An app writes a table of `Transition` rows and a `Flow` that answers who is who, what a guard checks and whom an act
concerns. Its actions run inside `flow.step(...)`; its pages come from `core.flow.pages`; `FlowSubject` makes its rows
known to clocks, notices and files.
"""
