"""Accounts and posts by form, and whose hand reaches whom."""

from datetime import date

import pytest
from django.test import Client
from django.urls import reverse

from core.accounts.models import User
from grids.models import Posting
from tests.grids.conftest import TODAY, Town, signed_in, worker_on

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("frozen")]


def test_an_account_is_opened_and_its_password_shown_once(town: Town, admin: Client) -> None:
    response = admin.post(reverse("people:new"), {"username": "liuyan", "display_name": "刘燕"})
    made = User.objects.get(username="liuyan")
    home = reverse("people:detail", args=[made.pk])
    assert response["Location"] == home
    first = admin.get(home)
    password = first.context["password"]
    assert password in first.content.decode()
    assert "no-store" in first["Cache-Control"]
    assert made.check_password(password)
    assert admin.get(home).context["password"] == ""


def test_posts_are_given_and_ended_by_form(town: Town, admin: Client) -> None:
    give = {"role": "mediator", "valid_from": "2026-04-01"}
    assert admin.post(reverse("people:grant", args=[town.chen.pk]), give).status_code == 302
    posting = Posting.objects.get(user=town.chen)
    assert (posting.role, posting.street, posting.granted_by) == ("mediator", True, town.admin)
    end = {"last_day": "2026-04-30", "reason": "期满"}
    assert admin.post(reverse("people:end", args=[posting.pk]), end).status_code == 302
    posting.refresh_from_db()
    assert posting.valid_to == date(2026, 4, 30)


def test_only_the_place_of_the_role_is_asked_for(town: Town, admin: Client) -> None:
    address = reverse("people:grant", args=[town.chen.pk])
    assert "人民调解员" in admin.get(address).content.decode()
    assert "审计员" not in admin.get(address).content.decode()
    assert list(admin.get(address, {"role": "community_clerk"}).context["form"].fields)[:2] == [
        "role",
        "community",
    ]
    response = admin.post(address, {"role": "community_clerk", "valid_from": "2026-04-01"})
    assert response.status_code == 422
    assert "哪个社区" in response.content.decode()
    give = {"role": "grid_worker", "grid": town.east.pk, "valid_from": "2026-04-01", "full_time": "on"}
    assert admin.post(address, give).status_code == 302
    assert worker_on(town.east, TODAY) == town.chen


def test_ending_a_grid_post_asks_who_follows(town: Town, admin: Client) -> None:
    posting = Posting.objects.get(user=town.wang)
    address = reverse("people:end", args=[posting.pk])
    form = {"last_day": "2026-04-30", "reason": "退休", "mode": "follow"}
    response = admin.post(address, form)
    assert response.status_code == 422
    assert "请选接替的人" in response.content.decode()
    assert admin.post(address, {**form, "replacement": town.chen.pk}).status_code == 302
    assert worker_on(town.one, TODAY.replace(day=30)) == town.wang
    assert worker_on(town.one, TODAY.replace(month=5, day=1)) == town.chen


def test_only_the_security_administrator_gives_guarding_posts(
    town: Town, admin: Client, security: Client
) -> None:
    give = {"role": "auditor", "valid_from": "2026-04-01"}
    address = reverse("people:grant", args=[town.chen.pk])
    assert admin.post(address, give).status_code == 403
    assert security.post(address, give).status_code == 302
    assert security.post(address, {**give, "role": "mediator"}).status_code == 403


def test_an_account_is_disabled_at_once_and_enabled_again(town: Town, admin: Client) -> None:
    theirs = signed_in(town.wang)
    assert theirs.get(reverse("grids:tree")).status_code == 200
    assert (
        admin.post(reverse("people:do", args=[town.wang.pk, "disable"]), {"reason": "离职"}).status_code
        == 302
    )
    assert theirs.get(reverse("grids:tree")).status_code == 302
    assert (
        admin.post(reverse("people:do", args=[town.wang.pk, "enable"]), {"reason": "返聘"}).status_code == 302
    )
    assert User.objects.get(pk=town.wang.pk).is_active


def test_the_system_administrator_has_no_hand_on_guardians(town: Town, admin: Client) -> None:
    for deed in ("disable", "factor"):
        address = reverse("people:do", args=[town.security.pk, deed])
        assert admin.post(address, {"reason": "试试"}).status_code == 403
    assert (
        admin.post(reverse("people:do", args=[town.admin.pk, "disable"]), {"reason": "x"}).status_code == 403
    )


def test_nobody_alone_gets_into_an_account(town: Town, admin: Client, security: Client) -> None:
    password, factor = (reverse("people:do", args=[town.wang.pk, deed]) for deed in ("password", "factor"))
    assert security.post(password).status_code == 403
    assert admin.post(factor, {"reason": "手机丢了"}).status_code == 403
    assert admin.post(password).status_code == 302
    assert security.post(factor, {"reason": "手机丢了"}).status_code == 302


def test_the_last_administrator_is_not_disabled(town: Town, security: Client) -> None:
    address = reverse("people:do", args=[town.admin.pk, "disable"])
    response = security.post(address, {"reason": "离职"})
    assert response.status_code == 422
    assert "至少要有一名系统管理员" in response.content.decode()


def test_a_lost_phone_is_unbound_by_the_security_administrator(
    town: Town, admin: Client, security: Client
) -> None:
    address = reverse("people:do", args=[town.wang.pk, "factor"])
    assert admin.get(address).status_code == 403
    assert security.post(address, {"reason": "手机丢了"}).status_code == 302


def test_a_wrong_filter_is_a_sentence(town: Town, admin: Client) -> None:
    for query in ({"role": "king"}, {"community": "abc"}, {"q": "名" * 40}):
        assert admin.get(reverse("people:list"), query).status_code == 422
