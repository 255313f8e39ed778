"""Another system that wants to hear of the street's cases: set up, tried out, and paused until its office is ready.

Paused, because its address is nobody's: a demo calls no other machine."""

from datetime import datetime, timedelta

from core.accounts.actions import create_program
from core.accounts.models import User
from core.hooks.actions import create_webhook, pause_webhook, send_test
from dashboard.demo.staff import Staff
from grids.choices import Role


def tell_webhooks(staff: Staff, now: datetime) -> int:
    """Play it; how many acts were played."""
    sysadmin, security = (staff.street[role][0] for role in (Role.SYSADMIN, Role.SECURITY_ADMIN))
    program = create_program(
        username="shi-pingtai",
        display_name="市综治平台",
        purpose="跟着案件进度走",
        actor=sysadmin,
        now=now - timedelta(days=3),
    )
    User.objects.filter(pk=program.pk).update(is_demo=True)
    hook, _ = create_webhook(
        owner=program,
        name="案件进度通知市平台",
        address="https://zongzhi.example/webhooks/xiongguan",
        resources=["cases", "whistles", "hotline"],
        actor=security,
        now=now - timedelta(days=2),
    )
    send_test(hook, actor=security, now=now - timedelta(days=1, hours=2))
    pause_webhook(hook, actor=sysadmin, now=now - timedelta(days=1))
    return 4
