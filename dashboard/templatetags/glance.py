"""The rows of the two long tables, written here and not by the template: the tree of a street has hundreds of rows and the
year as many days, and their markup was most of what the page cost (docs/performance.md)."""

from collections.abc import Iterable

from django import template
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from dashboard.glance.charts import Day, Row

register = template.Library()


@register.filter
def chart_rows(many: Iterable[Row]) -> SafeString:
    """`<tr>` of each row, its facts beside it for the drawing (static/js/charts.js). Names and addresses are escaped."""
    return mark_safe("".join(_row(one) for one in many))  # noqa: S308 - every text in it is escaped below


def _row(one: Row) -> str:
    name, to, depth = escape(one.name), escape(one.to), int(one.depth)
    value = "" if one.value is None else f' data-value="{int(one.value)}"'
    facts = f'data-name="{name}" data-depth="{depth}"{value}' + (f' data-to="{to}"' if to else "")
    head = f'<a href="{escape(one.url)}">{name}</a>' if one.url else name
    target = f"<td>{to}</td>" if to else ""
    return (
        f'<tr {facts}><th scope="row" class="depth-{depth}">{head}</th>{target}'
        f'<td class="num">{escape(one.shown)}</td></tr>'
    )


@register.filter
def chart_weeks(many: Iterable[list[Day]]) -> SafeString:
    """`<tr>` of each week, a cell a day."""
    return mark_safe("".join(_week(one) for one in many))  # noqa: S308 - dates and our own words


def _week(days: list[Day]) -> str:
    first = days[0].day
    cells = "".join(
        f'<td data-day="{one.day.isoformat()}" data-level="{int(one.level)}">{escape(one.shown)}</td>'
        for one in days
    )
    return f'<tr><th scope="row">{first.month}月{first.day}日</th>{cells}</tr>'
