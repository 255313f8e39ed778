from django.apps import AppConfig


class ApiConfig(AppConfig):
    name = "core.api"
    label = "api"
    verbose_name = "接口"

    def ready(self) -> None:
        from core.api import schema  # noqa: F401 - names the two ways in for the document
        from core.audit.words import register_words

        register_words(
            actions={"api_token.create": "新建接口令牌", "api_token.revoke": "撤销接口令牌"},
            kinds={"api_token": "接口令牌"},
        )
