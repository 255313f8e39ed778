"""What the street and its communities do for residents across a counter, rooms of one shape (grids.works).

kinds.py, items.py  the catalogue and what was asked for (J21)     legal.py   legal supporters' duty (J19)
rooms.py            all rooms of this app, also the centre's (civics.centre, J1) and risk reviews (civics.risks, J9)
boards.py           who serves a grid: the contact board and its print (J19, J25)
"""
