"""Part of `make lint`: Django's deployment checks and hashed static files, with production settings.

The keys are made up on the spot and forgotten; nothing connects to a database.
"""

import os
import secrets
import subprocess
import sys
import tempfile

from core.local import places


def main() -> int:
    with tempfile.TemporaryDirectory() as scratch:
        environment = production_environment(scratch)
        for words in (
            ["check", "--deploy", "--fail-level", "WARNING"],
            ["collectstatic", "--noinput", "-v", "0"],
        ):
            command = [sys.executable, "manage.py", *words]
            done = subprocess.run(command, cwd=places.CHECKOUT, env=environment, check=False)
            if done.returncode != 0:
                return done.returncode
    return 0


def production_environment(scratch: str) -> dict[str, str]:
    ours = {
        "PRODUCTION": "1",
        "DEMO": "0",
        "DEBUG": "0",
        "SECRET_KEY": secrets.token_urlsafe(64),
        "FIELD_KEYS": f"1:{secrets.token_hex(32)}",
        "ALLOWED_HOSTS": "grid.example",
        "PUBLIC_ADDRESS": "https://grid.example",
        "DATABASE_URL": "postgresql://checked@127.0.0.1/checked",
        "REDIS_URL": "redis://127.0.0.1:6379/0",
        "XG_VAR": scratch,
        "STATIC_ROOT": os.path.join(scratch, "static"),
    }
    return os.environ | ours


if __name__ == "__main__":
    raise SystemExit(main())
