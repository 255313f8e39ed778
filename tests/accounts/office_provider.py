"""An identity provider of its own process: Django OAuth Toolkit with one person, one client and one key.

    python office_provider.py PORT CALLBACK_URL

Its data lies in memory and dies with it. Prints "ready" when it answers."""

import sys
from typing import Any, ClassVar
from wsgiref.simple_server import WSGIRequestHandler, make_server

import django
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from django.conf import settings
from django.core.management import call_command
from django.core.wsgi import get_wsgi_application

CLIENT, SECRET = "xiongguan", "only-for-tests-2b7e"
DOOR = """<form method="post">{% csrf_token %}<input name="username"><input name="password" type="password"><button>进</button></form>"""
PERSON, PERSON_SECRET = "w.xl", "provider-own-door-55"


class Quiet(WSGIRequestHandler):
    def log_message(self, format: str, *args: object) -> None:
        pass


class Addresses:
    """The program's address table; filled once Django is ready."""

    urlpatterns: ClassVar[list[Any]] = []


def _key() -> str:
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    form = serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    return key.private_bytes(serialization.Encoding.PEM, *form).decode()


def configure(port: int) -> None:
    settings.configure(
        SECRET_KEY="only-for-tests",
        ALLOWED_HOSTS=["127.0.0.1"],
        ROOT_URLCONF=Addresses,
        DATABASES={
            "default": {
                "ENGINE": "django.db.backends.sqlite3",
                "NAME": "file:provider?mode=memory&cache=shared",
            }
        },
        DEFAULT_AUTO_FIELD="django.db.models.BigAutoField",
        INSTALLED_APPS=[f"django.contrib.{name}" for name in ("auth", "contenttypes", "sessions")]
        + ["oauth2_provider"],
        # Nothing of it lasts: the tables are made as they are now.
        MIGRATION_MODULES=dict.fromkeys(("auth", "contenttypes", "sessions", "oauth2_provider")),
        MIDDLEWARE=[
            "django.contrib.sessions.middleware.SessionMiddleware",
            "django.contrib.auth.middleware.AuthenticationMiddleware",
        ],
        TEMPLATES=[
            {
                "BACKEND": "django.template.backends.django.DjangoTemplates",
                "OPTIONS": {"loaders": [("django.template.loaders.locmem.Loader", {"door.html": DOOR})]},
            }
        ],
        LOGIN_URL="/door/",
        PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"],
        SESSION_COOKIE_NAME="provider_session",  # both servers stand on one host name
        OAUTH2_PROVIDER={
            "OIDC_ENABLED": True,
            "OIDC_RSA_PRIVATE_KEY": _key(),
            "OIDC_ISS_ENDPOINT": f"http://127.0.0.1:{port}/o",
            "PKCE_REQUIRED": True,
            "SCOPES": {"openid": "身份"},
        },
    )
    django.setup()


def furnish(callback: str) -> None:
    from django.contrib.auth import get_user_model
    from django.contrib.auth.views import LoginView
    from django.urls import include, path
    from oauth2_provider.models import get_application_model

    provider = include("oauth2_provider.urls", namespace="oauth2_provider")
    Addresses.urlpatterns += [
        path("o/", provider),
        path("door/", LoginView.as_view(template_name="door.html")),
    ]
    call_command("migrate", run_syncdb=True, verbosity=0)
    get_user_model().objects.create_user(PERSON, password=PERSON_SECRET)
    get_application_model().objects.create(
        client_id=CLIENT,
        client_secret=SECRET,
        client_type="confidential",
        authorization_grant_type="authorization-code",
        redirect_uris=callback,
        algorithm="RS256",
        skip_authorization=True,
    )


def main() -> None:
    port, callback = int(sys.argv[1]), sys.argv[2]
    configure(port)
    furnish(callback)
    with make_server("127.0.0.1", port, get_wsgi_application(), handler_class=Quiet) as server:
        sys.stdout.write("ready\n")
        sys.stdout.flush()
        server.serve_forever()


if __name__ == "__main__":
    main()
