"""People who sign in, where they are signed in, and what proves that it is them."""

from core.accounts.models.identity import Identity
from core.accounts.models.second_factor import CodeDevice, RecoveryCode, RecoverySet
from core.accounts.models.sign_ins import PasswordHistory, SignInSession
from core.accounts.models.user import User, UserManager

__all__ = [
    "CodeDevice",
    "Identity",
    "PasswordHistory",
    "RecoveryCode",
    "RecoverySet",
    "SignInSession",
    "User",
    "UserManager",
]
