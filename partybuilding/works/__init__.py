"""Party organisations and what communities and units run with them (domain.md J2-J6, J14, J17-J18, J22, J24).

Ten small things of one kind: somebody sets something up, it goes through a few states, records gather under it. So each
is a model (partybuilding/models/) and one short file of data here, a Room; everything else is written once.

room.py      what a Room is: a workflow table under core.flow, what each act asks for, what list and page show
forms.py     the form of an act, drawn from the columns that it asks for
actions.py   register, carry_out: every write
showing.py   a column as words     views.py, urls.py  list, new, page, act of any room
rooms.py     all of them; orgs.py, brands.py, carriers.py, cobuilding.py, neighbours.py, stations.py one family each

To add one: a model on Work, a Room, its line in rooms.py, an example in tests/party/examples.py.
"""
