from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "core.accounts"
    label = "accounts"
    verbose_name = "账号"

    def ready(self) -> None:
        from core.accounts.models.second_factor import CodeDevice, context_of_secret
        from core.crypto import rotation

        rotation.register(rotation.Place(CodeDevice, "secret", context_of_secret))
