from django.apps import AppConfig


class ReplayConfig(AppConfig):
    name = "core.replay"
    label = "replay"
    verbose_name = "重复提交"
