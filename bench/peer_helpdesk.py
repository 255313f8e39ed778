"""django-helpdesk in its own environment: filled with as many tickets, then asked job by job (bench/peer.py talks to it).

Not part of the product: it is run by another Python, which has only django-helpdesk and its own needs. A queue stands for a
community; the clerk may see the own queue (per-queue permission), as ours sees the own community.
"""

import json
import os
import random
import secrets
import sys
import time
from datetime import timedelta
from urllib.parse import urlsplit

import django
from django.conf import settings

PER_STATEMENT = 4_000
QUEUES, OPEN_SHARE, DAYS = 17, 0.02, 5 * 365
WORDS = ("楼上漏水", "噪声扰民", "停车占道", "物业收费", "邻里口角")


def configure() -> None:
    at = urlsplit(os.environ["PEER_DATABASE"])
    settings.configure(
        SECRET_KEY=secrets.token_hex(), ALLOWED_HOSTS=["*"], USE_TZ=True, TIME_ZONE="Asia/Shanghai",
        ROOT_URLCONF="peer_urls", SITE_ID=1, STATIC_URL="/static/", MEDIA_ROOT=os.environ["PEER_FILES"],
        DEFAULT_AUTO_FIELD="django.db.models.BigAutoField", LOGIN_URL="/login/",
        EMAIL_BACKEND="django.core.mail.backends.locmem.EmailBackend",
        HELPDESK_ENABLE_PER_QUEUE_STAFF_PERMISSION=True, HELPDESK_TEAMS_MODE_ENABLED=False,
        HELPDESK_API_ENABLED=True, HELPDESK_KB_ENABLED=True,
        DATABASES={"default": {
            "ENGINE": "django.db.backends.postgresql", "NAME": at.path[1:], "USER": at.username,
            "PASSWORD": at.password or "", "HOST": at.hostname, "PORT": at.port, "CONN_MAX_AGE": None,
        }},
        INSTALLED_APPS=[
            "django.contrib.auth", "django.contrib.contenttypes", "django.contrib.sessions", "django.contrib.sites",
            "django.contrib.messages", "django.contrib.humanize", "django.contrib.admin", "django.contrib.staticfiles",
            "rest_framework", "helpdesk",
        ],
        MIDDLEWARE=[
            "django.contrib.sessions.middleware.SessionMiddleware", "django.middleware.common.CommonMiddleware",
            "django.middleware.csrf.CsrfViewMiddleware", "django.contrib.auth.middleware.AuthenticationMiddleware",
            "django.contrib.messages.middleware.MessageMiddleware",
        ],
        TEMPLATES=[{
            "BACKEND": "django.template.backends.django.DjangoTemplates", "APP_DIRS": True,
            "OPTIONS": {"context_processors": [
                "django.template.context_processors.request", "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ]},
        }],
    )  # fmt: skip
    django.setup()


def fill(count: int) -> None:
    from django.contrib.auth.models import Permission, User
    from django.core.management import call_command
    from django.db import connection
    from django.utils import timezone
    from helpdesk.models import FollowUp, Queue, Ticket

    call_command("migrate", verbosity=0)
    chance, now = random.Random("cases"), timezone.now()
    queues = [Queue(title=f"社区{n}", slug=f"q{n}", allow_public_submission=True) for n in range(QUEUES)]
    for queue in queues:
        queue.save()
    clerk = User.objects.create_user("clerk", "clerk@example.org", is_staff=True)
    clerk.user_permissions.set(Permission.objects.filter(codename=queues[0].prepare_permission_name()[9:]))
    clerk.user_permissions.add(
        *Permission.objects.filter(content_type__app_label="helpdesk", codename__endswith="ticket")
    )
    for first in range(0, count, PER_STATEMENT):
        made = []
        for number in range(first, min(first + PER_STATEMENT, count)):
            told = now - timedelta(seconds=chance.randrange(DAYS * 86_400))
            is_open = number == 0 or chance.random() < OPEN_SHARE
            made.append(Ticket(
                title=f"{chance.choice(WORDS)}第{number}件", queue=chance.choice(queues) if number else queues[0], created=told, modified=told,
                status=Ticket.OPEN_STATUS if is_open else Ticket.CLOSED_STATUS, assigned_to=clerk if is_open else None,
                description="楼上卫生间漏水，顶棚起皮，找过两次没有说好。", priority=3, secret_key="x" * 36,
                due_date=told + timedelta(days=30),
            ))  # fmt: skip
        Ticket.objects.bulk_create(made)
        FollowUp.objects.bulk_create(
            FollowUp(
                ticket=one,
                date=one.created + timedelta(days=n),
                title="记一笔",
                comment="电话联系过",
                user=clerk,
            )
            for one in made
            for n in range(2)
        )
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")


def serve() -> None:
    """One job a line; answers with its milliseconds and statements."""
    from django.contrib.auth.models import User
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext, setup_test_environment
    from helpdesk.models import Ticket
    from helpdesk.query import query_to_base64

    setup_test_environment(debug=False)
    client = Client()
    client.force_login(User.objects.get(username="clerk"))  # type: ignore[arg-type]
    mine = Ticket.objects.filter(queue__slug="q0", status=Ticket.OPEN_STATUS)
    first = mine.earliest("pk")
    narrow = {"filtering": {"status__in": [1, 2]}, "sorting": "created", "sortreverse": False}
    length = {"length": "50", "start": "0", "draw": "1"}

    def table(search: str = "") -> None:
        asked = {"q": search} if search else {}
        found = {**narrow, "filtering": {}} if search else narrow
        opened("/tickets/", asked)
        opened(f"/datatables_ticket_list/{query_to_base64({**found, 'search_string': search})}", length)

    def opened(path: str, asked: dict[str, str] | None = None) -> None:
        answer = client.get(path, asked or {})
        answer.getvalue()
        if answer.status_code != 200:
            raise SystemExit(f"{path}: {answer.status_code}")

    def sent(path: str, said: dict[str, object]) -> None:
        answer = client.post(path, said)
        if answer.status_code != 302:
            raise SystemExit(f"{path}: {answer.status_code} {answer.content[:3000].decode()}")

    jobs = {
        "list": table,
        "search": lambda: table("漏水"),
        "detail": lambda: opened(f"/tickets/{first.pk}/"),
        "dashboard": lambda: opened("/dashboard/"),
        "api": lambda: opened("/api/tickets/", {"page_size": "50"}),
        "create": lambda: sent("/tickets/submit/", {
            "queue": first.queue_id, "title": "下水堵塞", "body": "下水返了两天", "priority": 3,
            "submitter_email": "someone@example.org",
        }),
        "update": lambda: sent(f"/tickets/{first.pk}/update/", {
            "comment": "已经电话联系过，约好明天上门看", "new_status": Ticket.OPEN_STATUS, "public": "1",
            "title": first.title, "queue": first.queue_id, "priority": 3, "owner": first.assigned_to_id or 0,
        }),
    }  # fmt: skip
    # Counted in a job's first round, which is a warm-up.
    statements: dict[str, int] = {}
    for line in sys.stdin:
        job = line.strip()
        with CaptureQueriesContext(connection) as caught:
            connection.force_debug_cursor = job not in statements
            started = time.perf_counter()
            jobs[job]()
            took = 1000 * (time.perf_counter() - started)
        statements.setdefault(job, len(caught))
        print(json.dumps([took, statements[job]]), flush=True)


if __name__ == "__main__":
    configure()
    if sys.argv[1] == "fill":
        fill(int(sys.argv[2]))
    else:
        serve()
