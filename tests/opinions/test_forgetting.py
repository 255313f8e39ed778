"""Who spoke is erased half a year after the end, and only then."""

from datetime import timedelta

import pytest

from core.audit.models import Entry
from core.clocks.models import DeadlineRule
from residents.actions.opinions import forget_contacts
from residents.choices_visits import OpinionState
from residents.models import Opinion
from tests.opinions.walk import Walk

pytestmark = pytest.mark.django_db


def test_names_and_numbers_go_after_the_rules_days(walk: Walk) -> None:
    closed, open_one = walk.to(OpinionState.CLOSED), walk.to(OpinionState.REPLIED)
    later = closed.closed_at + timedelta(days=180, minutes=1)
    assert forget_contacts(now=closed.closed_at + timedelta(days=179)) == 0
    assert forget_contacts(now=later) == 1
    assert forget_contacts(now=later) == 0
    closed, open_one = (Opinion.objects.get(pk=one.pk) for one in (closed, open_one))
    assert closed.is_anonymous and not open_one.is_anonymous
    assert closed.text and closed.reply_text
    assert Entry.objects.get(action="opinion.forget").detail == {"opinions": [closed.pk]}


def test_without_its_rule_nothing_is_erased(walk: Walk) -> None:
    closed = walk.to(OpinionState.CLOSED)
    DeadlineRule.objects.filter(code="opinion.forget").update(length=None)
    assert forget_contacts(now=closed.closed_at + timedelta(days=999)) == 0
