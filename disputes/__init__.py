"""Cases, and what settles them.

The case (矛盾纠纷, 案件) lies in the usual files of this room. Two things that cases use but that live a life of their
own have a small room each, with the same shape inside: `whistles/` (社区呼叫、吹哨、部门报到) and `supervision/` (督办单).
Their tables stand with all others in `models/`: whistle.py, whistle_steps.py, call.py, duty.py, order.py.
"""
