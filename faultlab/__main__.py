"""`make faultlab`: kills over people's work, and whether anything was lost, doubled or made illegal.

ARGS="--kills 300 --transitions 20000 --clients 16 --seed 7": a run; with --write its figures go to docs/reliability.md.
"""

import argparse
import json
import os
import secrets
import signal
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from core.local import places
from faultlab import rig as rigs
from faultlab.rig import Rig
from tests.notices.gateway import Gateway
from tests.notices.mail_server import MailServer


@dataclass(frozen=True)
class Options:
    seed: int
    kills: int
    transitions: int
    clients: int
    disk: bool
    write: bool
    figures: str


def read_options() -> Options:
    parser = argparse.ArgumentParser(prog="python -m faultlab")
    parser.add_argument(
        "--seed", type=int, default=secrets.randbelow(10**9), help="unsaid, drawn and printed"
    )
    parser.add_argument("--kills", type=int, default=300)
    parser.add_argument("--transitions", type=int, default=20_000)
    parser.add_argument("--clients", type=int, default=16)
    parser.add_argument(
        "--disk", action="store_true", help="on a small disk, which is filled three times (root)"
    )
    parser.add_argument("--write", action="store_true", help="docs/reliability.md")
    parser.add_argument("--figures", default="", help="a file for the figures as JSON")
    return Options(**vars(parser.parse_args()))


def main() -> int:
    options = read_options()
    # Whoever ends us, our servers end with us.
    for ending in (signal.SIGTERM, signal.SIGINT):
        signal.signal(ending, _leave)
    sys.stderr.write(f"» 种子 {options.seed}\n")
    kept = places.var_dir() / f"faultlab-{rigs.stamp()}"
    with rigs.room(disk=options.disk) as folder, Gateway() as gateway, MailServer() as mail:
        rigs.own_environment(folder)
        os.environ |= {
            "NOTICE_WEBHOOK_URL": f"http://127.0.0.1:{gateway.port}/",
            "NOTICE_WEBHOOK_KEY": "faultlab",
        }
        os.environ |= {"EMAIL_HOST": "127.0.0.1", "EMAIL_PORT": str(mail.port)}
        told = run(options, Rig(options.seed, folder), kept, gateway, mail)
    if options.figures:
        Path(options.figures).write_text(json.dumps(told, ensure_ascii=False, indent=1), encoding="utf-8")
    return 1 if told["wrong"] else 0


def _leave(number: int, _: Any) -> None:
    raise SystemExit(128 + number)


def run(options: Options, rig: Rig, kept: Path, gateway: Gateway, mail: MailServer) -> dict[str, Any]:
    """Tables, town, work under kills, check. Imports that need settings come when there are settings."""
    rigs.prepare(rig.folder, kept)
    with rig:
        import django

        django.setup()
        from faultlab import report, special
        from faultlab.duties import Duties
        from faultlab.hands import draw
        from faultlab.lab import Lab

        with Lab(rig, Duties(gateway, mail), options.clients, options.transitions) as lab:
            lab.run(draw(lab, options.kills, disk=3 if options.disk else 0))
            lines = special.run_all(lab)
            found = lab.finish()
        told = report.figures(options.seed, lab, found, lines)
        sys.stdout.write(report.table(told))
        if options.write:
            report.write(told, "disk" if options.disk else "figures")
        return told


if __name__ == "__main__":
    raise SystemExit(main())
