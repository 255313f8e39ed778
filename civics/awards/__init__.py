"""评选 (domain.md J15): a campaign, who is put forward, whether they fit, scores, five working days for everybody to
object, the decision, the plaque, and a look at it every year.

choices.py    kinds, states     criteria.py  what is looked at, by kind: the unit itself and nothing about anybody
campaigns.py, nominations.py    both rooms     objections.py  what people object, and the finding
pages.py      their pages     papers.py  平安楼栋申报表
"""
