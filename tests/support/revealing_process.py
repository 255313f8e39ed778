"""Uncovers one telephone again and again and says each value that it was given; killed by test_reveals_killed at any moment."""

import os
import sys

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "xiongguan.settings")
django.setup()

from django.conf import settings  # noqa: E402

from core.accounts.models import User  # noqa: E402
from specialgroups.actions.looking import reveal  # noqa: E402


def main(record: int, username: str, times: int) -> None:
    settings.REVEALS_A_DAY = {"": 1_000_000}
    actor = User.objects.get(username=username)
    for _ in range(times):
        sys.stdout.write(f"{reveal(record, actor=actor, field='phone', reason='按计划联系')}\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main(int(sys.argv[1]), sys.argv[2], int(sys.argv[3]))
