"""Deadlines: the working-day calendar, the rules of time, running clocks and the sweeper."""

from django.apps import AppConfig


class ClocksConfig(AppConfig):
    name = "core.clocks"
    label = "clocks"
    verbose_name = "时限"
