"""A browser's own long name in two words that its owner recognises."""

_SYSTEMS = (
    ("HarmonyOS", "鸿蒙手机"),
    ("OpenHarmony", "鸿蒙手机"),
    ("Android", "安卓手机"),
    ("iPhone", "苹果手机"),
    ("iPad", "苹果平板"),
    ("Windows", "Windows 电脑"),
    ("Macintosh", "苹果电脑"),
    ("Linux", "Linux 电脑"),
)
# The more particular name first: most browsers also call themselves Chrome and Safari.
_BROWSERS = (
    ("DingTalk", "钉钉"),
    ("wxwork", "企业微信"),
    ("MicroMessenger", "微信"),
    ("MiuiBrowser", "小米浏览器"),
    ("HuaweiBrowser", "华为浏览器"),
    ("UCBrowser", "UC 浏览器"),
    ("QQBrowser", "QQ 浏览器"),
    ("Edg", "Edge 浏览器"),
    ("Firefox", "火狐浏览器"),
    ("Chrome", "Chrome 浏览器"),
    ("Safari", "Safari 浏览器"),
)


def in_words(agent: str) -> str:
    system = next((word for sign, word in _SYSTEMS if sign in agent), "设备未知")
    browser = next((word for sign, word in _BROWSERS if sign in agent), "")
    return f"{system} {browser}".strip()
