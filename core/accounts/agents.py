"""A browser's own long name in two words that its owner recognises, none of them English."""

_SYSTEMS = (
    ("HarmonyOS", "鸿蒙手机"),
    ("OpenHarmony", "鸿蒙手机"),
    ("Android", "安卓手机"),
    ("iPhone", "苹果手机"),
    ("iPad", "苹果平板"),
    ("Windows", "电脑"),
    ("Macintosh", "苹果电脑"),
    ("Linux", "电脑"),
)
# The more particular name first: most browsers also call themselves Chrome and Safari.
_BROWSERS = (
    ("DingTalk", "钉钉"),
    ("wxwork", "企业微信"),
    ("MicroMessenger", "微信"),
    ("MiuiBrowser", "小米浏览器"),
    ("HuaweiBrowser", "华为浏览器"),
    ("UCBrowser", "优视浏览器"),
    ("QQBrowser", "腾讯浏览器"),
    ("Edg", "微软浏览器"),
    ("Firefox", "火狐浏览器"),
    ("Chrome", "谷歌浏览器"),
    ("Safari", "苹果浏览器"),
)


def in_words(agent: str) -> str:
    system = next((word for sign, word in _SYSTEMS if sign in agent), "设备未知")
    browser = next((word for sign, word in _BROWSERS if sign in agent), "")
    return f"{system} {browser}".strip()
