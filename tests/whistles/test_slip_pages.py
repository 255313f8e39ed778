"""The form of a whistle: filled in, checked, blown; who may not blow lays it before the leadership."""

from typing import Any

import pytest
from django.test import Client

from disputes.models import Whistle
from disputes.whistles.choices import WhistleState
from tests.whistles.units import Street

pytestmark = pytest.mark.django_db


def answers(street: Street, **changes: Any) -> dict[str, Any]:
    said = {
        "lead": str(street.summon.housing.pk),
        "assisting": [str(street.summon.resources.pk)],
        "kind": "hard",
        "title": "北门没有路灯",
        "task": "装好路灯并反馈照片",
        "basis": "职责清单第3条「公共照明」",
        "share_address": "on",
    }
    return {**said, **changes}


def test_the_street_checks_and_blows(street: Street, client: Client) -> None:
    case = street.case(title="北门没有路灯")
    client.force_login(street.cast.street_lead)
    url = f"/whistles/new/?case={case.no}"
    page = client.get(url).content.decode()
    assert "推荐住建局主办。职责清单第3条「公共照明」" in page
    assert "下水返了两天" not in page
    checked = client.post(url, {**answers(street), "step": "check"})
    assert checked.status_code == 200
    assert "确认向住建局吹哨？对方会马上收到，须1小时内签收，24小时内联系" in checked.content.decode()
    assert not Whistle.objects.exists()
    done = client.post(url, {**answers(street), "step": "submit"})
    assert done.status_code == 302, done.content.decode()[:3000]
    assert done["Location"] == f"{case.get_absolute_url()}?tab=whistles"
    assert Whistle.objects.get().state == WhistleState.APPROVED
