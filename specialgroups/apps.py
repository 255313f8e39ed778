from django.apps import AppConfig


class SpecialgroupsConfig(AppConfig):
    name = "specialgroups"
    verbose_name = "帮扶"

    def ready(self) -> None:
        from specialgroups.joined import register_all

        register_all()
