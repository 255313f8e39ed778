from django.apps import AppConfig


class ReplayConfig(AppConfig):
    name = "core.replay"
    label = "replay"
    verbose_name = "重复提交"

    def ready(self) -> None:
        from core.crypto import rotation
        from core.replay.decorators import context_of_answer
        from core.replay.models import Answer

        rotation.register(rotation.Place(Answer, "sealed_body", context_of_answer))
