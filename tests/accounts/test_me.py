"""「我的」 and the display settings."""

import pytest
from django.test import Client
from django.urls import reverse

from core.accounts import access, urls
from core.accounts.models import User
from core.accounts.views.me import FONT_COOKIE, THEME_COOKIE
from core.ui import context
from tests.accounts.conftest import is_inside, sign_in


def test_the_page_says_who_the_person_is_and_what_they_may_do(
    client: Client, wang: User, give_roles: object
) -> None:
    give_roles(wang, "grid_worker")  # type: ignore[operator]
    sign_in(client)
    page = client.get("/me/").content.decode()
    for words in ("王秀兰", "铁北3-07格网格员", "网格员", "换密码", "没有绑定", "我的操作记录", "现在这台"):
        assert words in page


def test_font_and_theme_are_kept_on_the_account_and_on_this_screen(client: Client, wang: User) -> None:
    sign_in(client)
    answer = client.post("/me/display/", {"font": "xl", "theme": "sun", "next": "/me/"})
    assert answer["Location"] == "/me/"
    wang.refresh_from_db()
    assert (wang.font, wang.theme, wang.single_keys) == ("xl", "sun", True)
    assert client.cookies[FONT_COOKIE].value == "xl"
    page = client.get("/me/").content.decode()
    assert 'data-font="xl"' in page
    assert 'data-theme="sun"' in page


def test_the_button_of_a_page_changes_the_font_alone(client: Client, wang: User) -> None:
    User.objects.filter(pk=wang.pk).update(theme="contrast", single_keys=False)
    sign_in(client)
    client.post("/me/display/", {"font": "lg"})
    wang.refresh_from_db()
    assert (wang.font, wang.theme, wang.single_keys) == ("lg", "contrast", False)


def test_single_keys_are_turned_off_and_on_in_the_form(client: Client, wang: User) -> None:
    sign_in(client)
    client.post("/me/display/", {"keys_asked": "1"})
    wang.refresh_from_db()
    assert not wang.single_keys
    client.post("/me/display/", {"keys_asked": "1", "single_keys": "on"})
    wang.refresh_from_db()
    assert wang.single_keys


def test_a_script_gets_no_page_back(client: Client, wang: User) -> None:
    sign_in(client)
    for header in ({"hx-request": "true"}, {"x-requested-with": "fetch"}):
        assert client.post("/me/display/", {"font": "lg"}, headers=header).status_code == 204


@pytest.mark.parametrize("value", ["huge", "<b>", "lg; path=/", "\u202elg"])
def test_a_made_up_display_changes_nothing(client: Client, wang: User, value: str) -> None:
    sign_in(client)
    client.post("/me/display/", {"font": value, "theme": value, "next": "//evil.example"})
    wang.refresh_from_db()
    assert (wang.font, wang.theme) == ("", "")
    assert FONT_COOKIE not in client.cookies


def test_the_screen_reads_the_cookies_that_the_account_writes() -> None:
    assert (FONT_COOKIE, THEME_COOKIE) == (context.FONT_COOKIE, context.THEME_COOKIE)
    assert set(context.FONTS) == set(User.Font.values)
    assert set(context.THEMES) == set(User.Theme.values)


# The last two are closed where the office has no identity provider (tests/accounts/test_identity.py).
DOORS = {"login", "demo_sign_in", "identity_start", "identity_back"}


def test_only_the_pages_for_signing_in_are_open_to_all() -> None:
    open_pages = {pattern.name for pattern in urls.urlpatterns if access.is_public(pattern.callback)}
    assert open_pages == DOORS


@pytest.mark.parametrize("name", sorted({str(p.name) for p in urls.urlpatterns} - DOORS))
def test_every_other_page_asks_to_sign_in(client: Client, db: None, name: str) -> None:
    assert client.get(reverse(f"accounts:{name}"))["Location"].startswith("/login/?next=")


def test_the_walls_open_only_their_own_pages() -> None:
    opened = {pattern.name: access.opens_before(pattern.callback) for pattern in urls.urlpatterns}
    assert opened["verify"] == {access.VERIFY}
    assert opened["enrol"] == {access.ENROL}
    assert opened["password"] == {access.PASSWORD}
    assert {name for name, walls in opened.items() if walls == set(access.ALL_WALLS)} == {"display", "logout"}
    assert {name for name, walls in opened.items() if not walls} >= {
        "me",
        "recovery_codes",
        "sign_out_others",
    }


def test_a_signed_in_person_does_not_see_the_sign_in_page(client: Client, wang: User) -> None:
    sign_in(client)
    assert client.get("/login/?next=/me/")["Location"] == "/me/"
    assert is_inside(client)
