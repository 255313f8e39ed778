from django.apps import AppConfig


class PartybuildingConfig(AppConfig):
    name = "partybuilding"
    verbose_name = "党建引领"

    def ready(self) -> None:
        from partybuilding.joined import register_all

        register_all()
