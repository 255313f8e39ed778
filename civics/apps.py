from django.apps import AppConfig


class CivicsConfig(AppConfig):
    name = "civics"
    verbose_name = "居民参与"

    def ready(self) -> None:
        from civics.joined import register_all

        register_all()
