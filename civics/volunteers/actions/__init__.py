"""Every write of volunteering: one public function a verb, all through civics.volunteers.flow."""

from collections.abc import Callable
from typing import Any

from civics.volunteers.actions import activities, certificates, people, services
from civics.volunteers.actions.activities import Planned, plan
from civics.volunteers.actions.certificates import notice_over, request_certificate
from civics.volunteers.actions.people import Joining, ask_correction, forget_refused, join, reveal_contact
from civics.volunteers.actions.teams import save_team

Actions = dict[str, Callable[..., Any]]
PEOPLE: Actions = {
    one.__name__: one
    for one in (
        people.accept, people.add_note, people.correct, people.give_credits, people.leave, people.note, people.pause,
        people.refuse, people.resume, people.spend_credits, people.strike_note,
    )
}  # fmt: skip
ACTIVITIES: Actions = {
    one.__name__: one
    for one in (
        activities.announce, activities.cancel, activities.edit, activities.finish, activities.note, activities.start,
        services.check_in, services.check_out, services.confirm_hours, services.correct_hours, services.rate,
        services.sign_off, services.sign_up,
    )
}  # fmt: skip
CERTIFICATES: Actions = {
    one.__name__: one for one in (certificates.doubt, certificates.refuse, certificates.uphold)
}

__all__ = [
    "ACTIVITIES",
    "CERTIFICATES",
    "PEOPLE",
    "Joining",
    "Planned",
    "ask_correction",
    "forget_refused",
    "join",
    "notice_over",
    "plan",
    "request_certificate",
    "reveal_contact",
    "save_team",
]
