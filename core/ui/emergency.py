"""Danger that cannot wait for a form: what to do first, and whom to call (domain.md C7, K11, K17)."""

from dataclasses import dataclass

Call = tuple[str, str]
FIRE: Call = ("119", "火警")
MEDICAL: Call = ("120", "急救")
POLICE: Call = ("110", "报警")


@dataclass(frozen=True)
class Emergency:
    """One kind of danger in the words that stop a person (ui/_calls.html)."""

    words: str
    calls: tuple[Call, ...]


SELF_HARM = Emergency("先别离开人，稳住情绪，马上打电话。", (POLICE, MEDICAL))
WEAPON = Emergency("先保护自己和旁边的人，别靠近，马上打电话。", (POLICE, MEDICAL))
GAS = Emergency("先关阀、开窗、不碰开关、把人带出来，马上打电话。", (FIRE, MEDICAL, POLICE))
BLAZE = Emergency("先喊人、往外撤、不坐电梯，自己别进去救，马上打电话。", (FIRE, MEDICAL))
COLLAPSE = Emergency("先把人带离、拉开警戒、不让人靠近，马上打电话。", (FIRE, POLICE, MEDICAL))
