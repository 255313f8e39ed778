"""Deadlines: the working-day calendar, the rules of time, running clocks and the sweeper."""

from django.apps import AppConfig

from core.audit.words import register_words


class ClocksConfig(AppConfig):
    name = "core.clocks"
    label = "clocks"
    verbose_name = "时限"

    def ready(self) -> None:
        register_words(
            actions={
                "rule.edit": "修改时限规则",
                "holiday.add": "写入节假日",
                "holiday.remove": "移除节假日",
                "clock.recompute": "放假安排公布后重算截止时间",
            }
        )
