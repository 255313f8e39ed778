from django.apps import AppConfig


class FlowConfig(AppConfig):
    name = "core.flow"
    label = "flow"
    verbose_name = "流程"
