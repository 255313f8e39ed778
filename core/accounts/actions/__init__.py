"""Every write to an account. Each takes `actor` and `now`, works in one transaction and tells the ledger last."""

from core.accounts.actions.accounts import (
    create_account,
    create_program,
    disable_account,
    edit_account,
    enable_account,
    set_only_wall,
)
from core.accounts.actions.display import set_display
from core.accounts.actions.identities import bind_identity, sign_in_with_identity, unbind_identity
from core.accounts.actions.passwords import change_password, set_temporary_password
from core.accounts.actions.second_factor import (
    confirm_code_device,
    prepare_code_device,
    renew_recovery_codes,
    reset_second_factor,
)
from core.accounts.actions.sign_ins import (
    change_password_here,
    pass_second_factor,
    sign_in,
    sign_in_with_password,
    sign_out,
    sign_out_elsewhere,
    tidy_sign_ins,
    try_second_factor,
)

__all__ = [
    "bind_identity",
    "change_password",
    "change_password_here",
    "confirm_code_device",
    "create_account",
    "create_program",
    "disable_account",
    "edit_account",
    "enable_account",
    "pass_second_factor",
    "prepare_code_device",
    "renew_recovery_codes",
    "reset_second_factor",
    "set_display",
    "set_only_wall",
    "set_temporary_password",
    "sign_in",
    "sign_in_with_identity",
    "sign_in_with_password",
    "sign_out",
    "sign_out_elsewhere",
    "tidy_sign_ins",
    "try_second_factor",
    "unbind_identity",
]
