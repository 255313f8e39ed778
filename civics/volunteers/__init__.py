"""志愿服务 (domain.md J11): who volunteers, activities with places and risks, hours at the door, certificates.

workflow.py  three tables of acts: volunteer, activity, certificate     flow.py  the tables under core.flow
door.py      the code of the minute at the door     subject.py  what seven days of notice do
actions/     every write     forms/, selectors/, views/, urls*.py  the pages, urls_open.py those without sign-in
"""
