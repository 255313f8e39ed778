from django.apps import AppConfig


class NoticesConfig(AppConfig):
    name = "core.notices"
    label = "notices"
    verbose_name = "消息"
