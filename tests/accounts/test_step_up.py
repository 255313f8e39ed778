"""Before personal data is uncovered people show once more who they are; the form keeps what was typed."""

from datetime import timedelta

import pytest
import time_machine
from django import forms
from django.contrib.sessions.backends.db import SessionStore
from django.http import HttpRequest
from django.test import RequestFactory
from pytest_django import Settings

from core.accounts import sessions, step_up
from core.accounts.models import CodeDevice, User
from core.accounts.step_up import StepUpForm
from tests.accounts.conftest import NOON, PASSWORD, code_now


class ReasonForm(StepUpForm):
    reason = forms.CharField()


@pytest.fixture(autouse=True)
def required(settings: Settings) -> None:
    settings.STEP_UP_REQUIRED = True


def asked(user: User, *, signed_in_ago: timedelta) -> HttpRequest:
    request = RequestFactory().post("/")
    request.session = SessionStore()
    request.session[sessions.STARTED] = int((NOON - signed_in_ago).timestamp())
    request.user = user
    return request


def fill(request: HttpRequest, **data: str) -> ReasonForm:
    return ReasonForm({"reason": "联系走访", **data}, request=request)


@time_machine.travel(NOON, tick=False)
def test_within_five_minutes_of_signing_in_nothing_more_is_asked(wang: User) -> None:
    form = fill(asked(wang, signed_in_ago=timedelta(minutes=4, seconds=59)))
    assert step_up.FIELD not in form.fields and form.is_valid()


@time_machine.travel(NOON, tick=False)
def test_after_that_the_password_opens_five_minutes(wang: User) -> None:
    request = asked(wang, signed_in_ago=timedelta(hours=1))
    assert not fill(request).is_valid()
    wrong = fill(request, step_up="guess")
    assert not wrong.is_valid() and "不对或已经用过" in str(wrong.errors[step_up.FIELD])
    assert wrong["reason"].value() == "联系走访"
    assert fill(request, step_up=PASSWORD).is_valid()
    assert fill(request).is_valid()
    with time_machine.travel(NOON + timedelta(minutes=5), tick=False):
        assert not fill(request).is_valid()


@time_machine.travel(NOON, tick=False)
def test_who_has_an_app_shows_its_code_and_the_password_does_not_do(wang: User) -> None:
    device = CodeDevice(user=wang, name="手机", confirmed=True)
    device.make_secret()
    device.save()
    request = asked(wang, signed_in_ago=timedelta(hours=1))
    assert not fill(request, step_up=PASSWORD).is_valid()
    with time_machine.travel(NOON + timedelta(seconds=20), tick=False):
        assert fill(request, step_up=code_now(device)).is_valid()


@time_machine.travel(NOON, tick=False)
def test_a_form_with_another_fault_does_not_spend_the_proof(wang: User) -> None:
    request = asked(wang, signed_in_ago=timedelta(hours=1))
    form = ReasonForm({"reason": "", "step_up": PASSWORD}, request=request)
    assert not form.is_valid() and step_up.CONFIRMED not in request.session


def test_with_the_setting_off_nobody_is_asked(wang: User, settings: Settings) -> None:
    settings.STEP_UP_REQUIRED = False
    assert fill(asked(wang, signed_in_ago=timedelta(days=1))).is_valid()
