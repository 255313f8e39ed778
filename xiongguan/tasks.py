"""Nightly care of the whole house. Each part is idempotent and logs what it finds; none depends on another."""

import logging
from collections.abc import Callable
from functools import partial

from celery import shared_task
from django.core.management import call_command
from django.utils import timezone

from civics.credits.actions import expire_credits
from civics.volunteers.actions import forget_refused
from civics.wishes.actions import forget_wishers
from core.hooks.tidy import forget_events
from core.jobs.recorder import noted
from core.notices.actions import notify
from core.sheets.tidy import tidy_sheets
from dashboard.burden.counting import judge_unopened
from dashboard.evaluation.actions.periods import tend as tend_evaluation
from dashboard.evaluation.actions.samples import draw_samples
from disputes.actions.terms import remind_terms
from disputes.hotline.actions import forget_callers
from grids.actions.patrol_days import close_days, purge_patrols
from grids.actions.plans import apply_due
from grids.choices import Role
from grids.selectors import holders
from residents.actions.opinions import forget_contacts

log = logging.getLogger(__name__)

# First the people of the day, so that the morning's notices reach the right hands; then what only looks and tidies.
PARTS: dict[str, tuple[str, Callable[[], object]]] = {
    "apply_due": ("今天生效的人员和网格调整", apply_due),
    "close_patrol_days": ("前几天的巡查日数", close_days),
    "purge_patrols": ("删除90天以前的巡查记录", purge_patrols),
    "check_tree": ("地点树和网格划分", partial(call_command, "check_tree")),
    "tend_register": ("居民登记：跟着楼栋走，到期的删除", partial(call_command, "tend_register")),
    "remind_terms": ("调解委员会到期提醒", remind_terms),
    "verify_audit": ("操作记录", partial(call_command, "verify_audit")),
    "purge_answers": ("清理过期的提交记录", partial(call_command, "purge_answers")),
    "forget_contacts": ("删除已办结意见的姓名电话", forget_contacts),
    "forget_callers": ("删除已办结热线工单的姓名电话", forget_callers),
    "forget_wishers": ("删除已结束心愿的姓名电话", forget_wishers),
    "forget_refused": ("删除没有录用的志愿者的姓名电话", forget_refused),
    "expire_credits": ("过期的时间积分", expire_credits),
    "forget_events": ("删除30天以前的推送事件", forget_events),
    "check_figures": ("统计数和案件时间线核对", partial(call_command, "rebuild_summaries", check=True)),
    "draw_samples": ("考评：抽查住户登记", draw_samples),
    "tend_evaluation": ("考评：过完的月份和季度计算初评", tend_evaluation),
    "judge_unopened": ("填报负担：一个月没人看的登记", judge_unopened),
    "sweep_files": ("清理没有登记的照片", partial(call_command, "sweep_files")),
    "tidy_sheets": ("清理到期的导入和导出", tidy_sheets),
    "clearsessions": ("清理过期的登录", partial(call_command, "clearsessions")),
    "tidy_sign_ins": ("清理旧的登录记录", partial(call_command, "tidy_sign_ins")),
}


@shared_task
def nightly_checks() -> None:
    """Run every part; what fails is logged and told, and stops none of the others."""
    for name, (words, part) in PARTS.items():
        try:
            with noted(f"nightly.{name}"):
                part()
        except Exception as fault:
            log.exception("nightly part %s failed", name)
            _tell(name, words, str(fault))


def _tell(name: str, words: str, fault: str) -> None:
    """Those who can do something about it read it in the morning; one message a night and part."""
    people = set(holders(Role.SYSADMIN, street=True)) | set(holders(Role.AUDITOR, street=True))
    notify(
        people,
        kind="system",
        title=f"夜间检查没有通过：{words}",
        body=fault,
        key=f"nightly:{name}:{timezone.localdate()}",
    )
