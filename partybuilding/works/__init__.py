"""Party organisations and what communities and units run with them (domain.md J2-J6, J14, J17-J18, J22, J24).

Thirteen rooms (grids.works). rooms.py has all of them; orgs.py, brands.py, carriers.py, cobuilding.py, neighbours.py and
stations.py hold one family each; tasks.py what was agreed and becomes a task.
"""
