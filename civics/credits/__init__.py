"""时间积分 (domain.md J12): one hour of service is one credit; no cash, no debts, books that always make nought.

books.py     every movement: earn, put right, spend, give, expire     selectors.py  the statement of a year
triggers.py  the database's own word on it: append-only, two sides, nought
"""
