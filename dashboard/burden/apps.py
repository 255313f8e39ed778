from django.apps import AppConfig


class BurdenConfig(AppConfig):
    name = "dashboard.burden"
    label = "burden"
    verbose_name = "填报负担"
