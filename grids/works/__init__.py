"""What communities and the street set up and run, of one kind: somebody begins it, it goes through a few states, records
gather under it. So each is a model on Work and one short piece of data, a Room; everything else is written once.

work.py      Work and WorkRecord, the models' base      querysets.py  who sees which rows
room.py      what a Room is: a workflow table under core.flow, what each act asks for, what list and page show
forms.py     the form of an act, drawn from the columns that it asks for
actions.py   register, carry_out: every write           striking.py   taking a record back
showing.py   a column as words                          pages.py      list, new, page, act of any room

To add one: a model on Work, a Room, its line among its app's rooms, an example in that app's tests.
"""
