"""考评: how well the work of grids, communities and departments was done, by rates that anybody concerned can open
(domain.md I, docs/adr/0034).

formulas/   the facts that may be rated, a closed list      scoring.py   weights, rates, scores and grades: pure sums
shipped.py  the indicators that come with the product       subjects.py  who is evaluated for a period, and for which days
flow.py     the acts of a period and of one result          actions/     every write
"""
