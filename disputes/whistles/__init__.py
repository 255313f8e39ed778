"""街社吹哨、部门报到: a community calls, the street whistles, departments report (domain.md D).

workflow.py  three tables: the call, the whistle (D3), and each summoned unit, lead or assisting, with its own clocks
flow.py      who is who, and how the whistle follows its lead unit
actions/     every write; origins.py: what a whistle may come from, and how its result goes back there
recommend.py whom to summon, and why; duties are rows of models.DutyClause
"""
