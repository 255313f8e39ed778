"""Pages of accounts."""

from core.accounts.views.identity import (
    identity,
    identity_back,
    identity_bind,
    identity_start,
    identity_unbind,
)
from core.accounts.views.me import display, me, sign_out_others
from core.accounts.views.password import change
from core.accounts.views.second_factor import enrol, recovery_codes, verify
from core.accounts.views.sign_in import demo_sign_in, locked_out, sign_in_page, sign_out_page

__all__ = [
    "change",
    "demo_sign_in",
    "display",
    "enrol",
    "identity",
    "identity_back",
    "identity_bind",
    "identity_start",
    "identity_unbind",
    "locked_out",
    "me",
    "recovery_codes",
    "sign_in_page",
    "sign_out_others",
    "sign_out_page",
    "verify",
]
