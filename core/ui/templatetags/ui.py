"""Template tags of the shared look: `{% load ui %}`."""

import uuid
from datetime import date, datetime
from typing import Any

from django import template
from django.core.paginator import Page
from django.forms import BaseForm, BoundField
from django.http import QueryDict
from django.middleware.csrf import get_token
from django.template.context import RequestContext
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString

from core.ui import words
from core.ui.forms import ErrorLine, error_lines, prepare

register = template.Library()

# Clock state -> mark and word (ux.md section 4); colour never speaks alone.
CLOCK_MARKS: dict[str, tuple[str, str]] = {
    "normal": ("●", "正常"),
    "due_soon": ("▲", "临期"),
    "overdue": ("■", "超期"),
    "badly_overdue": ("■■", "严重超期"),
    "paused": ("‖", "暂停"),
    "met": ("✓", "按期"),
    "met_late": ("✓", "逾期"),
    "cancelled": ("–", "已取消"),
}


@register.simple_tag
def icon(name: str, label: str = "") -> SafeString:
    """An outline icon of static/img/icons.svg. Without a label it is decoration and hidden from readers."""
    href = f"{static('img/icons.svg')}#{name}"
    if label:
        return format_html('<svg class="icon" role="img" aria-label="{}"><use href="{}"/></svg>', label, href)
    return format_html('<svg class="icon" aria-hidden="true" focusable="false"><use href="{}"/></svg>', href)


@register.simple_tag
def clock_chip(clock: Any, text: str = "", now: datetime | None = None) -> SafeString:
    """A deadline: `{% clock_chip clock %}` with a core.clocks Clock, or `{% clock_chip "overdue" "超21小时" %}`."""
    if not clock:
        return SafeString("")
    if isinstance(clock, str):
        state, title = str(clock), ""
    else:
        moment = timezone.localtime(now)
        state, title = str(clock.state(moment)), f"应 {clock.due_words(moment)}"
        text = text or clock.words(moment)
    mark, word = CLOCK_MARKS.get(state, ("●", ""))
    shown = text or word
    hidden = "" if not word or word in shown else format_html('<span class="sr-only">{}，</span>', word)
    return format_html(
        '<span class="clock clock-{}"{}><span class="clock-mark" aria-hidden="true">{}</span>{}{}</span>',
        state,
        format_html(' title="{}"', title) if title else "",
        mark,
        hidden,
        shown,
    )


@register.simple_tag
def status_chip(label: str) -> SafeString:
    """The state of a matter: neutral on purpose, colours belong to clocks."""
    return format_html('<span class="status">{}</span>', label)


@register.simple_tag
def tier_chip(label: str) -> SafeString:
    return format_html('<span class="tier">{}</span>', label)


@register.simple_tag
def field(bound: BoundField, **options: Any) -> SafeString:
    """Label, help, control, counter and message of one form field. `label=` and `help=` override the form's."""
    return SafeString(render_to_string("ui/_field.html", prepare(bound, **options)))


@register.simple_tag
def form_fields(form: BaseForm) -> SafeString:
    """All visible fields in the order of the form, and the hidden ones."""
    hidden = [str(bound) for bound in form.hidden_fields()]
    shown = [field(bound) for bound in form.visible_fields()]
    return SafeString("".join([*hidden, *shown]))


@register.inclusion_tag("ui/_error_summary.html")
def error_summary(*forms: BaseForm) -> dict[str, list[ErrorLine]]:
    """「有2处需要修改」 with links to the fields; nothing when all is well. Takes one form or several."""
    return {"lines": [line for form in forms if form is not None for line in error_lines(form)]}


@register.simple_tag
def replay_key() -> SafeString:
    """A fresh key, so that a double click or a resend is answered once (core.replay)."""
    return format_html('<input type="hidden" name="idempotency_key" value="{}">', uuid.uuid4())


@register.simple_tag(takes_context=True)
def form_keys(context: RequestContext) -> SafeString:
    """What every writing form carries: the CSRF token and the replay key."""
    token = get_token(context["request"])
    return format_html('<input type="hidden" name="csrfmiddlewaretoken" value="{}">{}', token, replay_key())


@register.simple_tag(takes_context=True)
def qs(context: RequestContext, **changes: Any) -> str:
    """The present query string with some values replaced; None takes one out. Keeps filters in links."""
    query: QueryDict = context["request"].GET.copy()
    for name, value in changes.items():
        query.pop(name, None)
        if isinstance(value, list | tuple):
            query.setlist(name, [str(one) for one in value])
        elif value not in (None, ""):
            query[name] = str(value)
    return f"?{query.urlencode()}" if query else "?"


@register.inclusion_tag("ui/_pager.html", takes_context=True)
def pager(context: RequestContext, page: Page[Any], param: str = "page") -> dict[str, Any]:
    """「26–50 / 共128」 and links to the neighbours and ends, filters kept."""
    total = page.paginator.num_pages
    numbers = page.paginator.get_elided_page_range(page.number, on_each_side=1, on_ends=1)
    links = [
        {
            "number": number,
            "url": qs(context, **{param: number}) if isinstance(number, int) else "",
            "current": number == page.number,
        }
        for number in numbers
    ]
    return {
        "page": page,
        "links": links,
        "previous": qs(context, **{param: page.number - 1}) if page.number > 1 else "",
        "next": qs(context, **{param: page.number + 1}) if page.number < total else "",
    }


@register.simple_tag(takes_context=True)
def sort_link(context: RequestContext, label: str, key: str, param: str = "sort") -> SafeString:
    """A column head that sorts: first click ascending, second descending; says which to a reader."""
    present = context["request"].GET.get(param, "")
    target = f"-{key}" if present == key else key
    url = qs(context, **{param: target, "page": None})
    if present not in (key, f"-{key}"):
        return format_html('<a class="sort" href="{}">{}{}</a>', url, label, icon("arrows-sort"))
    word, sign = ("从小到大", "sort-ascending") if present == key else ("从大到小", "sort-descending")
    return format_html(
        '<a class="sort is-on" href="{}">{}{}<span class="sr-only">（{}）</span></a>',
        url,
        label,
        icon(sign),
        word,
    )


@register.filter
def local_dt(moment: datetime | None) -> str:
    return words.local_dt(moment)


@register.filter
def near_dt(moment: datetime | None) -> str:
    return words.near_dt(moment)


@register.filter
def local_date(day: date | datetime | None) -> str:
    return words.local_date(day)


@register.filter
def due_words(due_at: datetime | None) -> str:
    return words.due_words(due_at)


@register.filter
def mask_name(name: str) -> str:
    return words.mask_name(name or "")


@register.filter
def iso(moment: datetime | None) -> str:
    """For <time datetime>."""
    return words.local(moment).isoformat(timespec="minutes") if moment else ""
