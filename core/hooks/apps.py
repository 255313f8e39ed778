from django.apps import AppConfig


class HooksConfig(AppConfig):
    name = "core.hooks"
    label = "hooks"
    verbose_name = "推送"

    def ready(self) -> None:
        from core.audit.words import register_words
        from core.flow import watching
        from core.hooks.writing import write_events

        watching.listen(write_events)
        register_words(
            actions={
                "webhook.create": "新建推送",
                "webhook.rotate": "换推送密钥",
                "webhook.pause": "暂停推送",
                "webhook.resume": "恢复推送",
                "webhook.remove": "删除推送",
                "webhook.test": "发测试事件",
                "webhook.replay": "重发推送事件",
                "webhook.give_up": "推送连不上，停住",
            },
            kinds={"webhook": "推送"},
        )
