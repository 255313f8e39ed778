"""The small street, a system account that sees its cases, and a receiver."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from core.accounts.actions import create_program
from core.accounts.models import User
from core.hooks.actions import create_webhook
from core.hooks.models import Webhook
from grids.actions.postings import Place, grant_posting
from grids.choices import Role
from tests.cast import Cast, cast, log, town
from tests.hooks.receivers import Receiver, receiver
from tests.processes import celery, processes
from tests.whistles.conftest import street, summon

__all__ = ["cast", "celery", "log", "processes", "street", "summon", "town"]


@pytest.fixture(autouse=True)
def impatient(settings: Any) -> None:
    """Half a second in all, so that nobody waits for a sleeper; the rest as shipped."""
    settings.WEBHOOKS = {**settings.WEBHOOKS, "connect": 0.3, "seconds": 0.5}


@pytest.fixture
def program(cast: Cast) -> User:
    """The district's platform: it sees the street's cases."""
    made = create_program(username="qu-pt", display_name="区平台", purpose="取进度", actor=cast.sysadmin)
    grant_posting(made, role=Role.CENTRE_INTAKE, place=Place(street=True), reason="对接", actor=cast.sysadmin)
    return made


@pytest.fixture
def there() -> Iterator[Receiver]:
    with receiver() as one:
        yield one


Hook = Callable[..., tuple[Webhook, str]]


@pytest.fixture
def hook(cast: Cast, program: User, there: Receiver) -> Hook:
    """`hook()`: a webhook for cases at the receiver, and its secret."""

    def make(**changes: Any) -> tuple[Webhook, str]:
        facts = {"owner": program, "name": "区平台", "address": there.address, "resources": ["cases"]}
        return create_webhook(**{**facts, **changes}, actor=cast.security_admin)

    return make
