"""The pages under /settings/: who sees, who changes, what is refused and in which words."""

from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from core.accounts.models import User
from core.audit.models import Entry
from core.clocks.actions import edit_rule, start_clock
from core.clocks.models import Clock, DeadlineRule, HolidayOverride
from core.clocks.pasted import Unreadable, read_days
from tests.clocks.owners import KIND, at

pytestmark = pytest.mark.django_db

NOW = at("2026-03-02T10:00")


def opened(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def rule(code: str) -> DeadlineRule:
    found: DeadlineRule = DeadlineRule.objects.current().get(code=code)
    return found


def edit(**changes: Any) -> dict[str, Any]:
    return {
        "version": 1,
        "length": "3",
        "unit": "wd",
        "urgent_length": "",
        "urgent_unit": "",
        "day_end": "business",
        "roll_forward": "on",
        "max_extension_days": "0",
        "legal_note": "",
        "reason": "人手不足",
        **changes,
    }


def text(response: Any) -> str:
    return str(response.content.decode())


@pytest.mark.parametrize("name", ["rules:list", "rules:holidays", "rules:sum"])
def test_a_visitor_without_account_is_sent_to_sign_in(name: str) -> None:
    response = Client().get(reverse(name))
    assert response.status_code == 302
    assert response.headers["Location"].startswith(reverse("accounts:login"))


def test_everybody_at_work_reads_the_limits_in_few_queries(
    clerk: User, django_assert_max_num_queries: Any
) -> None:
    start_clock("CK2", subject_kind=KIND, subject_id=1, now=NOW)
    client = opened(clerk)
    with django_assert_max_num_queries(12):
        response = client.get(reverse("rules:list"))
    shown = text(response)
    assert response.status_code == 200
    assert "《劳动争议调解仲裁法》第14条" in shown
    assert "24小时（紧急2小时）" in shown
    assert "系统管理员可改" in shown
    assert f'href="{reverse("rules:detail", args=["CK2"])}">决定是否受理' in shown


def test_the_page_of_a_rule_tells_how_it_counts_and_whom_it_reminds(clerk: User) -> None:
    shown = text(opened(clerk).get(reverse("rules:detail", args=["CK4"])))
    assert "当天不计，末日逢休息日顺延，到当天24:00" in shown
    assert "可暂停，最多延长30天" in shown
    assert "过50%提醒经办人；过80%提醒经办人、负责人；到期提醒负责人、上一级；超3个工作日提醒督办" in shown
    assert "不能在这里修改" in shown
    assert "<button" not in shown.split("这条规则")[1].split("<footer")[0]


def test_an_unknown_rule_is_not_found(clerk: User) -> None:
    assert opened(clerk).get(reverse("rules:detail", args=["CK99"])).status_code == 404


def test_the_administrator_sees_how_many_run_before_editing_and_edits(sysadmin: User) -> None:
    start_clock("CK2", subject_kind=KIND, subject_id=1, now=NOW)
    client, address = opened(sysadmin), reverse("rules:detail", args=["CK2"])
    assert "现在有1件正按这条走。它们的截止时间不变" in text(client.get(address))
    response = client.post(address, edit(length="5"), follow=True)
    assert "已改为第2版：5个工作日" in text(response)
    assert Clock.objects.get().rule.version == 1
    assert rule("CK2").length == 5


def test_others_may_not_edit(clerk: User) -> None:
    response = opened(clerk).post(reverse("rules:detail", args=["CK2"]), edit(length="5"))
    assert response.status_code == 403
    assert rule("CK2").version == 1


@pytest.mark.parametrize("name", ["rules:detail", "rules:holiday_add", "rules:holiday_paste"])
def test_who_may_not_hears_so_before_any_word_about_the_form(clerk: User, name: str) -> None:
    address = reverse(name, args=["CK2"] if name == "rules:detail" else [])
    assert opened(clerk).post(address, {}).status_code == 403


def test_a_statutory_row_refuses_with_its_law(sysadmin: User) -> None:
    response = opened(sysadmin).post(reverse("rules:detail", args=["CK5"]), edit(length="20", unit="cal"))
    assert response.status_code == 422
    assert "依据《劳动争议调解仲裁法》第14条，不能在这里修改" in text(response)


def test_a_superseded_page_gets_both_values(sysadmin: User) -> None:
    edit_rule(rule("CK2"), changes={"length": Decimal(1)}, reason="提速", actor=sysadmin, now=NOW)
    response = opened(sysadmin).post(reverse("rules:detail", args=["CK2"]), edit(length="7"))
    assert response.status_code == 409
    assert "1个工作日" in text(response)
    assert "7个工作日" in text(response)


@pytest.mark.parametrize(
    ("code", "sent", "words"),
    [
        ("SUSPENSION", {"limit_text": "累计不超过20天"}, "累计不超过20天"),
        ("visit.household", {"limit_text": "每户半年一次", "length": "6", "unit": "month"}, "每户半年一次"),
        ("meeting.action", {"max_extension_days": "15"}, "按约定或交办的日期"),
    ],
)
def test_what_is_not_counted_is_edited_in_its_own_terms(
    sysadmin: User, code: str, sent: dict[str, str], words: str
) -> None:
    given = {"version": "1", "legal_note": "", "reason": "街道会议决定", **sent}
    response = opened(sysadmin).post(reverse("rules:detail", args=[code]), given, follow=True)
    assert f"已改为第2版：{words}" in text(response)
    newer = rule(code)
    assert newer.unit == DeadlineRule.objects.get(code=code, version=1).unit or "unit" in sent
    assert all(str(getattr(newer, name)).removesuffix(".00") == value for name, value in sent.items())


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"length": "-1"}, "不能是负数"),
        ({"length": "一"}, "只写数字"),
        ({"length": "NaN"}, "只写数字"),
        ({"length": "1e9"}, "写得太"),
        ({"length": "1.5"}, "工作日只能写整数"),
        ({"urgent_length": "2"}, "要么都填，要么都空着"),
        ({"urgent_unit": "hour"}, "要么都填，要么都空着"),
        ({"max_extension_days": "9999"}, "最多写365天"),
        ({"reason": ""}, "请写为什么改"),
        ({"reason": "甲\u202e乙"}, "看不见的"),
        ({}, "没有改动"),
    ],
)
def test_a_bad_edit_keeps_what_was_typed_and_says_what_to_change(
    sysadmin: User, changes: dict[str, str], words: str
) -> None:
    sent = edit(**changes)
    response = opened(sysadmin).post(reverse("rules:detail", args=["CK2"]), sent)
    assert response.status_code == 422
    assert words in text(response)
    assert f'value="{sent["max_extension_days"]}"' in text(response)
    assert rule("CK2").version == 1


def test_a_double_click_makes_one_version(sysadmin: User) -> None:
    client, address = opened(sysadmin), reverse("rules:detail", args=["CK2"])
    sent = edit(length="5", idempotency_key="7c1a6f1e-6f5b-4d8a-9a58-0a4b5a1d2c3e")
    first, second = client.post(address, sent), client.post(address, sent)
    assert (first.status_code, second.status_code) == (302, 302)
    assert DeadlineRule.objects.filter(code="CK2").count() == 2


def test_a_year_is_listed_with_its_rests_and_make_up_days(clerk: User) -> None:
    shown = text(opened(clerk).get(reverse("rules:holidays"), {"year": "2026"}))
    assert "2月15日至2月23日" in shown
    assert "2月14日" in shown
    assert "已经齐了" in shown
    assert "写入一天" not in shown


@pytest.mark.parametrize("year", ["", "abc", "1", "99999", "-5", "２０２６"])
def test_a_strange_year_shows_this_one(clerk: User, year: str) -> None:
    assert opened(clerk).get(reverse("rules:holidays"), {"year": year}).status_code == 200


def test_a_day_is_previewed_first_and_then_written(sysadmin: User) -> None:
    start_clock("CK2", subject_kind=KIND, subject_id=1, now=NOW)
    client, address = opened(sysadmin), reverse("rules:holiday_add")
    sent = {"date": "2026-03-04", "kind": "off", "name": "停电", "source": "市政府通知"}
    preview = client.post(address, sent)
    assert "还没有写入" in text(preview)
    assert "另有1个已经告知过的截止时间不会变" in text(preview)
    assert not HolidayOverride.objects.exists()
    written = client.post(address, {**sent, "seen": "1"}, follow=True)
    assert "已写入1天，没有截止时间变动" in text(written)
    row = HolidayOverride.objects.get()
    assert (row.name, row.created_by) == ("停电", sysadmin)
    removed = client.post(reverse("rules:holiday_remove", args=[row.pk]), follow=True)
    assert "已移除2026-03-04" in text(removed)
    assert [line.action for line in Entry.objects.filter(action__startswith="holiday").order_by("seq")] == [
        "holiday.add",
        "holiday.remove",
    ]


def test_a_pasted_notice_shows_the_due_times_that_would_move(sysadmin: User) -> None:
    start_clock("petition.finish", subject_kind=KIND, subject_id=1, now=at("2026-12-10T10:00"))
    notice = "2027年2月4日至2月11日 休 春节\n2月13日 班 春节调休\n\n2027-01-01 休 元旦"
    client, address = opened(sysadmin), f"{reverse('rules:holiday_paste')}?year=2027"
    sent = {"days_text": notice, "paste_source": "国办发明电〔2026〕7号"}
    preview = text(client.post(address, sent))
    assert "共10天" in preview
    assert "1个先推算的截止时间会重算" in preview
    assert "2027年2月11日24:00" in preview
    assert "2027年2月12日24:00" in preview
    client.post(address, {**sent, "seen": "1"})
    assert HolidayOverride.objects.count() == 10
    assert Clock.objects.get().due_at == at("2027-02-13T00:00")


def test_only_the_administrator_writes_days(clerk: User) -> None:
    client = opened(clerk)
    sent = {"date": "2026-03-04", "kind": "off", "name": "停电", "source": "市政府通知", "seen": "1"}
    assert client.post(reverse("rules:holiday_add"), sent).status_code == 403
    paste = {"days_text": "2026-03-04 休 停电", "paste_source": "通知", "seen": "1"}
    assert client.post(reverse("rules:holiday_paste"), paste).status_code == 403
    row = HolidayOverride.objects.create(date="2026-03-04", kind="off", name="停电", source="通知")
    assert client.post(reverse("rules:holiday_remove", args=[row.pk])).status_code == 403
    assert HolidayOverride.objects.get() == row


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("2027年2月30日 休 春节", "没有2027年2月30日这一天"),
        ("26/3/4", "没有2027年26月3日这一天"),
        ("正月初一 休", "读不懂"),
        ("2027-02-05 也许 春节", "请改成「休」或「班」"),
        ("2027-02-11至2027-02-04 休 春节", "后一个日期要晚于前一个"),
        ("2027-01-01至2027-12-31 休 全年", "最多相隔30天"),
        ("9999-02-05 休 春节", "年份请写2004到2100之间"),
        ("2027-02-05 休 春节\n2027-02-05 班 春节", "请只留一行"),
        ("２０２７-02-05 休 春节\n0-0-0 休", "没有"),
    ],
)
def test_a_line_that_says_no_day_is_named_with_its_number(sysadmin: User, line: str, words: str) -> None:
    sent = {"days_text": f"2027-01-01 休 元旦\n{line}", "paste_source": "通知"}
    response = opened(sysadmin).post(f"{reverse('rules:holiday_paste')}?year=2027", sent)
    assert response.status_code == 422
    assert words in text(response)
    assert "第2行" in text(response) or "第3行" in text(response)


def test_too_many_days_at_once_are_refused() -> None:
    lines = "\n".join(
        f"{year}-{month:02}-01至{year}-{month:02}-28 休 试" for year in (2027, 2028) for month in range(1, 13)
    )
    with pytest.raises(Unreadable, match="最多写400天"):
        read_days(lines, 2027)


def test_anybody_checks_a_date_by_hand(clerk: User) -> None:
    client = opened(clerk)
    assert client.get(reverse("rules:sum")).status_code == 200
    asked = {"start": "2026-02-12T09:00", "length": "3", "unit": "wd", "day_end": "midnight"}
    shown = text(client.get(reverse("rules:sum"), asked))
    assert "截止2026年2月24日24:00" in shown
    assert "跳过2月15日至2月23日（春节）" in shown
    assert "2026年2月14日（星期六）" in shown


@pytest.mark.parametrize(
    "changes",
    [
        {"start": "0001-01-01T00:00"},
        {"start": "9999-12-31T23:59"},
        {"start": "2026年2月30日"},
        {"length": "1e400"},
        {"length": "-3"},
        {"length": "2.5"},
        {"length": "9999", "unit": "year"},
        {"unit": "given"},
        {"unit": ""},
        {"day_end": "noon"},
    ],
)
def test_a_sum_that_cannot_be_made_says_so(clerk: User, changes: dict[str, str]) -> None:
    asked = {"start": "2026-02-12T09:00", "length": "3", "unit": "wd", "day_end": "midnight", **changes}
    response = opened(clerk).get(reverse("rules:sum"), asked)
    assert response.status_code == 422
    assert "处需要修改" in text(response)


@pytest.mark.parametrize("unit", ["hour", "work_hour", "cal", "wd"])
def test_the_longest_sum_is_still_quick(clerk: User, unit: str) -> None:
    asked = {"start": "2026-02-12T09:00", "length": "9999", "unit": unit, "day_end": "midnight"}
    assert opened(clerk).get(reverse("rules:sum"), asked).status_code == 200
